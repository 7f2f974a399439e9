"""Edit more activities at once than one Change takes: a Job writes them in chunks, one Change each.

The ledger's lock is held for one chunk at a time. The Changes are a batch: one entry in the history, one revert. Rows
that someone has changed since the preview are left as they are and listed. The progress is saved in the transaction of
each Change: if a worker dies, no chunk is half written and the next worker continues after the last one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from activities.actions import pace as pacing
from activities.actions.bulk import MOST, planned, write_all
from activities.actions.jobs import Progress, create_job
from activities.actions.ledger import NothingChanged, record
from activities.models import Activity, Job, User
from activities.models.activity import ActivityQuerySet
from activities.queries.editing.bulk import Write, bulk_plan, chosen, overtaken, sample


def ask_edit(
    *,
    activities: ActivityQuerySet,
    act: str,
    wanted: dict[str, Any],
    seen: int,
    selection: str,
    reason: str = "",
    language: str,
    by: User,
) -> Job | None:
    """Start the Job of a large edit, or return the same one if it is open; None for an edit that one Change takes.
    Parameters and errors are those of `edit_in_bulk`."""
    writes = planned(activities, act, wanted, seen, selection).writes
    if len(writes) <= pacing.CHUNK:
        return None
    asked = {
        "act": act,
        "wanted": wanted,
        "seen": seen,
        "activities": sorted({write.activity for write in writes}),
        "why": reason,
        "language": language,
    }
    kind = Job.Kind.BULK_EDIT
    same = Job.objects.open().filter(kind=kind, by=by, asked=asked).first()
    return same or create_job(kind=kind, asked=asked, by=by)


def run_edit(job: Job, progress: Progress) -> dict[str, Any]:
    """Run the Job. Returns its result: {written: rows, reached: the last activity, chunks: [{change, rows}],
    left_count, left: [{activity, name, why}]}."""
    with override(job.asked["language"]):
        fresh = {"written": 0, "reached": 0, "chunks": [], "left_count": 0, "left": []}
        result: dict[str, Any] = job.result or fresh
        ids = [pk for pk in job.asked["activities"] if pk > result["reached"]]
        done, pace = len(job.asked["activities"]) - len(ids), pacing.Pace()
        progress.start(_("Saving activities"), len(job.asked["activities"]))
        rows = Counter(write.activity for write in bulk_plan(job.asked["act"], job.asked["wanted"], ids).writes)
        for part in parts(ids, rows, pace):
            result = job.result = write_part(job, part, result, pace, sum(rows[pk] for pk in part))
            done += len(part)
            progress.report(done)
        return result


def parts(ids: Iterable[int], rows: Counter[int], pace: pacing.Pace) -> Iterator[list[int]]:
    """The activities in parts of as many rows as the next Change takes. `rows`: how many each activity has."""
    part: list[int] = []
    size = 0
    for pk in ids:
        if part and size + rows[pk] > pace.rows:
            yield part
            part, size = [], 0
        part.append(pk)
        size += rows[pk]
    if part:
        yield part


def write_part(job: Job, ids: list[int], result: dict[str, Any], pace: pacing.Pace, rows: int) -> dict[str, Any]:
    """Edit these activities in one Change, as far as no one has changed them since. `rows`: how many that is if no one
    has. Returns the result of the Job so far."""
    assert job.by is not None  # noqa: S101 - only people edit in bulk
    act, wanted, seen = job.asked["act"], job.asked["wanted"], job.asked["seen"]
    with (
        suppress(NothingChanged),
        record(job.by, "activities.bulk", job.asked["why"], batch=job.pk) as change,
        pace.held(rows),
    ):
        by = User.objects.get(pk=job.by.pk)  # with the roles of this moment, which may have been taken away
        mine = chosen(Activity.objects.filter(id__in=ids).editable_by(by), MOST)
        late = set(overtaken(act, wanted, ids, seen))
        writes = []
        left = [(Write(pk, 0, pk, {}, {}), ("activity", pk) in late) for pk in sorted(set(ids) - set(mine))]
        for write in bulk_plan(act, wanted, mine).writes:
            if ("activity", write.activity) in late or ("mapping" if write.term else "activity", write.row) in late:
                left.append((write, True))
            else:
                writes.append(write)
        write_all(tuple(writes), change)
        result = with_part(result, ids[-1], change.pk, len(writes), left)
        if not writes:
            raise NothingChanged
        Job.objects.filter(pk=job.pk).update(result=result)
    return result


def with_part(
    result: dict[str, Any], reached: int, change: int, rows: int, left: list[tuple[Write, bool]]
) -> dict[str, Any]:
    """The result with one more part. `left`: rows that stay as they are, and whether someone has changed them. The old
    result is not modified, because the transaction may fail."""
    listed = left[: pacing.MOST_LISTED - len(result["left"])]
    named = [
        {
            "activity": write.activity,
            "name": " · ".join(part.text for part in (row.activity, row.term) if part)[:200],
            "why": _("Someone has changed it since.")
            if changed
            else _("You cannot edit it: it belongs to another Sector."),
        }
        for (write, changed), row in zip(listed, sample(write for write, _changed in listed), strict=True)
    ]
    return result | {
        "written": result["written"] + rows,
        "reached": reached,
        "chunks": [*result["chunks"], {"change": change, "rows": rows}] if rows else result["chunks"],
        "left_count": result["left_count"] + len(left),
        "left": [*result["left"], *named],
    }
