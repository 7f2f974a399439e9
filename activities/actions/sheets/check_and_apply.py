"""Check an uploaded workbook, then apply it: two Jobs. The check writes only its own result.

The second Job applies the rows in chunks, one Change each, and compares each row again under the ledger's lock. A row
that someone has changed since the check is skipped and reported. The progress is saved in the transaction of each
Change: if a worker dies, no chunk is half written and the next worker continues after the last one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from itertools import islice
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from activities import rules
from activities.actions import pace as pacing
from activities.actions.jobs import Cancelled, Progress, create_job
from activities.actions.ledger import Busy, NothingChanged, Refused, record
from activities.actions.sheets.activities import compare_activities
from activities.actions.sheets.found import CHANGED, CONFLICTING, NEW_ROW, UNCHANGED, WRONG, Found, Known
from activities.actions.sheets.mappings import compare_mappings
from activities.actions.sheets.report import Report, first_words
from activities.actions.sheets.writes import write_activities, write_mappings
from activities.exchange.sheets.annotated import Annotated
from activities.exchange.sheets.layout import ACTIVITIES, MAPPINGS
from activities.exchange.sheets.reading import Book
from activities.exchange.sheets.rows import SheetRow
from activities.exchange.sheets.words import Words
from activities.exchange.xlsx.reading import Unfit
from activities.models import Job, JobFile, User
from activities.models.sector import Sector
from activities.queries.editing import sheets

log = structlog.get_logger("activities.sheets")

#: How the rows of each sheet are compared with the map.
COMPARE = {ACTIVITIES: compare_activities, MAPPINGS: compare_mappings}


def words_for(user: User) -> Words:
    """Names and codes used in cells, with the Sectors that the user may choose."""
    return Words(**sheets.words(), offered=[s for s in Sector.values if rules.can_edit_activity_of(user, s)])


def ask_check(*, name: str, content: bytes, rows: int, language: str, by: User) -> Job:
    """Start the check of a workbook that `look_over` has accepted; `rows` is its number of rows."""
    asked = {"file": name, "rows": rows, "language": language}
    return create_job(kind=Job.Kind.SHEET_CHECK, asked=asked, files={JobFile.Role.SENT: (name, content)}, by=by)


def ask_apply(*, check: Job, mine: Mapping[str, int], why: str, language: str, by: User) -> Job:
    """Start the Job that applies a checked file, or return the one that exists. If that one failed or was cancelled, a
    new Job does the rest. `mine`: conflicts in which the file wins, {row's key: Change that was seen}."""
    with transaction.atomic():
        check = Job.objects.select_for_update().get(pk=check.pk)
        asked = {"check": str(check.pk), "mine": dict(mine), "why": why, "language": language}
        earlier = Job.objects.filter(pk=check.result.get("applied")).first() if check.result.get("applied") else None
        if earlier and earlier.state not in (Job.State.FAILED, Job.State.CANCELLED):
            return earlier
        if earlier:
            asked |= {"mine": earlier.asked["mine"], "why": earlier.asked["why"]}
        job = create_job(kind=Job.Kind.SHEET_APPLY, asked=asked, by=by)
        check.result["applied"] = str(job.pk)
        check.save(update_fields=["result"])
    return job


def check_sheet(job: Job, progress: Progress) -> dict[str, Any]:
    """Run the check. Returns the result (see `Report`); stores the annotated file with the Job. The file is read,
    compared and written anew chunk by chunk, and is never in memory as a whole."""
    assert job.by is not None  # noqa: S101 - only people send files
    with override(job.asked["language"]), read(job) as book:
        words = words_for(job.by)
        report, known, annotated = Report(), Known(words, job.by), Annotated(words)
        progress.start(_("Comparing rows"), job.asked["rows"])
        done = 0
        try:
            for table in book.sheets():
                report.headings(book.faults.taken())
                annotated.begin(table)
                for rows in chunks(book.rows(table)):
                    found = [] if table.broken else COMPARE[table.name](known, rows)
                    annotated.append(rows, report.add(found, book.faults.taken()))
                    done += len(rows)
                    progress.report(done)
                annotated.end()
            file = BytesIO()
            annotated.save(file, [(_("File"), job.asked["file"]), *report.summary(book)])
        except BaseException:
            annotated.discard()
            raise
        name = job.asked["file"].rsplit(".", 1)[0][:150] + "-checked.xlsx"
        content = {"name": name, "content": file.getvalue()}
        JobFile.objects.update_or_create(job=job, role=JobFile.Role.ANNOTATED, defaults=content)
        return report.finished(book)


def apply_sheet(job: Job, progress: Progress) -> dict[str, Any]:
    """Run the second Job. Raises Refused, naming the rows, when a chunk cannot be written; earlier chunks stay
    written."""
    assert job.by is not None  # noqa: S101
    with override(job.asked["language"]):
        check = Job.objects.filter(pk=job.asked["check"], by=job.by, kind=Job.Kind.SHEET_CHECK).first()
        if check is None:
            raise Refused(_("The file has been deleted. Upload it again."))
        wanted = {sheet: set(numbers) for sheet, numbers in check.result["wanted"].items()}
        result = job.result or fresh(check, job)
        known = Known(words_for(job.by), job.by, dict(result["made"]))
        progress.start(_("Writing rows"), sum(map(len, wanted.values())))
        done, pace = 0, pacing.Pace()
        with read(check) as book:
            for table in book.sheets():
                chosen = wanted.get(table.name, set())
                reached = max((chunk["to"] for chunk in result["chunks"] if chunk["sheet"] == table.name), default=0)
                done += sum(number <= reached for number in chosen)
                left = (row for row in book.rows(table) if row.number in chosen and row.number > reached)
                while part := list(islice(left, pace.rows)):
                    result = job.result = applied(job, check, known, table.name, part, result, pace)
                    done += len(part)
                    progress.report(done)
        return result


def applied(
    job: Job, check: Job, known: Known, sheet: str, rows: Sequence[SheetRow], result: dict[str, Any], pace: pacing.Pace
) -> dict[str, Any]:
    """Apply one chunk in one Change of the file's batch, all or nothing. Returns the result of the Job so far."""
    chunk: dict[str, Any] = {"sheet": sheet, "from": rows[0].number, "to": rows[-1].number, "change": None, "rows": 0}
    assert job.by is not None  # noqa: S101
    made: dict[str, int] = {}
    try:
        with (
            suppress(NothingChanged),
            record(job.by, "sheet.apply", reason(job, check), batch=check.pk) as change,
            pace.held(len(rows)),
        ):
            found = COMPARE[sheet](known, rows)
            acting = [one for one in found if to_be_written(one, job.asked["mine"])]
            if sheet == ACTIVITIES:
                made = write_activities(acting, change)
            else:
                write_mappings(acting, known.pk, change)
            chunk |= {"change": change.pk if acting else None, "rows": len(acting)}
            result = with_chunk(result, chunk, found, acting, made, check, job.asked["mine"])
            if not acting:
                raise NothingChanged
            Job.objects.filter(pk=job.pk).update(result=result)
    except (Busy, Cancelled, Refused):
        raise
    except Exception as error:
        log.exception("chunk failed", sheet=sheet, first=chunk["from"], last=chunk["to"])
        message = _(
            "Rows %(first)s to %(last)s of the sheet %(sheet)s could not be saved. The rows before "
            "them have been saved."
        )
        raise Refused(message % {"first": chunk["from"], "last": chunk["to"], "sheet": sheet}) from error
    known.labels |= made
    return result


def to_be_written(one: Found, mine: Mapping[str, int]) -> bool:
    if one.kind == CONFLICTING:
        return bool(one.act) and mine.get(one.key) == one.seen
    return bool(one.act) and one.kind in (NEW_ROW, CHANGED)


def with_chunk(
    result: dict[str, Any],
    chunk: dict[str, Any],
    found: Sequence[Found],
    acting: Sequence[Found],
    made: dict[str, int],
    check: Job,
    mine: Mapping[str, int],
) -> dict[str, Any]:
    """The result with one more chunk. The old result is not modified, because the transaction may fail."""
    written = {sheet: dict(counts) for sheet, counts in result["written"].items()}
    for one in acting:
        counts = written.setdefault(one.sheet, {})
        counts[one.act] = counts.get(one.act, 0) + 1
    done = {one.key for one in acting}
    left = [one for one in found if one.key not in done and one.kind != UNCHANGED]
    skipped = [
        {"sheet": one.sheet, "row": one.row.number, "title": first_words(one.title), "why": why_left(one, check, mine)}
        for one in left[: pacing.MOST_LISTED - len(result["left"])]
    ]
    return result | {
        "written": written,
        "chunks": [*result["chunks"], chunk],
        "left": [*result["left"], *skipped],
        "left_count": result["left_count"] + len(left),
        "as_wanted": result["as_wanted"] + sum(one.kind == UNCHANGED for one in found),
        "made": result["made"] | made,
    }


def why_left(one: Found, check: Job, mine: Mapping[str, int]) -> str:
    """Why a row was skipped, for the editor."""
    if one.kind == WRONG:
        return " ".join(f"{f.reason} {f.fix}".strip() for f in one.row.faults if f.row == one.row.number)
    if one.key in check.result["seen"] and one.key not in mine:
        return _("In conflict: you did not tick it.")
    return _("Someone changed it after the check. Upload the file again to see both values.")


def fresh(check: Job, job: Job) -> dict[str, Any]:
    """The result of a Job that has not begun. New activities that an earlier one made keep their numbers."""
    made: dict[str, int] = {}
    for earlier in Job.objects.filter(kind=Job.Kind.SHEET_APPLY, by=job.by, asked__check=str(check.pk)).exclude(
        pk=job.pk
    ):
        made |= earlier.result.get("made", {})
    return {
        "file": check.asked["file"],
        "check": str(check.pk),
        "written": {},
        "chunks": [],
        "left": [],
        "left_count": 0,
        "as_wanted": 0,
        "made": made,
    }


def reason(job: Job, check: Job) -> str:
    """The reason for the history, which is public: without e-mail address."""
    name = str(job.by)
    values = {"file": check.asked["file"], "who": name}
    text = _("Spreadsheet “%(file)s”") if "@" in name else _("Spreadsheet “%(file)s” of %(who)s")
    return f"{job.asked['why']} ({text % values})" if job.asked["why"] else text % values


@contextmanager
def read(job: Job) -> Iterator[Book]:
    """The workbook of the Job, to be read in the block. Raises Refused if it cannot be read."""
    file = BytesIO(job.files.values_list("content", flat=True).get(role=JobFile.Role.SENT))
    try:
        yield Book(file)
    except Unfit as unfit:
        raise Refused(str(unfit)) from unfit


def chunks(rows: Iterable[SheetRow]) -> Iterator[list[SheetRow]]:
    """Lists of at most CHUNK rows."""
    left = iter(rows)
    while chunk := list(islice(left, pacing.CHUNK)):
        yield chunk
