"""Idempotency-Key: what is sent twice is done once; and what a killed process has begun, not at all."""

import json
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from activities import rules
from activities.actions.account.accounts import forget_expired
from activities.actions.account.stored_answers import hold_key
from activities.models import Activity, Change, StoredAnswer, Submission
from tests.activities.api.writing.calling import Program
from tests.activities.editing.sheets.test_killed import environment
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory

NEW = {"title": "Smart villages", "kind": "project", "status": "ongoing", "organisation": "itu-d"}
BATCH = "/activities/batch/"


def test_the_second_request_gets_the_answer_of_the_first(editor):
    first = editor.post("/activities/", NEW, key="one")
    second = editor.post("/activities/", NEW, key='"one"')
    assert (first.status_code, second.status_code, Activity.objects.count()) == (201, 201, 1)
    assert second.json() == first.json()
    assert [second[name] for name in ("ETag", "Location")] == [first[name] for name in ("ETag", "Location")]
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")


def test_another_request_with_the_same_key_is_refused(editor):
    row = ActivityFactory()
    editor.post("/activities/", NEW, key="one")
    for answer in (
        editor.post("/activities/", NEW | {"title": "Other"}, key="one"),
        editor.patch(f"/activities/{row.pk}/", {"end_year": 2026}, seen=row.change_id, key="one"),
    ):
        assert (answer.status_code, answer.json()["title"]) == (422, "The Idempotency-Key was used already")
    assert Activity.objects.count() == 2


def test_what_was_refused_can_be_corrected_under_the_same_key(editor):
    assert editor.post("/activities/", NEW | {"kind": "x"}, key="one").status_code == 422
    assert editor.post("/activities/", NEW, key="one").status_code == 201


def test_each_person_has_keys_of_their_own(editor, client):
    editor.post("/activities/", NEW, key="one")
    other = Program(client, UserFactory(role=rules.COORDINATOR))
    answer = other.post("/activities/", NEW | {"title": "Other villages of the kind"}, key="one")
    assert answer.status_code == 201
    second = Program(client, editor.user)
    assert second.post("/activities/", NEW, key="one")["Idempotency-Replayed"] == "true", "another token of the person"


def test_keys_are_kept_for_a_day(editor):
    editor.post("/activities/", NEW, key="one")
    StoredAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert editor.post("/activities/", NEW, key="one").status_code == 422, "it is done again, and is a duplicate"
    editor.post("/activities/", NEW | {"title": "Other things"}, key="two")
    StoredAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    forget_expired()
    assert not StoredAnswer.objects.exists()


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ü", '"'])
def test_a_key_that_is_not_valid(editor, key):
    answer = editor.post("/activities/", NEW, key=key)
    assert (answer.status_code, answer.json()["title"]) == (400, "The Idempotency-Key is not valid")


def test_a_submission_is_started_once(member):
    for _ in range(2):
        assert member.post("/submissions/", {"title": "Solar schools"}, key="one").status_code == 201
    assert Submission.objects.count() == 1
    draft = Submission.objects.get()
    for _ in range(2):
        answer = member.delete(f"/submissions/{draft.code}/", seen=draft.revision, key="two")
        assert (answer.status_code, answer.content) == (204, b"")


@pytest.fixture
def real(transactional_db, client):
    """A program, with rows that other connections see."""
    OrganisationFactory(sector="ITU-D")
    return Program(client, UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))


def test_a_request_under_way_is_not_begun_again(real):
    held, done = threading.Event(), threading.Event()

    def hold():
        from django.db import transaction

        with transaction.atomic():
            assert hold_key(key="one", by=real.user)
            held.set()
            done.wait(20)
        close_old_connections()
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(20)
    try:
        answer = real.post("/activities/", NEW, key="one")
    finally:
        done.set()
        other.join()
    assert (answer.status_code, answer["Retry-After"]) == (409, "1")
    assert real.post("/activities/", NEW, key="one").status_code == 201


def test_twenty_at_the_same_time_write_once(real):
    answers = []

    def send():
        from django.test import Client

        try:
            program = Program.__new__(Program)
            program.client, program.secret = Client(), real.secret
            answers.append(program.post("/activities/", NEW, key="one").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Activity.objects.count() == 1


#: Sends a batch and dies in its middle: after the rows are written, before the commit.
DYING = """
import os, signal, sys
import django
django.setup()
from django.test import Client
from activities.actions import row_batches
real = row_batches.write_activities
def write(rows, change):
    real(rows, change)
    os.kill(os.getpid(), signal.SIGKILL)
row_batches.write_activities = write
secret, path, key = sys.argv[1:]
Client(HTTP_HOST="localhost").post(
    path, sys.stdin.read(), content_type="application/json",
    headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": key},
)
"""


@pytest.mark.slow
@pytest.mark.drill
@pytest.mark.parametrize("on_error", ["stop", "report"])
def test_a_batch_that_is_killed_and_sent_again_is_written_once(real, on_error):
    row = ActivityFactory(title="There")
    rows = [NEW | {"title": f"Village {number}"} for number in range(998)]
    rows += [{"id": row.pk, "change": row.change_id, "title": "Renamed"}]
    if on_error == "report":
        rows += [NEW | {"kind": "thing"}]
    body = {"rows": rows, "on_error": on_error}
    before = Change.objects.latest("id").pk
    killed = subprocess.run(
        [sys.executable, "-c", DYING, real.secret, f"/api/v1{BATCH}", "one"],
        input=json.dumps(body).encode(),
        env=environment() | {"LOG_LEVEL": "ERROR", "API_LIMIT": "0"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert (Activity.objects.count(), Change.objects.latest("id").pk) == (1, before), "nothing of it is there"
    assert not StoredAnswer.objects.exists()
    answers = [real.post(BATCH, body, key="one") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].json()
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["written"] == 999
    assert Activity.objects.count() == 999
    assert Change.objects.filter(verb="activities.batch").count() == 1


def test_membership_of_the_stored_answer(real):
    """It is deleted with the account."""
    user = UserFactory()
    MembershipFactory(user=user, organisation=OrganisationFactory(name="Solar Institute"))
    program = Program(real.client, user, scope="submit")
    program.post("/submissions/", {"title": "Solar schools"}, key="one")
    assert user.stored_answers.count() == 1
    from activities.actions.submissions.deletion import delete_person

    delete_person(by=user)
    assert (user.stored_answers.count(), user.api_tokens.count()) == (0, 0)
