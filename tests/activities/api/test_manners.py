"""What all resources share: ETags, methods, headers, problems."""

from functools import partial

import pytest
from django.db import OperationalError

from activities import summaries
from activities.actions.ledger import record
from activities.models import Activity
from tests.factories.activities import (
    ActivityFactory,
    ChangeFactory,
    CrosswalkFactory,
    FrameworkFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    TermTextFactory,
)

API = "/api/v1"
FACTS = ["/", "/frameworks/", "/organisations/", "/activities/", "/activities/?target=9.c&limit=2", "/mappings/"]
FIGURES = ["/matrix/", "/matrix/goals-sectors/", "/coverage/", "/summaries/terms/", "/summaries/slice/"]
BOTH = ["/terms/", "/terms/sdg/9.c/", "/crosswalks/", "/activities/facets/", "/summaries/"]


@pytest.fixture
def built(db):
    MappingFactory(term=TargetFactory(code="9.c"))
    CrosswalkFactory(to_term=TargetFactory(code="9.c"))
    summaries.rebuild()


def again(client, address, tag):
    return client.get(f"{API}{address}", headers={"If-None-Match": tag})


@pytest.mark.parametrize("address", FACTS + FIGURES + BOTH)
def test_the_same_question_is_answered_304_by_one_query(client, built, address, django_assert_num_queries):
    first = client.get(f"{API}{address}")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    with django_assert_num_queries(1):
        second = again(client, address, f'"other", {first["ETag"]}')
    assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])


#: What makes each answer new.
TOUCHES = {
    "/": ChangeFactory,
    "/frameworks/": partial(FrameworkFactory, slug="gdc"),
    "/organisations/": OrganisationFactory,
    "/activities/": ActivityFactory,
    "/activities/?target=9.c&limit=2": MappingFactory,
    "/activities/facets/": OrganisationFactory,
    "/mappings/": MappingFactory,
    "/terms/": TargetFactory,
    "/terms/sdg/9.c/": TermTextFactory,
    "/crosswalks/": TermFactory,
    "/summaries/": ChangeFactory,
}


@pytest.mark.parametrize("address", TOUCHES)
def test_facts_are_new_when_something_changed_that_they_show(client, built, address):
    tag = client.get(f"{API}{address}")["ETag"]
    TOUCHES[address]()
    assert again(client, address, tag).status_code == 200


@pytest.mark.parametrize("address", ["/frameworks/", "/texts/", "/terms/", "/terms/sdg/9.c/", "/crosswalks/"])
def test_classifications_stay_when_an_activity_is_edited(client, built, address):
    tag = client.get(f"{API}{address}")["ETag"]
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Another", change=change)
    assert again(client, address, tag).status_code == 304


@pytest.mark.parametrize("address", FIGURES)
def test_figures_stay_until_they_are_rebuilt(client, built, address):
    tag = client.get(f"{API}{address}")["ETag"]
    ChangeFactory()
    before = again(client, address, tag).status_code
    summaries.rebuild()
    assert (before, again(client, address, tag).status_code) == (304, 200)


def test_another_question_has_another_etag(client, built):
    tags = {client.get(f"{API}/activities/{query}")["ETag"] for query in ("", "?limit=1", "?limit=2")}
    assert len(tags) == 3


def test_a_reader_in_another_language_has_another_etag(client, built):
    english = client.get(f"{API}/activities/facets/")["ETag"]
    response = client.get(f"{API}/activities/facets/", headers={"Accept-Language": "fr", "If-None-Match": english})
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["/activities/", "/activities/?gaol=9", "/activities/4/", "/nowhere/"])
def test_anybody_may_read_from_any_site_without_a_session(client, db, address):
    response = client.get(f"{API}{address}", headers={"Cookie": "sessionid=" + "a" * 32})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_preflight(client):
    response = client.options(f"{API}/frameworks/")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "Authorization, If-None-Match, X-Request-ID"


def test_head_has_the_headers_alone(client, built):
    response = client.head(f"{API}/activities/")
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == client.get(f"{API}/activities/")["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", FACTS + FIGURES + BOTH)
def test_nothing_else_is_accepted(client, db, method, address):
    writes = address.startswith(("/activities/?", "/mappings/")) or address == "/activities/"
    words = "GET, POST, HEAD and OPTIONS" if writes else "GET, HEAD and OPTIONS"
    response = getattr(client, method)(f"{API}{address}")
    if writes and method == "post":
        assert response.status_code == 401
        return
    assert (response.status_code, response["Content-Type"], response["Allow"]) == (
        405,
        "application/problem+json",
        words.replace(" and", ","),
    )
    assert response.json() == {
        "type": "about:blank",
        "title": "Method not allowed",
        "status": 405,
        "detail": f"This address accepts only {words}.",
    }


def test_an_address_that_nobody_knows_offers_the_nearest(client):
    response = client.get(f"{API}/mappigns/")
    assert response.status_code == 404
    assert response.json() == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "There is no “mappigns” in the API.",
        "nearest": [
            {
                "code": "mappings",
                "title": "Live links of activities to Terms, with all names",
                "url": f"{API}/mappings/",
            }
        ],
    }


def test_a_missing_slash_is_added_to_what_there_is(client, built):
    for address in ("/activities", "/terms/sdg/9.c"):
        response = client.get(f"{API}{address}?lang=fr")
        assert (response.status_code, response["Location"]) == (301, f"{API}{address}/?lang=fr")
    for address in ("/nowhere", "/activities/4", "/activities/x.ttl", "/terms/sdg/9.c.xyz"):
        response = client.get(f"{API}{address}")
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    response = client.post(f"{API}/activities", {}, content_type="application/json")
    assert (response.status_code, response.json()["detail"]) == (
        404,
        "Addresses of the API end with a slash: /api/v1/activities/",
    )


def test_a_database_that_is_away_is_a_503(client, monkeypatch):
    def away(tables):
        raise OperationalError("connection refused")

    monkeypatch.setattr("activities.api.base.read_state", away)
    response = client.get(f"{API}/activities/")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response["Retry-After"] == "5"


def test_a_query_of_a_thousand_names_is_refused_in_few_words(client, db):
    few = client.get(f"{API}/activities/?" + "&".join(f"x{n}=1" for n in range(500)))
    assert (few.status_code, sorted(few.json()["errors"])) == (400, ["x0", "x1", "x2", "x3", "x4"])
    many = client.get(f"{API}/activities/?" + "&".join(f"x{n}=1" for n in range(2000)))
    assert (many.status_code, many["Content-Type"]) == (400, "application/problem+json")
