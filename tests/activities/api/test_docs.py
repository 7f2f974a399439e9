"""The reference page: every operation, with a question that the reference data answers."""

import orjson
import pytest
from django.core.management import call_command
from django.test import RequestFactory

from activities import summaries
from activities.api.reference import page as docs
from activities.api.reference.openapi import described
from activities.api.resources.matrix import Coverage
from activities.queries.state import read_state

DOCS = "/api/v1/docs/"


@pytest.fixture
def loaded(db):
    call_command("load_reference", verbosity=0)
    summaries.rebuild()


def test_every_operation_has_a_question_that_is_answered(loaded):
    groups = docs.reference(RequestFactory().get(DOCS), read_state())
    shown = {operation.path: operation.status for group in groups for operation in group.operations}
    open_to_all = [path for path, ways in described()["paths"].items() if {} in ways.get("get", {}).get("security", ())]
    assert shown == dict.fromkeys(open_to_all, 200)
    empty = [o.id for group in groups for o in group.operations if '"results": []' in o.answer]
    assert empty == []


def test_a_resource_takes_as_of_only_if_it_shows_the_past(monkeypatch):
    def with_as_of():
        paths = described.__wrapped__()["paths"].items()
        return [p for p, ways in paths if "as_of" in [one["name"] for one in ways.get("get", {}).get("parameters", ())]]

    open_to_all = [path for path, ways in described()["paths"].items() if {} in ways.get("get", {}).get("security", ())]
    open_to_all.remove("/api/v1/changes/")  # it has no version of the past
    assert with_as_of() == open_to_all
    monkeypatch.delattr(Coverage, "shows_the_past")
    assert with_as_of() == [path for path in open_to_all if path != "/api/v1/coverage/"]


@pytest.mark.parametrize(
    ("example", "shown"), [("2026-10-01", "2026-10-01"), (["9", "4"], "9,4"), ([], ""), ("", ""), (5, "5")]
)
def test_examples_are_written_as_in_an_address(example, shown):
    definition = {"name": "x", "schema": {"type": "string", "example": example}}
    assert docs.parameter(definition).example == shown


def test_the_page_is_kept_until_a_change_comes(client, loaded, django_assert_num_queries):
    assert client.get(DOCS).status_code == 200
    with django_assert_num_queries(2):  # the state, for the page and for the refusal that it shows
        client.get(DOCS)


def test_an_empty_site_has_documentation_too(client, db):
    assert client.get(DOCS).status_code == 200


def test_answers_are_shortened_and_say_so():
    answer = {"results": [{"title": "a" * 170}, {}, {}], "next": None}
    assert "\n".join(docs.lines(docs.shortened(answer))) == (
        '{\n  "results": [\n    {\n      "title": "' + "a" * 160 + '…"\n    }\n    … 2 more\n  ],\n  "next": null\n}'
    )


def test_a_complete_answer_stays_valid_json():
    answer = {"a": [1], "b": {"c": "d", "e": []}, "f": True}
    assert orjson.loads("\n".join(docs.lines(docs.shortened(answer)))) == answer


@pytest.mark.parametrize("width", [1280, 375])
def test_it_reads_in_a_browser_without_breach_of_the_policy(page, transactional_db, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(DOCS)
    assert page.title() == "API documentation – SDG Map – ITU"
    assert page.locator(".api-part").count() == len(described()["paths"]) + 5
    assert page.evaluate("document.documentElement.scrollWidth") <= width
