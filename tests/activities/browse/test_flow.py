"""The flow from Sectors through Action Lines to Goals: counts, filters, downloads, refusals."""

import csv
import io

import pytest

from activities.queries.matrix.flow import Stop, Way, ways
from activities.summaries import rebuild
from tests.activities.browse.test_matrix import doing, text
from tests.factories.activities import ActionLineFactory, GoalFactory, TargetFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_ways():
    """ITU-D works on C2 for Goals 4 and 9, a stakeholder on C2 and C4 for Goal 9."""
    c2, c4 = ActionLineFactory(code="C2"), ActionLineFactory(code="C4")
    goal4, target = GoalFactory(code="4"), TargetFactory(code="9.c")
    doing(c2, goal4, target, sector="ITU-D")
    doing(c2, c4, target)
    rebuild()


@pytest.mark.parametrize("items", [1, 3])
def test_flow_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        doing(ActionLineFactory(code=f"C{number + 1}"), TargetFactory(code=f"{number + 1}.1"))
    rebuild()
    with django_assert_num_queries(5):
        assert client.get("/flow/").status_code == 200


def test_everything_flows(two_ways):
    found = ways()
    assert {stop.code: stop.activities for stop in found.sectors if stop.activities} == {"ITU-D": 1, "stakeholders": 1}
    assert found.lines == (
        Stop("C2", "Title of C2", "/action-lines/C2/", 2),
        Stop("C4", "Title of C4", "/action-lines/C4/", 1),
    )
    assert found.goals == (Stop("4", "Title of 4", "/goals/4/", 1), Stop("9", "Title of 9", "/goals/9/", 2))
    assert found.into == (
        Way("ITU-D", "C2", 1, "/activities/?sector=ITU-D&action_line=C2"),
        Way("stakeholders", "C2", 1, "/activities/?whose=stakeholder&action_line=C2"),
        Way("stakeholders", "C4", 1, "/activities/?whose=stakeholder&action_line=C4"),
    )
    assert found.out == (
        Way("C2", "4", 1, "/activities/?action_line=C2&goal=4"),
        Way("C2", "9", 2, "/activities/?action_line=C2&goal=9"),
        Way("C4", "9", 1, "/activities/?action_line=C4&goal=9"),
    )
    assert found.activities == 2


def test_one_sector_towards_one_goal(two_ways):
    found = ways("ITU-D", "9")
    assert [(stop.code, stop.activities) for stop in (*found.sectors, *found.lines, *found.goals)] == [
        ("ITU-D", 1),
        ("C2", 1),
        ("C4", 0),
        ("9", 1),
    ]
    assert found.into == (Way("ITU-D", "C2", 1, "/activities/?sector=ITU-D&action_line=C2&goal=9"),)
    assert found.out == (Way("C2", "9", 1, "/activities/?sector=ITU-D&action_line=C2&goal=9"),)


def test_page_draws_links_and_says_how_it_counts(client, two_ways):
    page = client.get("/flow/")
    body = page.content.decode()
    assert 'href="/activities/?action_line=C4&amp;goal=9"' in body
    assert "An activity with several Action Lines or Goals is counted in several bands." in text(page)
    assert "The chart shows 2 activities. The number beside a name" in text(page)


@pytest.mark.parametrize(
    ("query", "words", "kept"),
    [
        ("sector=ITU-X&goal=9", "Sector: “ITU-X” is not one of ITU-R, ITU-T, ITU-D,", ("", "9")),
        ("sector=ITU-D&goal=18", "Goal: “18” is not one of 1, 2, 3,", ("ITU-D", "")),
    ],
)
def test_a_wrong_filter_is_named_and_the_other_kept(client, two_ways, query, words, kept):
    page = client.get(f"/flow/?{query}")
    assert page.status_code == 400
    assert words in text(page)
    assert (page.context["ways"].sector, page.context["ways"].goal) == kept


def test_csv_holds_every_band(client, two_ways):
    response = client.get("/flow.csv?goal=9&sector=stakeholders")
    assert response["Content-Disposition"] == 'attachment; filename="flow-stakeholders-goal-9.csv"'
    header, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert header == ["from", "from_title", "to", "to_title", "activities", "as_of", "change"]
    assert [row[:5] for row in rows] == [
        ["stakeholders", "Stakeholders", "C2", "Title of C2", "1"],
        ["stakeholders", "Stakeholders", "C4", "Title of C4", "1"],
        ["C2", "Title of C2", "9", "Title of 9", "1"],
        ["C4", "Title of C4", "9", "Title of 9", "1"],
    ]


def test_svg_names_what_it_shows(client, two_ways):
    body = client.get("/flow.svg?goal=9").content.decode()
    assert "From Sectors through Action Lines to Goal 9: ITU and stakeholders" in body


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/flow.json", "“json” is not a valid format of the flow."),
        ("/flow.csv?sector=X", "“X” is not a valid Sector."),
        ("/flow.csv?goal=0", "“0” is not a valid Goal."),
    ],
)
def test_downloads_refuse_what_they_do_not_know(client, address, words):
    page = client.get(address)
    assert page.status_code == 400
    assert words in text(page)
