"""A slice of the activities in one sentence each: who, where, when, which types. Each figure links to its activities.

The slice is that of a Goal, an Action Line, a country or an organisation. docs/design.md has the patterns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Activity, Organisation, Region
from activities.pages.linked import Linked, Sentence, series
from activities.pictures.words import Unit, counted, figure, share
from activities.queries.addresses import list_href
from activities.queries.terms import TermCount

#: As many years are named one by one.
YEARS_NAMED = 4
#: Fewer activities than this are described one type after the other, in words.
FEW = 10


class Counted(Protocol):
    """`counts` is {facet: {value: activities}} of the `activities` that `filters` select in the list."""

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]: ...
    @property
    def activities(self) -> int: ...
    @property
    def filters(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Share:
    """A value of a facet and its activities."""

    value: str
    name: str
    activities: int
    href: str


def shares(part: Counted, facet: str, choices: Sequence[tuple[str, object]]) -> list[Share]:
    """The values of a facet that have activities, the largest first."""
    found = part.counts.get(facet, {})
    rows = [
        Share(value, str(label), found[value], list_href({**part.filters, facet: value}))
        for value, label in choices
        if found.get(value)
    ]
    return sorted(rows, key=lambda row: -row.activities)


def who(part: Counted) -> Sentence:
    """`ITU-D carries out 80 of 138 (58%); 25 are by stakeholders.`"""
    groups = shares(part, "sector", Organisation.Sector.choices)
    groups += shares(part, "whose", [("stakeholder", "")])
    groups.sort(key=lambda row: -row.activities)
    if not groups:
        return Sentence(_("Nothing is known about the organisations."))
    first, rest = groups[0], groups[1:]
    if not rest:
        return whole(first, part.activities)
    begin = part_by(first, of_all(first, part.activities))
    stakeholders = next((row for row in rest if row.value == "stakeholder"), None)
    if stakeholders:
        number = stakeholders.activities
        end = Sentence(
            ngettext("%(number)s is by a stakeholder", "%(number)s are by stakeholders", number),
            {"number": Linked(figure(number), stakeholders.href)},
        )
    else:
        end = part_by(rest[0], Linked(figure(rest[0].activities), rest[0].href))
    return Sentence(_("%(begin)s; %(end)s."), {"begin": begin, "end": end})


def whole(group: Share, number: int) -> Sentence:
    """One part of ITU, or stakeholders alone, carry out everything."""
    messages = {
        "stakeholder": ngettext("Its one activity is by a stakeholder.", "%(all)s are by stakeholders.", number),
        Organisation.Sector.SECRETARIAT: ngettext(
            "Its one activity is by the General Secretariat.", "%(all)s are by the General Secretariat.", number
        ),
        Organisation.Sector.INTERSECTORAL: ngettext(
            "Its one activity is by several Sectors together.", "%(all)s are by several Sectors together.", number
        ),
    }
    other = ngettext("Its one activity is by %(sector)s.", "%(all)s are by %(sector)s.", number)
    parts = {"all": every(number, group.href), "sector": group.name}
    return Sentence(messages.get(group.value, other), parts)


def every(number: int, href: str = "") -> Linked:
    """`Both`, `All 12`, with the address of the activities."""
    return Linked(_("Both") if number == 2 else _("All %(number)s") % {"number": figure(number)}, href)


def part_by(group: Share, count: object) -> Sentence:
    """`ITU-D carries out 80 of 138 (58%)`, without a full stop."""
    messages = {
        "stakeholder": _("Stakeholders carry out %(count)s"),
        Organisation.Sector.SECRETARIAT: _("The General Secretariat carries out %(count)s"),
        Organisation.Sector.INTERSECTORAL: _("Several Sectors together carry out %(count)s"),
    }
    message = messages.get(group.value, _("%(sector)s carries out %(count)s"))
    return Sentence(message, {"count": count, "sector": group.name})


def of_all(row: Share, total: int) -> Sentence:
    """`80 of 138 (58%)`, the first figure linked."""
    return Sentence(
        _("%(number)s of %(total)s (%(share)s%%)"),
        {
            "number": Linked(figure(row.activities), row.href),
            "total": figure(total),
            "share": share(row.activities, total),
        },
    )


def where(part: Counted) -> Sentence:
    """`Most are global: 77 of 138 (56%). The region named most is Africa (31).`"""
    rows = shares(part, "region", Region.choices)
    worldwide = next((row for row in rows if row.value == Region.GLOBAL), None)
    named = [row for row in rows if row.value != Region.GLOBAL]
    total = part.activities
    if worldwide and worldwide.activities == total:
        message = ngettext("Its one activity is global.", "%(all)s are global.", total)
        return Sentence(message, {"all": every(total, worldwide.href)})
    if worldwide and 2 * worldwide.activities > total:
        most = Sentence(_("Most are global: %(count)s."), {"count": of_all(worldwide, total)})
        if not named:
            return most
        return Sentence(_("%(first)s %(second)s."), {"first": most, "second": regions_named(named, total)})
    if not named:
        return Sentence(_("No region is named."))
    if not worldwide:
        return Sentence("%(regions)s.", {"regions": regions_named(named, total)})
    message = ngettext(
        "%(regions)s; %(number)s is global.", "%(regions)s; %(number)s are global.", worldwide.activities
    )
    number = Linked(figure(worldwide.activities), worldwide.href)
    return Sentence(message, {"regions": regions_named(named, total), "number": number})


def regions_named(rows: Sequence[Share], total: int) -> Sentence:
    """The region named most, or those that are named equally often, without a full stop."""
    first = [row for row in rows if row.activities == rows[0].activities]
    number = figure(first[0].activities)
    links = [Linked(region_name(row), row.href) for row in first]
    if total == 1:
        return Sentence(_("It names %(names)s"), {"names": series(links)})
    if len(first) == 1:
        return Sentence(_("The region named most is %(name)s (%(number)s)"), {"name": links[0], "number": number})
    return Sentence(
        _("The regions named most are %(names)s (%(number)s each)"), {"names": series(links), "number": number}
    )


def region_name(row: Share) -> str:
    """The name of a region in a sentence: `the Americas`."""
    names = {
        Region.AMERICAS: _("the Americas"),
        Region.ARAB_STATES: _("the Arab States"),
        Region.CIS: _("the CIS countries"),
    }
    return names.get(Region(row.value), row.name)


def when(part: Counted) -> Sentence:
    """`They began between 1969 and 2026, never more than 10 in a year.` Few known years are named."""
    found = {int(year): number for year, number in part.counts.get("year", {}).items() if number}
    known, total = sum(found.values()), part.activities
    if not found:
        return Sentence(ngettext("Its start year is not known.", "No start year is known.", total))
    links = [Linked(str(year), list_href({**part.filters, "year": str(year)})) for year in sorted(found)]
    facts = {
        "known": figure(known),
        "total": counted(total, Unit.ACTIVITIES),
        "years": series(links) if len(links) <= YEARS_NAMED else "",
        "first": links[0],
        "last": links[-1],
        "most": figure(max(found.values())),
        "unknown": figure(total - known),
    }
    if total == 1:
        return Sentence(_("It began in %(first)s."), facts)
    if len(links) > YEARS_NAMED and 2 * known >= total:
        if max(found.values()) == 1:
            span = Sentence(_("They began between %(first)s and %(last)s, never two in the same year"), facts)
        else:
            span = Sentence(_("They began between %(first)s and %(last)s, never more than %(most)s in a year"), facts)
        if known == total:
            return Sentence("%(span)s.", {"span": span})
        message = ngettext(
            "%(span)s; %(unknown)s has no start year.", "%(span)s; %(unknown)s have no start year.", total - known
        )
        return Sentence(message, facts | {"span": span})
    if len(links) > YEARS_NAMED:
        message = _("Start years are known for %(known)s of %(total)s, between %(first)s and %(last)s.")
        return Sentence(message, facts)
    if known == total:
        return Sentence(_("They began in %(years)s."), facts)
    return Sentence(_("Start years are known for %(known)s of %(total)s: %(years)s."), facts)


def types(part: Counted) -> Sentence:
    """`Projects come first with 40 of 138 (29%), then events with 24; 62 are ongoing and 57 completed.`"""
    kinds = shares(part, "kind", Activity.Kind.choices)
    statuses = shares(part, "status", Activity.Status.choices)
    if not kinds:
        return Sentence(_("Nothing is known about their types."))
    return Sentence(
        _("%(first)s; %(second)s."),
        {"first": of_types(kinds, part.activities), "second": of_statuses(statuses, part.activities)},
    )


def of_types(kinds: Sequence[Share], total: int) -> Sentence:
    first, rest = kinds[0], kinds[1:]
    if total < FEW and not rest:
        return Sentence("%(kinds)s", {"kinds": Linked(capfirst(few_of(first)), first.href)})
    if total < FEW:
        each = [Sentence("%(kind)s", {"kind": Linked(few_of(row), row.href)}) for row in kinds]
        message = ngettext("%(number)s activity: %(kinds)s", "%(number)s activities: %(kinds)s", total)
        return Sentence(message, {"number": capfirst(in_words(total)), "kinds": series(each)})
    facts = {"kinds": kind_name(first.value, 2), "count": of_all(first, total)}
    if not rest:
        return Sentence(_("All are %(kinds)s"), facts | {"kinds": Linked(kind_name(first.value, 2), first.href)})
    facts |= {"next": kind_name(rest[0].value, 2), "number": Linked(figure(rest[0].activities), rest[0].href)}
    if 2 * first.activities > total:
        return Sentence(_("Most are %(kinds)s: %(count)s, then %(next)s with %(number)s"), facts)
    facts["kinds"] = capfirst(kind_name(first.value, 2))
    return Sentence(_("%(kinds)s come first with %(count)s, then %(next)s with %(number)s"), facts)


def of_statuses(statuses: Sequence[Share], total: int) -> Sentence:
    """`62 are ongoing and 57 completed`, to end a sentence. Unknown statuses are mentioned only if all are unknown."""
    known = [row for row in statuses if row.value != Activity.Status.UNKNOWN]
    if not known:
        return Sentence(ngettext("its status is not known", "their status is not known", total))
    first, second = known[0], known[1] if len(known) > 1 else None
    parts = {"number": Linked(number_of(first.activities, total), first.href), "status": status_name(first.value)}
    if first.activities == total:
        status = {"status": Linked(status_name(first.value), first.href)}
        if total == 2:
            return Sentence(_("both are %(status)s"), status)
        return Sentence(ngettext("it is %(status)s", "all are %(status)s", total), status)
    if not second:
        return Sentence(ngettext("%(number)s is %(status)s", "%(number)s are %(status)s", first.activities), parts)
    message = ngettext(
        "%(number)s is %(status)s and %(other)s %(other_status)s",
        "%(number)s are %(status)s and %(other)s %(other_status)s",
        first.activities,
    )
    other = Linked(number_of(second.activities, total), second.href)
    return Sentence(message, parts | {"other": other, "other_status": status_name(second.value)})


def few_of(row: Share) -> str:
    """`one project`, `two events`."""
    return _("%(number)s %(kind)s") % {
        "number": in_words(row.activities),
        "kind": kind_name(row.value, row.activities),
    }


def number_of(number: int, total: int) -> str:
    """The number in words if there are few activities in all."""
    return in_words(number) if total < FEW else figure(number)


def in_words(number: int) -> str:
    """Numbers below ten as words: `three`; others in digits."""
    words = (
        _("no"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine")
    )  # fmt: skip
    return words[number] if number < len(words) else figure(number)


def kind_name(kind: str, number: int) -> str:
    """The name of a type of activity after a number: project, projects."""
    return {
        Activity.Kind.INITIATIVE: ngettext("initiative", "initiatives", number),
        Activity.Kind.PROJECT: ngettext("project", "projects", number),
        Activity.Kind.PROGRAMME: ngettext("programme", "programmes", number),
        Activity.Kind.PUBLICATION: ngettext("publication", "publications", number),
        Activity.Kind.EVENT: ngettext("event", "events", number),
        Activity.Kind.STANDARD: ngettext("standard", "standards", number),
        Activity.Kind.TRAINING: ngettext("training course", "training courses", number),
        Activity.Kind.PLATFORM: ngettext("platform", "platforms", number),
        Activity.Kind.STUDY_GROUP: ngettext("study group", "study groups", number),
        Activity.Kind.PARTNERSHIP: ngettext("partnership", "partnerships", number),
    }[Activity.Kind(kind)]


def status_name(status: str) -> str:
    """The status after "is" or "are"."""
    return {
        Activity.Status.PLANNED: _("planned"),
        Activity.Status.ONGOING: _("ongoing"),
        Activity.Status.COMPLETED: _("completed"),
        Activity.Status.SUSPENDED: _("suspended"),
    }[Activity.Status(status)]


def strength(own: TermCount, name: str) -> Sentence:
    """`Goal 9 is the main purpose of 48 of 138 activities; 67 contribute and 23 are related.`"""
    related, contributes, main = own.strengths
    others = [
        (contributes, ngettext("%(number)s contributes", "%(number)s contribute", contributes)),
        (related, ngettext("%(number)s is related", "%(number)s are related", related)),
    ]
    parts = {
        "name": capfirst(name),
        "main": figure(main),
        "total": counted(own.activities, Unit.ACTIVITIES),
        "others": series([Sentence(message, {"number": figure(number)}) for number, message in others if number]),
    }
    return Sentence(_("%(name)s is the main purpose of %(main)s of %(total)s; %(others)s."), parts)
