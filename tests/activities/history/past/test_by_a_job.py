"""With much data, a Job builds past versions, and visitors cannot fill the queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import rules
from activities.actions import jobs
from activities.actions.history import past as actions
from activities.models import Change, Job
from activities.tasks import RUNNERS
from tests.activities.history.past.writing import last
from tests.factories.activities import (
    UserFactory,
)
from tests.factories.small_map import small_map
from tests.reading import text


@pytest.fixture
def large(monkeypatch, moments):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    small_map(1)
    return last()


def test_a_large_map_s_moment_is_prepared_by_a_job(client, large):
    response = client.get(f"/goals/9/?as_of={large}", headers={"Accept": "text/html"})
    assert (response.status_code, response["Retry-After"], response["Refresh"]) == (202, "3", "3")
    assert "Waiting to start" in text(response)
    job = Job.objects.get()
    assert (job.kind, job.asked, job.by) == (Job.Kind.PAST, {"change": large}, None)
    assert client.get(f"/activities/?as_of={large}", headers={"Accept": "text/html"}).status_code == 202
    assert Job.objects.count() == 1

    steps = []
    progress = jobs.Progress._write

    def write(self):
        steps.append((self.job.step, self.job.total))
        progress(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs.Progress, "_write", write)
        assert jobs.run(job.pk, RUNNERS) is True
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"change": large})
    assert steps[0][0] == "Reading the history"
    assert steps[0][1] > 5
    assert steps[-1] == ("Calculating figures", None)
    assert client.get(f"/goals/9/?as_of={large}").status_code == 200


def test_programs_are_told_when_to_ask_again(client, large):
    response = client.get(f"/api/v1/activities/?as_of={large}")
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert response["Content-Type"] == "application/problem+json"
    assert client.get(f"/api/v1/activities.csv?as_of={large}", headers={"Accept": "text/csv"}).status_code == 503


def test_a_fragment_gives_way_to_the_page_that_tells(client, large):
    response = client.get(f"/activities/?as_of={large}", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (202, f"/activities/?as_of={large}")


def ask_for_all(client) -> list:
    """Responses to a reader who requests every version."""
    numbers = list(Change.objects.order_by("id").values_list("id", flat=True))
    assert len(numbers) > actions.WAITING
    return [client.get(f"/goals/?as_of={number}", headers={"Accept": "text/html"}) for number in numbers]


def test_visitors_cannot_fill_the_queue(client, large):
    answers = ask_for_all(client)
    assert {answer.status_code for answer in answers} == {202}
    assert "Other dates are being prepared first." in text(answers[-1])
    assert list(Job.objects.values_list("by", flat=True)) == [None]


def test_visitors_do_not_block_staff(client, large):
    ask_for_all(client)
    user = UserFactory(role=rules.COORDINATOR)
    client.force_login(user)
    ask_for_all(client)
    assert Job.objects.filter(by=user).count() == actions.WAITING
    assert Job.objects.filter(by=None).count() == 1


def test_whoever_has_no_role_is_a_stranger(client, large):
    client.force_login(UserFactory())
    ask_for_all(client)
    assert list(Job.objects.values_list("by", flat=True)) == [None]


def test_a_moment_that_could_not_be_prepared_is_left_alone_for_a_minute(client, large):
    client.get(f"/goals/?as_of={large}")
    Job.objects.update(state=Job.State.FAILED, finished_at=timezone.now())
    response = client.get(f"/goals/?as_of={large}", headers={"Accept": "text/html"})
    assert "This version could not be prepared" in text(response)
    assert "Refresh" not in response
    assert Job.objects.count() == 1
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=2))
    client.get(f"/goals/?as_of={large}")
    assert Job.objects.open().count() == 1
