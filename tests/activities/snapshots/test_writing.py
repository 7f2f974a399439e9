"""A snapshot is of one moment, written once, and published whole or not at all."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.utils import timezone

from activities import locks, summaries
from activities.actions import jobs
from activities.actions.ledger import Busy, Refused
from activities.actions.snapshots import writing
from activities.actions.snapshots.writing import FOLDER, SNAPSHOT_LOCK, request_due, write_snapshot
from activities.extensions import is_cited
from activities.models import Activity, Change, Job, Snapshot, SnapshotFile
from activities.tasks import RUNNERS
from tests.factories.activities import ActivityFactory, ChangeFactory, MappingFactory


def folders(storage):
    """The folders of runs in the storage, as Snapshot.folder has them."""
    return sorted(str(path.relative_to(storage)) for path in storage.glob(f"{FOLDER}/*/*"))


def test_a_second_run_on_a_day_changes_nothing(client, snapshot, storage, small_map):
    address = f"/snapshots/{snapshot.date}/activities.csv"
    before = client.get(address).getvalue()
    Activity.objects.filter(pk=small_map.pk).update(title="Other")
    ChangeFactory()
    assert write_snapshot() is None
    assert client.get(address).getvalue() == before
    assert (Snapshot.objects.count(), folders(storage)) == (1, [snapshot.folder])


def test_it_names_the_last_change_and_the_figures_contain_it(snapshot):
    last = Change.objects.latest("id").pk
    assert (snapshot.change_id, snapshot.figures, snapshot.licence) == (last, last, "CC-BY-3.0-IGO")
    assert (is_cited(last), is_cited(last - 1)) == (True, False)


def test_what_is_published_cannot_be_changed(snapshot):
    for rows, values in ((Snapshot.objects.all(), {"folder": "x"}), (snapshot.files.all(), {"sha256": "x"})):
        with pytest.raises(InternalError, match="Cannot update rows"), transaction.atomic():
            rows.update(**values)


@pytest.mark.parametrize("name", ["write_table", "write_documents"])
def test_a_run_that_fails_publishes_nothing_and_leaves_nothing(small_map, storage, monkeypatch, name):
    real, tables = getattr(writing, name), []

    def fail(*arguments):
        tables.append(arguments)
        if len(tables) == (3 if name == "write_table" else 1):
            raise ZeroDivisionError
        return real(*arguments)

    monkeypatch.setattr(writing, name, fail)
    with pytest.raises(ZeroDivisionError):
        write_snapshot()
    assert (Snapshot.objects.count(), SnapshotFile.objects.count(), folders(storage)) == (0, 0, [])


def test_what_a_killed_run_left_behind_is_deleted_by_the_next(client, small_map, storage, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(writing, "delete_folder", lambda folder: None)

        def kill(*_):
            raise SystemExit

        killed.setattr(writing, "publish", kill)
        with pytest.raises(SystemExit):
            write_snapshot()
    (left,) = folders(storage)
    assert Snapshot.objects.count() == 0
    assert client.get("/snapshots/latest/activities.csv").status_code == 404
    older = storage / FOLDER / "2026-01-05" / "half"
    older.mkdir(parents=True)
    (older / "terms.csv.gz").write_bytes(b"half")
    snapshot = write_snapshot()
    assert folders(storage) == [snapshot.folder] != [left]
    assert sorted(path.name for path in (storage / FOLDER).iterdir()) == [snapshot.date.isoformat()]


@pytest.mark.django_db(transaction=True)
def test_all_tables_are_of_one_moment(client, storage):
    link = MappingFactory(activity=ActivityFactory(title="Before"))
    summaries.rebuild()
    before = Change.objects.latest("id").pk

    def edit(table, rows):
        if table == "Mappings":
            Activity.objects.update(title="After", change=ChangeFactory())
            link.delete()

    snapshot = write_snapshot(start=edit)
    rows = client.get(f"/snapshots/{snapshot.date}/mappings.jsonl").getvalue().decode().splitlines()
    assert (len(rows), '"activity_title":"Before"' in rows[0]) == (1, True)
    assert b",Before," in client.get(f"/snapshots/{snapshot.date}/mappings.csv").getvalue()
    assert (snapshot.change_id, Change.objects.latest("id").pk > before) == (before, True)


@pytest.mark.django_db(transaction=True)
def test_one_is_written_at_a_time(storage):
    ActivityFactory()
    with locks.held(SNAPSHOT_LOCK):
        with pytest.raises(Busy):
            write_snapshot()
        with pytest.raises(CommandError, match=r"^Another process is writing a snapshot\."):
            call_command("write_snapshot")


def test_a_map_without_data_has_no_snapshot(db, storage):
    with pytest.raises(Refused, match="The map has no data yet"):
        write_snapshot()
    assert request_due() is None


def test_the_command_says_what_it_did(small_map, storage, capsys):
    call_command("write_snapshot")
    call_command("write_snapshot")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"Snapshot of {timezone.localdate()}: version {Change.objects.latest('id').pk}, ")
    assert second == "There is a snapshot of today."


def at(hour, days=0):
    return timezone.localtime().replace(hour=hour) + timedelta(days=days)


def test_the_first_one_is_due_at_once_and_the_next_from_two_o_clock_on(snapshot):
    assert [bool(request_due(at(hour, days=1))) for hour in (1, 2)] == [False, True]
    assert Job.objects.get().kind == Job.Kind.SNAPSHOT
    assert request_due(at(3, days=1)) is None  # one is open
    Job.objects.all().delete()
    assert request_due(at(23)) is None  # there is one of today
    snapshot.delete()
    assert request_due(at(1)) is not None


def test_a_job_that_failed_is_repeated_after_an_hour(small_map, storage):
    job = request_due()
    Job.objects.filter(pk=job.pk).update(state="failed", finished_at=timezone.now() - timedelta(minutes=50))
    assert request_due() is None
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(minutes=70))
    assert request_due() is not None


def test_the_job_writes_it_and_reports_its_tables(small_map, storage):
    job = request_due()
    assert jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    snapshot = Snapshot.objects.get()
    assert (job.state, job.result, job.error) == ("done", {"date": snapshot.date.isoformat()}, "")
    assert (job.total, jobs.queue_of(job.kind)) == (0, "background")  # the last table has no rows here


def test_no_connection_is_left_with_the_moment(snapshot):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND pid <> "
            "pg_backend_pid() AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)
