"""The grid in which staff edit links: activities in rows, Terms in columns; and the details of one cell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from activities.models import Activity, Certainty, Mapping, Term
from activities.models.activity import NO_ORGANISATION, ActivityQuerySet
from activities.models.framework import term_url
from activities.queries.activity.listing import page
from activities.queries.history.written import LastWriter, last_writer
from activities.queries.terms import kind_in_words, localised
from activities.queries.vocabulary import Vocabulary

MappingEvent = apps.get_model("activities", "MappingEvent")

GOALS, TARGETS_OF, ACTION_LINES = "goals", "targets-of", "action-lines"
#: Entries of other frameworks make columns by their kind: `outputs:sp-2024`.
OTHERS = {
    "objectives": Term.Kind.OBJECTIVE,
    "outcomes": Term.Kind.OUTCOME,
    "outputs": Term.Kind.OUTPUT,
    "strategic-goals": Term.Kind.STRATEGIC_GOAL,
    "strategic-targets": Term.Kind.STRATEGIC_TARGET,
    "enablers": Term.Kind.ENABLER,
    "entries": Term.Kind.ENTRY,
}
#: Rows of a page; fewer with many columns, so that the table stays below 80 KB. A heading, with its title repeated
#: below the grid, counts as HEADING cells.
ROWS, CELLS, HEADING = 50, 1000, 5
#: Most characters of a code in a narrow column.
SHORT = 6
#: Totals are counted up to this number.
COUNTED = 1000


class UnknownColumns(ValueError):
    """There is no such set of columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A Term as a column. `goal` is the code of the Goal that it is or belongs to, else ""."""

    term: int
    framework: str
    kind: str
    code: str
    title: str
    goal: str

    @property
    def href(self) -> str:
        return term_url(self.framework, self.kind, self.code)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A set of columns to choose: value of the parameter `columns`, label, and heading of its group."""

    value: str
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The chosen set, named by `value`, and all sets."""

    value: str
    shown: tuple[Column, ...]
    choices: tuple[ColumnChoice, ...]

    @property
    def goal(self) -> str:
        """The Goal whose targets are shown, or ""."""
        name, _colon, goal = self.value.partition(":")
        return goal if name == TARGETS_OF else ""

    @property
    def tall(self) -> bool:
        """Whether a code is too long for a narrow column."""
        return any(len(column.code) > SHORT for column in self.shown)


@dataclass(frozen=True, slots=True)
class Cell:
    """One crossing. `strength` 0: no link. `below`: how many targets of this Goal the activity is linked to. `seen`:
    the latest Change of the row, even if withdrawn; 0 for none."""

    activity: int
    term: int
    strength: int = 0
    certainty: str = Certainty.PROPOSED
    explained: bool = False
    evidenced: bool = False
    below: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class GridRow:
    activity: int
    title: str
    organisation: str
    sector: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`next`: cursor of the rows after these. `total`: activities in all, None when there are more than COUNTED."""

    columns: Columns
    rows: tuple[GridRow, ...]
    next: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class CurrentLink:
    """The current link of a cell. `says`: keywords of `set_mapping`, NO_LINK without a link. `changed`: its latest
    Change; `seen` 0 and `changed` None if there was never a link."""

    says: dict[str, Any]
    seen: int = 0
    changed: LastWriter | None = None
    origin: str = ""


#: Values of a cell without a link.
NO_LINK: dict[str, Any] = {"strength": 0, "rationale": "", "evidence_url": "", "certainty": Certainty.PROPOSED.value}


def columns(asked: str) -> Columns:
    """The set of columns named `asked`. One query. Raises UnknownColumns."""
    name, _colon, within = asked.partition(":")
    kinds = [Term.Kind.GOAL, Term.Kind.ACTION_LINE, *OTHERS.values()]
    kinds += [Term.Kind.TARGET] if name == TARGETS_OF else []
    rows = (
        localised(Term.objects.filter(kind__in=kinds))
        .order_by("framework__position", "position")
        .values_list("id", "framework__slug", "kind", "code", "local_title", "goal__code", "framework__title")
    )
    found = [
        (Column(pk, framework, kind, code, title, goal or ""), called)
        for pk, framework, kind, code, title, goal, called in rows
    ]
    shown = tuple(column for column, _title in found if belongs(column, name, within))
    if not shown or (within and name in (GOALS, ACTION_LINES)):
        raise UnknownColumns(asked)
    return Columns(asked, shown, column_choices(found))


def belongs(column: Column, name: str, within: str) -> bool:
    """Whether a column is in the set `name:within`. The targets of a Goal follow the Goal itself."""
    if name == TARGETS_OF:
        return column.goal == within and column.kind in (Term.Kind.GOAL, Term.Kind.TARGET)
    if name in OTHERS:
        return column.kind == OTHERS[name] and column.framework == within
    return column.kind == {GOALS: Term.Kind.GOAL, ACTION_LINES: Term.Kind.ACTION_LINE}.get(name)


def column_choices(found: Iterable[tuple[Column, str]]) -> tuple[ColumnChoice, ...]:
    """Goals, Action Lines, each other framework's entries by kind, then the targets of each Goal."""
    targets, others = [], {}
    names = {kind: name for name, kind in OTHERS.items()}
    for column, framework in found:
        if column.kind == Term.Kind.GOAL:
            label = _("Targets of Goal %(code)s: %(title)s") % {"code": column.code, "title": column.title}
            targets.append(ColumnChoice(f"{TARGETS_OF}:{column.code}", label, _("Targets of one Goal")))
        elif (name := names.get(Term.Kind(column.kind))) and (value := f"{name}:{column.framework}") not in others:
            kind = capfirst(kind_in_words(column.kind, 2))
            others[value] = ColumnChoice(value, f"{kind}, {framework}", _("Other frameworks"))
    whole = [(GOALS, _("Goals")), (ACTION_LINES, _("Action Lines"))]
    return (*(ColumnChoice(value, label, "") for value, label in whole), *others.values(), *targets)


def grid(
    queryset: ActivityQuerySet, shown: Columns, known: Vocabulary, *, sort: str, after: str = "", words: str = ""
) -> Grid:
    """A page of the queryset's live activities with their cells. Three queries, two when all rows fit on it.

    Raises activities.queries.activity.listing.BadCursor.
    """
    limit = max(1, min(ROWS, CELLS // len(shown.shown) - HEADING))
    found = page(queryset, sort=sort, after=after, limit=limit, words=words)
    activities = found.parsed()
    links = cells_of([activity["id"] for activity in activities])
    goals = goals_of_targets(known)
    rows = []
    for activity in activities:
        own, body = links.get(activity["id"], {}), activity["organisation"]
        below = Counter(goals[term] for term, cell in own.items() if cell.strength and term in goals)
        rows.append(
            GridRow(
                activity=activity["id"],
                title=activity["title"],
                organisation=body["name"] if body else str(NO_ORGANISATION),
                sector=(body["sector"] or "") if body else "",
                cells=tuple(crossing(activity["id"], column, own, below) for column in shown.shown),
            )
        )
    all_here = not after and not found.next
    return Grid(shown, tuple(rows), found.next, len(rows) if all_here else counted(queryset))


def cells_of(activities: list[int], terms: Iterable[int] | None = None) -> dict[int, dict[int, Cell]]:
    """{activity: {Term: Cell}} of every row; withdrawn ones as "no link" with the Change of the withdrawal."""
    rows = Mapping.objects.filter(activity_id__in=activities).annotate(
        explained=ExpressionWrapper(~Q(rationale=""), BooleanField()),
        evidenced=ExpressionWrapper(~Q(evidence_url=""), BooleanField()),
    )
    if terms is not None:
        rows = rows.filter(term_id__in=terms)
    links: dict[int, dict[int, Cell]] = {}
    for activity, term, strength, certainty, change, withdrawn, explained, evidenced in rows.order_by().values_list(
        "activity_id", "term_id", "strength", "certainty", "change_id", "withdrawn", "explained", "evidenced"
    ):
        cell = (
            Cell(activity, term, seen=change)
            if withdrawn
            else Cell(activity, term, strength, certainty, explained, evidenced, seen=change)
        )
        links.setdefault(activity, {})[term] = cell
    return links


def goals_of_targets(known: Vocabulary) -> dict[int, str]:
    """The code of the Goal that each target belongs to, by the target's id."""
    return {option.id: option.goal for option in known.facets["target"].values()}


def crossing(activity: int, column: Column, own: dict[int, Cell], below: Counter[str]) -> Cell:
    cell = own.get(column.term)
    count = below[column.code] if column.kind == Term.Kind.GOAL else 0
    if cell is None:
        return Cell(activity, column.term, below=count)
    if not count:
        return cell
    return Cell(
        cell.activity, cell.term, cell.strength, cell.certainty, cell.explained, cell.evidenced, count, cell.seen
    )


def counted(queryset: ActivityQuerySet) -> int | None:
    """How many live activities there are, or None when there are more than COUNTED. One query."""
    number = queryset.live().order_by()[: COUNTED + 1].count()
    return number if number <= COUNTED else None


def cells_about(activities: list[int], terms: Iterable[Term]) -> tuple[Cell, ...]:
    """The cells to update when links of these activities to these Terms have been saved: their crossings, and those of
    the Goals of targets. One query, two with a Goal. Read `terms` with their Goals."""
    terms = list(terms)
    goals = {term.goal for term in terms if term.kind in (Term.Kind.GOAL, Term.Kind.TARGET) and term.goal}
    targets = dict(Term.objects.targets().filter(goal__in=goals).values_list("id", "goal__code")) if goals else {}
    shown = list(dict.fromkeys([*terms, *sorted(goals, key=lambda goal: goal.pk)]))
    found = cells_of(activities, {*targets, *(term.pk for term in shown)})
    cells: list[Cell] = []
    for activity in activities:
        own = found.get(activity, {})
        below = Counter(targets[pk] for pk, cell in own.items() if cell.strength and pk in targets)
        cells += (crossing(activity, Column(t.pk, "", t.kind, t.code, "", ""), own, below) for t in shown)
    return tuple(cells)


def current_link(activity: Activity, term: Term) -> CurrentLink:
    """The current link of the cell. One query."""
    row = Mapping.objects.filter(activity=activity, term=term).select_related("change").first()
    if row is None:
        return CurrentLink(NO_LINK)
    if row.withdrawn:
        return CurrentLink(NO_LINK, row.change_id, last_writer(row.change))
    says = {name: getattr(row, name) for name in NO_LINK}
    return CurrentLink(says, row.change_id, last_writer(row.change), str(row.get_origin_display()))


def link_before(activity: Activity, term: Term, change: int) -> dict[str, Any] | None:
    """The link just before a Change, {field: value} as NO_LINK; None if there was no link.

    One query on the history tables.
    """
    found = (
        MappingEvent.objects.filter(activity_id=activity.pk, term_id=term.pk, change_id__lt=change)
        .order_by("-pgh_id")
        .values(*NO_LINK, "withdrawn")
        .first()
    )
    return None if found is None or found.pop("withdrawn") else dict(found)
