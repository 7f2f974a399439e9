"""The register of operational plans, and one of them with what it contains."""

from dataclasses import dataclass
from itertools import groupby

from activities.models import Activity
from activities.queries.terms import TermCount, localised, term_count
from roadmap.models import OperationalPlan


@dataclass(frozen=True, slots=True)
class Period:
    """The plans for the same four years."""

    start: int
    end: int
    plans: tuple[OperationalPlan, ...]


@dataclass(frozen=True, slots=True)
class PlanOutput:
    """An entry of a Strategic Plan, with the title of the plan."""

    entry: TermCount
    framework: str


@dataclass(frozen=True, slots=True)
class OperationalPlanPage:
    """`others` are plans of the same period."""

    plan: OperationalPlan
    outputs: tuple[PlanOutput, ...]
    activities: tuple[Activity, ...]
    others: tuple[OperationalPlan, ...]


def operational_plans(sector: str = "") -> tuple[Period, ...]:
    """The plans by period, the latest first; with a Sector, those of that Sector and of all of ITU. One query."""
    plans = OperationalPlan.objects.live()
    if sector:
        plans = plans.filter(sector__in=[sector, OperationalPlan.Sector.UNION])
    found = groupby(
        plans.order_by("-start_year", "-end_year", "sector", "symbol"), lambda p: (p.start_year, p.end_year)
    )
    return tuple(Period(start, end, tuple(group)) for (start, end), group in found)


def operational_plan_page(slug: str) -> OperationalPlanPage | None:
    """A plan with its outputs and activities. Five queries at most."""
    plan = OperationalPlan.objects.live().filter(slug=slug).select_related("document").first()
    if plan is None:
        return None
    outputs = localised(plan.outputs.filter(operational_plan_links__withdrawn=False))
    activities = plan.activities.filter(operational_plan_links__withdrawn=False, withdrawn=False)
    same = OperationalPlan.objects.live().filter(start_year=plan.start_year, end_year=plan.end_year)
    return OperationalPlanPage(
        plan=plan,
        outputs=tuple(
            PlanOutput(term_count(term), term.framework.title)
            for term in outputs.select_related("summary", "framework").order_by("framework__position", "position")
        ),
        activities=tuple(activities.select_related("organisation").defer("search", "description").order_by("title")),
        others=tuple(same.exclude(pk=plan.pk)),
    )
