"""A check is applied once, in chunks that are written whole or not at all."""

import pytest

from activities.actions import jobs, pace
from activities.actions.sheets import check_and_apply as sheets
from activities.models import Change, Job
from activities.tasks import RUNNERS
from tests.activities.editing.sheets.asking import applied, edit, sent, written
from tests.activities.editing.sheets.books import downloaded, put, rows_of
from tests.factories.activities import (
    ActivityFactory,
)

pytestmark = pytest.mark.django_db


def test_applying_a_check_twice_does_nothing_the_second_time(signed):
    activity = written(ActivityFactory)
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Edited")
    check = sent(signed, book)
    first = applied(signed, check)
    edit(activity, title="Edited later")
    assert applied(signed, check).pk == first.pk
    activity.refresh_from_db()
    assert activity.title == "Edited later"
    assert Change.objects.filter(verb="sheet.apply").count() == 1


def test_a_fault_in_the_middle_keeps_whole_chunks_tells_which_and_goes_on_later(signed, monkeypatch):
    monkeypatch.setattr(pace, "CHUNK", 2)
    for number in range(5):
        written(ActivityFactory, title=f"Activity {number}")
    book = downloaded(signed)
    for row in range(3, 8):
        put(book, "Activities", row, Title=f"Row {row}")
    check = sent(signed, book)
    real, calls = sheets.write_activities, []

    def failing(found, change):
        calls.append(found)
        made = real(found, change)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return made

    monkeypatch.setattr(sheets, "write_activities", failing)
    response = signed.post(f"/sheets/{check.pk}/apply/")
    job = Job.objects.get(pk=response.url.split("/")[2])
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error == (
        "Rows 5 to 6 of the sheet Activities could not be saved. The rows before them have been saved."
    )
    assert [(c["from"], c["to"], c["rows"]) for c in job.result["chunks"]] == [(3, 4, 2)]
    titles = [row["Title"] for row in rows_of(downloaded(signed), "Activities")]
    assert titles == ["Row 3", "Row 4", "Activity 2", "Activity 1", "Activity 0"]
    page = signed.get(f"/jobs/{job.pk}/").content.decode()
    assert "Save the remaining rows" in page
    rest = applied(signed, check)
    assert rest.pk != job.pk
    titles = [row["Title"] for row in rows_of(downloaded(signed), "Activities")]
    assert titles == [f"Row {row}" for row in range(3, 8)]
    assert rest.result["as_wanted"] == 2
    assert Change.objects.filter(verb="sheet.apply").count() == 3


def test_cancelling_between_chunks_keeps_what_was_written(signed, monkeypatch):
    monkeypatch.setattr(pace, "CHUNK", 1)
    monkeypatch.setattr(jobs, "REPORTED_EVERY", 0)
    for number in range(3):
        written(ActivityFactory, title=f"Activity {number}")
    book = downloaded(signed)
    for row in (3, 4, 5):
        put(book, "Activities", row, Title=f"Row {row}")
    check = sent(signed, book)
    job = Job.objects.get(pk=signed.post(f"/sheets/{check.pk}/apply/").url.split("/")[2])
    real = sheets.applied

    def cancelled_after_one(*args):
        jobs.cancel(job=job)
        return real(*args)

    monkeypatch.setattr(sheets, "applied", cancelled_after_one)
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert (job.state, [c["rows"] for c in job.result["chunks"]]) == (Job.State.CANCELLED, [1])
    page = signed.get(f"/jobs/{job.pk}/").content.decode()
    assert "Cancelled" in page
    assert "Save the remaining rows" in page
