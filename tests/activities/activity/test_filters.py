"""What each filter of activities keeps, and how it refuses what it does not know."""

import pytest
from django.http import QueryDict

from activities.filters.activity import ActivityFilter
from activities.models import Activity
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

pytestmark = pytest.mark.django_db


def filtered(query):
    return ActivityFilter(QueryDict(query), Activity.objects.all())


def titles(query):
    filterset = filtered(query)
    assert filterset.form.errors == {}
    return sorted(filterset.qs.live().values_list("title", flat=True))


@pytest.fixture
def three():
    """One activity of ITU-D in Kenya for 9.c, one of ITU-T for Goal 4 and C2, one of a stakeholder's for everything."""
    TermFactory(code="R.1-1", kind="output")
    CountryFactory(code="BR", groups=["lldc", "ldc"])
    CountryFactory(code="FJ", groups=["sids"])
    kenya = ActivityFactory(title="Kenya", kind="training", status="planned", countries=["KE"], regions=["africa"])
    itu_t = OrganisationFactory(sector="ITU-T")
    standard = ActivityFactory(title="Standard", kind="standard", organisation=itu_t, start_year=2020)
    company = OrganisationFactory(name="Company", type="private-sector")
    both = ActivityFactory(
        title="Both", organisation=company, countries=["KE", "BR"], regions=["africa", "americas"], start_year=2021
    )
    for activity, term in (
        (kenya, TargetFactory(code="9.c")),
        (standard, GoalFactory(code="4")),
        (standard, ActionLineFactory(code="C2")),
        (both, TargetFactory(code="4.4")),
        (both, TermFactory(code="R.1-1")),
        (both, TermFactory(kind="indicator", code="9.c.1")),
    ):
        MappingFactory(activity=activity, term=term)
    MappingFactory(activity=standard, term=TargetFactory(code="9.c"), withdrawn=True)
    ActivityFactory(title="Gone", withdrawn=True, countries=["KE"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Both", "Kenya", "Standard"]),
        ("goal=9", ["Both", "Kenya"]),
        ("goal=4", ["Both", "Standard"]),
        ("goal=9,4", ["Both", "Kenya", "Standard"]),
        ("goal=9&goal=4&action_line=C2", ["Standard"]),
        ("target=9.c", ["Kenya"]),
        ("indicator=9.c.1", ["Both"]),
        ("plan=sp-2024:R.1-1", ["Both"]),
        ("action_line=C2", ["Standard"]),
        ("whose=itu", ["Kenya", "Standard"]),
        ("whose=stakeholder", ["Both"]),
        ("whose=itu,stakeholder", ["Both", "Kenya", "Standard"]),
        ("sector=ITU-T", ["Standard"]),
        ("sector=ITU-R", []),
        ("kind=training,standard", ["Kenya", "Standard"]),
        ("status=planned", ["Kenya"]),
        ("region=americas", ["Both"]),
        ("country=KE", ["Both", "Kenya"]),
        ("country=BR&goal=9", ["Both"]),
        ("group=ldc", ["Both"]),
        ("group=lldc,sids", ["Both"]),
        ("group=sids", []),
        ("year=2020", ["Standard"]),
        ("organisation_type=private-sector", ["Both"]),
        ("organisation=company", ["Both"]),
        ("organisation=nobody", []),
        ("q=standards", ["Standard"]),
        ("q=company", ["Both"]),
        ("q=kenya -kenya", []),
        ("q=%D9%80", ["Both", "Kenya", "Standard"]),
    ],
)
def test_keeps(three, query, found):
    assert titles(query) == found


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        (
            "status=done",
            {
                "status": [
                    "“done” is not a value of status. Allowed: planned, ongoing, completed, suspended, unknown.",
                ]
            },
        ),
        ("target=9.C", {"target": ["“9.C” is not a value of target. Did you mean 9.c? Allowed: 4.4, 9.c."]}),
        ("year=20", {"year": ["“20” is not a value of year. Allowed: 1865–2100."]}),
        ("year=02020", {"year": ["“02020” is not a value of year. Allowed: 1865–2100."]}),
        ("year=²⁰²⁰", {"year": ["“²⁰²⁰” is not a value of year. Allowed: 1865–2100."]}),
        (
            "whose=me",
            {"whose": ["“me” is not a value of whose. Allowed: itu, stakeholder."]},
        ),
        ("q=%00", {"q": ["Null characters are not allowed."]}),
        ("q=" + "x" * 201, {"q": ["Ensure this value has at most 200 characters (it has 201)."]}),
        (
            "goal=" + ",".join(map(str, range(61))),
            {"goal": ["goal has 61 values. Use no more than 60."]},
        ),
    ],
)
def test_refuses(three, query, errors):
    assert filtered(query).form.errors == errors


def test_names_only_a_few_wrong_values_and_only_their_beginning(three):
    errors = filtered("&".join(f"country={letter * 5000}" for letter in "ABCDEFG")).form.errors
    assert [len(message) < 200 for message in errors["country"]] == [True] * 5


def test_rest_holds_when_one_is_wrong(three):
    filterset = filtered("goal=99&country=KE")
    assert list(filterset.form.errors) == ["goal"]
    assert (sorted(filterset.qs.live().values_list("title", flat=True)), filterset.chosen) == (
        ["Both", "Kenya"],
        {"country": ["KE"]},
    )
