"""The matrix of Action Lines and Goals: links of the WSIS-SDG Matrix, and activities that contribute to both."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from activities.models import Crosswalk, FacetCount, MatrixCell, Term
from activities.models.framework import term_url
from activities.queries.addresses import list_filters, list_href
from activities.queries.sectors import STAKEHOLDERS
from activities.queries.state import AsOf, figures_as_of
from activities.queries.terms import localised

OFFICIAL, ACTIVITIES = "official", "activities"


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a row or column. `total` counts links or distinct activities: it is not the sum of the cells."""

    code: str
    title: str
    href: str
    total: int
    total_href: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell. `official` counts links of the WSIS-SDG Matrix, `activities` those linked to both ends."""

    line: str
    goal: str
    official: int
    activities: int
    value: int
    href: str

    @property
    def is_gap(self) -> bool:
        """Whether the Matrix has a link here, but there are no activities (of the chosen Sector)."""
        return self.official > 0 and self.activities == 0


@dataclass(frozen=True, slots=True)
class MatrixRow:
    line: Head
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """18 rows of 17 cells. `links` is the total of links, `activities` of distinct activities."""

    show: str
    sector: str
    goals: tuple[Head, ...]
    rows: tuple[MatrixRow, ...]
    links: int
    activities: int
    as_of: AsOf

    @property
    def cells(self) -> tuple[GridCell, ...]:
        return tuple(cell for row in self.rows for cell in row.cells)

    @property
    def maximum(self) -> int:
        return max((cell.value for cell in self.cells), default=0)

    @property
    def gaps(self) -> int:
        return sum(cell.is_gap for cell in self.cells)

    @property
    def linked(self) -> int:
        """The number of cells with at least one official link."""
        return sum(cell.official > 0 for cell in self.cells)

    @property
    def total(self) -> int:
        return self.links if self.show == OFFICIAL else self.activities


def grid(show: str = ACTIVITIES, sector: str = "") -> Grid:
    """The whole matrix. Five queries."""
    terms = Term.objects.filter(kind__in=[Term.Kind.ACTION_LINE, Term.Kind.GOAL]).order_by("kind", "position")
    named = localised(terms).values_list("kind", "code", "local_title")
    titles = {(kind, code): title for kind, code, title in named}
    links = official_links()
    counts = dict_of_cells(sector)
    overall, facets = slice_of(sector)
    filters = list_filters(sector)
    goals = [code for kind, code in titles if kind == Term.Kind.GOAL]
    lines = [code for kind, code in titles if kind == Term.Kind.ACTION_LINE]
    by_line: Counter[str] = Counter()
    by_goal: Counter[str] = Counter()
    for (line, goal), number in links.items():
        by_line[line] += number
        by_goal[goal] += number

    def head(kind: str, facet: str, code: str, official: Counter) -> Head:
        total = official[code] if show == OFFICIAL else facets.get(facet, {}).get(code, 0)
        return Head(code, titles[kind, code], term_url("", kind, code), total, list_href({facet: code} | filters))

    def cell(line: str, goal: str) -> GridCell:
        official, activities = links[line, goal], counts.get((line, goal), 0)
        value = official if show == OFFICIAL else activities
        href = reverse("matrix-cell", args=[line, goal])
        if sector:
            href += "?" + urlencode({"sector": sector})
        return GridCell(line, goal, official, activities, value, href)

    return Grid(
        show=show,
        sector=sector,
        goals=tuple(head(Term.Kind.GOAL, "goal", code, by_goal) for code in goals),
        rows=tuple(
            MatrixRow(
                head(Term.Kind.ACTION_LINE, "action_line", line, by_line), tuple(cell(line, goal) for goal in goals)
            )
            for line in lines
        ),
        links=sum(links.values()),
        activities=overall,
        as_of=figures_as_of(),
    )


def official_links() -> Counter:
    """Numbers of links of the WSIS-SDG Matrix by (Action Line, Goal). A link to a target belongs to its Goal."""
    ends = Crosswalk.objects.matrix().order_by()
    return Counter(ends.values_list("from_term__code", "to_term__goal__code"))


def dict_of_cells(sector: str) -> dict[tuple[str, str], int]:
    """Numbers of activities by (Action Line, Goal) for one choice of `SECTORS`."""
    rows = MatrixCell.objects.filter(sector=sector).values_list("line__code", "goal__code", "activities")
    return {(line, goal): activities for line, goal, activities in rows}


def slice_of(sector: str) -> tuple[int, dict[str, dict[str, int]]]:
    """The number of activities and the facet counts of all (""), one Sector, or the stakeholders."""
    facet, value = {"": ("", ""), STAKEHOLDERS: ("whose", "stakeholder")}.get(sector, ("sector", sector))
    found = FacetCount.objects.filter(facet=facet, value=value).values_list("activities", "counts").first()
    return found or (0, {})
