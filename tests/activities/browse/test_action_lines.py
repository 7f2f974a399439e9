"""Pages of the Action Lines: links by Goal, facilitators, gaps, addresses, and what they refuse."""

import pytest

from activities.queries.browse.overview import action_line_overview
from activities.queries.browse.profile import profile
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
)
from tests.factories.small_map import small_map
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("tab", "queries"), [("", 7), ("profile/", 6), ("links/", 5), ("about/", 8)])
@pytest.mark.parametrize("items", [1, 3])
def test_action_line_query_count(client, items, tab, queries, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(queries):
        assert client.get(f"/action-lines/C2/{tab}").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_action_line_list_query_count(client, items, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(6):
        assert client.get("/action-lines/").status_code == 200


def test_official_links_are_grouped_by_goal_in_official_order():
    line, activity = ActionLineFactory(code="C2"), ActivityFactory()
    for code in ("9.c", "9.1", "1.4"):
        CrosswalkFactory(from_term=line, to_term=TargetFactory(code=code))
    CrosswalkFactory(from_term=line, to_term=GoalFactory(code="9"))
    for term in (line, TargetFactory(code="9.c")):
        MappingFactory(activity=activity, term=term)
    rebuild()
    shown = profile(line)
    assert [(g.head.code, g.activities, [(x.sdg.code, x.activities) for x in g.links]) for g in shown.official] == [
        ("1", 0, [("1.4", 0)]),
        ("9", 1, [("9", 1), ("9.1", 0), ("9.c", 1)]),
    ]
    assert [link.sdg.code for link in shown.gaps] == ["1.4", "9.1"]


def test_goals_beyond_the_matrix_and_lines_served_together():
    activity = ActivityFactory()
    terms = (ActionLineFactory(code="C2"), ActionLineFactory(code="C4"), GoalFactory(code="9"), GoalFactory(code="4"))
    for term in terms:
        MappingFactory(activity=activity, term=term)
    CrosswalkFactory(from_term=terms[0], to_term=terms[2])
    rebuild()
    shown = profile(terms[0])
    assert [(line.code, line.activities) for line in shown.alongside] == [("C4", 1)]
    assert [(goal.code, goal.activities) for goal in shown.beyond] == [("4", 1)]


def test_a_page_names_facilitators_and_marks_what_itu_has_not_confirmed(client):
    ActionLineFactory(code="C2", description="Networks for all.", facilitators=["ITU", "FAO"], certainty="unconfirmed")
    rebuild()
    said = text(client.get("/action-lines/C2/about/"))
    assert "About Action Line C2 Networks for all. Facilitated by ITU, FAO" in said
    assert "Certainty Unconfirmed: " in said


@pytest.mark.parametrize("tab", ["", "profile/", "links/", "about/"])
def test_each_tab_answers_first(client, tab):
    small_map(3)
    response = client.get(f"/action-lines/C2/{tab}")
    assert (
        "3 activities carry out Action Line C2 (100% of 3): all by stakeholders, in 3 countries . "
        "Most often they serve Goal 9 ( 3 ) or Goal 1 ( 1 ). Of the 4 official links to Goals and targets , 3 have no "
        "activity." in text(response)
    )
    assert '<nav class="tabs" aria-label="Action Line C2">' in response.text
    assert "Goals and gaps" in text(response)


def test_the_overview_names_goals_and_targets(client):
    small_map(3)
    response = client.get("/action-lines/C2/")
    said = text(response)
    assert "Targets that it serves 9.c Title of 9.c 3" in said
    assert "No activities: 9.1 , 9.2 , 9.3 ." in said
    for fragment in ("goals", "activities", "matrix", "gaps", "who", "where", "when", "what"):
        assert response.text.count(f'id="{fragment}"') == 1, fragment
    rows = client.get("/action-lines/C2/?download=goals.csv").text.splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [
        ["9 Title of 9", "3"],
        ["1 Title of 1", "1"],
        ["2 Title of 2", "1"],
        ["3 Title of 3", "1"],
    ]


def test_the_list_counts_activities_links_and_gaps():
    small_map(3)
    overview = action_line_overview()
    rows = [(row.line.code, row.line.activities, row.links, row.gaps) for row in overview.rows]
    assert (rows, overview.total) == ([("C2", 3, 4, 3)], 3)


def test_proposed_links_are_no_official_ones_in_the_list():
    CrosswalkFactory(name="ideas", standing="proposed")
    rebuild()
    assert [(row.links, row.gaps) for row in action_line_overview().rows] == [(0, 0)]


def test_the_picture_of_the_list_comes_as_csv_file(client):
    small_map(1)
    response = client.get("/action-lines/?download=action-lines.csv")
    header, row = response.content.decode("utf-8-sig").strip().splitlines()
    assert header == "Action Line,related,contributes,main purpose,Total,as_of,change"
    assert row.startswith("C2 Title of C2,0,1,0,1,")


def test_a_code_in_other_letters_leads_to_its_own_address(client):
    ActionLineFactory(code="C7-ehealth")
    response = client.get("/action-lines/c7-EHEALTH/")
    assert (response.status_code, response["Location"]) == (301, "/action-lines/C7-ehealth/")
    response = client.get("/action-lines/c7-EHEALTH/links/?as=table")
    assert (response.status_code, response["Location"]) == (301, "/action-lines/C7-ehealth/links/?as=table")


def test_an_unknown_action_line_is_404_with_the_nearest(client):
    ActionLineFactory(code="C7-ehealth")
    response = client.get("/action-lines/C7-health/")
    assert response.status_code == 404
    assert 'href="/action-lines/C7-ehealth/"' in response.content.decode()


def test_an_unknown_file_is_refused(client):
    assert client.get("/action-lines/?download=x.svg").status_code == 400
