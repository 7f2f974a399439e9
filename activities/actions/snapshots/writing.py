"""Write the snapshot of today, once.

All files are stored in a folder of a random name. The rows that publish them are saved last, in one transaction: a run
that is killed publishes nothing, and the next one deletes what it left behind.
"""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from activities import locks, summaries
from activities.actions.jobs import Progress, create_job
from activities.actions.ledger import Busy, Refused
from activities.actions.snapshots.files import Draft, delete_folder, draft, folders_in
from activities.actions.snapshots.retention import delete_expired
from activities.exchange.snapshots import texts
from activities.exchange.snapshots.catalogue import catalogue_of_snapshot
from activities.exchange.snapshots.contents import CSV, FORMATS, JSON_LINES, PARQUET, Contents, DataFile, Moment, Table
from activities.exchange.snapshots.package import package
from activities.models import Job, Snapshot, SnapshotFile
from activities.queries.facts.frozen import Mark, at, held_moment
from activities.queries.facts.registry import resources
from activities.queries.facts.resource import Resource, csv_chunks, ids_of, json_lines_chunks
from activities.queries.state import read_state
from activities.reuse import data_licence

log = structlog.get_logger("activities.snapshots")

#: Key of the advisory lock: one snapshot is written at a time.
SNAPSHOT_LOCK = 0x5D73
#: The folder of all snapshots in the storage.
FOLDER = "snapshots"
#: The hour from which the snapshot of a day is written, in the site's time zone.
FROM_HOUR = 2
#: The wait before a Job that failed is repeated.
TRIED_AGAIN = timedelta(hours=1)
#: How often the moment is chosen anew because figures were older than facts.
TURNS = 5

#: Is told a step and the number of its rows.
Start = Callable[[str, int], None]
#: Is told how many rows of the step are done.
Report = Callable[[int], None]


def request_due(now: datetime | None = None) -> Job | None:
    """Create the Job that writes the snapshot of today if it is due: from two o'clock on, or at once if there is none
    at all. Not while one is open, or soon after one failed, or before the map has data."""
    now = timezone.localtime(now)
    newest = Snapshot.objects.values_list("date", flat=True).first()
    if newest and (newest >= now.date() or now.hour < FROM_HOUR):
        return None
    if not read_state().change:
        return None
    failed = Job.objects.filter(kind=Job.Kind.SNAPSHOT, state=Job.State.FAILED, finished_at__gt=now - TRIED_AGAIN)
    if failed.exists():
        return None
    try:
        return create_job(kind=Job.Kind.SNAPSHOT, asked={}, by=None)
    except Refused:  # one is open
        return None


def run(job: Job, progress: Progress) -> dict[str, Any]:
    """The Job: write the snapshot of today unless it exists, and delete those that have expired."""
    written = write_snapshot(start=progress.start, report=progress.report)
    delete_expired()
    return {"date": (written or Snapshot.objects.latest()).date.isoformat()}


def write_snapshot(*, start: Start = lambda step, total: None, report: Report = lambda done: None) -> Snapshot | None:
    """Write and publish the snapshot of today. None if it exists already.

    `start(step, total)` and `report(done)` are told the rows of each table. Raises Busy while another process writes
    one, and Refused if the map has no data.
    """
    with locks.held(SNAPSHOT_LOCK) as alone:
        if not alone:
            raise Busy
        delete_unpublished()
        today = timezone.localdate()
        if Snapshot.objects.filter(date=today).exists():
            return None
        folder = f"{FOLDER}/{today.isoformat()}/{secrets.token_hex(8)}"
        began = time.monotonic()
        try:
            moment, files = write_files(folder, today, start, report)
        except BaseException:
            delete_folder(folder)
            raise
        snapshot = publish(moment, folder, files, time.monotonic() - began)
    log.info("snapshot written", date=str(today), change=moment.change, seconds=round(snapshot.seconds, 1))
    return snapshot


def delete_unpublished() -> None:
    """Delete the files of runs that were killed. The caller holds SNAPSHOT_LOCK."""
    published = set(Snapshot.objects.values_list("folder", flat=True))
    for day in folders_in(FOLDER):
        runs = [f"{FOLDER}/{day}/{name}" for name in folders_in(f"{FOLDER}/{day}")]
        for folder in set(runs) - published:
            delete_folder(folder)
        if not published & set(runs):
            delete_folder(f"{FOLDER}/{day}")


def write_files(folder: str, today: date, start: Start, report: Report) -> tuple[Moment, list[SnapshotFile]]:
    """Store all files of one moment. The moment, and the rows of the files, not saved."""
    catch_up_figures()
    with held_moment() as mark:
        with at(mark):
            state = read_state()
        if not state.changed_at:
            raise Refused("The map has no data yet.")
        moment = Moment(
            date=today,
            change=state.change,
            at=state.changed_at.astimezone(UTC),
            figures=state.built_through,
            licence=data_licence(),
            site=settings.SITE_URL,
        )
        written = [write_table(one, mark, moment, folder, start, report) for one in resources().values()]
    tables = list(chain.from_iterable(written))
    files = [row for row, _file in tables]
    contents = Contents(moment, tuple(file for _row, file in tables))
    return moment, [*files, *write_documents(contents, folder, files)]


def catch_up_figures() -> None:
    """Rebuild the figures if facts are newer, so that both are of one Change. Not for ever: others go on editing."""
    for _turn in range(TURNS):
        if not summaries.catch_up():
            return


def write_table(
    resource: Resource, mark: Mark, moment: Moment, folder: str, start: Start, report: Report
) -> list[tuple[SnapshotFile, DataFile]]:
    """Store the rows of a resource in each format."""
    from activities.exchange.snapshots.parquet import ParquetWriter  # Arrow takes much memory: not in web servers

    table = Table(resource.stem, resource.title, resource.description, resource.columns, resource.key)
    with at(mark):
        ids = ids_of(resource.live().order_by("pk").values_list("pk"), width=1)
    start(table.title, len(ids))
    with (
        draft(f"{table.name}.{CSV}", FORMATS[CSV]) as as_csv,
        draft(f"{table.name}.{JSON_LINES}", FORMATS[JSON_LINES]) as as_json,
        draft(f"{table.name}.{PARQUET}", FORMATS[PARQUET], packed=False) as as_parquet,
    ):
        lines = csv_chunks(resource, [ids], resource.columns, mark)
        as_csv.write(next(lines))  # the header
        rows = 0
        with ParquetWriter(as_parquet, table, moment) as writer:
            for line, objects in zip(lines, json_lines_chunks(resource, [ids], resource.columns, mark), strict=True):
                as_csv.write(line)
                as_json.write(objects)
                writer.add(objects)
                rows += objects.count(b"\n")
                report(rows)
        drafts = {CSV: as_csv, JSON_LINES: as_json, PARQUET: as_parquet}
        return [stored(one, table, form, rows, folder) for form, one in drafts.items()]


def stored(one: Draft, table: Table, form: str, rows: int, folder: str) -> tuple[SnapshotFile, DataFile]:
    row = one.store(folder, table=table.name, title=table.title, rows=rows)
    return row, DataFile(table, form, one.bytes, one.sha256, rows)


def write_documents(contents: Contents, folder: str, files: list[SnapshotFile]) -> list[SnapshotFile]:
    """Store what describes the tables, whose `files` have been stored."""
    documents = {
        "datapackage.json": ("application/json", orjson.dumps(package(contents), option=orjson.OPT_INDENT_2)),
        "catalogue.jsonld": (
            "application/ld+json",
            orjson.dumps(catalogue_of_snapshot(contents), option=orjson.OPT_INDENT_2),
        ),
        "README.txt": ("text/plain", texts.readme(contents).encode()),
        "CITATION.cff": ("application/yaml", texts.citation_file(contents).encode()),
    }
    rows = [write_document(name, *document, folder) for name, document in documents.items()]
    sums = texts.checksums((row.name, row.sha256) for row in [*files, *rows])
    return [*rows, write_document("SHA256SUMS", "text/plain", sums.encode(), folder)]


def write_document(name: str, media_type: str, content: bytes, folder: str) -> SnapshotFile:
    with draft(name, media_type) as one:
        one.write(content)
        return one.store(folder)


def publish(moment: Moment, folder: str, files: list[SnapshotFile], seconds: float) -> Snapshot:
    """Save the rows, with which the files are public."""
    with transaction.atomic():
        snapshot = Snapshot.objects.create(
            date=moment.date,
            change_id=moment.change,
            figures=moment.figures,
            licence=moment.licence.code,
            folder=folder,
            written_at=timezone.now(),
            seconds=seconds,
        )
        for row in files:
            row.snapshot = snapshot
        SnapshotFile.objects.bulk_create(files)
    return snapshot
