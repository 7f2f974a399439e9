"""/activities/ as readers, browsers without script, htmx and hostile clients meet it."""

import html
import re

import pytest

from activities import rules, summaries
from activities.models import Change
from activities.pages.fresh import software
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db
LIST = "/activities/"
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "listing"}


def heading(response):
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


def titles(response):
    return [card["title"] for card in response.context["cards"]]


def links(response, words):
    """Addresses of links whose text is `words`."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL)
    return [html.unescape(href) for href, inner in found if " ".join(re.sub(r"<[^>]+>", "", inner).split()) == words]


@pytest.fixture
def schools():
    """Two activities for 9.c, one of them in Kenya, and one for Goal 4, counted."""
    target, goal = TargetFactory(code="9.c"), GoalFactory(code="4")
    net = ActivityFactory(title="School net", countries=["KE"], regions=["africa"], description="Lines for schools.")
    MappingFactory(activity=net, term=target)
    MappingFactory(activity=ActivityFactory(title="Village net", kind="event"), term=target)
    MappingFactory(activity=ActivityFactory(title="Lessons"), term=goal)
    summaries.rebuild()


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 3), ("?goal=9", 3), ("?goal=9&kind=project", 6), ("?q=net", 5)])
def test_list_query_count(client, django_assert_num_queries, items, query, queries):
    for number in range(items):
        activity = ActivityFactory(title=f"Net {number}", slug=f"net-{number}")
        MappingFactory(activity=activity, term=TargetFactory(code=f"9.{number + 1}"))
    summaries.rebuild()
    client.get(LIST + query)  # the vocabulary is read once a Change
    with django_assert_num_queries(queries):
        response = client.get(LIST + query)
    assert len(titles(response)) == items


def test_list_shows_cards_newest_first_with_counts_of_the_summaries(client, schools):
    response = client.get(LIST)
    day = Change.objects.latest("id").at
    assert (response.status_code, titles(response), heading(response)) == (
        200,
        ["Lessons", "Village net", "School net"],
        "3 activities",
    )
    assert f"3 activities, data as of {day:%-d %B %Y}" in text(response)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("goal=9&region=africa", "Activities for Goal 9 in Africa"),
        ("goal=9,4", "Activities for Goals 9 or 4"),
        ("target=9.c&country=KE", "Activities for target 9.c in Kenya"),
        ("action_line=C2&sector=ITU-D", "Activities under Action Line C2 by ITU-D"),
        ("whose=stakeholder&year=2020", "Activities by other stakeholders starting in 2020"),
        ("region=global", "Activities worldwide"),
        ("region=africa,global", "Activities in Africa or worldwide"),
        ("plan=sp-2024:R.1-1", "Activities under R.1-1 (Framework sp-2024)"),
        ("kind=event&status=planned", "Activities of the kind Event with the status Planned"),
        ("organisation=body-of-law", "Activities by Body of law"),
        ("q=<b>net</b>", "Activities matching “<b>net</b>”"),
        (
            "goal=9&sector=ITU-D&kind=event&status=planned",
            "Activities for Goal 9 by ITU-D of the kind Event and with more filters",
        ),
        ("region=africa,americas,cis,europe", "Activities in Africa, Americas or others"),
    ],
)
def test_title_says_what_is_shown(client, schools, query, words):
    ActionLineFactory(code="C2")
    TermFactory(code="R.1-1")
    OrganisationFactory(name="Body of law")
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert f"<title>{html.escape(words)} – SDG Map – ITU</title>" in response.content.decode()


def test_counts_now_when_filters_are_combined(client, schools):
    response = client.get(LIST + "?goal=9&country=KE")
    assert "1 activity of 3, live count" in text(response)


def test_facet_links_add_and_chips_take_away(client, schools):
    response = client.get(LIST + "?goal=9&after=99&all=target&utm_source=x")
    assert links(response, "Kenya 1") == ["?country=KE&goal=9"]
    assert links(response, "4 Title of 4 1") == ["?goal=9&goal=4"]
    assert links(response, "Remove Goal 9 Title of 9") == ["?"]
    assert links(response, "9 Title of 9, selected; remove 2") == ["?"]


def test_canonical_address_holds_the_filters_and_nothing_else(client, schools, settings):
    settings.SITE_URL = "https://sdgmap.example"
    response = client.get(LIST + "?utm_source=1&view=table&country=KE&sort=title&goal=9&after=garbage")
    address = "https://sdgmap.example/activities/?goal=9&amp;country=KE&amp;sort=title"
    assert f'<link rel="canonical" href="{address}">' in response.content.decode()


def test_search_marks_hits_and_escapes_everything_else(client):
    ActivityFactory(title="<script>alert(1)</script> school", description='Schools "and" \x03 <img src=x onerror=y>')
    body = client.get(LIST + "?q=school").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>school</mark>" in body
    assert "<mark>Schools</mark>" in body
    assert ("<script>alert" in body, "<img src=x" in body, "\x02" in body, "\x03" in body) == (False,) * 4


@pytest.mark.parametrize(
    ("words", "label", "href"),
    [
        ("9.c", "Go to target 9.c Title of 9.c", "/targets/9.c/"),
        ("goal 4", "Go to Goal 4 Title of 4", "/goals/4/"),
        ("infrastructure", "Go to Action Line C2 Infrastructure", "/action-lines/C2/"),
    ],
)
def test_words_that_name_a_term_lead_to_it(client, schools, words, label, href):
    ActionLineFactory(code="C2", title="Infrastructure")
    assert links(client.get(LIST, {"q": words}), label) == [href]


def test_words_that_name_a_term_lead_to_its_activities(client, schools):
    assert links(client.get(LIST + "?q=9.c&country=KE"), "list its activities: 9.c") == ["?country=KE&target=9.c"]


def test_pager_goes_on_and_back_to_the_first(client):
    for number in range(45):
        ActivityFactory(title=f"Net {number:02}", slug=f"net-{number}")
    seen, address = [], LIST + "?sort=title"
    for _ in range(3):
        response = client.get(address)
        seen += titles(response)
        address = LIST + response.context["next"]
    assert (seen, response.context["next"]) == ([f"Net {number:02}" for number in range(45)], "")
    assert (links(response, "First page"), links(response, "Next")) == (["?sort=title"], [])


@pytest.mark.parametrize("after", ["garbage", "9" * 40, "W10", "%00", "1e5"])
def test_a_cursor_that_is_none_gives_the_first_page_and_says_so(client, schools, after):
    response = client.get(f"{LIST}?sort=title&after={after}")
    assert (response.status_code, titles(response)) == (200, ["Lessons", "School net", "Village net"])
    assert "That page of the list cannot be found" in text(response)


def test_past_the_end_there_is_a_way_back(client, schools):
    response = client.get(LIST + "?after=0")
    assert (response.status_code, links(response, "First page")) == (200, ["?"])


def test_wrong_filter_is_named_with_the_way_out_and_the_rest_applies(client, schools):
    response = client.get(LIST + "?goal=99&country=KE&sort=up&organisation=nobody")
    assert (response.status_code, titles(response)) == (400, ["School net"])
    assert response.context["question"].problems == (
        {"href": "#facet-goal", "message": "“99” is not a value of goal. Did you mean 9? Allowed: 4, 9."},
        {"href": "#facet-organisation_type", "message": "There is no organisation “nobody”."},
        {
            "href": "#sort",
            "message": "“up” is not an order of this list. Allowed: newest, start, title, relevance.",
        },
    )
    assert "There is a problem" in text(response)


def test_nothing_found_says_why_and_which_filter_to_leave_out(client, schools):
    response = client.get(LIST + "?goal=4&country=KE&kind=project")
    shown = text(response)
    assert "No results with these 3 filters" in shown
    assert links(response, "Remove filter Goal: 4 Title of 4") == ["?kind=project&country=KE"]
    assert links(response, "Remove filter Country: Kenya") == ["?goal=4&kind=project"]
    assert links(response, "Remove filter Kind: Project") == []
    assert links(response, "All 3 activities") == [LIST]


def test_a_map_without_activities_says_so(client):
    summaries.rebuild()
    assert "There are no activities yet" in text(client.get(LIST))


def test_downloads_carry_the_same_question(client, schools):
    response = client.get(LIST + "?q=net&goal=9&after=99999&all=year")
    assert (links(response, "CSV"), links(response, "XLSX"), links(response, "JSON")) == (
        ["/api/v1/activities.csv?q=net&goal=9"],
        ["/activities.xlsx?q=net&goal=9"],
        ["/api/v1/activities/?q=net&goal=9&sort=relevance"],
    )
    for kind, size in (("CSV", 200), ("XLSX", 2000), ("JSON", 200)):
        assert len(b"".join(client.get(links(response, kind)[0]))) > size


def test_htmx_gets_the_changing_part_with_title_and_status(client, schools):
    response = client.get(LIST + "?goal=9", **HTMX)
    body = response.content.decode()
    assert body.startswith("<title>Activities for Goal 9 – SDG Map – ITU</title>")
    assert ("<html" in body, 'id="listing"' in body, 'hx-swap-oob="innerHTML:#listing-status"' in body) == (
        False,
        True,
        True,
    )
    assert "HX-Target" in response["Vary"]


def test_htmx_gets_a_wrong_filter_as_422_so_that_it_is_swapped_in(client, schools):
    assert client.get(LIST + "?goal=99", **HTMX).status_code == 422


def codes(group) -> list[str]:
    """The codes of a facet's values, in their order."""
    return re.findall(r'<bdi class="code" dir="ltr">([^<]+)</bdi>', group.choices)


def test_long_facets_show_their_largest_values_and_all_when_asked(client):
    for number in range(12):
        MappingFactory(term=TargetFactory(code=f"9.{number + 1}"), activity=ActivityFactory(slug=f"a-{number}"))
    MappingFactory(term=TargetFactory(code="9.12"), activity=ActivityFactory(slug="another"))
    summaries.rebuild()

    def targets(query):
        group = {g.name: g for g in client.get(LIST + query).context["groups"]}["target"]
        return codes(group), group.rest

    assert targets("") == (["9.12", *[f"9.{n}" for n in range(1, 10)]], 2)
    assert targets("?target=9.11") == (["9.12", *[f"9.{n}" for n in range(1, 10)], "9.11"], 1)
    assert targets("?all=target") == (["9.12", *[f"9.{n}" for n in range(1, 12)]], 0)


HOSTILE = [
    "q=%00",
    "q=" + "x" * 100_000,
    "q=%E2%80%AE%E2%80%AEevil",
    "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "q=%27%20OR%201=1--",
    "q=%ED%A0%80",
    "q=%28%28%28%26%7C%21",
    "q[]=1&q[x]=2",
    "goal=" + "9," * 20_000,
    "goal[]=9&goal[$ne]=1",
    "country=%00&country=%F0%9F%98%80",
    "target=" + "z" * 100_000,
    "year=" + "9" * 5000,
    "after=" + "A" * 100_000,
    "sort=%00&after=%00",
    "sort=title&after=WyJcdTAwMDAiLDFd",
    "sort=start&after=WzFlOTk5LDFd",
    "organisation=%00",
    "organisation=" + "x" * 5000,
    "all=%3Cscript%3E",
    "all=" + "x" * 100_000,
    "&".join(f"p{n}=1" for n in range(900)),
]


@pytest.mark.parametrize("query", HOSTILE, ids=[q[:24] for q in HOSTILE])
def test_hostile_queries_are_answered_escaped_and_short(client, schools, query):
    for path in (LIST, "/api/v1/activities.csv"):
        response = client.get(f"{path}?{query}")
        body = b"".join(response) if response.streaming else response.content
        assert response.status_code in (200, 400, 404)
        assert (b"<script>alert" in body, len(body) < 100_000) == (False, True)


def test_a_card_shows_the_entry_that_was_asked_for_however_many_there_are(client):
    activity = ActivityFactory()
    for number in range(1, 16):
        MappingFactory(activity=activity, term=TargetFactory(code=f"9.{number}"))
    MappingFactory(activity=activity, term=TermFactory(kind="outcome", code="TP1-1"))
    [plain] = client.get(LIST).context["cards"]
    [asked] = client.get(LIST + "?plan=sp-2024:TP1-1").context["cards"]
    assert (plain["more"], "TP1-1" in "".join(plain["chips"])) == (11, False)
    assert (asked["more"], "TP1-1" in "".join(asked["chips"])) == (11, True)


def test_nothing_new_is_304(client, schools):
    first = client.get(LIST + "?goal=9")
    again = client.get(LIST + "?goal=9", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    ChangeFactory()
    assert client.get(LIST + "?goal=9", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_each_question_language_and_fragment_has_its_own_tag(client, schools):
    tags = {
        client.get(LIST)["ETag"],
        client.get(LIST + "?goal=9")["ETag"],
        client.get(LIST, headers={"Accept-Language": "fr"})["ETag"],
        client.get(LIST, **HTMX)["ETag"],
    }
    assert len(tags) == 4


@pytest.mark.parametrize("file", ["static/css/base.css", "activities/queries/cells.sql", "roadmap/apps.py"])
def test_the_tag_changes_with_what_a_page_loads(settings, tmp_path, file):
    """Pages name static files by the hash of their contents: a copy from before must not be confirmed."""
    (tmp_path / file).parent.mkdir(parents=True)
    settings.BASE_DIR = tmp_path
    before = software.__wrapped__()
    (tmp_path / file).write_text("x")
    assert software.__wrapped__() != before


def test_who_has_a_cookie_gets_no_tag(client, schools):
    client.cookies["sessionid"] = "x"
    assert "ETag" not in client.get(LIST)


def test_who_keeps_activities_takes_the_question_along_to_grid_and_spreadsheet(client, schools):
    question = "?goal=4&sort=title"
    assert links(client.get(f"/activities/{question}"), "Edit links as a grid") == []
    client.force_login(UserFactory(role=rules.COORDINATOR))
    response = client.get(f"/activities/{question}")
    assert links(response, "Edit links as a grid") == [f"/matrix/edit/{question}"]
    assert links(response, "Edit in a spreadsheet") == [f"/sheets/activities.xlsx{question}"]
    assert client.get(f"/matrix/edit/{question}").context["grid"].total == 1


def test_table_has_forty_rows_and_keeps_the_view(client):
    for number in range(41):
        ActivityFactory(title=f"Net {number:02}", slug=f"net-{number}")
    response = client.get(LIST + "?sort=title&view=table")
    assert (len(titles(response)), response.context["next"].startswith("?sort=title&view=table&after=")) == (40, True)
    assert (links(response, "Cards"), links(response, "Table")) == (["?sort=title"], ["?sort=title&view=table"])
    assert links(response, "CSV") == ["/api/v1/activities.csv?sort=title"]


def test_a_row_of_the_table_has_the_codes_of_goals_and_action_lines(client, schools):
    net = MappingFactory(term=ActionLineFactory(code="C2"), activity__title="Wire", activity__start_year=2020).activity
    MappingFactory(activity=net, term=TargetFactory(code="9.c"))
    response = client.get(LIST + "?q=wire&view=table")
    assert "Wire Project ITU-D since 2020 Worldwide 9 C2" in text(response)


@pytest.mark.parametrize("path", [LIST, "/activities.xlsx"])
def test_parameters_that_the_list_does_not_know_are_named(client, schools, path):
    response = client.get(path + "?verified=no&foo=&goal=9&utm_source=mail&fbclid=1")
    assert response.status_code == 400
    words = "“verified” and “foo” are not filters of this list and have no effect. Filters: q, goal, target,"
    assert words in text(response)


def test_an_unknown_view_is_named(client, schools):
    response = client.get(LIST + "?view=map")
    assert (response.status_code, titles(response)) == (400, ["Lessons", "Village net", "School net"])
    assert "“map” is not a view of this list. Allowed: table." in text(response)


def test_goals_show_their_six_largest_and_all_when_asked(client):
    for number in range(1, 9):
        MappingFactory(term=GoalFactory(code=str(number)), activity=ActivityFactory(slug=f"a-{number}"))
    MappingFactory(term=GoalFactory(code="8"), activity=ActivityFactory(slug="another"))
    summaries.rebuild()

    def goals(query):
        response = client.get(LIST + query)
        group = {g.name: g for g in response.context["groups"]}["goal"]
        return codes(group), links(response, "Show all 8: Goal")

    assert goals("") == (["8", "1", "2", "3", "4", "5"], ["?all=goal#facet-goal"])
    assert goals("?all=goal") == (["1", "2", "3", "4", "5", "6", "7", "8"], [])
