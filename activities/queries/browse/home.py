"""The first page: headline figures, Goals and Action Lines. Seven queries at most."""

from dataclasses import dataclass

from django.db.models import Q

from activities.models import FacetCount, Mapping, Organisation, Term
from activities.queries.cached import cached
from activities.queries.matrix.flow import Ways, ways
from activities.queries.state import AsOf
from activities.queries.terms import TermCount, term_counts

FIRST_TARGET = "9.c"


@dataclass(frozen=True, slots=True)
class Headline:
    """Figures of the whole map. `organisations` have activities, `mappings` are live."""

    activities: int
    itu: int
    stakeholders: int
    countries: int
    organisations: int
    mappings: int


@dataclass(frozen=True, slots=True)
class Home:
    """`goals` and `lines` in official order; `first_target` is 9.c, None before it is loaded; `ways` is the flow."""

    headline: Headline
    goals: tuple[TermCount, ...]
    lines: tuple[TermCount, ...]
    first_target: TermCount | None
    ways: Ways


def home() -> Home:
    terms = term_counts(
        Term.objects.filter(
            Q(kind__in=[Term.Kind.GOAL, Term.Kind.ACTION_LINE]) | Q(kind=Term.Kind.TARGET, code=FIRST_TARGET)
        )
    )
    flow = ways()
    return Home(
        headline=headline(flow.as_of),
        goals=tuple(term for term in terms if term.kind == Term.Kind.GOAL),
        lines=tuple(term for term in terms if term.kind == Term.Kind.ACTION_LINE),
        first_target=next((term for term in terms if term.kind == Term.Kind.TARGET), None),
        ways=flow,
    )


def headline(as_of: AsOf) -> Headline:
    """Figures of the whole map. Counts of organisations and mappings are not in the summaries; they are cached. Three
    queries, or one if they are in the cache."""
    overall = FacetCount.objects.filter(facet="", value="").values_list("activities", "counts").first()
    activities, counts = overall or (0, {})
    whose = counts.get("whose", {})
    organisations, mappings = cached("headline", as_of, unsummarised)
    return Headline(
        activities=activities,
        itu=whose.get("itu", 0),
        stakeholders=whose.get("stakeholder", 0),
        countries=sum(number > 0 for number in counts.get("country", {}).values()),
        organisations=organisations,
        mappings=mappings,
    )


def unsummarised() -> tuple[int, int]:
    """Organisations and live mappings. Two queries."""
    return Organisation.objects.live().count(), Mapping.objects.live().count()
