"""Figures over the API: summaries, the grids, coverage. All are as of the last rebuild."""

import pytest

from activities import summaries
from activities.models import Change
from activities.queries.state import read_state
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"
C2 = {"line": "C2", "line_title": "Title of C2"}


@pytest.fixture
def built():
    """One ITU-D activity for C2 and 9.c, one stakeholder's for Goal 4; official links C2 → 9.c and C2 → 4.4."""
    target = TargetFactory(code="9.c")
    itu = ActivityFactory()
    MappingFactory(activity=itu, term=target, strength=3)
    MappingFactory(activity=itu, term=ActionLineFactory(code="C2"), strength=1)
    MappingFactory(activity=ActivityFactory(organisation=OrganisationFactory()), term=GoalFactory(code="4"))
    CrosswalkFactory(to_term=target)
    CrosswalkFactory(to_term=TargetFactory(code="4.4"))
    CrosswalkFactory(from_term=TermFactory(code="Goal 1"), to_term=target)
    summaries.rebuild()
    last = Change.objects.latest("id")
    ChangeFactory()  # not in the figures yet
    return {"last_change": last.id, "as_of": last.at.isoformat().replace("+00:00", "Z"), "epoch": read_state().epoch}


def test_matrix_of_everybody_and_of_one_sector(client, built):
    def cells(query=""):
        body = client.get(f"{API}/matrix/{query}").json()
        assert body | {"results": []} == {"results": [], "next": None} | built
        return body["results"]

    assert cells() == [
        C2 | {"goal": "4", "goal_title": "Title of 4", "official": 1, "activities": 0},
        C2 | {"goal": "9", "goal_title": "Title of 9", "official": 1, "activities": 1},
    ]
    assert [cell["activities"] for cell in cells("?sector=ITU-D")] == [0, 1]
    assert [cell["activities"] for cell in cells("?sector=ITU-R")] == [0, 0]


def test_matrix_refuses_an_unknown_sector(client):
    response = client.get(f"{API}/matrix/?sector=ITU-E")
    assert response.status_code == 400
    assert response.json()["errors"] == {
        "sector": [
            "sector: Did you mean ITU-T? Allowed: ITU-R, ITU-T, ITU-D, General Secretariat, Intersectoral, "
            "stakeholders."
        ]
    }


def test_goals_by_sector(client, built):
    rows = client.get(f"{API}/matrix/goals-sectors/").json()["results"]
    assert [row["sector"] for row in rows[:6]] == [
        "ITU-R",
        "ITU-T",
        "ITU-D",
        "General Secretariat",
        "Intersectoral",
        "stakeholders",
    ]
    assert [row for row in rows if row["activities"]] == [
        {"goal": "4", "goal_title": "Title of 4", "sector": "stakeholders", "activities": 1},
        {"goal": "9", "goal_title": "Title of 9", "sector": "ITU-D", "activities": 1},
    ]
    assert len(rows) == 12


def test_coverage_and_gaps(client, built):
    def covered(query):
        body = client.get(f"{API}/coverage/{query}").json()
        return [(row["from_code"], row["to_code"], row["activities"]) for row in body["results"]], body["totals"]

    totals = {"links": 2, "covered": 1, "gaps": 1}
    assert covered("") == ([("C2", "4.4", 0), ("C2", "9.c", 1)], totals)
    assert covered("?gaps=true") == ([("C2", "4.4", 0)], totals)
    assert covered("?gaps=false") == ([("C2", "9.c", 1)], totals)
    assert covered("?standing=proposed") == ([("Goal 1", "9.c", 0)], {"links": 1, "covered": 0, "gaps": 1})


def test_coverage_refuses_another_word_for_gaps(client):
    response = client.get(f"{API}/coverage/?gaps=yes")
    assert (response.status_code, response.json()["errors"]) == (400, {"gaps": ["gaps: Allowed: true, false."]})


def test_state_of_the_figures(client, built):
    body = client.get(f"{API}/summaries/").json()
    assert body.pop("built_at")
    assert (
        body
        == {
            "activities": 2,
            "behind": 1,
            "terms": f"http://testserver{API}/summaries/terms/",
            "slice": f"http://testserver{API}/summaries/slice/",
        }
        | built
    )


def test_terms_in_figures(client, built):
    body = client.get(f"{API}/summaries/terms/?framework=sdg&kind=goal").json()
    row = {"framework": "sdg", "kind": "goal", "activities": 1, "fractional": 1.0, "strength_1": 0}
    assert (
        body
        == {
            "results": [
                row
                | {"code": "4", "title": "Title of 4", "strength_2": 1, "strength_3": 0, "itu": 0, "stakeholders": 1},
                row
                | {"code": "9", "title": "Title of 9", "strength_2": 0, "strength_3": 1, "itu": 1, "stakeholders": 0},
            ],
            "next": None,
            "total": 2,
        }
        | built
    )


def test_a_slice_counts_every_facet_within(client, built):
    body = client.get(f"{API}/summaries/slice/?facet=goal&value=9").json()
    facets = body.pop("facets")
    assert body == {"facet": "goal", "value": "9", "total": 1} | built
    assert facets["goal"] == [{"value": "9", "label": "Title of 9", "activities": 1}]
    assert facets["sector"] == [{"value": "ITU-D", "label": "ITU-D", "activities": 1}]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("facet=goal", "A slice needs both “facet” and “value”, or neither."),
        ("value=9", "A slice needs both “facet” and “value”, or neither."),
        ("facet=goal&value=90", "“90” is not a value of goal. Did you mean 9? Allowed: 4, 9."),
    ],
)
def test_a_slice_that_does_not_exist_is_not_found(client, built, query, detail):
    response = client.get(f"{API}/summaries/slice/?{query}")
    assert (response.status_code, response.json()["detail"]) == (404, detail)


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("matrix/", 2),
        ("matrix/goals-sectors/", 2),
        ("coverage/", 3),
        ("summaries/", 2),
        ("summaries/terms/", 3),
        ("summaries/slice/?facet=goal&value=9", 2),
    ],
)
def test_query_counts(client, built, address, queries, django_assert_num_queries):
    client.get(f"{API}/{address}")  # reads the vocabulary
    with django_assert_num_queries(queries):
        client.get(f"{API}/{address}")
