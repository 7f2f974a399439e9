"""The sentences under the heading of a country, a region or an organisation.

Each figure is a link to the activities that it counts. Pages and sheets of paper show the same sentences.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Region
from activities.pages.linked import Isolated, Linked, Sentence, listed, series
from activities.pictures.words import Unit, counted, figure, share
from activities.queries.addresses import list_href
from activities.queries.browse.slices import Slice
from activities.queries.terms import TermCount


def to(slice: Slice, text: str, **filters: str) -> Linked:
    """`text` as a link to the activities of the slice with more filters."""
    return Linked(text, list_href(slice.filters | filters))


# --- the answer ---------------------------------------------------------------------------------


def country_answer(slice: Slice, worldwide: int, worldwide_href: str) -> list[Sentence]:
    """`worldwide` is the number of all worldwide activities. Those that name the country count in the slice."""
    sentences = named(slice)
    others = worldwide - slice.of("region", Region.GLOBAL.value)
    if others > 0:
        words = ngettext(
            "%(activities)s also reaches %(name)s but is not counted here.",
            "%(activities)s also reach %(name)s but are not counted here.",
            others,
        )
        what = ngettext("%(number)s worldwide activity", "%(number)s worldwide activities", others)
        href = Linked(what % {"number": figure(others)}, worldwide_href)
        sentences.append(Sentence(words, {"activities": href, "name": slice.name}))
    return sentences


def region_answer(slice: Slice, covered: int, countries: int) -> list[Sentence]:
    """`covered` of the region's `countries` are named by an activity. Worldwide has no countries."""
    if not countries:
        what = ngettext("%(number)s activity is worldwide", "%(number)s activities are worldwide", slice.activities)
        what = to(slice, what % {"number": figure(slice.activities)})
        sentences = [whose(slice, what), *serves(slice)] if slice.activities else []
        return [
            *sentences,
            Sentence(_("They are not counted in any of the six regions unless they name the region.")),
        ]
    words = ngettext(
        "Activities name %(covered)s of its %(number)s country.",
        "Activities name %(covered)s of its %(number)s countries.",
        countries,
    )
    known = Sentence(words, {"covered": Linked(figure(covered), "#countries"), "number": figure(countries)})
    return [*named(slice), known]


def organisation_answer(slice: Slice) -> list[Sentence]:
    if not slice.activities:
        return []
    words = ngettext(
        "%(name)s carries out %(number)s of %(total)s activity (%(share)s%%).",
        "%(name)s carries out %(number)s of %(total)s activities (%(share)s%%).",
        slice.total,
    )
    name = Isolated(slice.name)
    number = to(slice, figure(slice.activities))
    part = share(slice.activities, slice.total) if slice.total else "–"
    return [
        Sentence(words, {"name": name, "number": number, "total": figure(slice.total), "share": part}),
        *serves(slice),
    ]


def named(slice: Slice) -> list[Sentence]:
    if not slice.activities:
        return []
    words = ngettext("%(activities)s names %(name)s", "%(activities)s name %(name)s", slice.activities)
    number = to(slice, counted(slice.activities, Unit.ACTIVITIES))
    return [whose(slice, Sentence(words, {"activities": number, "name": slice.name})), *serves(slice)]


def whose(slice: Slice, what: Linked | Sentence) -> Sentence:
    """`what` with how many are by ITU and how many by stakeholders."""
    itu, others = slice.of("whose", "itu"), slice.of("whose", "stakeholder")
    if itu and others:
        return Sentence(
            _("%(what)s: %(itu)s and %(others)s."),
            {
                "what": what,
                "itu": to(slice, _("%(number)s by ITU") % {"number": figure(itu)}, whose="itu"),
                "others": to(slice, _("%(number)s by stakeholders") % {"number": figure(others)}, whose="stakeholder"),
            },
        )
    if slice.activities == 1:
        return Sentence(_("%(what)s, by ITU.") if itu else _("%(what)s, by a stakeholder."), {"what": what})
    return Sentence(_("%(what)s, all by ITU.") if itu else _("%(what)s, all by stakeholders."), {"what": what})


def serves(slice: Slice) -> list[Sentence]:
    """One sentence on the Goals and Action Lines; none where there is no link yet."""
    parts = [part for part in (goals_served(slice), lines_served(slice)) if part]
    if not parts:
        return []
    if len(parts) == 2:
        pattern = _("%(goals)s, and %(lines)s") if slice.activities > 1 else _("%(goals)s and %(lines)s")
        what = Sentence(pattern, {"goals": parts[0], "lines": parts[1]})
    else:
        what = parts[0]
    return [Sentence(ngettext("It serves %(what)s.", "They serve %(what)s.", slice.activities), {"what": what})]


def goals_served(slice: Slice) -> Sentence | None:
    found = served(slice.goals)
    if not found:
        return None
    if slice.activities == 1 or len(found) == 1:
        names = series([term_link(slice, goal) for goal in found])
        return Sentence(ngettext("Goal %(names)s", "Goals %(names)s", len(found)), {"names": names})
    words = _("%(number)s of %(all)s Goals")
    answer = Sentence(words, {"number": figure(len(found)), "all": figure(len(slice.goals))})
    first = leading(found)
    if not first:
        return answer
    pattern = ngettext(
        "%(goals)s, above all Goal %(names)s (%(count)s of %(total)s)",
        "%(goals)s, above all Goals %(names)s (%(count)s of %(total)s each)",
        len(first),
    )
    return Sentence(
        pattern,
        {
            "goals": answer,
            "names": series([term_link(slice, goal) for goal in first]),
            "count": figure(first[0].activities),
            "total": figure(slice.activities),
        },
    )


def lines_served(slice: Slice) -> Sentence | None:
    found = served(slice.lines)
    if not found:
        return None
    if slice.activities == 1 or len(found) == 1:
        names = series([term_link(slice, line) for line in found])
        return Sentence(ngettext("Action Line %(names)s", "Action Lines %(names)s", len(found)), {"names": names})
    answer = Sentence(
        _("%(number)s of %(all)s Action Lines"), {"number": figure(len(found)), "all": figure(len(slice.lines))}
    )
    first = leading(found)
    if not first:
        return answer
    pattern = ngettext(
        "%(lines)s, above all %(names)s (%(count)s)", "%(lines)s, above all %(names)s (%(count)s each)", len(first)
    )
    names = series([term_link(slice, line) for line in first])
    return Sentence(pattern, {"lines": answer, "names": names, "count": figure(first[0].activities)})


def served(terms: Sequence[TermCount]) -> list[TermCount]:
    return [term for term in terms if term.activities]


def leading(terms: Sequence[TermCount]) -> list[TermCount]:
    """The one or two with most activities; nothing if more share the first place."""
    most = max(term.activities for term in terms)
    first = [term for term in terms if term.activities == most]
    return first if len(first) < 3 else []


def term_link(slice: Slice, term: TermCount) -> Linked:
    return Linked("", list_href(slice.filters | {term.kind: term.code}), term.code)


def more(slice: Slice, terms: Sequence[TermCount]) -> Sentence | None:
    """ "4 more have 1 each: 6, 8, 12, 13.", or each with its number."""
    if not terms:
        return None
    each = {term.activities for term in terms}
    if len(each) == 1:
        words = ngettext(
            "%(number)s more has %(each)s: %(names)s.", "%(number)s more have %(each)s each: %(names)s.", len(terms)
        )
        items = [term_link(slice, term) for term in terms]
    else:
        words = ngettext("%(number)s more: %(names)s.", "%(number)s more: %(names)s.", len(terms))
        items = [
            Sentence("%(name)s (%(number)s)", {"name": term_link(slice, term), "number": figure(term.activities)})
            for term in terms
        ]
    names = listed(items)
    return Sentence(words, {"number": figure(len(terms)), "each": figure(max(each)), "names": names})


def without_activities(terms: Sequence[TermCount]) -> Sentence | None:
    """ "No activities: 5, 7, 9." instead of rows of zeros; nothing if all have some."""
    empty = [term for term in terms if not term.activities]
    if not empty or len(empty) == len(terms):
        return None
    names = listed([Linked("", term.href, term.code) for term in empty])
    return Sentence(_("No activities: %(names)s."), {"names": names})
