"""/activities.xlsx: the list as seen, safe in a spreadsheet."""

import datetime as dt
import io
from contextlib import closing

import pytest
from django.db import connection
from openpyxl import load_workbook

from activities.exchange.xlsx.activity_columns import ABOUT, HEADER, cell
from activities.exchange.xlsx.writing import write_workbook
from activities.models import Country
from activities.pages.activity import files as activity_files
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


def whole(response):
    return b"".join(response)


def workbook(response):
    return load_workbook(io.BytesIO(whole(response)))


def rows_of(client, address="/activities.xlsx"):
    """The rows of the first sheet as {column: text}."""
    rows = list(workbook(client.get(address))["Activities"].values)
    return [dict(zip(HEADER, ("" if v is None else str(v) for v in row), strict=True)) for row in rows[1:]]


@pytest.fixture
def school_net(settings):
    settings.SITE_URL = "https://sdgmap.example"
    activity = ActivityFactory(
        title="School net",
        kind="training",
        organisation=OrganisationFactory(name="Body of law", type="academia"),
        partners=["UNICEF", "GSMA"],
        start_year=2019,
        countries=["KE", "BR"],
        regions=["africa", "americas"],
        description="Lines\nfor schools",
        description_certainty="unconfirmed",
        url="https://giga.example",
    )
    terms = (
        TargetFactory(code="9.c"),
        TargetFactory(code="4.4"),
        ActionLineFactory(code="C2"),
        TermFactory(code="R.1"),
    )
    for strength, term in zip((3, 2, 1, 2), terms, strict=True):
        MappingFactory(activity=activity, term=term, strength=strength)
    MappingFactory(activity=activity, term=TargetFactory(code="9.1"), withdrawn=True)
    return activity


def test_codes_have_names_beside_them(client, school_net):
    assert rows_of(client) == [
        {
            "id": str(school_net.id),
            "title": "School net",
            "kind": "training",
            "status": "ongoing",
            "organisation": "Body of law",
            "organisation_type": "academia",
            "sector": "",
            "partners": "UNICEF; GSMA",
            "start_year": "2019",
            "end_year": "",
            "countries": "KE; BR",
            "country_names": "Kenya; Brazil",
            "regions": "africa; americas",
            "region_names": "Africa; Americas",
            "worldwide": "no",
            "goals": "4; 9",
            "goal_titles": "Title of 4; Title of 9",
            "targets": "9.c; 4.4",
            "target_titles": "Title of 9.c; Title of 4.4",
            "action_lines": "C2",
            "action_line_titles": "Title of C2",
            "other_terms": "sp-2024:R.1",
            "strengths": "9.c=3; 4.4=2; C2=1; sp-2024:R.1=2",
            "description": "Lines\nfor schools",
            "description_certainty": "unconfirmed",
            "source": "https://giga.example",
            "address": f"https://sdgmap.example/activities/{school_net.id}/",
            "change": str(school_net.change_id),
            "language": "en",
            "original_title": "",
            "original_description": "",
        }
    ]


@pytest.mark.parametrize(
    ("codes", "names"), [([], ""), (["ZZ"], "ZZ"), (["BR"], "Brazil"), (["KE", "ZZ", "BR"], "Kenya; ZZ; Brazil")]
)
def test_a_country_without_a_name_stands_for_itself(client, codes, names):
    ActivityFactory(countries=codes)
    Country.objects.filter(code="ZZ").delete()
    [row] = rows_of(client)
    assert (row["countries"], row["country_names"]) == ("; ".join(codes), names)


def test_goals_are_in_their_order_and_each_once(client):
    activity = ActivityFactory()
    for code in ("9.c", "9.1", "4.4", "17.6"):
        MappingFactory(activity=activity, term=TargetFactory(code=code))
    [row] = rows_of(client)
    assert (row["goals"], row["targets"]) == ("4; 9; 17", "9.c; 9.1; 4.4; 17.6")


def test_file_name_has_the_day(client, time_is):
    assert client.get("/activities.xlsx")["Content-Disposition"] == (
        'attachment; filename="sdg-map-activities-2026-11-24.xlsx"'
    )


@pytest.fixture
def time_is(monkeypatch):
    monkeypatch.setattr(activity_files.timezone, "localdate", lambda: dt.date(2026, 11, 24))


def test_the_file_holds_every_row_as_seen(client):
    for number in range(45):
        ActivityFactory(title=f"Net {number:02}", slug=f"net-{number}", kind="event" if number % 2 else "project")
    ActivityFactory(title="Gone", withdrawn=True, kind="event")
    found = rows_of(client, "/activities.xlsx?kind=event&sort=title&after=garbage&all=goal")
    assert [row["title"] for row in found] == [f"Net {number:02}" for number in range(1, 45, 2)]


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(client, rows, django_assert_num_queries):
    """Three are for the seat, and for the transaction that holds it."""
    for number in range(rows):
        MappingFactory(activity=ActivityFactory(slug=f"a-{number}"), term=TargetFactory(code="9.c"))
    client.get("/activities/")  # reads the vocabulary
    with django_assert_num_queries(6):
        whole(client.get("/activities.xlsx"))


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
#: Every column whose text somebody writes.
FREE = ("title", "description", "partners", "source", "organisation", "target_titles", "goal_titles", "strengths")


@pytest.mark.parametrize("text", DANGEROUS)
def test_formulas_are_neutralised(client, text):
    named = {"title": text, "description": text, "partners": [text], "url": text}
    activity = ActivityFactory(**named, slug="x", organisation=OrganisationFactory(name=text, slug="o"))
    goal = GoalFactory(code="9", title=text)
    MappingFactory(activity=activity, term=TargetFactory(code=text, title=text, goal=goal, parent=goal))
    [row] = rows_of(client)
    shown = "'" + text.replace("\r", "_x000D_")
    assert [row[name].replace("\n", "_x000D_") for name in (*FREE, "targets")] == [shown] * 7 + [f"{shown}=2", shown]
    sheet = workbook(client.get("/activities.xlsx"))["Activities"]
    kept = sheet.cell(2, 2)
    assert (kept.value.replace("_x000D_", "\r").replace("\n", "\r"), kept.data_type) == ("'" + text, "s")


@pytest.mark.parametrize("hidden", ["\x01", "\x7f", "\ufffe", "\x1f\x02"])
def test_a_formula_behind_characters_that_are_left_out_is_one(client, hidden):
    ActivityFactory(title=f"{hidden}=1+1", slug="x", description=f"{hidden}a=1")
    [row] = rows_of(client)
    assert [row[name] for name in ("title", "description")] == ["'=1+1", "a=1"]


def test_control_characters_are_left_out(client):
    ActivityFactory(title="A\x01B\x1f\x7fC\ufffeD", slug="x", description="line\none\ttab\x0b")
    [row] = rows_of(client)
    assert [row[name] for name in ("title", "description")] == ["ABCD", "line\none\ttab"]
    sheet = workbook(client.get("/activities.xlsx"))["Activities"]
    assert sheet.cell(2, 2).value == "ABCD"


@pytest.mark.parametrize(("value", "kept"), [(None, ""), (7, 7), ("a", "a"), ("é\x00", "é"), ("-", "'-")])
def test_cell(value, kept):
    assert cell(value) == kept


def test_workbook_has_frozen_header_filters_and_an_about_sheet(client, school_net):
    book = workbook(client.get("/activities.xlsx?goal=9&q=school"))
    data, about = book["Activities"], {row[0].value: row[1].value for row in book["About"].rows if row[0].value}
    assert (book.sheetnames, data.freeze_panes, data.auto_filter.ref) == (["Activities", "About"], "C2", "A1:AE2")
    assert [c.value for c in next(data.rows)] == list(HEADER)
    assert (data.cell(2, 1).value, data.cell(2, 9).value) == (school_net.id, 2019)
    assert (about["What"], about["Address"]) == (
        "Activities for Goal 9 matching “school”",
        "https://sdgmap.example/activities/?q=school&goal=9",
    )
    assert about["As of"].startswith(f"version {school_net.mappings.latest('id').change_id} of 20")
    assert {name: about[name] for name in ABOUT} == ABOUT
    assert about["Licence"] == "You may reuse the data with credit to ITU and the date of the data."


def test_words_of_the_reader_cannot_become_a_formula_in_the_about_sheet(client, monkeypatch):
    monkeypatch.setattr(activity_files, "heading", lambda *_: "=1+1")
    about = workbook(client.get("/activities.xlsx"))["About"]
    assert (about["B1"].value, about["B1"].data_type) == ("'=1+1", "s")


def test_one_workbook_is_made_at_a_time_and_others_must_wait(client, school_net):
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [activity_files.SEAT_LOCK, 0])
        response = client.get("/activities.xlsx?goal=9")
    assert (response.status_code, response["Retry-After"], response["Refresh"]) == (429, "3", "3")
    assert "Yours starts by itself in a few seconds" in response.content.decode()
    assert 'href="/api/v1/activities.csv?goal=9"' in response.content.decode()
    assert workbook(client.get("/activities.xlsx?goal=9"))["Activities"].max_row == 2


def test_the_workbook_of_the_whole_list_is_made_once_for_each_change(client, school_net, monkeypatch):
    made, make = [], activity_files.write_workbook
    monkeypatch.setattr(activity_files, "write_workbook", lambda *given, **more: made.append(1) or make(*given, **more))
    books = [client.get("/activities.xlsx").content for _ in range(3)]
    assert (len(made), len(set(books))) == (1, 1)
    client.get("/activities.xlsx", headers={"Accept-Language": "fr"})
    whole(client.get("/activities.xlsx?goal=9"))
    before = len(made)
    ActivityFactory()
    assert whole(client.get("/activities.xlsx")) not in books
    assert len(made) == before + 1


def test_a_text_longer_than_a_cell_is_cut(tmp_path):
    with (tmp_path / "x.xlsx").open("wb") as file:
        assert write_workbook(file, name="X", header=["a"], rows=[["x" * 40_000]], about=[]) == 1
    assert load_workbook(tmp_path / "x.xlsx")["X"]["A2"].value == "x" * 32_766 + "…"


def test_too_many_rows_for_a_workbook_offers_csv(client, monkeypatch):
    monkeypatch.setattr(activity_files, "XLSX_ROWS", 1)
    ActivityFactory(kind="event")
    ActivityFactory(kind="event")
    response = client.get("/activities.xlsx?kind=event")
    assert response.status_code == 413
    assert "An Excel workbook can contain up to 1 activities, and this list has more." in text(response)
    assert 'href="/api/v1/activities.csv?kind=event"' in response.content.decode()


def test_other_formats_are_404(client):
    assert client.get("/activities.pdf").status_code == 404


def test_the_former_address_of_the_table_leads_to_the_api(client):
    response = client.get("/activities.csv?goal=9&q=net")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/activities.csv?goal=9&q=net")


def test_wrong_filter_is_400(client):
    response = client.get("/activities.xlsx?status=done")
    assert response.status_code == 400
    assert "“done” is not a value of status." in text(response)
