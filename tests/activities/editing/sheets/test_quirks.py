"""What spreadsheet programs and people make of a cell: read as it was meant, or named with the way out."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from activities.models import Mapping, Term
from tests.activities.editing.sheets.asking import applied, sent, totals, written
from tests.activities.editing.sheets.books import bare, cell, downloaded, put
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    MappingFactory,
    TargetFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


def test_codes_as_numbers_and_dates(signed):
    activity = written(ActivityFactory)
    for code in ("8.1", "8.10", "9.5"):
        TargetFactory(code=code)
    TermFactory(code="8.5")
    codes = [8.1, 9.5, "9.5 ", 9.0, date(2026, 9, 5), "8.1O", "9,5"]
    book = bare(Mappings=[{"Activity": activity.pk, "Code": code, "Strength": 1} for code in codes])
    faults = [(f["row"], f["reason"], f["fix"]) for f in sent(signed, book).result["faults"]]
    assert faults == [
        (
            2,
            "The spreadsheet has changed the code to a number, 8.1.",
            "Format the cell as text, then type 8.1 or 8.10.",
        ),
        (4, "Row 3 already has the same activity or link.", "Delete one of the two rows."),
        (
            6,
            "The spreadsheet has changed the cell to a date, 2026-09-05.",
            "Format the cell as text, then type it again.",
        ),
        (7, "“8.1O” is not a known code.", "Did you mean 8.10?"),
        (8, "“9,5” is not a known code.", "Did you mean 9.5?"),
    ]
    assert Term.objects.filter(code="9").exists(), "9.0 is Goal 9"


#: What is put into a cell of an activity → what the check says that it would be.
AS_MEANT = [
    ("Start year", "2019.0", "2019"),
    ("Start year", 2019.0, "2019"),
    ("Start year", "2019\u00a0", "2019"),
    ("Status", "COMPLETED\u00a0", "Completed"),
    ("Description certainty", "Confirmed by ITU", "confirmed"),
    ("Description certainty", " PROPOSED", "proposed"),
    ("Regions", "Arab\u00a0States, africa", "Arab States; Africa"),
    ("Countries", "KE\r\nHong Kong, China", "KE; HK"),
    ("Countries", "ke,HK", "KE; HK"),
    ("Partners", "UNICEF\nWHO, Geneva", "UNICEF; WHO, Geneva"),
    ("Action", "“Withdraw”", "withdraw"),
]


def test_what_programs_and_people_make_of_a_cell_is_read_as_it_was_meant(signed):
    CountryFactory(code="KE", name="Kenya")
    CountryFactory(code="HK", name="Hong Kong, China")
    for number in range(len(AS_MEANT)):
        written(ActivityFactory, title=f"Activity {number}", description_certainty="unconfirmed")
    book = downloaded(signed)
    for row, (column, value, _meant) in enumerate(AS_MEANT, 3):
        put(book, "Activities", row, **{column: value})
    check = sent(signed, book)
    found = [(column, then) for row in check.result["changed"] for column, _now, then in row["differences"]]
    assert (found, check.result["faults"]) == ([(column, meant) for column, _value, meant in AS_MEANT], [])


def test_numbers_and_codes_of_links_are_read_as_they_were_meant(signed):
    activity = written(ActivityFactory)
    ActionLineFactory(code="C7-ehealth")
    TargetFactory(code="9.c")
    book = bare(
        Activities=[
            {"Activity": "“new 1”", "Title": "Giga", "Kind": "Event", "Status": "Planned", "Organisation": "ITU-D"}
        ],
        Mappings=[
            {"Activity": f"{activity.pk}.0", "Code": "9.C", "Strength": "2.0"},
            {"Activity": float(activity.pk), "Code": "c7-EHEALTH\u00a0", "Strength": 3.0},
            {"Activity": "'New 1'", "Framework": "SDG", "Code": "9.c", "Strength": "Main purpose", "Change": "0.0"},
        ],
    )
    check = sent(signed, book)
    assert (totals(check), check.result["faults"]) == ({"new": 4}, [])
    applied(signed, check)
    links = Mapping.objects.order_by("id").values_list("activity__title", "term__code", "strength")
    assert list(links) == [(activity.title, "9.c", 2), (activity.title, "C7-ehealth", 3), ("Giga", "9.c", 3)]


def test_what_is_not_read_is_told(signed):
    """A sheet or a column that was renamed is not lost without a word."""
    written(MappingFactory)
    book = downloaded(signed)
    cell(book, "Mappings", 1, "Rationale").value = "Rationales"
    book["Activities"]["R1"].value = "My notes"
    book["Activities"].title = "Renamed"
    book["Renamed"].title = "ACTIVITIES"
    book.create_sheet("Mappings (2)")
    check = sent(signed, book)
    assert totals(check) == {"unchanged": 2}
    told = [
        "the sheet “Mappings (2)”",
        "the column “My notes” of Activities",
        "the column “Rationales” of Mappings",
    ]
    assert check.result["unread"] == told
    page = signed.get(f"/jobs/{check.pk}/").content.decode()
    assert ", ".join(f"<bdi>{part}</bdi>" for part in told) in page
    back = load_workbook(BytesIO(signed.get(f"/jobs/{check.pk}/annotated/").content))
    rows = back["Read me"].iter_rows(values_only=True, max_col=2)
    assert [text for label, text in rows if label == "Ignored"] == told


def test_a_column_that_stands_twice_is_told_once(signed):
    written(MappingFactory)
    book = downloaded(signed)
    book["Activities"]["R1"].value = "Title"
    check = sent(signed, book)
    assert [fault["reason"] for fault in check.result["faults"]] == ["The column appears twice."]
    assert check.result["unread"] == []


def test_headings_below_the_first_row_are_told_and_nothing_else_is_claimed(signed):
    written(ActivityFactory, title="Old")
    book = downloaded(signed)
    book["Activities"].insert_rows(1)
    book["Activities"]["A1"].value = "ITU-D, review of 2026"
    check = sent(signed, book)
    wrong = {
        "sheet": "Activities",
        "row": 1,
        "column": "Activity",
        "reason": "The first row has no headings.",
        "fix": "Delete the rows above the headings, or copy the headings from a downloaded file.",
    }
    assert (check.result["faults"], totals(check)) == ([wrong], {})
    page = signed.get(f"/jobs/{check.pk}/").content.decode()
    assert "There are no rows to save yet" in page
    assert "Nothing to change" not in page
    back = load_workbook(BytesIO(signed.get(f"/jobs/{check.pk}/annotated/").content))
    said = f"Activity: {wrong['reason']} {wrong['fix']}"
    assert ("Activities", said) in back["Read me"].iter_rows(values_only=True, max_col=2)
