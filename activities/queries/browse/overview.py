"""Overviews of all Goals and of all Action Lines."""

from dataclasses import dataclass

from django.db.models import Count, Q

from activities.models import Crosswalk, FacetCount, Framework, Term
from activities.queries.state import AsOf, figures_as_of
from activities.queries.terms import TermCount, term_counts, vary


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A Goal. `covered` of its `targets` have activities."""

    goal: TermCount
    targets: int
    covered: int


@dataclass(frozen=True, slots=True)
class GoalOverview:
    """`total` are all live activities, `mapped` those linked to a Goal, which is the sum of the fractional counts."""

    rows: tuple[GoalRow, ...]
    total: int
    mapped: int
    as_of: AsOf

    @property
    def strengths_vary(self) -> bool:
        """Whether columns of the strengths say anything."""
        each = zip(*(row.goal.strengths for row in self.rows), strict=True)
        return vary([sum(numbers) for numbers in each])

    @property
    def targets(self) -> int:
        return sum(row.targets for row in self.rows)

    @property
    def covered(self) -> int:
        return sum(row.covered for row in self.rows)


@dataclass(frozen=True, slots=True)
class LineRow:
    """An Action Line with its subject and facilitators. `gaps` of its official `links` have no activities."""

    line: TermCount
    summary: str
    facilitators: tuple[str, ...]
    certainty: str
    links: int
    gaps: int


@dataclass(frozen=True, slots=True)
class LineOverview:
    rows: tuple[LineRow, ...]
    total: int
    as_of: AsOf


def goal_overview() -> GoalOverview:
    """All Goals with their figures. Four queries."""
    reached = Count("id", filter=Q(summary__activities__gt=0))
    targets = Term.objects.targets().order_by().values("goal__code").annotate(all=Count("id"), covered=reached)
    by_goal = {code: (number, covered) for code, number, covered in targets.values_list("goal__code", "all", "covered")}
    goals = term_counts(Term.objects.goals())
    return GoalOverview(
        rows=tuple(GoalRow(goal, *by_goal.get(goal.code, (0, 0))) for goal in goals),
        total=all_activities(),
        mapped=round(sum(goal.fractional for goal in goals)),
        as_of=figures_as_of(),
    )


def action_line_overview() -> LineOverview:
    """All Action Lines with their figures. Five queries."""
    links = Crosswalk.objects.matrix().order_by()
    gap = Count("id", filter=Q(summary__activities=0))
    numbers = {
        code: (number, gaps)
        for code, number, gaps in links.values("from_term__code")
        .annotate(all=Count("id"), gaps=gap)
        .values_list("from_term__code", "all", "gaps")
    }
    lines = Term.objects.action_lines()
    about = {
        code: (description, tuple(facilitators), certainty)
        for code, description, facilitators, certainty in lines.values_list(
            "code", "description", "facilitators", "certainty"
        )
    }
    return LineOverview(
        rows=tuple(LineRow(line, *about[line.code], *numbers.get(line.code, (0, 0))) for line in term_counts(lines)),
        total=all_activities(),
        as_of=figures_as_of(),
    )


def other_frameworks() -> list[dict[str, str]]:
    """The title and address of each framework besides the Goals, the Action Lines and drafts. One query."""
    others = Framework.objects.adopted().exclude(slug__in=["sdg", "wsis"])
    return [{"title": one.title, "href": one.get_absolute_url()} for one in others]


def all_activities() -> int:
    """The number of live activities, from the summaries. One query."""
    return FacetCount.objects.filter(facet="", value="").values_list("activities", flat=True).first() or 0
