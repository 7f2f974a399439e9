"""The sentences under the heading of a country, a region or an organisation, and on the sheet of a Goal or Action Line.

Each figure is a link to the activities that it counts. Pages and sheets of paper show the same sentences.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from activities.models import Region, Term
from activities.pictures.words import Unit, counted, figure, share
from activities.queries.addresses import list_href
from activities.queries.browse.slices import Slice
from activities.queries.terms import TermCount
from activities.templatetags.sdgmap import code


def linked(href: str, text: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', href, text)


def joined(items: Sequence[object]) -> SafeString:
    """`A`, `A and B`, `A, B and C`, escaped."""
    if len(items) < 2:
        return format_html("{}", *items) if items else SafeString("")
    most = format_html_join(_(", "), "{}", ((item,) for item in items[:-1]))
    return format_html(pgettext("list of linked names", "{most} and {last}"), most=most, last=items[-1])


def to(slice: Slice, text: object, **filters: str) -> SafeString:
    """`text` as a link to the activities of the slice with more filters."""
    return linked(list_href(slice.filters | filters), text)


# --- the answer ---------------------------------------------------------------------------------


def country_answer(slice: Slice, worldwide: int, worldwide_href: str) -> list[SafeString]:
    """`worldwide` is the number of all worldwide activities. Those that name the country count in the slice."""
    sentences = named(slice)
    others = worldwide - slice.of("region", Region.GLOBAL.value)
    if others > 0:
        words = ngettext(
            "{activities} also reaches {name} but is not counted here.",
            "{activities} also reach {name} but are not counted here.",
            others,
        )
        what = ngettext("%(number)s worldwide activity", "%(number)s worldwide activities", others)
        href = linked(worldwide_href, what % {"number": figure(others)})
        sentences.append(format_html(words, activities=href, name=slice.name))
    return sentences


def region_answer(slice: Slice, covered: int, countries: int) -> list[SafeString]:
    """`covered` of the region's `countries` are named by an activity. Worldwide has no countries."""
    if not countries:
        what = ngettext("%(number)s activity is worldwide", "%(number)s activities are worldwide", slice.activities)
        what = to(slice, what % {"number": figure(slice.activities)})
        sentences = [whose(slice, what), *serves(slice)] if slice.activities else []
        return [
            *sentences,
            format_html("{}", _("They are not counted in any of the six regions unless they name the region.")),
        ]
    words = ngettext(
        "Activities name {covered} of its {number} country.",
        "Activities name {covered} of its {number} countries.",
        countries,
    )
    known = format_html(words, covered=linked("#countries", figure(covered)), number=figure(countries))
    return [*named(slice), known]


def organisation_answer(slice: Slice) -> list[SafeString]:
    if not slice.activities:
        return []
    words = ngettext(
        "{name} carries out {number} of {total} activity ({share}%).",
        "{name} carries out {number} of {total} activities ({share}%).",
        slice.total,
    )
    name = format_html("<bdi>{}</bdi>", slice.name)
    number = to(slice, figure(slice.activities))
    part = share(slice.activities, slice.total) if slice.total else "–"
    return [format_html(words, name=name, number=number, total=figure(slice.total), share=part), *serves(slice)]


def named(slice: Slice) -> list[SafeString]:
    if not slice.activities:
        return []
    words = ngettext("{activities} names {name}", "{activities} name {name}", slice.activities)
    number = to(slice, counted(slice.activities, Unit.ACTIVITIES))
    return [whose(slice, format_html(words, activities=number, name=slice.name)), *serves(slice)]


def whose(slice: Slice, what: SafeString) -> SafeString:
    """`what` with how many are by ITU and how many by stakeholders."""
    itu, others = slice.of("whose", "itu"), slice.of("whose", "stakeholder")
    if itu and others:
        return format_html(
            _("{what}: {itu} and {others}."),
            what=what,
            itu=to(slice, _("%(number)s by ITU") % {"number": figure(itu)}, whose="itu"),
            others=to(slice, _("%(number)s by stakeholders") % {"number": figure(others)}, whose="stakeholder"),
        )
    if slice.activities == 1:
        return format_html(_("{what}, by ITU.") if itu else _("{what}, by a stakeholder."), what=what)
    return format_html(_("{what}, all by ITU.") if itu else _("{what}, all by stakeholders."), what=what)


def serves(slice: Slice) -> list[SafeString]:
    """One sentence on the Goals and Action Lines; none where there is no link yet."""
    parts = [part for part in (goals_served(slice), lines_served(slice)) if part]
    if not parts:
        return []
    if len(parts) == 2:
        pattern = _("{goals}, and {lines}") if slice.activities > 1 else _("{goals} and {lines}")
        what = format_html(pattern, goals=parts[0], lines=parts[1])
    else:
        what = parts[0]
    return [format_html(ngettext("It serves {what}.", "They serve {what}.", slice.activities), what=what)]


def goals_served(slice: Slice) -> SafeString | None:
    found = served(slice.goals)
    if not found:
        return None
    if slice.activities == 1 or len(found) == 1:
        names = joined([term_link(slice, goal) for goal in found])
        return format_html(ngettext("Goal {names}", "Goals {names}", len(found)), names=names)
    words = _("{number} of {all} Goals")
    answer = format_html(words, number=figure(len(found)), all=figure(len(slice.goals)))
    first = leading(found)
    if not first:
        return answer
    pattern = ngettext(
        "{goals}, above all Goal {names} ({count} of {total})",
        "{goals}, above all Goals {names} ({count} of {total} each)",
        len(first),
    )
    return format_html(
        pattern,
        goals=answer,
        names=joined([term_link(slice, goal) for goal in first]),
        count=figure(first[0].activities),
        total=figure(slice.activities),
    )


def lines_served(slice: Slice) -> SafeString | None:
    found = served(slice.lines)
    if not found:
        return None
    if slice.activities == 1 or len(found) == 1:
        names = joined([term_link(slice, line) for line in found])
        return format_html(ngettext("Action Line {names}", "Action Lines {names}", len(found)), names=names)
    answer = format_html(_("{number} of {all} Action Lines"), number=figure(len(found)), all=figure(len(slice.lines)))
    first = leading(found)
    if not first:
        return answer
    pattern = ngettext("{lines}, above all {names} ({count})", "{lines}, above all {names} ({count} each)", len(first))
    names = joined([term_link(slice, line) for line in first])
    return format_html(pattern, lines=answer, names=names, count=figure(first[0].activities))


def served(terms: Sequence[TermCount]) -> list[TermCount]:
    return [term for term in terms if term.activities]


def leading(terms: Sequence[TermCount]) -> list[TermCount]:
    """The one or two with most activities; nothing if more share the first place."""
    most = max(term.activities for term in terms)
    first = [term for term in terms if term.activities == most]
    return first if len(first) < 3 else []


def term_link(slice: Slice, term: TermCount) -> SafeString:
    return linked(list_href(slice.filters | {term.kind: term.code}), code(term.code))


def more(slice: Slice, terms: Sequence[TermCount]) -> SafeString:
    """ "4 more have 1 each: 6, 8, 12, 13.", or each with its number."""
    if not terms:
        return SafeString("")
    each = {term.activities for term in terms}
    if len(each) == 1:
        words = ngettext("{number} more has {each}: {names}.", "{number} more have {each} each: {names}.", len(terms))
        items = [term_link(slice, term) for term in terms]
    else:
        words = ngettext("{number} more: {names}.", "{number} more: {names}.", len(terms))
        items = [format_html("{} ({})", term_link(slice, term), figure(term.activities)) for term in terms]
    names = format_html_join(_(", "), "{}", ((item,) for item in items))
    return format_html(words, number=figure(len(terms)), each=figure(max(each)), names=names)


def without_activities(terms: Sequence[TermCount]) -> SafeString:
    """ "No activities: 5, 7, 9." instead of rows of zeros; nothing if all have some."""
    empty = [term for term in terms if not term.activities]
    if not empty or len(empty) == len(terms):
        return SafeString("")
    names = format_html_join(_(", "), "{}", ((linked(term.href, code(term.code)),) for term in empty))
    return format_html(_("No activities: {names}."), names=names)


def term_answer(slice: Slice, name: str, targets: Sequence[TermCount]) -> list[SafeString]:
    """The answer on the sheet of a Goal or an Action Line. `targets` are those of a Goal."""
    if not slice.activities:
        return [format_html(_("No activity contributes to {name} yet."), name=name)]
    words = ngettext(
        "{activities} contributes to {name} ({share}% of {total})",
        "{activities} contribute to {name} ({share}% of {total})",
        slice.activities,
    )
    what = format_html(
        words,
        activities=to(slice, counted(slice.activities, Unit.ACTIVITIES)),
        name=name,
        share=share(slice.activities, slice.total) if slice.total else "–",
        total=figure(slice.total),
    )
    sentences = [whose(slice, what)]
    found = sorted(served(targets), key=lambda target: -target.activities)[:2]
    if len(found) == 2 and found[1].activities:
        first, second = (
            format_html(
                "{} ({})", linked(list_href({Term.Kind.TARGET.value: t.code}), code(t.code)), figure(t.activities)
            )
            for t in found
        )
        sentences.append(format_html(_("Most serve {first} or {second}."), first=first, second=second))
    if targets:
        number = len(served(targets))
        words = ngettext(
            "{number} of {all} target has an activity.", "{number} of {all} targets have an activity.", len(targets)
        )
        if number == len(targets):
            words = ngettext("Its {all} target has an activity.", "All {all} targets have an activity.", number)
        sentences.append(format_html(words, number=figure(number), all=figure(len(targets))))
    return sentences
