"""What the workbook holds that staff take away, and what it may not."""

import pytest

from activities.models import Change
from tests.activities.editing.sheets.asking import written
from tests.activities.editing.sheets.books import cell, download, downloaded, rows_of
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    MappingFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


def test_the_file_holds_what_the_user_keeps_and_how_to_edit_it(signed):
    TargetFactory(code="8.1")
    mine = written(
        ActivityFactory,
        title="=Giga",
        description="- schools\n- clinics",
        start_year=2020,
        regions=["africa", "arab-states"],
        countries=["KE"],
        partners=["UNICEF", "@home"],
    )
    link = written(MappingFactory, activity=mine, term=TargetFactory(code="8.10"), strength=3, rationale="Why not?")
    ActivityFactory(title="Of another Sector", organisation__sector="ITU-R")
    book = downloaded(signed)
    assert book.sheetnames == ["Activities", "Mappings", "Read me", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    assert rows_of(book, "Activities") == [
        {
            "Activity": mine.pk,
            "Title": "'=Giga",
            "Description": "'- schools\n- clinics",
            "Description certainty": "confirmed",
            "Kind": "Project",
            "Status": "Ongoing",
            "Organisation": "ITU-D",
            "Start year": 2020,
            "End year": None,
            "Regions": "Africa; Arab States",
            "Countries": "KE",
            "Partners": "UNICEF; @home",
            "Source": None,
            "Links": "8.10=3",
            "Action": None,
            "Change": mine.change_id,
        }
    ]
    assert rows_of(book, "Mappings") == [
        {
            "Activity": mine.pk,
            "Title": "'=Giga",
            "Framework": "sdg",
            "Code": "8.10",
            "Name": "Title of 8.10",
            "Strength": "3 main purpose",
            "Rationale": "Why not?",
            "Evidence": None,
            "Certainty": "confirmed",
            "Action": None,
            "Change": link.change_id,
        }
    ]
    assert cell(book, "Mappings", 3, "Code").data_type == "s"
    assert cell(book, "Activities", 2, "Activity").value.startswith("Help: ")
    assert book["Activities"].freeze_panes == "C3"
    assert {c.font.name for row in book["Activities"] for c in row} == {"Calibri"}, (
        "programs choose one where none is named"
    )
    told = dict(book["Read me"].iter_rows(min_row=3, max_row=8, max_col=2, values_only=True))
    assert told["As of"].startswith(f"Change {Change.objects.latest('id').pk} of ")
    assert (told["Activities of"], told["Rows"]) == ("ITU-D", "1 activities, 1 links")


def test_drop_down_lists(signed):
    written(MappingFactory, term=ActionLineFactory(code="C2"))
    book = downloaded(signed)
    lists = {column[0].value: [c.value for c in column[1:] if c.value] for column in book["Lists"].iter_cols()}
    assert lists["Organisation"] == ["ITU-D"]
    assert lists["Strength"] == ["1 related", "2 contributes", "3 main purpose"]
    assert lists["Framework"] == ["wsis"]
    assert lists["codes_wsis"] == ["C2"]
    assert book.defined_names["codes_wsis"].attr_text == "'Lists'!$I$2:$I$2"
    rules_at = {
        str(area).split(":")[0]: rule.formula1
        for rule in book["Mappings"].data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    assert rules_at == {
        "F3": "'Lists'!$E$2:$E$4",
        "I3": "'Lists'!$F$2:$F$5",
        "J3": "'Lists'!$G$2:$G$2",
        "C3": "'Lists'!$H$2:$H$2",
        "D3": 'INDIRECT("codes_"&SUBSTITUTE($C3,"-","_"))',
        "A3": "FALSE",
        "K3": "FALSE",
    }


def test_a_filter_of_the_list_narrows_the_file_and_a_wrong_one_is_told(signed):
    one, other = written(ActivityFactory, kind="event"), written(ActivityFactory)
    assert [row["Activity"] for row in rows_of(downloaded(signed, "?kind=event"), "Activities")] == [one.pk]
    assert [row["Activity"] for row in rows_of(downloaded(signed), "Activities")] == [other.pk, one.pk]
    assert signed.get("/sheets/activities.xlsx?kind=evnt").status_code == 400


def test_more_rows_than_could_be_sent_back_are_not_given_out(signed, monkeypatch):
    monkeypatch.setattr("activities.pages.editing.sheets.MOST_ROWS", 2)
    written(MappingFactory)
    download(signed)
    written(MappingFactory)
    response = signed.get("/sheets/activities.xlsx")
    assert response.status_code == 413
    assert "more than 2 rows" in response.content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_of_the_file(signed, items, django_assert_num_queries):
    for _number in range(items):
        written(MappingFactory)
    download(signed)  # the vocabulary is kept
    with django_assert_num_queries(12):
        download(signed)


def test_the_list_of_activities_offers_the_file_to_staff_alone(signed, client):
    written(ActivityFactory, kind="event")
    assert "/sheets/activities.xlsx?kind=event" in signed.get("/activities/?kind=event").content.decode()
    client.logout()
    assert "/sheets/" not in client.get("/activities/?kind=event").content.decode()
