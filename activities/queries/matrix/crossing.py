"""One cell of the matrix: why an Action Line and a Goal are linked, and which activities are in both."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from activities.models import Activity, Crosswalk, Mapping, MatrixCell, Organisation, Term
from activities.models.activity import NO_ORGANISATION
from activities.models.framework import term_url
from activities.queries.addresses import list_filters, list_href
from activities.queries.codes import term_or_404
from activities.queries.sectors import STAKEHOLDERS, sector_name
from activities.queries.state import AsOf, figures_as_of
from activities.rules import public_source

#: The most activities shown for a cell, which links to the full list.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class CrossingLink:
    """One link of the WSIS-SDG Matrix. `activities` are linked to both of its ends, `list_href` lists them."""

    code: str
    kind: str
    title: str
    href: str
    rationale: str
    note: str
    source_url: str
    certainty: str
    activities: int
    list_href: str


@dataclass(frozen=True, slots=True)
class Work:
    """An activity in both, with the strength of each of its two links (1 related … 3 main purpose) and how
    certain each is. The link to the Goal is the strongest of those to it and its targets."""

    title: str
    href: str
    organisation: str
    organisation_href: str
    sector: str
    kind: str
    start: int | None
    end: int | None
    line_strength: int
    goal_strength: int
    line_certainty: str
    goal_certainty: str


@dataclass(frozen=True, slots=True)
class Share:
    """The number of activities of one Sector, or of stakeholders, in this cell."""

    sector: str
    name: str
    activities: int
    href: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """A cell. `activities` and `work` are those of `sector` (a choice of `SECTORS`), `everybody` counts all."""

    line: Term
    goal: Term
    sector: str
    whose: str
    links: tuple[CrossingLink, ...]
    activities: int
    everybody: int
    shares: tuple[Share, ...]
    work: tuple[Work, ...]
    list_href: str
    as_of: AsOf

    @property
    def line_varies(self) -> bool:
        """Whether to show the links to the Action Line: they differ, or only one activity is named."""
        return len(self.work) == 1 or len({(each.line_strength, each.line_certainty) for each in self.work}) > 1

    @property
    def goal_varies(self) -> bool:
        """The same for the links to the Goal."""
        return len(self.work) == 1 or len({(each.goal_strength, each.goal_certainty) for each in self.work}) > 1


def crossing(line_code: str, goal_code: str, sector: str = "") -> Crossing:
    """The cell, with the activities of one choice of `SECTORS`. Six queries.

    Raises UnknownCode for an unknown Action Line or Goal.
    """
    line = term_or_404("wsis", line_code, Term.Kind.ACTION_LINE)
    goal = term_or_404("sdg", goal_code, Term.Kind.GOAL)
    both = {"action_line": line.code, "goal": goal.code}
    counts = dict(MatrixCell.objects.filter(line=line, goal=goal).values_list("sector", "activities"))
    return Crossing(
        line=line,
        goal=goal,
        sector=sector,
        whose=sector_name(sector),
        links=tuple(links(line, goal)),
        activities=counts.get(sector, 0),
        everybody=counts.get("", 0),
        shares=tuple(
            Share(one, sector_name(one), counts.get(one, 0), list_href(both | list_filters(one)))
            for one in (*Organisation.Sector.values, STAKEHOLDERS)
        ),
        work=tuple(work(line, goal, sector)),
        list_href=list_href(both | list_filters(sector)),
        as_of=figures_as_of(),
    )


def links(line: Term, goal: Term):
    """The official links from the Action Line to the Goal and its targets, the Goal's own first."""
    rows = Crosswalk.objects.matrix().filter(from_term=line, to_term__goal=goal)
    for link in rows.select_related("to_term", "summary").order_by("to_term__position"):
        term = link.to_term
        facet = "goal" if term.kind == Term.Kind.GOAL else "target"
        summary = getattr(link, "summary", None)
        yield CrossingLink(
            code=term.code,
            kind=term.kind,
            title=term.title,
            href=term_url("", term.kind, term.code),
            rationale=link.rationale,
            note=link.note,
            source_url=public_source(link.source_url),
            certainty=link.certainty,
            activities=summary.activities if summary else 0,
            list_href=list_href({"action_line": line.code, facet: term.code}),
        )


def work(line: Term, goal: Term, sector: str = "", limit: int = SHOWN):
    """The activities linked to both, by the sum of the two strengths, then the newest first."""
    links = Mapping.objects.filter(activity=OuterRef("pk"), withdrawn=False).order_by("-strength", "certainty")
    to_line, to_goal = links.filter(term=line), links.filter(term__goal=goal)
    everybody = Activity.objects.live()
    whose = everybody.of_sector("" if sector == STAKEHOLDERS else sector) if sector else everybody
    rows = (
        whose.filter(mappings__in=Mapping.objects.filter(term=line, withdrawn=False))
        .annotate(
            line_strength=Subquery(to_line.values("strength")[:1]),
            goal_strength=Subquery(to_goal.values("strength")[:1]),
            line_certainty=Subquery(to_line.values("certainty")[:1]),
            goal_certainty=Subquery(to_goal.values("certainty")[:1]),
        )
        .filter(goal_strength__isnull=False)
        .select_related("organisation")
        .defer("search", "description")
        .order_by((F("line_strength") + F("goal_strength")).desc(), "-id")
    )
    for activity in rows[:limit]:
        body = activity.organisation
        yield Work(
            title=activity.title,
            href=activity.get_absolute_url(),
            organisation=body.name if body else str(NO_ORGANISATION),
            organisation_href=body.get_absolute_url() if body else "",
            sector=body.sector if body else "",
            kind=activity.get_kind_display(),
            start=activity.start_year,
            end=activity.end_year,
            line_strength=activity.line_strength,
            goal_strength=activity.goal_strength,
            line_certainty=activity.line_certainty,
            goal_certainty=activity.goal_certainty,
        )
