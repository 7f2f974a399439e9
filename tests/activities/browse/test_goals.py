"""Pages of the Goals and their targets: figures, links, downloads, addresses, and what they refuse."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from activities.queries.browse.overview import goal_overview
from activities.queries.browse.profile import profile, wordings
from activities.summaries import rebuild
from tests.factories.activities import (
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
    TermFactory,
    TermTextFactory,
)
from tests.factories.roadmap import SeriesFactory, SeriesValueFactory
from tests.factories.small_map import small_map
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("tab", "queries"), [("", 8), ("profile/", 6), ("links/", 5), ("about/", 8)])
@pytest.mark.parametrize("items", [1, 3])
def test_goal_query_count(client, items, tab, queries, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(queries):
        assert client.get(f"/goals/9/{tab}").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_target_query_count(client, items, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(10):
        assert client.get("/targets/9.c/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_goal_list_query_count(client, items, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(5):
        assert client.get("/goals/").status_code == 200


ANSWER = (
    "3 activities contribute to Goal 9 (100% of 3): all by stakeholders, in 3 countries . They serve 9.c ( 3 ). "
    "Of 4 targets, 1 has an activity; of the 4 official links to Action Lines , 3 have none. Data as of"
)


@pytest.mark.parametrize("tab", ["", "profile/", "links/", "about/"])
def test_each_tab_answers_first(client, tab):
    small_map(3)
    assert ANSWER in text(client.get(f"/goals/9/{tab}"))


@pytest.mark.parametrize(
    ("tab", "label"),
    [
        ("", "Overview"),
        ("profile/", "Who, where and when"),
        ("links/", "Action Lines and gaps"),
        ("about/", "About"),
    ],
)
def test_tabs_are_links_of_which_one_is_this_page(client, tab, label):
    small_map(1)
    html = client.get(f"/goals/9/{tab}").text
    nav = html.partition('<nav class="tabs" aria-label="Goal 9">')[2].partition("</nav>")[0]
    assert re.findall('href="([^"]+)"', nav) == [f"/goals/9/{each}" for each in ("", "profile/", "links/", "about/")]
    assert re.findall('aria-current="page">([^<]+)<', nav) == [label]
    assert "role=" not in nav
    heading = re.search("<title>(.+?) –", html)[1]
    assert heading == ("9 Title of 9" if not tab else f"9 Title of 9: {label}")


def test_the_overview_is_brief(client):
    small_map(3)
    said = text(client.get("/goals/9/"))
    for words in (
        "They began in 2020 , 2021 and 2022 .",
        "All 3 are by stakeholders.",
        "Three projects ; all are ongoing .",
        "Goal 1 ( 1 in both), Goal 2 ( 1 ) and Goal 3 ( 1 ).",
        "See all 3 activities",
        "ITU has confirmed these 3 links.",
        "C2 Title of C2",
        "9.c.1 Title of 9.c.1",
        "Framework sp-2024 (3 entries). Proposed by the editors. Not counted in any figure.",
    ):
        assert words in said


def test_old_fragments_are_anchors_of_the_overview(client):
    small_map(3)
    html = client.get("/goals/9/").text
    old = ("targets", "activities", "matrix", "gaps", "strength", "who", "where", "when", "what", "alongside")
    for fragment in (*old, "indicators", "proposed"):
        assert html.count(f'id="{fragment}"') == 1, fragment


def test_five_main_activities_and_the_way_to_all(client):
    for number in range(7):
        MappingFactory(activity=ActivityFactory(title=f"No. {number}", start_year=2000 + number))
    rebuild()
    response = client.get("/goals/9/")
    assert re.findall(r"No\. \d", text(response)) == [f"No. {number}" for number in (6, 5, 4, 3, 2)]
    assert "See all 7 activities" in text(response)


def test_links_lead_to_the_filtered_list_and_its_file(client):
    small_map(1)
    tabs = {tab: client.get(f"/goals/9/{tab}").text for tab in ("", "profile/", "links/", "about/")}
    for tab, address in (
        ("", "/activities/?goal=9"),
        ("", "/api/v1/activities.csv?goal=9"),
        ("", "/activities.xlsx?goal=9"),
        ("", "/activities/?goal=9&amp;action_line=C2"),
        ("", "/goals/9/profile/#where"),
        ("", "/goals/9/links/#gaps"),
        ("", "/roadmap/indicators/9.c.1/"),
        ("profile/", "/activities/?goal=9&amp;year=2020"),
        ("profile/", "?download=years.svg"),
        ("profile/", "?download=years.csv"),
        ("profile/", "?download=countries.csv"),
        ("links/", "/activities/?goal=9&amp;action_line=C2&amp;target=9.c"),
        ("about/", "/roadmap/indicators/9.c.1/"),
    ):
        assert f'href="{address}"' in tabs[tab], (tab, address)


def test_the_table_of_links_begins_with_those_without_activities(client):
    small_map(3)
    said = text(client.get("/goals/9/links/"))
    table = said.partition("Activities in both")[2]
    assert table.startswith(" Links without activities (3 of 4) C2 Title of C2 9.1 Title of 9.1 Networks carry it. 0")
    assert "Links with activities (1 of 4) C2 Title of C2 9.c Title of 9.c Networks carry it. 3" in table


def test_a_matrix_without_reasons_says_so_once(client):
    CrosswalkFactory(rationale="")
    CrosswalkFactory(rationale="", to_term=TargetFactory(code="9.1"))
    rebuild()
    said = text(client.get("/goals/9/links/"))
    assert said.count("The Matrix gives no reasons for these links.") == 1
    assert "Reason in the WSIS-SDG Matrix" not in said


def test_a_goal_that_the_matrix_does_not_name_says_so(client):
    GoalFactory(code="9")
    rebuild()
    assert "The WSIS-SDG Matrix has no link for Goal 9." in text(client.get("/goals/9/links/"))


def test_few_activities_are_told_and_not_drawn(client):
    small_map(3)
    for tab in ("", "profile/"):
        html = client.get(f"/goals/9/{tab}").text
        assert "bar-row" not in html
        assert 'class="picture-svg' not in html
        assert "Show as table" in html
    assert "No activities: 9.1 , 9.2 , 9.3 ." in text(client.get("/goals/9/"))


def test_many_activities_are_drawn(client):
    for number in range(12):
        MappingFactory(
            activity=ActivityFactory(regions=[("africa", "europe", "cis")[number % 3]], start_year=2015 + number % 6),
            term=TargetFactory(code=f"9.{number % 3 + 1}"),
        )
    rebuild()
    overview = client.get("/goals/9/").text
    assert overview.count('<li class="bar-row">') == 3
    profile_tab = client.get("/goals/9/profile/").text
    assert profile_tab.count('<li class="bar-row">') == 3  # regions; everything else is of one kind
    assert profile_tab.count('class="picture-svg picture-svg--columns"') == 1
    assert "No activities: Americas , Arab States , Asia-Pacific , Worldwide ." in text(client.get("/goals/9/profile/"))


@pytest.mark.parametrize("address", ["/targets/9.c/", "/goals/9/", "/goals/9/profile/", "/action-lines/C2/"])
def test_a_page_without_activities_says_so_and_draws_nothing(client, address):
    CrosswalkFactory()
    rebuild()
    response = client.get(address)
    name = {"targets": "target 9.c", "goals": "Goal 9"}.get(address.split("/")[1], "Action Line C2")
    assert (
        f"No activity is linked to {name} yet. Perhaps there is no such work, or it has not been entered yet. "
        "The WSIS-SDG Matrix expects some: it has 1 official link" in text(response)
    )
    assert "<figure" not in response.text


def test_before_the_first_rebuild_the_page_says_that_nothing_is_counted(client):
    MappingFactory(term=TargetFactory(code="9.c"))
    said = text(client.get("/targets/9.c/"))
    assert "The figures are being counted for the first time." in said


def test_official_words_come_in_the_readers_language_else_in_english_with_a_label(client):
    goal = GoalFactory(code="9")
    assert "The official text has not been imported here." in text(client.get("/goals/9/about/"))
    TermTextFactory(term=goal, language="en", title="Nine", official_text="Official words.", source="A source")
    with translation.override("fr"):
        assert wordings(goal)["9"].language == "en"
    TermTextFactory(term=goal, language="fr", title="Neuf", official_text="Paroles officielles.")
    with translation.override("fr"):
        words = wordings(goal)["9"]
        assert (words.text, words.language, profile(goal).own.title) == ("Paroles officielles.", "fr", "Neuf")
    english = text(client.get("/goals/9/about/"))
    assert "Official words." in english
    assert "Official text from A source; the short title is ours." in english


def test_official_words_in_another_language_are_labelled(client):
    TermTextFactory(term=GoalFactory(code="9"), language="en", official_text="Official words.")
    with translation.override("ru"):
        html = render_to_string(
            "activities/browse/term_wording.html", {"wording": wordings(GoalFactory(code="9"))["9"]}
        )
    assert '<span lang="en" dir="ltr">Official words.</span>' in html


def test_indicators_stand_under_their_target_with_their_official_words_if_there_are_any(client):
    first, second = (TermFactory(kind="indicator", code=code) for code in ("9.1.1", "9.c.1"))
    TermTextFactory(term=first, language="en", official_text="What is measured.")
    assert [indicator.code for indicator in profile(GoalFactory(code="9")).indicators] == ["9.1.1", "9.c.1"]
    assert [indicator.code for indicator in profile(second.parent).indicators] == ["9.c.1"]
    said = text(client.get("/goals/9/about/"))
    assert "9.1.1 What is measured. no figure here 9.c.1 Title of 9.c.1" in said


def test_progress_is_shown_with_the_latest_figure_for_the_world(client):
    series = SeriesFactory(term=TermFactory(kind="indicator", code="9.c.1"), title="People within reach of 4G")
    TermFactory(kind="indicator", code="9.1.1")
    for year, area, value in ((2024, "World", "92"), (2023, "World", "90"), (2025, "Africa", "70")):
        SeriesValueFactory(series=series, year=year, area=area, value=value)
    SeriesValueFactory(series=series, year=2024, area="World", value="95", disaggregation="urban")
    overview, about = text(client.get("/goals/9/")), text(client.get("/goals/9/about/"))
    assert "9.c.1 Title of 9.c.1 92% in 2024, worldwide 9.1.1 Title of 9.1.1" in overview
    assert "9.1.1 Title of 9.1.1 no figure here 9.c.1 Title of 9.c.1 92% in 2024 People within reach of 4G" in about


def test_of_several_series_the_latest_is_named(client):
    indicator = TermFactory(kind="indicator", code="9.c.1")
    for number, year in ((2, 2023), (4, 2025), (5, 2025)):
        series = SeriesFactory(
            term=indicator, series_code=f"IT_{number}G", title=f"Reach of {number}G", position=number
        )
        SeriesValueFactory(series=series, year=year, value=str(100 - number))
    assert "9.c.1 Title of 9.c.1 96% in 2025, worldwide: Reach of 4G" in text(client.get("/goals/9/"))


def test_a_figure_that_nobody_has_confirmed_says_so(client):
    series = SeriesFactory(term=TermFactory(kind="indicator", code="9.c.1"), title="Reach")
    SeriesValueFactory(series=series, year=2024, value="92", certainty="proposed")
    assert "92% in 2024, worldwide (proposed)" in text(client.get("/goals/9/"))
    about = client.get("/goals/9/about/").text
    assert "certainty--proposed" in about
    assert about.count('id="certainty-note"') == 1


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


def test_an_unknown_tab_is_404(client):
    GoalFactory(code="9")
    assert client.get("/goals/9/everything/").status_code == 404
    assert client.get("/targets/9.c/profile/").status_code == 404


@pytest.mark.parametrize("tab", ["", "profile/"])
def test_a_picture_comes_as_svg_file_with_its_date_whether_it_is_shown_or_not(client, tab):
    small_map(1)
    response = client.get(f"/goals/9/{tab}?download=sectors.svg")
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
    assert "Most are global: 2 of 3 (67%). The region named most is Africa (1)." in text(client.get("/goals/9/"))
