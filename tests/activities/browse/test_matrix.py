"""The matrix: figures, gaps, switches, one crossing as page and fragment, downloads, and what they refuse."""

import csv
import io
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from activities import rules
from activities.models import Mapping
from activities.queries.matrix.crossing import crossing
from activities.queries.matrix.grid import GridCell, grid
from activities.queries.state import AsOf
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text(response) -> str:
    """What a reader reads, without markup and with single spaces."""
    body = response.content.decode()
    if "<main" in body:
        body = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def doing(*terms, sector="", strength=Mapping.Strength.CONTRIBUTES, **fields):
    """An activity of an ITU Sector, or of a stakeholder, mapped to the Terms."""
    organisation = OrganisationFactory(sector=sector) if sector else OrganisationFactory()
    activity = ActivityFactory(organisation=organisation, **fields)
    for term in terms:
        MappingFactory(activity=activity, term=term, strength=strength)
    return activity


@pytest.fixture
def small_map():
    """C2 and C4 by Goals 4 and 9: C2 × 9 has two links and two activities, C4 × 4 is a gap, C4 × 9 is unlinked work."""
    c2, c4, goal4, target = (
        ActionLineFactory(code="C2"),
        ActionLineFactory(code="C4"),
        GoalFactory(code="4"),
        TargetFactory(code="9.c"),
    )
    CrosswalkFactory(from_term=c2, to_term=target)
    CrosswalkFactory(from_term=c2, to_term=GoalFactory(code="9"), rationale="All of it.")
    CrosswalkFactory(from_term=c4, to_term=goal4)
    doing(c2, target, sector="ITU-D", title="Both lines")
    doing(c2, c4, target, title="Stakeholder’s own")
    rebuild()


@pytest.mark.parametrize("items", [1, 3])
def test_matrix_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        line, target = ActionLineFactory(code=f"C{number + 1}"), TargetFactory(code=f"{number + 1}.1")
        CrosswalkFactory(from_term=line, to_term=target)
        doing(line, target)
    rebuild()
    with django_assert_num_queries(5):
        assert client.get("/matrix/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_crossing_query_count(client, items, django_assert_num_queries):
    line = ActionLineFactory(code="C2")
    for number in range(items):
        target = TargetFactory(code=f"9.{number + 1}")
        CrosswalkFactory(from_term=line, to_term=target)
        doing(line, target)
    rebuild()
    with django_assert_num_queries(6):
        assert client.get("/matrix/C2/9/").status_code == 200


def test_cells_hold_links_and_activities_of_everybody(small_map):
    shown = grid()
    assert shown.cells == (
        GridCell("C2", "4", 0, 0, 0, "/matrix/C2/4/"),
        GridCell("C2", "9", 2, 2, 2, "/matrix/C2/9/"),
        GridCell("C4", "4", 1, 0, 0, "/matrix/C4/4/"),
        GridCell("C4", "9", 0, 1, 1, "/matrix/C4/9/"),
    )
    assert [cell.is_gap for cell in shown.cells] == [False, False, True, False]
    assert (shown.links, shown.linked, shown.gaps, shown.activities, shown.maximum) == (3, 2, 1, 2, 2)


def test_totals_count_each_activity_once(small_map):
    shown = grid()
    assert [(row.line.code, row.line.total) for row in shown.rows] == [("C2", 2), ("C4", 1)]
    assert [(goal.code, goal.total, goal.total_href) for goal in shown.goals] == [
        ("4", 0, "/activities/?goal=4"),
        ("9", 2, "/activities/?goal=9"),
    ]


@pytest.mark.parametrize(
    ("sector", "activities", "filters"),
    [
        ("ITU-D", [0, 1, 0, 0], "sector=ITU-D"),
        ("stakeholders", [0, 1, 0, 1], "whose=stakeholder"),
        ("ITU-R", [0] * 4, "sector=ITU-R"),
    ],
)
def test_a_sector_sees_its_own(small_map, sector, activities, filters):
    shown = grid(sector=sector)
    assert [cell.activities for cell in shown.cells] == activities
    assert shown.rows[0].line.total_href == f"/activities/?action_line=C2&{filters}"
    assert {cell.href.partition("?")[2] for cell in shown.cells} == {f"sector={sector}"}


def test_official_view_counts_links(small_map):
    shown = grid("official")
    assert [cell.value for cell in shown.cells] == [0, 2, 1, 0]
    assert ([row.line.total for row in shown.rows], [goal.total for goal in shown.goals], shown.total) == (
        [2, 1],
        [1, 2],
        3,
    )


def test_page_says_what_it_shows_and_when(client, small_map):
    page = client.get("/matrix/")
    words = text(page)
    assert (
        "C2 Title of C2 and Goal 9 have the most in common: 2 of 2 activities. Of the 2 cells with an official link, 1"
        in words
    )
    assert "Data as of" in words
    assert "Gap: an official link, but no activity (1 cell)." in words


def test_one_sector_is_named_in_the_sentence(client, small_map):
    words = text(client.get("/matrix/?sector=ITU-D"))
    assert "ITU-D: C2 Title of C2 and Goal 9 have the most in common: 1 of 1 activities." in words


def test_grid_names_every_cell_for_a_screen_reader(client, small_map):
    body = client.get("/matrix/").content.decode()
    assert 'role="grid"' in body
    assert 'aria-label="C2, Goal 9: activities 2, official links 2"' in body
    assert 'aria-label="C4, Goal 9: activities 1, no official link"' in body
    assert re.findall(r'<td class="shade-0 is-linked is-gap"[^>]*><a href="([^"]+)"', body) == ["/matrix/C4/4/"]


def test_an_unknown_sector_is_named_with_the_known_ones_and_the_view_is_kept(client, small_map):
    page = client.get("/matrix/?sector=ITU-X&show=official")
    assert page.status_code == 400
    assert (
        "Sector: “ITU-X” is not one of ITU-R, ITU-T, ITU-D, General Secretariat, Intersectoral, stakeholders."
        in text(page)
    )
    assert page.context["grid"].show == "official"


def test_an_unknown_view_is_refused_and_the_sector_is_kept(client, small_map):
    page = client.get("/matrix/?show=all&sector=ITU-D")
    assert page.status_code == 400
    assert "Show: “all” is not one of activities, official." in text(page)
    assert page.context["grid"].sector == "ITU-D"


def test_list_holds_the_cells_that_hold_anything(client, small_map):
    page = client.get("/matrix/?as=list&sector=ITU-D")
    assert "C2 Title of C2 9 Title of 9 2 1 C4 Title of C4 4 Title of 4 1 0 gap" in text(page)
    assert 'role="grid"' not in page.content.decode()


def test_empty_matrix_says_so(client):
    page = client.get("/matrix/")
    assert page.status_code == 200
    assert "There are no activities to show here yet." in text(page)


def test_crossing_marks_what_nobody_has_confirmed_link_by_link(client, small_map):
    line, target = ActionLineFactory(code="C10"), TargetFactory(code="9.b")
    doing(line, target, title="Half sure")
    Mapping.objects.filter(term=line).update(certainty="confirmed")
    Mapping.objects.filter(term=target).update(certainty="unconfirmed")
    rebuild()
    (work,) = crossing("C10", "9").work
    assert (work.title, work.line_certainty, work.goal_certainty) == ("Half sure", "confirmed", "unconfirmed")
    assert client.get("/matrix/C10/9/").content.count(b'class="certainty certainty--unconfirmed"') == 1


def test_crossing_gives_reasons_shares_and_the_strongest_first(small_map):
    line, target = ActionLineFactory(code="C2"), TargetFactory(code="9.c")
    doing(line, target, sector="ITU-T", strength=Mapping.Strength.MAIN_PURPOSE, title="Strongest")
    doing(line, target, title="Withdrawn", withdrawn=True)
    rebuild()
    found = crossing("C2", "9")
    assert [(link.code, link.rationale, link.activities, link.list_href) for link in found.links] == [
        ("9", "All of it.", 3, "/activities/?action_line=C2&goal=9"),
        ("9.c", "Networks carry it.", 3, "/activities/?action_line=C2&target=9.c"),
    ]
    assert [(work.title, work.line_strength, work.goal_strength) for work in found.work] == [
        ("Strongest", 3, 3),
        ("Stakeholder’s own", 2, 2),
        ("Both lines", 2, 2),
    ]
    assert {share.sector: share.activities for share in found.shares if share.activities} == {
        "ITU-T": 1,
        "ITU-D": 1,
        "stakeholders": 1,
    }
    assert found.activities == 3


def test_crossing_without_a_link_says_so(client, small_map):
    assert "The WSIS-SDG Matrix does not link the two. Activities can still contribute to both." in text(
        client.get("/matrix/C4/9/")
    )


def test_crossing_of_one_sector_names_its_activities_alone(small_map):
    found = crossing("C2", "9", "ITU-D")
    assert ([work.title for work in found.work], found.activities, found.everybody, found.list_href) == (
        ["Both lines"],
        1,
        2,
        "/activities/?action_line=C2&goal=9&sector=ITU-D",
    )
    others = crossing("C2", "9", "stakeholders")
    assert ([work.title for work in others.work], others.activities) == (["Stakeholder’s own"], 1)


def test_crossing_refuses_an_unknown_sector(client, small_map):
    page = client.get("/matrix/C2/9/?sector=ITU-X")
    assert page.status_code == 400
    assert "“ITU-X” is not a valid Sector." in text(page)


def test_a_sector_without_work_points_to_the_others(client, small_map):
    assert "ITU-R: no activity in both 2 activities by others are in both" in text(
        client.get("/matrix/C2/9/?sector=ITU-R")
    )


def test_the_grid_gets_the_crossing_alone(client, small_map):
    fragment = client.get("/matrix/C2/9/", headers=HTMX)
    body = fragment.content.decode()
    assert "<html" not in body
    assert body.lstrip().startswith('<h2 class="crossing__title"')
    assert 'href="/matrix/C2/9/"' in body
    assert (fragment["HX-Push-Url"], "HX-Request" in fragment["Vary"]) == ("false", True)


@pytest.mark.parametrize(
    ("address", "nearest"), [("/matrix/C22/9/", "/action-lines/C2/"), ("/matrix/C2/9o/", "/goals/9/")]
)
def test_unknown_codes_offer_the_nearest(client, small_map, address, nearest):
    page = client.get(address)
    assert page.status_code == 404
    assert f'<a href="{nearest}">' in page.content.decode()


def test_csv_holds_every_cell_with_its_day_and_change(client, small_map):
    header, *rows = rows_of(client.get("/matrix.csv?sector=ITU-D"))
    assert header[:7] == [
        "action_line",
        "action_line_title",
        "goal",
        "goal_title",
        "official_links",
        "activities",
        "whose_activities",
    ]
    assert [row[:7] for row in rows] == [
        ["C2", "Title of C2", "4", "Title of 4", "0", "0", "ITU-D"],
        ["C2", "Title of C2", "9", "Title of 9", "2", "1", "ITU-D"],
        ["C4", "Title of C4", "4", "Title of 4", "1", "0", "ITU-D"],
        ["C4", "Title of C4", "9", "Title of 9", "0", "0", "ITU-D"],
    ]
    assert {tuple(row[7:]) for row in rows} == {(grid().as_of.date.date().isoformat(), str(grid().as_of.change))}


def test_files_carry_the_day_that_pages_show():
    late = AsOf(7, datetime(2026, 1, 1, 23, 30, tzinfo=UTC))
    with timezone.override("Asia/Tokyo"):
        assert late.day == "2026-01-02"
    assert (late.day, AsOf().day) == ("2026-01-01", "")


def test_json_says_what_it_shows(client, small_map):
    body = client.get("/matrix.json?show=official").json()
    assert (body["show"], body["whose"], body["change"]) == ("official", "all", grid().as_of.change)
    assert body["cells"][1] == {
        "action_line": "C2",
        "action_line_title": "Title of C2",
        "goal": 9,
        "goal_title": "Title of 9",
        "official_links": 2,
        "activities": 2,
    }


def test_svg_is_a_dated_file(client, small_map):
    picture = client.get("/matrix.svg?sector=ITU-D")
    assert picture["Content-Disposition"] == 'attachment; filename="matrix-activities-itu-d.svg"'
    body = picture.content.decode()
    assert "Activities by Action Line and Goal: ITU-D" in body
    assert f"(version {grid().as_of.change})." in body


def test_svg_has_the_marks_and_the_gaps_of_the_page(client, small_map):
    page = client.get("/matrix/").content.decode()
    cells = re.findall(
        r'<td class="shade-(\d)( is-linked)?( is-gap)?" hx-boost="true"><a href="([^"]*)" aria-label="([^"]*)"', page
    )
    marked, gaps = ({cell[4] for cell in cells if cell[place]} for place in (1, 2))
    assert gaps
    assert marked > gaps
    drawn = ET.fromstring(client.get("/matrix.svg").content)  # noqa: S314 - our own markup
    space = "{http://www.w3.org/2000/svg}"
    found = {"polygon": set(), "rect[@class='gap']": set()}
    for cell in (*drawn.iter(f"{space}a"), *drawn.iter(f"{space}g")):
        for shape, names in found.items():
            if cell.find(f"{space}{shape}") is not None and cell.get("class") != "legend":
                names.add(cell.findtext(f"{space}title"))
    assert list(found.values()) == [marked, gaps]
    words = " ".join(drawn.itertext())
    assert "Corner mark: an official link in the WSIS-SDG Matrix." in words
    assert f"Gap: an official link, but no activity ({len(gaps)} cell" in words


def test_the_official_view_has_gaps_but_no_marks(client, small_map):
    drawn = client.get("/matrix.svg?show=official").content.decode()
    assert "<polygon" not in drawn
    assert "Corner mark" not in drawn
    assert 'class="gap"' in drawn


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/matrix.pdf", "“pdf” is not a valid format of the matrix."),
        ("/matrix.csv?sector=ITU-X", "“ITU-X” is not a valid Sector."),
        ("/matrix.csv?show=all", "“all” is not a valid view of the matrix."),
    ],
)
def test_downloads_refuse_what_they_do_not_know(client, address, words):
    page = client.get(address)
    assert page.status_code == 400
    assert words in text(page)


def test_a_title_like_a_formula_stays_text_in_csv(client, small_map):
    line = ActionLineFactory(code="C2")
    type(line).objects.filter(pk=line.pk).update(title="=1+1")
    assert rows_of(client.get("/matrix.csv"))[1][1] == "'=1+1"


@pytest.mark.parametrize(
    ("asked", "href"),
    [
        ("", "/matrix/edit/"),
        ("?sector=General+Secretariat&show=official", "/matrix/edit/?sector=General%20Secretariat"),
        ("?sector=stakeholders", "/matrix/edit/?whose=stakeholder"),
    ],
)
def test_who_keeps_activities_is_led_to_the_grid_with_the_same_choice(client, small_map, asked, href):
    assert "/matrix/edit/" not in client.get(f"/matrix/{asked}").content.decode()
    client.force_login(UserFactory(role=rules.COORDINATOR))
    assert f'<a href="{href}">Edit links as a grid</a>' in client.get(f"/matrix/{asked}").content.decode()
    assert client.get(href).status_code == 200
