"""The sheets of countries, regions, organisations, Goals and Action Lines: one page of A4 from one template.

The room on the sheet is counted in millimetres, as static/css/pages/sheet.css sets it: activities fill what is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities.models import Organisation, Term
from activities.models.activity import NO_ORGANISATION
from activities.pages.browse.answers import term_answer
from activities.pages.browse.slice_answers import (
    country_answer,
    more,
    organisation_answer,
    region_answer,
    without_activities,
)
from activities.pages.browse.slice_bars import Bar, bars, largest
from activities.pages.browse.slice_brief import Line, brief
from activities.pages.linked import Sentence
from activities.pages.paper import HEIGHT, LINE, WIDTH, foot, is_sheet, lines
from activities.pictures.words import figure
from activities.queries.browse.places import CountryPage, RegionPage
from activities.queries.browse.profile import Profile, profile
from activities.queries.browse.slices import Slice
from activities.queries.browse.work import Work, work_for, work_of
from activities.queries.codes import UnknownCode, term_or_404
from activities.queries.terms import TermCount
from activities.templatetags.sdgmap import code as as_code

#: Bars of a column; a Goal shows all of its targets. Codes in a cell.
BARS, CODES = 8, 8
#: Millimetres of a bar's label, of the columns of the table, and of one column of bars.
LABEL, TITLE, GOALS, ACTION_LINES, COLUMN = 59.5, 106, 19, 34, 87
#: Millimetres: pitch of the bars, what a row adds to its lines, a heading, what a note adds, and what is left free.
PITCH, ROW, HEADING, NOTE, SPARE = 4.3, 2.2, 7.5, 1.5, 3
#: Millimetres of the line above the name, of the rule, and of the foot.
TOP, FOOT = 6, 26
#: Characters of a name that is set smaller.
LONG_NAME = 60


@dataclass(frozen=True, slots=True)
class Column:
    """Bars under a heading, and sentences on those that have none."""

    heading: str
    bars: tuple[Bar, ...]
    rest: tuple[Sentence, ...]

    @property
    def height(self) -> float:
        bars = sum(PITCH + LINE * (lines(f"{bar.term.code} {bar.term.title}", LABEL) - 1) for bar in self.bars)
        return HEADING + bars + LINE * sum(lines(str(text), COLUMN) for text in self.rest)


@dataclass(frozen=True, slots=True)
class Row:
    """One activity: codes beyond the first eight are only counted."""

    work: Work
    who: str
    goals: SafeString
    lines: SafeString

    @property
    def height(self) -> float:
        title = f"{self.work.activity.title}  {self.who}"
        goals, action_lines = strip_tags(self.goals), strip_tags(self.lines)
        most = max(lines(title, TITLE), lines(goals, GOALS), lines(action_lines, ACTION_LINES))
        return ROW + LINE * most


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed. `kind` names what the page is about, `code` is that of a Goal or an Action Line."""

    kind: SafeString
    name: str
    code: str
    slice: Slice
    answer: list[Sentence]
    columns: tuple[Column, ...]
    brief: list[Line]
    bodies: tuple[Organisation, ...] = ()
    body_total: int = 0

    @property
    def is_long(self) -> bool:
        return len(self.name) > LONG_NAME


def country_sheet(request: HttpRequest, page: CountryPage) -> HttpResponse:
    country = page.country
    groups = [f"{name} ({doubt.label})" if doubt else name for _code, name, doubt in country.memberships]
    kind = joined_kind(_("Country"), country.get_region_display(), *groups, f"{country.code}, {country.m49}")
    sheet = Sheet(
        kind=kind,
        name=country.name,
        code="",
        slice=page.slice,
        answer=country_answer(page.slice, page.worldwide, page.worldwide_href),
        columns=both(page.slice),
        brief=brief(page.slice),
        bodies=page.organisations,
        body_total=page.organisation_total,
    )
    return printed(request, sheet, work_of(f"country:{country.code}", page.which, page.slice.as_of))


def region_sheet(request: HttpRequest, page: RegionPage) -> HttpResponse:
    countries = page.group.countries
    sheet = Sheet(
        kind=joined_kind(_("ITU region") if countries else _("The whole world")),
        name=page.slice.name,
        code="",
        slice=page.slice,
        answer=region_answer(page.slice, page.group.covered, len(countries)),
        columns=both(page.slice),
        brief=brief(page.slice),
    )
    return printed(request, sheet, work_of(f"region:{page.region.value}", page.which, page.slice.as_of))


def organisation_sheet(request: HttpRequest, found: Organisation, own: Slice, which) -> HttpResponse:
    kind = [_("ITU") if found.sector else found.get_type_display()]
    kind += [found.country.name] if found.country else []
    sheet = Sheet(
        kind=joined_kind(*kind),
        name=found.name,
        code="",
        slice=own,
        answer=organisation_answer(own),
        columns=both(own),
        brief=brief(own),
    )
    return printed(request, sheet, work_of(f"organisation:{found.pk}", which, own.as_of))


def term_sheet(request: HttpRequest, framework: str, kind: str, code: str) -> HttpResponse | None:
    """The sheet of a Goal or an Action Line if it was requested and the code is known, else None."""
    if not is_sheet(request):
        return None
    try:
        term = term_or_404(framework, code, kind)
    except UnknownCode:
        return None
    is_goal = term.kind == Term.Kind.GOAL
    shown = profile(term)
    own = slice_of(shown)
    columns = (targets_column(own, shown.targets), column(own, _("Action Lines"), own.lines))
    if not is_goal:
        columns = (column(own, _("Goals"), own.goals), column(own, _("Related Action Lines"), others(own.lines, term)))
    sheet = Sheet(
        kind=joined_kind(_("Sustainable Development Goal") if is_goal else _("WSIS Action Line")),
        name=own.name,
        code=term.code,
        slice=own,
        answer=term_answer(shown),
        columns=columns,
        brief=brief(own),
    )
    return printed(request, sheet, work_for(term, own.as_of))


def printed(request: HttpRequest, sheet: Sheet, work: Sequence[Work]) -> HttpResponse:
    rows = fitting([row(each) for each in work], room(sheet))
    context = {
        "sheet": sheet,
        "slice": sheet.slice,
        "rows": rows,
        "foot": foot(request),
        "date": sheet.slice.as_of,
        "bodies": bodies(sheet),
    }
    return render(request, "activities/browse/sheet.html", context)


# --- what is on it ------------------------------------------------------------------------------


def joined_kind(*parts: object) -> SafeString:
    return format_html(" · ".join(["<bdi>{}</bdi>"] * len(parts)), *parts)


def slice_of(shown: Profile) -> Slice:
    """The activities of a Goal or an Action Line as a slice. No query."""
    return Slice(
        name=shown.own.title,
        filters=shown.filters,
        activities=shown.activities,
        total=shown.total,
        counts=shown.counts,
        everywhere={},
        goals=shown.goals,
        lines=shown.lines,
        newest=(),
        as_of=shown.as_of,
    )


def others(terms: Sequence[TermCount], own: Term) -> tuple[TermCount, ...]:
    return tuple(term for term in terms if term.code != own.code)


def both(slice: Slice) -> tuple[Column, Column]:
    return column(slice, _("Goals"), slice.goals), column(slice, _("Action Lines"), slice.lines)


def column(slice: Slice, heading: str, terms: Sequence[TermCount]) -> Column:
    """The eight Terms with most activities; the others in one sentence each."""
    found = largest(terms)
    return Column(
        heading, bars(slice, found[:BARS]), tuple(filter(None, (more(slice, found[BARS:]), without_activities(terms))))
    )


def targets_column(slice: Slice, targets: Sequence[TermCount]) -> Column:
    """All targets of a Goal that have activities, in the order of their codes."""
    found = [target for target in targets if target.activities]
    return Column(_("Targets"), bars(slice, found), tuple(filter(None, (without_activities(targets),))))


def row(work: Work) -> Row:
    organisation = work.activity.organisation
    who = str(organisation.sector or organisation.name) if organisation else str(NO_ORGANISATION)
    return Row(work, who, codes(work.goals), codes(work.lines))


def codes(found: Sequence[str]) -> SafeString:
    """The first codes, none of them broken, and how many more there are."""
    shown = found if len(found) <= CODES + 1 else found[:CODES]
    text = format_html_join(_(", "), "{}", ((as_code(each),) for each in shown))
    rest = len(found) - len(shown)
    return format_html("{} +{}", text, rest) if rest else text


def bodies(sheet: Sheet) -> str:
    """The names of organisations in three lines at most; the last says how many there are."""
    names = [body.name for body in sheet.bodies]
    while names and lines(", ".join(names), WIDTH) > 2:
        names.pop()
    rest = sheet.body_total - len(names)
    text = ", ".join(names)
    if rest and names:
        text = _("%(names)s and %(number)s more") % {"names": text, "number": figure(rest)}
    return text


# --- how much of it -----------------------------------------------------------------------------


def room(sheet: Sheet) -> float:
    """The millimetres left for rows of activities."""
    points = 15 if sheet.is_long else 22
    name = 0.42 * points * lines(f"{sheet.code} {sheet.name}", WIDTH - 50, points)
    answer = 5.4 * lines(" ".join(map(str, sheet.answer)), WIDTH, 11)
    said = " ".join(f"{line.label} {line.sentence}" for line in sheet.brief)
    notes = [said, f"{_('Organisations based here')} {bodies(sheet)}" if sheet.bodies else "", "–"]
    below = sum(NOTE + LINE * lines(note, WIDTH) for note in notes if note)
    columns = max(column.height for column in sheet.columns)
    return HEIGHT - SPARE - TOP - name - answer - columns - below - 2 * HEADING - FOOT


def fitting(rows: Sequence[Row], room: float) -> list[Row]:
    """As many of the rows as there is room for."""
    fits: list[Row] = []
    for each in rows:
        room -= each.height
        if room < 0:
            break
        fits.append(each)
    return fits
