"""The OpenAPI description: complete, true, and kept to by every operation."""

import re
from datetime import date
from functools import cache

import jsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from activities import summaries
from activities.api import deprecated
from activities.api.base import PublicView
from activities.api.deprecated import Deprecated, headers_of
from activities.api.reference.openapi import described, rendered
from activities.api.reference.values import with_values
from activities.api.resources.matrix import Coverage
from activities.api.writing.base import METHODS, Private
from activities.queries.vocabulary import vocabulary
from sdgmap.settings import BASE_DIR
from tests.factories.activities import (
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

API = "/api/v1"


@cache
def operations():
    """[(method and path, operation)]"""
    paths = described()["paths"].items()
    return [(f"{method.upper()} {path}", one) for path, methods in paths for method, one in methods.items()]


def found(one):
    """A part of the description, or what it refers to."""
    if "$ref" not in one:
        return one
    _hash, _components, kind, name = one["$ref"].split("/")
    return described()["components"][kind][name]


def faults(schema, value):
    whole = schema | {"components": described()["components"]}
    checker = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]


def answers():
    """[(place, answer)] of every operation."""
    return [(f"{place} {code}", found(one)) for place, op in operations() for code, one in op["responses"].items()]


def parameters():
    return [(f"{place} {found(one)['name']}", found(one)) for place, op in operations() for one in op["parameters"]]


def test_every_property_has_a_description_and_every_object_too():
    without = []
    for name, schema in described()["components"]["schemas"].items():
        if "properties" in schema:
            without += [name] if not schema.get("description") else []
            without += [f"{name}.{key}" for key, one in schema["properties"].items() if not one.get("description")]
    assert without == []


def test_every_answer_has_an_example_that_fits_its_schema():
    without, wrong = [], []
    for place, answer in answers():
        for media, content in answer.get("content", {}).items():
            if "example" not in content and not content.get("examples"):
                without.append(f"{place} {media}")
            elif "example" in content:
                wrong += [f"{place} {media} {fault}" for fault in faults(content["schema"], content["example"])]
    assert (without, wrong) == ([], [])


def test_every_body_that_is_sent_has_an_example_that_fits():
    sent = [(place, one["requestBody"]["content"]) for place, one in operations() if "requestBody" in one]
    bare = ("/withdraw/", "/accept/")
    assert {place for place, _content in sent} == {
        place for place, _one in operations() if place.startswith(("POST", "PATCH")) and not place.endswith(bare)
    }
    wrong = []
    for place, content in sent:
        assert [*content] == ["application/json"]
        examples = content["application/json"]["examples"].values()
        assert examples
        wrong += [
            f"{place} {fault}"
            for one in examples
            for fault in faults(content["application/json"]["schema"], one["value"])
        ]
    assert wrong == []


def test_every_parameter_has_a_description_and_an_example_that_fits():
    without = [place for place, one in parameters() if not (one.get("description") and one["schema"].get("examples"))]
    wrong = [
        f"{place} {fault}"
        for place, one in parameters()
        for example in one["schema"]["examples"]
        if "$ref" not in str(one["schema"].get("items"))  # codes in the database, which a map without any has not
        for fault in faults(one["schema"], int(example) if one["schema"].get("type") == "integer" else example)
    ]
    assert (without, [one for one in wrong if " year $[0]" not in one]) == ([], [])


def test_every_answer_has_a_description_and_headers_that_are_explained():
    assert [place for place, one in answers() if not (one["description"] and one["headers"])] == []
    headers = [(place, name, found(one)) for place, answer in answers() for name, one in answer["headers"].items()]
    assert [(place, name) for place, name, one in headers if not (one["description"] and "schema" in one)] == []
    read = {name: found(one) for name, one in operations()[0][1]["responses"]["200"]["headers"].items()}
    assert [*read] == [
        "ETag",
        "Cache-Control",
        "X-Last-Change",
        "X-Epoch",
        "Vary",
        "Content-Language",
        "X-Request-ID",
        "Access-Control-Allow-Origin",
        "RateLimit",
        "RateLimit-Policy",
    ]


def test_every_operation_has_its_errors_its_group_and_a_name_of_its_own():
    errors = {"400", "404", "405", "406", "429", "503"}
    assert [place for place, one in operations() if errors - one["responses"].keys()] == []
    public = [one["responses"] for place, one in operations() if place.startswith("GET") and {} in one["security"]]
    assert len(public) > 40
    assert [one for one in public if "304" not in one] == []
    private = [one["responses"] for _place, one in operations() if {} not in one["security"]]
    assert [one for one in private if {"401", "403"} - one.keys() or "304" in one] == []
    names = [one["operationId"] for _place, one in operations()]
    assert len(names) == len(set(names))
    assert [place for place, one in operations() if not (one["summary"] and one["description"])] == []
    groups = {tag["name"] for tag in described()["tags"] if tag["description"]}
    assert {tag for _place, one in operations() for tag in one["tags"]} == groups


def test_it_names_its_version_licence_server_and_contact():
    assert described()["openapi"] == "3.1.0"
    assert described()["info"]["license"] == {"name": "CC-BY-3.0-IGO", "identifier": "CC-BY-3.0-IGO"}
    assert described()["info"]["contact"] == {
        "name": "Secretariat of the WSIS/SDG Task Force, ITU",
        "url": "http://127.0.0.1:8000/about/#corrections",
    }
    assert described()["servers"] == [{"url": "http://127.0.0.1:8000", "description": "SDG Map"}]


def test_every_list_has_files_and_no_detail_has():
    paths = described()["paths"]
    read = {path: ways["get"] for path, ways in paths.items() if "get" in ways}
    lists = {path for path, one in read.items() if "text/csv" in one["responses"]["200"]["content"]}
    files = {path for path, one in read.items() if one["operationId"].endswith("_file")}
    assert {path.rstrip("/") for path in lists - files} == {path.removesuffix(".{format}") for path in files}
    assert "count" not in [found(one)["name"] for one in paths[f"{API}/mappings.{{format}}"]["get"]["parameters"]]


def test_the_description_holds_every_resource(client):
    def routes(patterns):
        return {
            str(pattern.pattern)
            for pattern in patterns
            if issubclass(getattr(pattern.callback, "cls", str), PublicView | Private)
        }

    api = next(
        p for p in get_resolver().url_patterns if getattr(p.urlconf_name, "__name__", "") == "activities.api.urls"
    )
    paths = [path for path in described()["paths"] if not path.startswith(f"{API}/roadmap/")]
    shown = {path.removeprefix(f"{API}/").replace("{", "<").replace("}", ">") for path in paths}
    known = {re.sub("<[a-z_]+:", "<", route) for route in routes(api.url_patterns)}
    assert known - shown == {"^(?P<rest>.+)/$", "^(?P<rest>.+)$"}
    assert shown - known == set()


def test_a_resource_takes_as_of_only_if_it_shows_the_past(monkeypatch):
    def with_as_of():
        asked = {"$ref": "#/components/parameters/AsOf"}
        found = [(path, one) for path, ways in described.__wrapped__()["paths"].items() for one in ways.values()]
        assert [one["operationId"] for path, one in found if asked in one["parameters"] and "requestBody" in one] == []
        return [path for path, one in found if asked in one["parameters"]]

    public = [path for path, ways in described()["paths"].items() if {} in ways.get("get", {}).get("security", ())]
    shown = [path for path in public if path != "/api/v1/changes/"]
    assert with_as_of() == shown
    monkeypatch.delattr(Coverage, "shows_the_past")
    assert with_as_of() == [path for path in shown if path != "/api/v1/coverage/"]


@pytest.mark.parametrize(
    ("accept", "query", "media"),
    [
        ("*/*", "", "application/vnd.oai.openapi+json"),
        ("application/json", "", "application/vnd.oai.openapi+json"),
        ("application/yaml", "", "application/vnd.oai.openapi"),
        ("*/*", "?format=yaml", "application/vnd.oai.openapi"),
    ],
)
def test_the_description_comes_as_json_or_yaml(client, db, accept, query, media):
    response = client.get(f"{API}/schema/{query}", headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, media)
    again = client.get(f"{API}/schema/{query}", headers={"Accept": accept, "If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_it_lists_the_codes_that_are_known_now(client, db):
    GoalFactory(code="4")
    MappingFactory(term=TargetFactory(code="9.c"))
    schemas = client.get(f"{API}/schema/").json()["components"]["schemas"]
    assert (schemas["GoalCode"]["enum"], schemas["TargetCode"]["enum"]) == (["4", "9"], ["9.c"])
    assert described()["components"]["schemas"]["GoalCode"] == {"type": "string", "minLength": 1}


def test_its_examples_are_codes_that_are_known_now(db):
    GoalFactory(code="4")
    goal = with_values(described(), vocabulary())["components"]["parameters"]["Goal"]
    assert (goal["schema"]["examples"], described()["components"]["parameters"]["Goal"]["schema"]["examples"]) == (
        [["4"]],
        [["9"]],
    )


# --- what is deprecated ---

OLD = Deprecated(
    path=f"{API}/mappings/",
    parameter="cursor",
    since=date(2026, 11, 30),
    until=date(2027, 12, 1),
    instead="Use `next`.",
)
WHOLE = Deprecated(path=f"{API}/matrix/", since=date(2026, 11, 30), until=date(2028, 1, 1), instead="Use another.")


@pytest.fixture
def old(monkeypatch):
    monkeypatch.setattr(deprecated, "ALL", (OLD, WHOLE))


def test_what_is_deprecated_says_so_in_its_headers(client, db, old):
    names = ("Deprecation", "Sunset", "Link")
    used = client.get(f"{API}/mappings/?cursor=WzU3XQ")
    assert [used[name] for name in names] == [
        "@1795996800",
        "Wed, 01 Dec 2027 00:00:00 GMT",
        '</api/v1/docs/#promises>; rel="deprecation"; type="text/html"',
    ]
    assert client.get(f"{API}/matrix/")["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    for other in ("mappings/", "mappings/?limit=5", "activities/"):
        assert [name for name in names if name in client.get(f"{API}/{other}")] == []


def test_what_is_deprecated_is_marked_in_the_contract(old):
    shown = described.__wrapped__()
    matrix = shown["paths"][f"{API}/matrix/"]["get"]
    assert matrix["deprecated"] is True
    assert matrix["description"].endswith(" Deprecated since 2026-11-30, works until 2028-01-01. Use another.")
    assert {"Deprecation", "Sunset", "Link"} <= matrix["responses"]["200"]["headers"].keys()
    mappings = shown["paths"][f"{API}/mappings/"]["get"]
    marked = [one["name"] for one in mappings["parameters"] if one.get("deprecated")]
    assert (marked, mappings.get("deprecated")) == (["cursor"], None)


def test_less_than_twelve_months_are_refused():
    with pytest.raises(ValueError, match="has to work until 2027-11-30"):
        Deprecated(path="/x/", since=date(2026, 11, 30), until=date(2027, 11, 29), instead="")


def test_several_have_the_earliest_dates():
    assert headers_of([OLD, WHOLE])["Sunset"] == "Wed, 01 Dec 2027 00:00:00 GMT"
    assert headers_of([]) == {}


# --- every operation keeps to it ---


@pytest.fixture
def built(db):
    """A few rows of each kind."""
    organisation = OrganisationFactory(slug="itu-d")
    MappingFactory(
        term=TargetFactory(code="9.c"), activity=ActivityFactory(organisation=organisation, countries=["KE"])
    )
    CrosswalkFactory(to_term=TargetFactory(code="9.c"))
    summaries.rebuild()
    rendered.cache_clear()


@pytest.fixture
def one_connection(built):
    """Answers through the WSGI application leave the test's connection, and so its transaction, alone."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


load_all_checks()
ALL_CHECKS = CHECKS.get_all()


def asked(label: str, mode: GenerationMode, *, questions: int = 3, token: str = "") -> None:
    """Ask an operation some questions, and check the answers against the description."""
    configured = schemathesis.Config.from_path(BASE_DIR / "schemathesis.toml")
    schema = schemathesis.openapi.from_dict(with_values(described(), vocabulary()), config=configured)
    schema.app = get_wsgi_application()
    [operation] = [one.ok() for one in schema.get_all_operations() if one.ok().label == label]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=questions,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def holds(case):
        # schemathesis does not decompress what a WSGI application answers
        more = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {token}"} if token else {})
        case.call_and_validate(base_url="http://testserver", checks=ALL_CHECKS, headers=more)

    holds()


@pytest.mark.parametrize("label", [place for place, _one in operations()])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_every_operation_keeps_to_its_description(label, mode, one_connection):
    """Without a token. `make contract` asks many more questions."""
    asked(label, mode)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "NONSENSE"])
@pytest.mark.parametrize("query", ["", "?as_of=1", "?nonsense=1"])
def test_every_refused_method_is_answered_with_those_that_are_taken(client, built, method, query):
    paths = described()["paths"]
    past = query.startswith("?as_of") and method != "GET"
    expected = {
        path: (
            405,
            "application/problem+json",
            "GET, HEAD, OPTIONS" if past and shows_past(ways) else taken(ways),
        )
        for path, ways in paths.items()
        if method.lower() not in ways or (past and shows_past(ways))
    }
    with override_settings(API_LIMIT=0):
        refused = {}
        for path in expected:
            response = client.generic(method, f"{address(path)}{query}")
            refused[path] = (response.status_code, response["Content-Type"], response.get("Allow"))
    assert refused == expected


def taken(ways):
    """The methods of a path, as in the header Allow."""
    known = {*ways, "options"} | ({"head"} if "get" in ways else set())
    return ", ".join(method.upper() for method in METHODS if method in known)


def shows_past(ways):
    return {"$ref": "#/components/parameters/AsOf"} in ways.get("get", {}).get("parameters", ())


def address(path):
    """An address of a path of the description."""
    return (
        path.replace("}.{format}", "}.ttl")
        .replace("{id}", "1")
        .replace("{format}", "csv")
        .replace("{framework}", "sdg")
        .replace("submissions/{code}", "submissions/S-4K7P")
        .replace("{code}", "9.c")
        .replace("{slug}", "itu-d")
    )
