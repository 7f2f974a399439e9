"""Bodies that no honest program sends: refused with a problem, never a 500, and nothing is written."""

import json

import pytest
from schemathesis import GenerationMode

from activities.models import Activity, Change, Submission
from tests.activities.api.test_contract import asked, built, one_connection, operations  # noqa: F401 - fixtures
from tests.activities.api.writing.calling import Program
from tests.factories.activities import UserFactory
from tests.factories.submissions import SubmissionFactory

NEW = {"title": "Smart villages", "kind": "project", "status": "ongoing", "organisation": "itu-d"}
DEEP = 100_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("{", 400),
        ("[]", 400),
        ("null", 400),
        ('"x"', 400),
        ('{"title": NaN}', 400),
        ('{"title": "a", "title": "b"}', 400),
        ('{"title": "\\ud800"}', 400),
        (b'{"title": "\xff"}', 400),
        ("\ufeff{}", 400),
        ('{"title": ' + "[" * DEEP + "]" * DEEP + "}", 400),
        ('{"a":' * DEEP + "1" + "}" * DEEP, 400),
        (json.dumps({f"x{n}": 1 for n in range(20_000)}), 400),
        (json.dumps(NEW | {"title": "a\0b"}), 422),
        (json.dumps(NEW | {"organisation": "a\0b"}), 422),
        ('{"title": "x", "start_year": 1' + "0" * 5_000 + "}", 400),
        (json.dumps(NEW | {"start_year": 10**30}), 422),
        (json.dumps(NEW | {"start_year": 1e300}), 422),
        (json.dumps(NEW | {"start_year": True, "end_year": "x"}), 422),
        (json.dumps(NEW | {"title": {"$ne": 1}}), 422),
        (json.dumps(NEW | {"title": ["x"], "countries": "KE", "partners": [["x"]]}), 422),
        (json.dumps(NEW | {"countries": ["KE"] * 5_000}), 422),
        (json.dumps(NEW | {"countries": ["\0"]}), 422),
        (json.dumps(NEW | {"title": "x" * 100_000}), 422),
        (json.dumps(NEW | {"title": None, "kind": None}), 422),
        (json.dumps(NEW | {"not_duplicate_of": [2**80]}), 422),
    ],
    ids=range(26),
)
def test_an_activity(editor, body, status):
    before = Change.objects.count()
    answer = editor.post("/activities/", body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content[:500]
    assert len(answer.content) < 20_000
    assert (Activity.objects.count(), Change.objects.count()) == (0, before)


@pytest.mark.parametrize("path", ["/activities/batch/", "/mappings/batch/"])
@pytest.mark.parametrize(
    "row",
    [
        {"id": 2**80, "change": 1},
        {"id": "1", "change": "1"},
        {"id": True, "change": 1},
        {"id": 1, "change": -1},
        {"activity": 1, "framework": "\0", "term_code": "\0", "strength": 1},
        {"activity": [1], "framework": {}, "term_code": None, "strength": 9},
        {"organisation": "\0", "title": "\0"},
        {"withdrawn": "yes"},
        {},
    ],
)
def test_a_row_of_a_batch(editor, path, row):
    before = Change.objects.count()
    for on_error in ("stop", "report"):
        answer = editor.post(path, {"rows": [row], "on_error": on_error})
        assert answer.status_code == (422 if on_error == "stop" else 200), answer.content
        (report,) = answer.json()["rows"]
        assert report["status"] in (400, 404, 422, 428)
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    "answers",
    [
        {"links": [{"framework": "\0", "code": "\0"}]},
        {"links": [{"framework": "sdg"}] * 101},
        {"links": {"framework": "sdg"}},
        {"links": [None]},
        {"partners": ["x" * 60_000]},
        {"title": "\0"},
        {"language": "xx"},
        {"start_year": "1; DROP TABLE"},
        {"organisation": "\0"},
        {"activity": 2**70},
    ],
)
def test_a_submission(member, answers):
    answer = member.post("/submissions/", answers)
    assert answer.status_code == 422, answer.content
    assert not Submission.objects.exists()


def test_other_media_types_and_sizes(editor, settings):
    def send(body, media, **headers):
        return editor.client.generic(
            "POST",
            "/api/v1/activities/",
            body,
            content_type=media,
            headers={"Authorization": f"Bearer {editor.secret}"},
            **headers,
        )

    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = send(json.dumps(NEW), media)
        assert (answer.status_code, answer.json()["title"]) == (415, "Unsupported media type"), media
    assert send(json.dumps(NEW), "Application/JSON; charset=utf-8").status_code == 201
    large = json.dumps(NEW | {"description": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    answer = send(large, "application/json")
    assert (answer.status_code, answer.json()["title"]) == (413, "The body is too large")
    assert "5,242,880 bytes" in answer.json()["detail"]


WRITES = [(place, one["security"][0]["token"][0]) for place, one in operations() if {} not in one["security"]]


@pytest.mark.parametrize(("label", "scope"), WRITES)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_every_operation_keeps_to_its_description_with_a_token(label, scope, mode, client, one_connection):  # noqa: F811
    member = SubmissionFactory(code="S-4K7P").created_by
    owner = member if scope == "submit" else UserFactory(role="coordinator")
    asked(label, mode, questions=10, token=Program(client, owner, scope).secret)
