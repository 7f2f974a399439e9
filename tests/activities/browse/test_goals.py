"""Pages of the Goals and their targets: figures, links, downloads, addresses, and what they refuse."""

import re

import pytest
from django.utils import translation

from activities.actions.ledger import record
from activities.models import Activity, Mapping
from activities.queries.activity.reasons import official_reasons
from activities.queries.browse.overview import action_line_overview, goal_overview
from activities.queries.browse.profile import profile
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
    TermFactory,
    TermTextFactory,
)
from tests.factories.small_map import small_map
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("items", [1, 3])
def test_goal_query_count(client, items, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(9):
        assert client.get("/goals/9/").status_code == 200


def test_the_strongest_are_asked_for_once_while_the_figures_stay(client, django_assert_num_queries):
    small_map(1)
    client.get("/goals/9/")
    with django_assert_num_queries(8):
        client.get("/goals/9/")
    with record("tests", "mapping.set") as change:
        added = MappingFactory(term=GoalFactory(code="9"), change=change)
    rebuild()
    assert added.activity in [one.activity for one in profile(GoalFactory(code="9")).strongest]


def test_what_was_withdrawn_since_the_figures_is_gone_at_once():
    small_map(1)
    goal = GoalFactory(code="9")
    assert len(profile(goal).strongest) == 1
    Activity.objects.update(withdrawn=True)
    assert profile(goal).strongest == ()


@pytest.mark.parametrize("items", [1, 3])
def test_target_query_count(client, items, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(9):
        assert client.get("/targets/9.c/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_goal_list_query_count(client, items, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(5):
        assert client.get("/goals/").status_code == 200


def test_a_goal_counts_an_activity_once_and_by_its_strongest_link():
    goal, activity = GoalFactory(code="9"), ActivityFactory()
    for term, strength in ((goal, 1), (TargetFactory(code="9.1"), 2), (TargetFactory(code="9.c"), 3)):
        MappingFactory(activity=activity, term=term, strength=strength)
    ActivityFactory()
    rebuild()
    shown = profile(goal)
    assert (shown.own.activities, shown.own.strengths, shown.own.fractional, shown.total) == (1, (0, 0, 1), 1.0, 2)
    assert [(target.code, target.activities) for target in shown.targets] == [("9.1", 1), ("9.c", 1)]
    assert [(one.activity, one.strength) for one in shown.strongest] == [(activity, 3)]


def test_the_strongest_come_first_then_the_latest_to_start_and_ten_at_most():
    goal = GoalFactory(code="9")
    for number in range(9):
        MappingFactory(activity=ActivityFactory(title=f"Old {number}", start_year=2000 + number), term=goal)
    for title, year, strength in (("Undated", None, 2), ("Main", 1990, 3), ("Weak", 2026, 1), ("Latest", 2025, 2)):
        MappingFactory(activity=ActivityFactory(title=title, start_year=year), term=goal, strength=strength)
    shown = profile(goal)
    titles = [one.activity.title for one in shown.strongest]
    assert titles == ["Main", "Latest", *(f"Old {number}" for number in range(8, 0, -1))]


@pytest.mark.parametrize(
    ("links", "least"),
    [
        (["official", "confirmed"], "confirmed"),
        (["proposed", "official"], "proposed"),
        (["unconfirmed", "confirmed"], "unconfirmed"),
        (["official", "official"], "official"),
    ],
)
def test_an_activity_is_as_certain_as_its_least_certain_link(links, least):
    goal, activity = GoalFactory(code="9"), ActivityFactory()
    for code, certainty in zip(("9.1", "9.c"), links, strict=True):
        MappingFactory(activity=activity, term=TargetFactory(code=code), certainty=certainty)
    assert [one.certainty for one in profile(goal).strongest] == [least]


def test_withdrawn_mappings_and_activities_are_not_among_the_strongest():
    goal = GoalFactory(code="9")
    MappingFactory(term=goal, withdrawn=True)
    MappingFactory(term=goal, activity=ActivityFactory(withdrawn=True))
    assert profile(goal).strongest == ()


def test_official_links_gaps_and_proposals_stand_apart():
    small_map(1)
    shown = profile(TargetFactory(code="9.c").goal)
    assert [(g.head.code, g.activities, [(x.sdg.code, x.activities) for x in g.links]) for g in shown.official] == [
        ("C2", 1, [("9.1", 0), ("9.c", 1)])
    ]
    assert [link.sdg.code for link in shown.gaps] == ["9.1"]
    assert [(g.framework, [p.terms for p in g.proposals]) for g in shown.proposed] == [("sp-2024", [("9.c",)])]
    assert [(term.code, term.activities) for term in shown.alongside] == [("1", 1)]
    assert shown.beyond == ()


def test_an_official_link_of_another_crosswalk_is_not_one_of_the_matrix():
    line, target = ActionLineFactory(code="C2"), TargetFactory(code="9.c")
    CrosswalkFactory(from_term=line, to_term=target, name="review-of-the-lines", standing="official")
    shown = profile(target)
    assert shown.official == ()
    assert [(g.framework, [(p.code, p.official) for p in g.proposals]) for g in shown.proposed] == [
        ("wsis", [("C2", True)])
    ]
    assert official_reasons([line.pk], [target.pk]) == {}
    assert [row.links for row in action_line_overview().rows] == [0]


def test_action_lines_that_the_matrix_does_not_link_are_named_beyond_it():
    small_map(1)
    MappingFactory(activity=Mapping.objects.first().activity, term=ActionLineFactory(code="C4"))
    rebuild()
    assert [(line.code, line.activities) for line in profile(GoalFactory(code="9")).beyond] == [("C4", 1)]


def test_a_goal_page_reads_as_its_figures(client):
    small_map(3)
    said = text(client.get("/goals/9/"))
    for words in (
        "3 activities contribute to Goal 9 100% of 3 activities",
        "0 by ITU 0% of 3",
        "3 by stakeholders 100% of 3",
        "3 countries named",
        "1 of its targets have an activity 25% of 4 targets",
        "3 official links without any activity 75% of 4 links",
        "The WSIS-SDG Matrix has 4 official links here.",
        "Of 4 official links, these 3 have no activity.",
        "The editors of SDG Map propose these links, except those marked “official”. They are not counted in any",
    ):
        assert words in said


def test_links_lead_to_the_filtered_list_and_its_file(client):
    small_map(1)
    body = client.get("/goals/9/").content.decode()
    for address in (
        "/activities/?goal=9",
        "/activities.csv?goal=9",
        "/activities/?goal=9&amp;whose=itu",
        "/activities/?goal=9&amp;action_line=C2",
        "/activities/?goal=9&amp;country=KE",
        "/roadmap/indicators/9.c.1/",
        "?download=years.svg",
        "?download=years.csv",
    ):
        assert f'href="{address}"' in body


def test_an_unmapped_target_says_so_and_draws_no_empty_pictures(client):
    TargetFactory(code="9.c")
    rebuild()
    response = client.get("/targets/9.c/")
    assert "No activity is linked to target 9.c yet" in text(response)
    assert "<figure" not in response.content.decode()


def test_before_the_first_rebuild_the_page_says_that_nothing_is_counted(client):
    MappingFactory(term=TargetFactory(code="9.c"))
    said = text(client.get("/targets/9.c/"))
    assert "The figures are being counted for the first time." in said


def test_official_words_come_in_the_readers_language_else_in_english_with_a_label(client):
    goal = GoalFactory(code="9")
    assert "The official text has not been imported here." in text(client.get("/goals/9/"))
    TermTextFactory(term=goal, language="en", title="Nine", official_text="Official words.", source="A source")
    with translation.override("fr"):
        assert profile(goal).wording.language == "en"
    TermTextFactory(term=goal, language="fr", title="Neuf", official_text="Paroles officielles.")
    with translation.override("fr"):
        shown = profile(goal)
    assert (shown.wording.text, shown.wording.language, shown.own.title) == ("Paroles officielles.", "fr", "Neuf")
    english = text(client.get("/goals/9/"))
    assert "Official words." in english
    assert "Official text from A source; the short title is ours." in english
    french = client.get("/goals/9/", headers={"Accept-Language": "ru"}).content.decode()
    assert '<span lang="en" dir="ltr">Official words.</span>' in french


def test_indicators_stand_under_their_target_with_their_official_words_if_there_are_any(client):
    first, second = (TermFactory(kind="indicator", code=code) for code in ("9.1.1", "9.c.1"))
    TermTextFactory(term=first, language="en", official_text="What is measured.")
    goal = profile(GoalFactory(code="9"))
    found = [(one.term.code, one.wording and one.wording.text) for one in goal.indicators]
    assert found == [("9.1.1", "What is measured."), ("9.c.1", None)]
    assert [one.term.code for one in profile(second.parent).indicators] == ["9.c.1"]
    assert "9.1.1 What is measured. 9.c.1 Title of 9.c.1" in text(client.get("/goals/9/"))


def test_neighbours_follow_official_order(client):
    for code in ("9.10", "9.2", "9.a"):
        TargetFactory(code=code)
    shown = profile(TargetFactory(code="9.10"))
    assert (shown.previous.code, shown.following.code) == ("9.2", "9.a")


def test_fractional_counting_shares_an_activity_among_its_goals(client):
    activity = ActivityFactory()
    for code in ("1", "9"):
        MappingFactory(activity=activity, term=GoalFactory(code=code))
    MappingFactory(activity=ActivityFactory(), term=GoalFactory(code="9"))
    ActivityFactory()
    rebuild()
    overview = goal_overview()
    counts = [(row.goal.code, row.goal.activities, row.goal.fractional) for row in overview.rows]
    assert counts == [("1", 1, 0.5), ("9", 2, 1.5)]
    assert (overview.total, overview.mapped) == (3, 2)
    said = text(client.get("/goals/?counting=fractional"))
    assert (
        "By fractional count, 9 Title of 9 comes first with 1.5 of the 2 activities that contribute to any Goal (75%), "
        "then 1 Title of 1 with 0.5." in said
    )


def test_targets_reached_are_counted_for_each_goal():
    MappingFactory(term=TargetFactory(code="9.c"))
    TargetFactory(code="9.1")
    GoalFactory(code="1")
    rebuild()
    assert [(row.goal.code, row.targets, row.covered) for row in goal_overview().rows] == [("1", 0, 0), ("9", 2, 1)]


def test_an_unknown_way_of_counting_is_refused_with_those_there_are(client):
    response = client.get("/goals/?counting=double")
    assert response.status_code == 400
    assert "“double” is not a valid way of counting." in text(response)


def test_an_unknown_goal_is_404_with_the_nearest(client):
    GoalFactory(code="9")
    response = client.get("/goals/SDG 9/")
    assert response.status_code == 404
    assert 'href="/goals/9/"' in response.content.decode()


def test_an_unknown_target_is_404_with_the_nearest(client):
    TargetFactory(code="8.10")
    response = client.get("/targets/8.1O/")
    assert response.status_code == 404
    assert 'href="/targets/8.10/"' in response.content.decode()


def test_a_target_is_no_goal(client):
    TargetFactory(code="9.c")
    assert client.get("/goals/9.c/").status_code == 404


def test_a_code_in_other_letters_leads_to_its_own_address(client):
    TargetFactory(code="9.c")
    response = client.get("/targets/9.C/?download=years.svg")
    assert (response.status_code, response["Location"]) == (301, "/targets/9.c/?download=years.svg")


def test_a_picture_comes_as_svg_file_with_its_date(client):
    small_map(1)
    response = client.get("/goals/9/?download=sectors.svg")
    assert response["Content-Disposition"] == 'attachment; filename="goal-9-sectors.svg"'
    assert response.content.decode().startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert "Data as of" in response.content.decode()


def test_the_figures_of_a_picture_come_as_csv_file_with_day_and_change(client):
    small_map(3)
    response = client.get("/goals/9/?download=years.csv")
    header, *rows = response.content.decode("utf-8-sig").split()
    assert header == "Year,Activities,as_of,change"
    assert [row.split(",")[:2] for row in rows] == [["2020", "1"], ["2021", "1"], ["2022", "1"]]
    assert all(re.fullmatch(r"\d{4},1,\d{4}-\d\d-\d\d,\d+", row) for row in rows)


def test_an_unknown_file_is_refused_with_those_there_are(client):
    GoalFactory(code="9")
    response = client.get("/goals/9/?download=money.svg")
    assert response.status_code == 400
    assert "“money.svg” is not a valid file." in text(response)
    assert "years.svg" in text(response)


def test_work_that_is_mostly_global_says_so(client):
    for regions in (["global"], ["global"], ["africa"]):
        MappingFactory(activity=ActivityFactory(regions=regions), term=TargetFactory(code="9.c"))
    rebuild()
    assert "Most are global: 2 of 3 activities (67%)." in text(client.get("/goals/9/"))
