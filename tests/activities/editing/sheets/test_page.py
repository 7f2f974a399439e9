"""The page that takes a file in, the page of what was found, and the annotated file that comes back."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from activities.actions import jobs
from activities.models import Activity, Change, Job
from tests.activities.editing.sheets.asking import applied, edit, sent, totals, written
from tests.activities.editing.sheets.books import cell, content, downloaded, put
from tests.factories.activities import (
    ActivityFactory,
)

pytestmark = pytest.mark.django_db


def test_upload_without_a_file(signed):
    response = signed.post("/sheets/")
    assert response.status_code == 422
    assert "Choose a file to upload." in response.content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_of_the_page(signed, keeper, items, django_assert_num_queries):
    for _number in range(items):
        Job.objects.create(kind=Job.Kind.SHEET_CHECK, by=keeper, asked={"file": "a.xlsx"})
    with django_assert_num_queries(5):
        signed.get("/sheets/")


@pytest.mark.parametrize("size", [20 * 2**20 + 1, 101 * 2**20])
def test_a_file_that_is_too_large_is_not_taken_in(signed, size):
    response = signed.post("/sheets/", {"file": SimpleUploadedFile("large.xlsx", b"PK\x03\x04" + bytes(size))})
    assert response.status_code == 422
    assert "The file is larger than 20 MB." in response.content.decode()
    assert not Job.objects.exists()


def test_a_hostile_file_is_refused_before_there_is_a_job(signed):
    response = signed.post("/sheets/", {"file": SimpleUploadedFile("a.xlsx", b"\xd0\xcf\x11\xe0 locked")})
    assert response.status_code == 422
    assert "The file has a password" in response.content.decode()
    assert not Job.objects.exists()


def test_a_file_too_many_is_refused_with_what_to_do(signed, keeper, monkeypatch):
    written(ActivityFactory, title="Old")
    book = downloaded(signed)
    check = sent(signed, book)
    for kind in (Job.Kind.SHEET_CHECK, Job.Kind.SHEET_APPLY):
        monkeypatch.setitem(jobs.BOUNDS, kind, jobs.Bound(of_one=1, of_all=9, minutes=1))
        Job.objects.create(kind=kind, by=keeper, asked={"file": "a.xlsx"})
    upload = signed.post("/sheets/", {"file": SimpleUploadedFile("b.xlsx", content(book))})
    apply = signed.post(f"/sheets/{check.pk}/apply/", follow=True)
    message = "You already have 1 unfinished job of this kind. Wait until it is finished, or cancel it."
    assert [response.status_code for response in (upload, apply)] == [422, 200]
    assert all(message in response.content.decode() for response in (upload, apply))
    assert Job.objects.count() == 3


def test_hostile_texts_stay_texts(signed):
    activity = written(ActivityFactory, title="Old")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="<script>alert(1)</script>", Partners="\u202ereversed; ok", Kind="<b>bold</b>")
    check = sent(signed, book, "<img src=x>.xlsx")
    for address in (f"/jobs/{check.pk}/", "/sheets/"):
        page = signed.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>bold" not in page
        assert "<img src=x" not in page
    put(book, "Activities", 3, Kind="Event")
    applied(signed, sent(signed, book))
    activity.refresh_from_db()
    assert (activity.title, activity.partners) == ("<script>alert(1)</script>", ["reversed", "ok"])


def test_the_annotated_file_colours_cells_and_says_what_is_the_matter(signed):
    other = written(ActivityFactory, title="Other", url="")
    activity = written(ActivityFactory, title="Old", kind="event")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="New", Kind="evnt")
    put(book, "Activities", 4, Title="Newer", Source="https://example.org")
    book["Activities"]["R1"].value = "My own column"
    book["Activities"]["R3"].value = "=SUM(A1:A9)"
    check = sent(signed, book, "list of mine.xlsx")
    response = signed.get(f"/jobs/{check.pk}/annotated/")
    assert "list of mine-checked.xlsx" in response["Content-Disposition"]
    back = load_workbook(BytesIO(response.content))
    assert cell(back, "Activities", 3, "Result").value == (
        "Error: Kind: “evnt” is not a kind of activity. Did you mean Event?"
    )
    kind = cell(back, "Activities", 3, "Kind")
    assert (kind.value, kind.fill.fgColor.rgb) == ("evnt", "00FBD9D7")
    assert kind.comment.text == "“evnt” is not a kind of activity. Did you mean Event?"
    assert cell(back, "Activities", 3, "Activity").value == activity.pk
    own = cell(back, "Activities", 3, "My own column")
    assert (own.value, own.data_type) == ("'=SUM(A1:A9)", "s"), "never a formula"
    changed = {column: cell(back, "Activities", 4, column).comment.text for column in ("Title", "Source")}
    assert changed == {"Title": "Current value: “Other”.", "Source": "Currently empty."}
    assert cell(back, "Activities", 4, "Activity").value == other.pk
    assert cell(back, "Activities", 4, "Description certainty").value == "confirmed"
    put(back, "Activities", 3, Kind="Event")
    mended = sent(signed, back)
    assert totals(mended) == {"changed": 2}


def test_a_long_result_is_shown_in_portions_that_keep_ticks_and_reason(signed):
    for number in range(60):
        written(ActivityFactory, title=f"Activity {number}", url="")
    book = downloaded(signed)
    for row in range(3, 33):
        put(book, "Activities", row, Title=f"Mine {row}", **({"Kind": "evnt"} if row > 30 else {}))
    for row in range(33, 63):
        put(book, "Activities", row, Title=f"Mine {row}")
        edit(Activity.objects.get(pk=cell(book, "Activities", row, "Activity").value), title="Theirs")
    check = sent(signed, book)
    assert totals(check) == {"changed": 28, "conflicting": 30, "wrong": 2}
    first = signed.get(f"/jobs/{check.pk}/").content.decode()
    assert first.count('name="mine" value="Activities:') == 25
    assert ">1–25 of 28<" in first
    assert ">1–25 of 30<" in first
    assert len(first) < 60_000

    ticks = {"mine": ["Activities:33", "Activities:34"], "why": "Checked by phone"}
    before = Change.objects.count()
    second = signed.post(f"/sheets/{check.pk}/apply/", ticks | {"go": "conflicting:2"}).content.decode()
    assert second.count('<input type="checkbox" form="apply" name="mine"') == 5
    assert second.count('<input type="hidden" name="mine"') == 2
    assert '<input type="hidden" name="conflicting" value="2">' in second
    assert 'value="Checked by phone"' in second
    third = signed.post(
        f"/sheets/{check.pk}/apply/",
        ticks | {"mine": [*ticks["mine"], "Activities:60"], "conflicting": 2, "go": "changed:2"},
    ).content.decode()
    assert re.search(r'value="Activities:60" checked>', third)
    assert ">26–28 of 28<" in third
    assert Change.objects.count() == before
    assert Job.objects.count() == 1

    job = applied(signed, check, mine=["Activities:33", "Activities:60"], why="Checked by phone")
    assert job.result["written"] == {"Activities": {"update": 30}}
    late = signed.post(f"/sheets/{check.pk}/apply/", ticks | {"go": "changed:2"})
    assert (late.status_code, late.url) == (302, f"/jobs/{check.pk}/")
    page = signed.get(f"/jobs/{check.pk}/?changed=2&faults=x&conflicting=99").content.decode()
    assert ">26–28 of 28<" in page
    assert 'href="?conflicting=2&amp;changed=1#changed"' in page
    assert signed.get(f"/jobs/{job.pk}/?left=2").content.decode().count("you did not tick it") == 3
