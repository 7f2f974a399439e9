"""A focal point takes activities away, sends them back with more than forty faults, mends the file and applies it."""

import re

from openpyxl import load_workbook

from activities import rules
from activities.actions import jobs
from activities.models import Activity, Job
from activities.tasks import RUNNERS
from tests.activities.editing.sheets.books import cell, content, put
from tests.activities.editing.sheets.faults import prepared, spoil
from tests.axe import found_by_axe


def run_the_job():
    """What a worker would do."""
    job = Job.objects.open().get()
    assert jobs.run(job.pk, RUNNERS)


def send(page, path):
    page.get_by_label("Excel file (.xlsx)").set_input_files(path)
    page.get_by_role("button", name="Check the file").click()


def downloaded(page, link, path):
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    waiting.value.save_as(path)
    return load_workbook(path)


def test_a_file_with_forty_faults_comes_back_annotated_is_mended_and_applied(transactional_db, staff_page, tmp_path):
    prepared()
    page = staff_page(rules.FOCAL_POINT, ["ITU-D"])
    page.goto("/sheets/")
    assert found_by_axe(page) == []
    book = downloaded(page, "Download spreadsheet", tmp_path / "mine.xlsx")

    (tmp_path / "page.xlsx").write_text("<html>")
    send(page, tmp_path / "page.xlsx")
    page.get_by_role("alert").get_by_text("The file is not an Excel workbook.").wait_for()
    assert found_by_axe(page) == []

    wrong = spoil(book)
    (tmp_path / "mine.xlsx").write_bytes(content(book))
    send(page, tmp_path / "mine.xlsx")
    page.get_by_text("Waiting to start").wait_for()
    run_the_job()
    page.get_by_role("heading", name=f"{len(wrong)} errors").wait_for()  # without a reload
    rows = page.get_by_role("table", name="Errors: where they are and how to correct them").locator("tbody tr")
    pages = page.get_by_role("navigation", name="Pages of errors")
    shown = [tuple(row.locator("th, td").all_inner_texts()) for row in rows.all()]
    for first in range(26, len(wrong) + 1, 25):
        pages.get_by_role("button", name="Next").click()
        pages.get_by_text(f"{first}–{min(first + 24, len(wrong))} of {len(wrong)}").wait_for()
        shown += [tuple(row.locator("th, td").all_inner_texts()) for row in rows.all()]
    found = [(*rest, re.sub(r" Open activity \d+$", "", fix)) for *rest, fix in shown]
    assert sorted(found) == sorted((sheet, str(row), *rest) for sheet, row, *rest in wrong)
    assert found_by_axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 800})

    back = downloaded(page, "Download the file with the result beside each row", tmp_path / "back.xlsx")
    for sheet, row, column, reason, fix in wrong:
        said = f"{reason} {fix}".strip()  # and, for some, the address of the activity
        assert cell(back, sheet, row, "Result").value.startswith(f"Error: {column}: {said}")
        assert cell(back, sheet, row, column).comment.text.startswith(said)
    put(back, "Activities", 3, Title="Mended")
    (tmp_path / "back.xlsx").write_bytes(content(back))
    page.goto("/sheets/")
    send(page, tmp_path / "back.xlsx")
    page.get_by_text("Waiting to start").wait_for()
    run_the_job()
    page.get_by_role("heading", name=f"{len(wrong) - 1} errors").wait_for()
    page.get_by_label("Reason (optional)").fill("Yearly review")
    page.get_by_role("button", name="Save 4 rows").click()
    page.get_by_text("Waiting to start").wait_for()
    run_the_job()
    page.get_by_text("The rows have been saved").wait_for()
    assert found_by_axe(page) == []
    assert Activity.objects.filter(title__in=["Mended", "Wanted"]).count() == 2
    page.get_by_role("link", name="Results of the check").click()
    page.get_by_role("link", name="See which rows were saved").wait_for()
