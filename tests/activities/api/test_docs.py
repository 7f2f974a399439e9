"""The reference page: every operation, with a question that the reference data answers."""

import re
from functools import cache

import orjson
import pytest
from django.test import RequestFactory

from activities.api.reference import operations as docs
from activities.api.reference.openapi import described
from activities.api.reference.page import GUIDE, jobs
from activities.api.reference.recipes import recipes
from activities.api.reference.shortened import lines, shortened
from activities.queries.state import read_state

DOCS = "/api/v1/docs/"


@pytest.fixture
def loaded(shipped_map, db):
    """The map as it ships."""


@cache
def operations():
    return [one for group in docs.reference(RequestFactory().get(DOCS), read_state()) for one in group.operations]


def test_every_operation_has_a_question_that_is_answered(loaded):
    asked = {one.id: one.status for one in operations() if one.method == "GET"}
    assert asked == {
        definition["operationId"].replace("_", "-"): 200
        for methods in described()["paths"].values()
        for method, definition in methods.items()
        if method == "get" and not definition["operationId"].endswith(("_file", "_data"))
    }
    empty = [one.id for one in operations() if '"results": []' in one.answer]
    assert [one for one in empty if not one.startswith("roadmap")] == []


def test_every_list_has_the_beginning_of_its_files(loaded):
    [mappings] = [one for one in operations() if one.id == "mappings-list"]
    assert [(one.media, one.address) for one in mappings.samples] == [
        ("text/csv", "mappings.csv?fields=id,uri,activity,activity_title&limit=2"),
        ("application/jsonl", "mappings.jsonl?fields=id,uri,activity,activity_title&limit=2"),
    ]
    assert [one.text[:6] for one in mappings.samples] == ["id,uri", '{"id":']
    lists = {one.id: len(one.samples) for one in operations() if one.id.endswith("-list")}
    assert {lists.pop(one) for one in ("submissions-list", "roadmap-reports-list")} == {0}  # private, without files
    assert set(lists.values()) == {2}


def test_what_needs_a_token_shows_what_to_send(client, loaded):
    [change] = [one for one in operations() if one.id == "mappings-update"]
    assert (change.scope, change.status) == ("edit", 200)
    assert change.request == (
        "-X PATCH \\\n  'http://testserver/api/v1/mappings/1/' \\\n  -H 'Authorization: Bearer sdgmap_…' \\\n"
        "  -H 'If-Match: \"5678\"' \\\n  -H 'Content-Type: application/json' \\\n"
        '  -d \'{\n  "certainty": "confirmed",\n  "reason": "Checked with the project"\n}\''
    )
    assert "certainty" in [one.name for one in change.sent]
    [batch] = [one for one in operations() if one.id == "activities-batch"]
    assert {"on_error", "rows", "rows[].title"} <= {one.name for one in batch.sent}
    assert {one.id for one in operations() if one.scope} == {one.id for one in operations() if one.request}
    page = client.get(DOCS).content.decode()
    assert '<a href="/accounts/tokens/">With a token, your programs can also write.</a>' in page


def test_every_field_of_an_answer_is_explained(loaded):
    [mappings] = [one for one in operations() if one.id == "mappings-list"]
    assert [one for one in mappings.fields if one.name == "country_alpha3"] == [
        docs.Field("country_alpha3", "list of string", "Their ISO 3166 alpha-3 codes.")
    ]
    assert [one.id for one in operations() if one.method == "GET" and not one.fields] == [
        "schema",
        "crosswalks-retrieve",
    ]


@pytest.mark.parametrize(
    ("example", "shown"), [("2026-10-01", "2026-10-01"), (["9", "4"], "9,4"), ([], ""), ("", ""), (5, "5")]
)
def test_examples_are_written_as_in_an_address(example, shown):
    definition = {"name": "x", "schema": {"type": "string", "examples": [example]}}
    assert docs.parameter(definition).example == shown


def test_the_page_is_kept_until_a_change_comes(client, loaded, django_assert_num_queries):
    assert client.get(DOCS).status_code == 200
    with django_assert_num_queries(2):  # the state, for the page and for the refusal that it shows
        client.get(DOCS)
    with django_assert_num_queries(1):
        client.get(f"{DOCS}figures/")


def test_an_empty_site_has_documentation_too(client, db):
    assert client.get(DOCS).status_code == 200
    assert client.get(f"{DOCS}activities-and-mappings/").status_code == 200


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("crosswalk standing", ["crosswalks-list", "coverage"]),
        ("RFC 9457", ["errors"]),
        ("data frame Africa", ["job-1"]),
        ("zebra", []),
    ],
)
def test_a_search_leads_to_the_parts_of_all_pages_with_all_words(client, loaded, words, shown):
    page = client.get(DOCS, {"q": words}).content.decode()
    found = re.findall(r'<a href="(/api/v1/docs/[a-z-]*/?)#([^"]+)"', page)
    assert [part for _page, part in found] == shown
    for address, part in found:
        assert f'<section class="api-part" id="{part}"' in client.get(address).content.decode()
    assert ("Nothing in the documentation contains “zebra”." in page) == (words == "zebra")


def pages_of(page):
    return dict.fromkeys(re.findall(r'<h3><a href="(/api/v1/docs/[a-z-]+/)"', page))


def test_each_part_is_on_one_page_and_has_a_link(client, loaded):
    first = client.get(DOCS).content.decode()
    shown = []
    for page in (first, *(client.get(address).content.decode() for address in pages_of(first))):
        parts = re.findall(r'<section class="api-part" id="([^"]+)"', page)
        assert re.findall(r'class="api-link" href="#([^"]+)"', page) == parts
        shown += parts
    assert len(shown) == len(set(shown)) == len(operations()) + len(GUIDE) + len(recipes())


def test_old_addresses_of_parts_lead_to_their_line_of_the_contents(client, loaded):
    first = client.get(DOCS).content.decode()
    parts = [*(one.id for one in operations()), *(f"job-{one.number}" for one in recipes()), *GUIDE]
    assert [part for part in parts if f'id="{part}"' not in first] == []
    assert '<li id="mappings-list"><a href="/api/v1/docs/activities-and-mappings/#mappings-list">' in first


def test_no_page_is_too_large(client, loaded):
    first = client.get(DOCS)
    sizes = {DOCS: len(first.content)} | {
        address: len(client.get(address).content) for address in pages_of(first.content.decode())
    }
    assert {address: size for address, size in sizes.items() if size >= 100_000} == {}


def test_an_unknown_part_is_not_found(client, db):
    assert client.get(f"{DOCS}zebra/").status_code == 404


def test_recipes_name_the_site_that_shows_them(loaded):
    request = RequestFactory(headers={"host": "testserver"}).get(DOCS)
    [job] = [one for one in jobs(request.build_absolute_uri("/api/v1/")) if one.id == "job-1"]
    assert "curl -fsS &#x27;http://testserver/api/v1/mappings.csv?goal=9&amp;region=africa&#x27;" in job.body
    assert "sdgmap.example" not in job.body


def test_answers_are_shortened_and_say_so():
    answer = {"results": [{"title": "a" * 170}, {}, {}], "next": None}
    assert "\n".join(lines(shortened(answer))) == (
        '{\n  "results": [\n    {\n      "title": "' + "a" * 160 + '…"\n    }\n    … 2 more\n  ],\n  "next": null\n}'
    )


def test_a_complete_answer_stays_valid_json():
    answer = {"a": [1], "b": {"c": "d", "e": []}, "f": True}
    assert orjson.loads("\n".join(lines(shortened(answer)))) == answer
