"""What all resources share: ETags, methods, headers, problems, the OpenAPI description."""

import re
from functools import partial

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from activities import summaries
from activities.actions.ledger import record
from activities.api.base import PublicView
from activities.api.reference.openapi import described
from activities.api.writing.base import Writing
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


def test_a_missing_slash_is_added(client):
    response = client.get(f"{API}/activities")
    assert (response.status_code, response["Location"]) == (301, f"{API}/activities/")


def test_a_database_that_is_away_is_a_503(client, monkeypatch):
    def away(tables):
        raise OperationalError("connection refused")

    monkeypatch.setattr("activities.api.base.read_state", away)
    response = client.get(f"{API}/activities/")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response["Retry-After"] == "5"


def test_the_description_holds_every_resource(client):
    def routes(patterns):
        return {
            str(pattern.pattern)
            for pattern in patterns
            if issubclass(getattr(pattern.callback, "cls", str), PublicView | Writing)
        }

    api = next(
        p for p in get_resolver().url_patterns if getattr(p.urlconf_name, "__name__", "") == "activities.api.urls"
    )
    shown = {path.removeprefix(f"{API}/").replace("{", "<").replace("}", ">") for path in described()["paths"]}
    known = {re.sub("<[a-z]+:", "<", route) for route in routes(api.url_patterns) if ".<format>" not in route}
    assert known - shown == {"^(?P<rest>.+)/$"}
    assert shown - known == set()


@pytest.mark.parametrize(
    ("accept", "query", "media"),
    [
        ("*/*", "", "application/vnd.oai.openapi+json"),
        ("application/yaml", "", "application/vnd.oai.openapi"),
        ("*/*", "?format=yaml", "application/vnd.oai.openapi"),
    ],
)
def test_the_description_comes_as_json_or_yaml(client, accept, query, media):
    response = client.get(f"{API}/schema/{query}", headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, media)
    assert again(client, f"/schema/{query}", response["ETag"]).status_code in (200, 304)


@pytest.fixture
def one_connection(built):
    """Answers through the WSGI application leave the test's connection, and so its transaction, alone."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(described())


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.mark.parametrize("operation", [each.ok() for each in schema.get_all_operations()], ids=lambda it: it.label)
def test_every_operation_keeps_to_its_description(operation, one_connection):
    @given(case=operation.as_strategy())
    @settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def holds(case):
        case.call_and_validate(app=get_wsgi_application(), base_url="http://testserver", checks=CHECKS)

    holds()


def test_a_query_of_a_thousand_names_is_refused_in_few_words(client, db):
    few = client.get(f"{API}/activities/?" + "&".join(f"x{n}=1" for n in range(500)))
    assert (few.status_code, sorted(few.json()["errors"])) == (400, ["x0", "x1", "x2", "x3", "x4"])
    many = client.get(f"{API}/activities/?" + "&".join(f"x{n}=1" for n in range(2000)))
    assert (many.status_code, many["Content-Type"]) == (400, "application/problem+json")
