"""Counts beside a list: equal to counting by hand, and stored ones equal to live ones."""

import random

import pytest
from django.http import QueryDict

from activities import summaries
from activities.filters.activity import ActivityFilter
from activities.models import Activity, Region
from activities.models.place import is_worldwide
from activities.queries.activity.facets import Facets, counted, facets
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
)

#: As an example: which countries belong to which group is data.
GROUPS = {"KE": ["ldc", "sids"], "FJ": ["sids"]}

pytestmark = pytest.mark.django_db


def asked(query):
    filterset = ActivityFilter(QueryDict(query), Activity.objects.all())
    assert filterset.form.errors == {}
    return filterset


@pytest.fixture
def work():
    """Twenty-five activities with drawn facts, some withdrawn, and drawn links, some withdrawn; the same each time."""
    draw = random.Random(9)
    for code, groups in GROUPS.items():
        CountryFactory(code=code, groups=groups)
    organisations = [OrganisationFactory(sector=s) for s in ("ITU-D", "ITU-T")] + [
        OrganisationFactory(name=f"Body {t}", type=t) for t in ("academia", "government")
    ]
    terms = [GoalFactory(code="4"), GoalFactory(code="9"), TargetFactory(code="9.c"), TargetFactory(code="9.1")]
    terms += [TargetFactory(code="4.4"), ActionLineFactory(code="C2"), ActionLineFactory(code="C4")]
    terms += [TermFactory(code="R.1-1"), TermFactory(kind="indicator", code="9.c.1")]
    for _ in range(25):
        activity = ActivityFactory(
            organisation=draw.choice(organisations),
            kind=draw.choice(["project", "event"]),
            status=draw.choice(["ongoing", "completed"]),
            start_year=draw.choice([None, 2020, 2021]),
            countries=draw.sample(["KE", "BR", "FJ"], draw.randint(0, 2)),
            regions=draw.sample(Region.values, draw.randint(0, 2)),
            withdrawn=draw.random() < 0.1,
        )
        for term in draw.sample(terms, draw.randint(0, 5)):
            MappingFactory(activity=activity, term=term, withdrawn=draw.random() < 0.1)


def by_hand(queryset):
    """{facet: {value: activities}} by looking at one activity after the other."""
    counts = {}

    def count(facet, values):
        for value in set(values):
            facet_counts = counts.setdefault(facet, {})
            facet_counts[value] = facet_counts.get(value, 0) + 1

    activities = list(queryset.live().select_related("organisation"))
    for activity in activities:
        terms = [m.term for m in activity.mappings.filter(withdrawn=False).select_related("term__goal")]
        count("goal", [t.goal.code for t in terms if t.goal])
        for kind in ("target", "indicator", "action_line"):
            count(kind, [t.code for t in terms if t.kind == kind])
        count("plan", [f"sp-2024:{t.code}" for t in terms if t.kind == "outcome"])
        sector = activity.organisation.sector
        count("sector", [sector] if sector else [])
        count("whose", ["itu" if sector else "stakeholder"])
        count("organisation_type", [activity.organisation.type])
        count("kind", [activity.kind])
        count("status", [activity.status])
        count("year", [str(activity.start_year)] if activity.start_year else [])
        count("country", activity.countries)
        count("group", [group for code in activity.countries for group in GROUPS.get(code, ())])
        world = {"global"} if is_worldwide(activity.countries, activity.regions) else set()
        count("region", {*activity.regions} | world)
    return len(activities), counts


def test_live_counts_are_those_counted_by_hand(work):
    found = counted(Activity.objects.all())
    assert (found.total, found.counts) == by_hand(Activity.objects.all())


def test_stored_counts_are_those_counted_by_hand(work):
    summaries.rebuild()
    total, counts = by_hand(Activity.objects.all())
    assert facets(asked("")) == Facets(total, counts, stored=True, of=total)


@pytest.mark.parametrize(
    "query", ["goal=9", "target=9.c", "sector=ITU-D", "country=KE", "year=2020", "region=africa", "group=sids"]
)
def test_one_value_is_stored_and_its_own_facet_counts_everything(work, query):
    summaries.rebuild()
    every, everything = by_hand(Activity.objects.all())
    total, counts = by_hand(asked(query).qs)
    facet = query.partition("=")[0]
    assert facets(asked(query)) == Facets(total, counts | {facet: everything[facet]}, stored=True, of=every)


@pytest.mark.parametrize(
    "query",
    [
        "goal=9&country=KE",
        "goal=9,4",
        "q=activity&kind=event",
        "group=ldc,sids",
        "group=lldc&goal=9",
        "whose=itu&year=2020,2021",
    ],
)
def test_other_combinations_are_counted_now_each_facet_without_its_own_filter(work, query):
    summaries.rebuild()
    filterset = asked(query)
    total, counts = by_hand(filterset.qs)
    for facet in filterset.chosen:
        rest = "&".join(part for part in query.split("&") if not part.startswith(f"{facet}="))
        counts[facet] = by_hand(asked(rest).qs)[1].get(facet, {})
    assert facets(filterset) == Facets(total, counts, stored=False, of=by_hand(Activity.objects.all())[0])


def test_before_the_first_rebuild_everything_is_counted_now(work):
    total, counts = by_hand(Activity.objects.all())
    assert facets(asked("")) == Facets(total, counts, stored=False, of=total)


def test_filters_that_rule_each_other_out_count_nothing():
    ActivityFactory()
    assert facets(asked("sector=ITU-R&kind=event")).total == 0


@pytest.mark.parametrize(("query", "queries"), [("", 1), ("goal=9", 1), ("goal=9&country=KE", 4), ("q=activity", 2)])
def test_query_count(work, query, queries, django_assert_num_queries):
    summaries.rebuild()
    filterset = asked(query)
    filterset.qs.exists()
    with django_assert_num_queries(queries):
        facets(filterset)
