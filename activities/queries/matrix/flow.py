"""The counts of the flow from Sectors through Action Lines to Goals."""

from dataclasses import dataclass

from activities.models import FacetCount, MatrixCell, Organisation, Term
from activities.models.framework import term_url
from activities.queries.addresses import list_filters, list_href
from activities.queries.sectors import SECTORS, STAKEHOLDERS, sector_name
from activities.queries.state import AsOf, figures_as_of
from activities.queries.terms import localised


@dataclass(frozen=True, slots=True)
class Stop:
    """A Sector, an Action Line or a Goal. `activities` is its number of distinct activities."""

    code: str
    title: str
    href: str
    activities: int


@dataclass(frozen=True, slots=True)
class Way:
    """The number of activities linked to two stops. An activity with several Action Lines or Goals counts in each."""

    source: str
    target: str
    activities: int
    href: str


@dataclass(frozen=True, slots=True)
class Ways:
    """All stops, including empty ones, and the ways between them that have activities."""

    sector: str
    goal: str
    sectors: tuple[Stop, ...]
    lines: tuple[Stop, ...]
    goals: tuple[Stop, ...]
    into: tuple[Way, ...]
    out: tuple[Way, ...]
    activities: int
    as_of: AsOf


def ways(sector: str = "", goal: str = "") -> Ways:
    """The flow of all organisations or of one choice of `SECTORS`, to all Goals or to one. Four queries.

    With a Goal, all figures count only activities that contribute to it.
    """
    terms = Term.objects.filter(kind__in=[Term.Kind.ACTION_LINE, Term.Kind.GOAL]).order_by("position")
    known = list(localised(terms).values_list("kind", "code", "local_title"))
    cells = {
        (whose, line, to): count
        for whose, line, to, count in MatrixCell.objects.values_list("sector", "line__code", "goal__code", "activities")
    }
    slices = slices_by_sector()
    goals = [(code, title) for kind, code, title in known if kind == Term.Kind.GOAL and goal in ("", code)]
    lines = [(code, title) for kind, code, title in known if kind == Term.Kind.ACTION_LINE]
    sectors = [one for one in SECTORS if one and sector in ("", one)]
    narrow = {"goal": goal} if goal else {}

    def on_line(whose: str, line: str) -> int:
        if goal:
            return cells.get((whose, line, goal), 0)
        return slices.get(whose, (0, {}))[1].get("action_line", {}).get(line, 0)

    def in_all(whose: str) -> int:
        total, counts = slices.get(whose, (0, {}))
        return counts.get("goal", {}).get(goal, 0) if goal else total

    def on_goal(code: str) -> int:
        return slices.get(sector, (0, {}))[1].get("goal", {}).get(code, 0)

    return Ways(
        sector=sector,
        goal=goal,
        sectors=tuple(
            Stop(one, sector_name(one), list_href(list_filters(one) | narrow), in_all(one)) for one in sectors
        ),
        lines=tuple(
            Stop(line, title, term_url("", Term.Kind.ACTION_LINE, line), on_line(sector, line)) for line, title in lines
        ),
        goals=tuple(Stop(code, title, term_url("", Term.Kind.GOAL, code), on_goal(code)) for code, title in goals),
        into=tuple(
            Way(one, line, count, list_href(list_filters(one) | {"action_line": line} | narrow))
            for one in sectors
            for line, _title in lines
            if (count := on_line(one, line))
        ),
        out=tuple(
            Way(line, code, count, list_href(list_filters(sector) | {"action_line": line, "goal": code}))
            for line, _title in lines
            for code, _name in goals
            if (count := cells.get((sector, line, code), 0))
        ),
        activities=in_all(sector),
        as_of=figures_as_of(),
    )


def slices_by_sector() -> dict[str, tuple[int, dict[str, dict[str, int]]]]:
    """Activities and facet counts of each choice of `SECTORS`."""
    rows = FacetCount.objects.filter(facet__in=["", "sector", "whose"]).values_list(
        "facet", "value", "activities", "counts"
    )
    slices = {}
    for facet, value, activities, counts in rows:
        if facet == "whose" and value == "stakeholder":
            slices[STAKEHOLDERS] = (activities, counts)
        elif facet != "whose" and (not value or value in Organisation.Sector.values):
            slices[value] = (activities, counts)
    return slices
