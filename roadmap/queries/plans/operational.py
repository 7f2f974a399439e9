"""The register of operational plans, and one of them with what it contains."""

from dataclasses import dataclass
from itertools import groupby

from activities.models import Activity
from activities.queries.terms import TermCount, localised, term_count
from roadmap.models import OperationalPlan, PlanActivity, PlanTerm
from roadmap.queries.records import Links, RecordKind
from roadmap.validators import document_slug

#: The last part of addresses that are not plans.
RESERVED = ("new",)


def free_slug(symbol: str) -> str:
    """The address of a new plan. Symbols can differ in signs alone, which addresses do not have."""
    base = document_slug(symbol)[:56] or "plan"
    taken = {*RESERVED, *OperationalPlan.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


OPERATIONAL_PLAN = RecordKind(
    model=OperationalPlan,
    verb="operational-plan",
    fields=("symbol", "sector", "start_year", "end_year", "title", "url", "document_id", "certainty", "basis"),
    links=(
        Links("outputs", PlanTerm, "plan_id", "term_id"),
        Links("activities", PlanActivity, "plan_id", "activity_id"),
    ),
    made=lambda values: {"slug": free_slug(values["symbol"])},
)


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
    """A plan, which may be withdrawn, with its outputs and activities. Five queries at most."""
    plan = OperationalPlan.objects.filter(slug=slug).select_related("document").first()
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
