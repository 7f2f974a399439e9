"""A spreadsheet with more than forty different faults comes back with each of them named, on page and in file."""

import html
from io import BytesIO

import pytest
from openpyxl import load_workbook

from activities import rules
from tests.activities.editing.sheets.asking import applied, sent, totals
from tests.activities.editing.sheets.books import cell, downloaded
from tests.activities.editing.sheets.faults import prepared, spoil
from tests.factories.activities import UserFactory

pytestmark = pytest.mark.django_db


def test_each_fault_is_named_on_the_page_and_in_the_annotated_file(client):
    prepared()
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    book = downloaded(client)
    wrong = spoil(book)
    assert len({(column, reason) for _sheet, _row, column, reason, _fix in wrong}) >= 40
    check = sent(client, book)
    found = [(f["sheet"], f["row"], f["column"], f["reason"], f["fix"]) for f in check.result["faults"]]
    assert (sorted({*found} - {*wrong}), sorted({*wrong} - {*found}), len(found)) == ([], [], len(wrong))
    assert totals(check) == {"new": 2, "changed": 1, "unchanged": 2, "wrong": len(wrong)}

    pages = [client.get(f"/jobs/{check.pk}/?faults={number}").content.decode() for number in (1, 2, 3)]
    page = html.unescape("".join(pages))
    for sheet, row, column, reason, fix in wrong:
        line = (
            f'<tr><td>{sheet}</td><td class="numeric">{row}</td><th scope="row">{column}</th>'
            f"<td><bdi>{reason}</bdi></td><td><bdi>{fix}</bdi>"
        )
        assert line in page
    assert "Secret plans" not in page

    back = load_workbook(BytesIO(client.get(f"/jobs/{check.pk}/annotated/").content))
    for sheet, row, column, reason, fix in wrong:
        marked = cell(back, sheet, row, column)
        said = f"{reason} {fix}".strip()  # and, for some, the address of the activity
        assert marked.comment.text.startswith(said)
        assert marked.fill.fgColor.rgb == "00FBD9D7"
        assert cell(back, sheet, row, "Result").value.startswith(f"Error: {column}: {said}")

    assert applied(client, check).result["written"] == {
        "Activities": {"create": 1, "withdraw": 1},
        "Mappings": {"create": 1},
    }
