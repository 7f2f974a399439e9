"""A Job runs once, reports progress, can be cancelled, and is found again after a broker or worker was lost."""

import shlex
import threading
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from activities import rules, summaries
from activities.actions import jobs, ledger
from activities.actions.history import past
from activities.actions.ledger import Refused
from activities.actions.snapshots import writing as snapshots
from activities.actions.suggestions import verdicts as suggestions
from activities.models import Job
from activities.pages.activity import files
from activities.pages.history import compare
from sdgmap import run
from tests.factories.activities import UserFactory

ROOT = Path(__file__).resolve().parents[2]
KIND = Job.Kind.SHEET_CHECK


@pytest.fixture
def rung(monkeypatch):
    """Ids of the Jobs that workers were notified of."""
    told = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, args, **_: told.append(args[0]))
    return told


def asked(**fields):
    return Job.objects.create(kind=KIND, by=UserFactory(role=rules.COORDINATOR), **fields)


def outcome(job):
    job.refresh_from_db()
    return job.state, job.step, job.done, job.total, job.result, job.error


def test_no_lock_is_anothers():
    """PostgreSQL identifies advisory locks only by their number."""
    locks = [ledger.LEDGER_LOCK, summaries.REBUILD_LOCK, jobs.JOB_LOCK, past.READ_LOCK, past.BUILD_LOCK, past.ASK_LOCK]
    locks += [suggestions.MODEL_LOCK, suggestions.REQUEST_LOCK, compare.SEAT_LOCK, jobs.COUNT_LOCK, files.SEAT_LOCK]
    locks += [snapshots.SNAPSHOT_LOCK]
    assert len(set(locks)) == len(locks) == 12


@pytest.mark.django_db
def test_a_job_runs_once_and_keeps_what_it_found():
    job, runs = asked(), []

    def runner(job, progress):
        runs.append(job.pk)
        progress.start("Reading rows", 3)
        progress.report(3)
        return {"rows": 3}

    assert [jobs.run(job.pk, {KIND: runner}) for _ in range(2)] == [True, False]
    assert runs == [job.pk]
    assert outcome(job) == ("done", "Reading rows", 3, 3, {"rows": 3}, "")
    assert job.started_at <= job.finished_at


@pytest.mark.django_db
def test_a_refusal_is_told_in_its_own_words_and_a_fault_in_ours():
    def refuses(job, progress):
        raise Refused("The file is empty.")

    def breaks(job, progress):
        raise ZeroDivisionError

    first, second = asked(), asked()
    jobs.run(first.pk, {KIND: refuses})
    jobs.run(second.pk, {KIND: breaks})
    assert outcome(first)[0::5] == ("failed", "The file is empty.")
    assert outcome(second)[0::5] == ("failed", "Something went wrong on our side. Incomplete changes were undone.")


@pytest.mark.django_db
def test_a_running_job_ends_at_its_next_step_when_called_off():
    job = asked()

    def runner(job, progress):
        progress.start("First")
        jobs.cancel(job=job)
        progress.start("Second")

    jobs.run(job.pk, {KIND: runner})
    assert outcome(job)[:2] == ("cancelled", "Second")


@pytest.mark.django_db
def test_a_waiting_job_is_called_off_at_once():
    job = asked()
    jobs.cancel(job=job)
    assert (outcome(job)[0], jobs.run(job.pk, {})) == ("cancelled", False)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_run_one_job_together(rung):
    job, inside, leave = asked(), threading.Event(), threading.Event()

    def slow(job, progress):
        inside.set()
        assert leave.wait(10)
        return {}

    def work():
        try:
            jobs.run(job.pk, {KIND: slow})
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert inside.wait(10)
    assert (jobs.busy(job.pk), jobs.run(job.pk, {}), jobs.notify_again()) == (True, False, 0)
    leave.set()
    worker.join()
    assert (outcome(job)[0], rung) == ("done", [])


@pytest.mark.django_db(transaction=True)
def test_a_job_cancelled_while_a_worker_begins_is_cancelled_or_runs_but_never_both():
    """The worker has read its message; the person cancels before the Job is marked as running."""
    job = asked()
    jobs.cancel(job=job)
    assert jobs.begin(job.pk) is False
    assert outcome(job)[0] == "cancelled"
    other = asked()
    assert jobs.begin(other.pk) is True
    jobs.cancel(job=other)
    other.refresh_from_db()
    assert (other.state, other.cancel_asked, other.finished_at) == ("running", True, None)


@pytest.mark.django_db
def test_a_job_cancelled_after_its_worker_died_does_not_start_again():
    job = asked(state=Job.State.RUNNING, started_at=timezone.now())
    jobs.cancel(job=job)
    assert jobs.run(job.pk, {KIND: lambda *_: pytest.fail("it was cancelled")})
    assert outcome(job)[0] == "cancelled"


@pytest.mark.django_db
def test_a_finished_job_cannot_be_cancelled():
    job = asked(state=Job.State.DONE, finished_at=timezone.now())
    jobs.cancel(job=job)
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == ("done", False)


@pytest.mark.django_db
def test_workers_are_notified_of_an_open_job_once_in_a_while_and_of_the_oldest_first(rung, monkeypatch):
    first, second = asked(), asked()
    assert [jobs.notify_again() for _ in range(3)] == [2, 0, 0]
    assert rung == [str(first.pk), str(second.pk)]
    cache.delete(jobs.notified_key(second.pk))  # as after NOTIFIED_FOR seconds
    assert jobs.notify_again() == 1
    assert rung[2:] == [str(second.pk)]


@pytest.mark.django_db
def test_a_job_whose_worker_dies_is_rung_for_at_once(rung):
    job = asked()
    jobs.notify_workers(job)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.pk, {KIND: interrupted})
    assert (jobs.notify_again(), rung) == (1, [str(job.pk)] * 2)


def interrupted(job, progress):
    raise KeyboardInterrupt


@pytest.mark.django_db
def test_a_job_that_takes_too_long_is_stopped_and_says_so():
    def endless(job, progress):
        raise SoftTimeLimitExceeded

    job = asked()
    jobs.run(job.pk, {KIND: endless})
    message = "It took longer than 10 minutes and was stopped. Incomplete changes were undone."
    assert outcome(job)[0::5] == ("failed", message)


@pytest.mark.django_db
def test_each_kind_has_a_time_of_its_own_that_the_broker_outlasts(settings, monkeypatch):
    sent = {}
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda name, args, time_limit, **rest: sent.update({args[0]: time_limit})
    )
    each = {kind: Job(kind=kind) for kind in jobs.BOUNDS}
    for job in each.values():
        jobs.notify_workers(job)
    limits = {kind: sent[str(job.pk)] for kind, job in each.items()}
    assert limits == {kind: bound.minutes * 60 + jobs.GRACE for kind, bound in jobs.BOUNDS.items()}
    assert len(set(limits.values())) > 1
    assert max(limits.values()) < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert set(jobs.BOUNDS) == set(Job.Kind.values)


@pytest.mark.django_db
def test_what_someone_waits_for_has_another_queue_than_training_and_past_versions(monkeypatch):
    sent = {}
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda name, args, queue, **rest: sent.setdefault(queue, set()).add(args[0])
    )
    each = {kind: Job(kind=kind) for kind in jobs.BOUNDS}
    for job in each.values():
        jobs.notify_workers(job)
    background = {str(each[kind].pk) for kind in (Job.Kind.TRAIN, Job.Kind.PAST, Job.Kind.SNAPSHOT)}
    assert sent == {"background": background, "jobs": {str(job.pk) for job in each.values()} - background}


def test_each_queue_has_a_worker_in_make_run_and_in_production(settings, tmp_path):
    queues = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | set(map(jobs.queue_of, jobs.BOUNDS))
    commands = [shlex.join(child.command) for child in run.children_of(tmp_path, 8000)]
    documented = (ROOT / "docs" / "operating.md").read_text().splitlines()
    for lines in (commands, [line for line in documented if line.startswith("celery")]):
        assert {line.split("--queues ")[1].split()[0] for line in lines if "--queues" in line} == queues
        assert f"--max-memory-per-child {run.BACKGROUND_MEMORY}" in "".join(lines)


@pytest.mark.django_db
def test_one_person_can_have_so_many_open_jobs_of_a_kind(rung, monkeypatch):
    monkeypatch.setitem(jobs.BOUNDS, KIND, jobs.Bound(of_one=2, of_all=3, minutes=1))
    one, other = UserFactory(), UserFactory()
    for _ in range(2):
        jobs.create_job(kind=KIND, asked={}, by=one)
    with pytest.raises(Refused, match="You already have 2 unfinished jobs of this kind"):
        jobs.create_job(kind=KIND, asked={}, by=one)
    last = jobs.create_job(kind=KIND, asked={}, by=other)
    with pytest.raises(Refused, match="Too many jobs of this kind are waiting"):
        jobs.create_job(kind=KIND, asked={}, by=UserFactory())
    jobs.cancel(job=last)
    jobs.create_job(kind=KIND, asked={}, by=other)
    jobs.create_job(kind=Job.Kind.TRAIN, asked={}, by=one)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_is_rung_for_and_starts_again(rung):
    job = asked(state=Job.State.RUNNING, started_at=timezone.now())
    assert (jobs.notify_again(), rung) == (1, [str(job.pk)])
    assert jobs.run(job.pk, {KIND: lambda job, progress: {"again": True}})
    assert outcome(job)[0::4] == ("done", {"again": True})


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_is_given_up():
    job = asked(state=Job.State.RUNNING, attempts=jobs.ATTEMPTS)
    assert jobs.run(job.pk, {})
    assert outcome(job)[0::5] == ("failed", "It was started 5 times and never finished.")


@pytest.mark.django_db(transaction=True)
def test_asking_with_the_broker_away_loses_nothing(monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(jobs.current_app, "send_task", away)
    files = {"sent": ("a.xlsx", b"PK")}
    job = jobs.create_job(kind=KIND, asked={"row": 1}, files=files, by=UserFactory(role=rules.COORDINATOR))
    assert (job.state, bytes(job.files.get().content)) == ("queued", b"PK")


@pytest.mark.django_db
def test_old_jobs_go_and_open_ones_stay(rung):
    old = timezone.now() - jobs.RETAINED_FOR * 2
    asked(state=Job.State.DONE, finished_at=old)
    kept = asked(state=Job.State.DONE, finished_at=timezone.now())
    jobs.notify_again()
    assert list(Job.objects.all()) == [kept]


@pytest.mark.django_db
def test_the_page_tells_how_far_and_only_to_who_asked(client):
    job = asked(state=Job.State.RUNNING, started_at=timezone.now(), step="Reading rows", done=250, total=1000)
    client.force_login(job.by)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Reading rows: 250 of 1,000" in page
    assert 'value="25" max="100"' in page
    assert 'hx-trigger="every 1s"' in page
    client.force_login(UserFactory(role=rules.ADMINISTRATOR))
    assert [
        client.get(job.get_absolute_url()).status_code,
        client.post(reverse("job-cancel", args=[job.pk])).status_code,
    ] == [404, 404]


@pytest.mark.django_db
def test_the_asker_calls_it_off_on_the_page(client):
    job = asked()
    client.force_login(job.by)
    answer = client.post(reverse("job-cancel", args=[job.pk]), follow=True)
    assert "Changes saved before you cancelled remain" in answer.content.decode()
