"""The Roadmap's pages: what they say, what they refuse, how often they ask the database."""

import re
from html import unescape

import pytest

from activities import rules
from activities.models import User
from roadmap.queries.own_activities import names_in
from tests.factories.activities import (
    ActivityFactory,
    ChangeFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.roadmap import (
    ActionFactory,
    ActionTermFactory,
    CitationFactory,
    DocumentFactory,
    HlpfGoalFactory,
    HlpfYearFactory,
    MilestoneFactory,
)

SECTIONS = {0: 7, 1: 3, 2: 3, 3: 2, 4: 4, 5: 3, 6: 7, 7: 5, 8: 21, 9: 3}


def words(response) -> str:
    """What the page says, with single spaces."""
    return said(response.content.decode())


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_the_roadmap_says_what_it_is_and_what_comes_first(client, loaded):
    response = client.get("/roadmap/")
    assert response.status_code == 200
    overview = response.context["overview"]
    assert {line.number: line.commitments for line in overview.sections} == SECTIONS
    assert (overview.commitments, overview.linked, overview.documents, overview.indicators) == (58, 9, 127, 6)
    assert [term.code for term in overview.first.terms] == ["9", "9.c"]
    assert [term.code for term in overview.across.terms] == ["17"]
    assert [term.code for term in overview.strong.terms] == ["11", "10", "8", "1", "3", "4", "5"]
    assert {goal.number: (goal.named, goal.proposed) for goal in overview.goals} == {
        "1": (1, 0),
        "3": (1, 0),
        "4": (1, 1),
        "5": (1, 1),
        "8": (1, 0),
        "9": (1, 9),
        "10": (1, 0),
        "11": (1, 0),
        "16": (0, 1),
        "17": (1, 35),
    }
    text = words(response)
    assert "2019 edition (date unconfirmed)" in text
    assert "8 UN system-wide coordination on the SDGs Linked Goals: Goal 4 Goal 5 Goal 9 Goal 17 21 commitments" in text


@pytest.mark.django_db
def test_before_the_load_the_roadmap_says_so(client):
    assert "The Roadmap has not been loaded yet" in words(client.get("/roadmap/"))


def test_sections_show_every_commitment(client, loaded):
    shown = {number: client.get(f"/roadmap/sections/{number}/").content.decode() for number in SECTIONS}
    assert {number: html.count('<h2 class="commitment__text">') for number, html in shown.items()} == SECTIONS


def test_a_commitment_in_its_section_has_all_its_facts(client, loaded):
    html = client.get("/roadmap/sections/7/").content.decode()
    item = said(html.split('id="7.2">')[1].split('id="7.3"')[0])
    assert item.startswith(
        "7.2 Show progress on the strategic goals and targets that Connect 2030 endorses. "
        "Responsible ITU Frequency annual Kind Data "
        "Cited documents Res. 200 (Rev. Dubai, 2018) Res. 71 (version in force: Res. 71 (Rev. Dubai, 2018)) "
        "Paragraph Annex I s.7 para 1 Goals and targets Proposed"
    )
    assert '<a href="/roadmap/documents/res-200-rev-dubai-2018/">' in html


def test_a_commitment_page_has_neighbours_and_history(client, loaded):
    response = client.get("/roadmap/actions/8.d.1/")
    page = response.context["page"]
    assert (page.previous.code, page.next.code) == ("8.d", "8.d.2")
    text = words(response)
    assert "Contribute to the STI Forum." in text
    assert "No activity mentions the subject of this commitment" in text
    assert "loaded with the reference data (change" in text


@pytest.mark.django_db
def test_history_never_shows_an_address_of_a_person(client):
    change = ChangeFactory(by=User.objects.create_user("ama"), actor="ama@itu.int")
    action = ActionFactory(code="6.5", change=change)
    action.change, action.text = ChangeFactory(by=None, actor="tidy_up"), "New words"
    action.save()
    text = words(client.get("/roadmap/actions/6.5/"))
    entered, changed = action.events.order_by("pgh_id").values_list("change_id", flat=True)
    assert f"changed (change {changed})" in text
    assert f"entered by a coordinator (change {entered})" in text
    client.force_login(UserFactory(role=rules.FOCAL_POINT))
    text = words(client.get("/roadmap/actions/6.5/"))
    assert f"entered by a member of staff (change {entered})" in text
    assert "ama@itu.int" not in text


def test_an_address_with_control_characters_leads_to_the_commitment(client, loaded):
    assert client.get("/roadmap/actions/7.2%00/").context["page"].commitment.code == "7.2"


def test_the_first_and_last_commitments_have_one_neighbour(client, loaded):
    first, last = (client.get(f"/roadmap/actions/{code}/").context["page"] for code in ("0.1", "9.3"))
    assert (first.previous, first.next.code) == (None, "0.2")
    assert (last.previous.code, last.next) == ("9.2", None)


@pytest.mark.django_db
def test_activities_of_the_goal_and_its_targets_serve_a_commitment(client):
    action = ActionFactory(code="6.5")
    ActionTermFactory(action=action, term=GoalFactory(code="9"), certainty="official")
    main = MappingFactory(activity=ActivityFactory(title="Main"), term=TargetFactory(code="9.c"), strength=3)
    MappingFactory(activity=main.activity, term=GoalFactory(code="9"), strength=1)
    MappingFactory(activity=ActivityFactory(title="Related"), term=GoalFactory(code="9"), strength=1)
    MappingFactory(activity=ActivityFactory(title="Gone", withdrawn=True), term=GoalFactory(code="9"), strength=3)
    MappingFactory(activity=ActivityFactory(title="Elsewhere"), term=GoalFactory(code="4"), strength=3)
    of_others = ActivityFactory(title="Of others", organisation=OrganisationFactory(sector=""))
    MappingFactory(activity=of_others, term=GoalFactory(code="9"), strength=3)
    response = client.get("/roadmap/actions/6.5/")
    shown = response.context["page"].activities
    assert [(activity.title, activity.strength, activity.term.code) for activity in shown] == [
        ("Main", 3, "9.c"),
        ("Related", 1, "9"),
    ]
    assert 'href="/activities/?goal=9"' in response.content.decode()


@pytest.mark.django_db
def test_goals_that_the_editors_added_bring_no_activities(client):
    action = ActionFactory(code="8.d", text="Take part in the Interagency Task Team on Science and Technology.")
    ActionTermFactory(action=action, term=GoalFactory(code="17"))
    MappingFactory(activity=ActivityFactory(title="A mouse for children"), term=GoalFactory(code="17"), strength=3)
    response = client.get("/roadmap/actions/8.d/")
    assert "A mouse for children" not in words(response)
    assert "No activity mentions the subject of this commitment by name." in words(response)
    assert 'href="/activities/?goal=17"' in response.content.decode()


@pytest.mark.django_db
def test_activities_that_name_what_a_commitment_names_are_its_own(client):
    ActionFactory(code="8.10", text="Hold ITU Regional Development Forums that strengthen regional initiatives.")
    ActivityFactory(title="Regional Development Forum for Africa", organisation=OrganisationFactory(name="A bank"))
    ActivityFactory(title="Forum on development in the region")
    ActivityFactory(title="Gone", description="The Regional Development Forum.", withdrawn=True)
    response = client.get("/roadmap/actions/8.10/")
    assert [one.title for one in response.context["naming"]] == ["Regional Development Forum for Africa"]
    assert "Activities on the same subject Regional Development Forum for Africa" in words(response)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Contribute to the STI Forum.", ["STI Forum"]),
        ("Hold ITU Regional Development Forums.", ["Regional Development Forums"]),
        ("WSIS Stocktaking feeds the ITU SDG Mapping Tool.", ["WSIS Stocktaking", "SDG Mapping Tool"]),
        (
            "Take part in the Interagency Task Team on Financing for Development.",
            ["Interagency Task Team on Financing for Development"],
        ),
        ("Promote ICTs and global connectivity.", []),
        ("Support Member States in New York.", []),
    ],
)
def test_names_in_a_commitment(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("address", "message", "nearest"),
    [
        ("/roadmap/sections/12/", "The Roadmap has no section 12.", "/roadmap/sections/1/"),
        ("/roadmap/actions/8.1O/", "The Roadmap has no commitment “8.1O”.", "/roadmap/actions/8.10/"),
        (
            "/roadmap/documents/res-200/",
            "The register has no document “res-200”.",
            "/roadmap/documents/res-200-busan-2014/",
        ),
    ],
)
def test_an_unknown_code_is_404_with_the_nearest(client, loaded, address, message, nearest):
    response = client.get(address)
    assert response.status_code == 404
    assert message in words(response)
    assert f'<a href="{nearest}">' in response.content.decode()


def test_the_register_lists_every_document(client, loaded):
    response = client.get("/roadmap/documents/")
    assert '<a href="/roadmap/operational-plans/">' in response.content.decode().partition("<table")[0]
    pages = response.context["listed"].paginator
    lines = [line for number in pages.page_range for line in pages.page(number)]
    years = [line.year for line in lines]
    assert (len(years), years) == (127, sorted(years, key=lambda year: year or 0, reverse=True))
    assert {line.symbol: line.cited_by for line in lines if line.cited_by} == {
        "C19/28": 1,
        "C19/35": 2,
        "Res. 1332 (Mod. 2019)": 5,
        "Res. 1395": 1,
        "Res. 200 (Rev. Dubai, 2018)": 3,
        "Res. 71 (Rev. Dubai, 2018)": 3,
        "A/RES/70/1": 2,
    }


def test_the_register_is_filtered_and_sorted(client, loaded):
    lines = client.get("/roadmap/documents/?q=connect+2030+agenda&sort=symbol").context["lines"]
    assert [line.symbol for line in lines] == [
        "Res. 200 (Rev. Bucharest, 2022)",
        "Res. 200 (Rev. Dubai, 2018)",
    ]


def test_a_year_finds_documents(client, loaded):
    lines = client.get("/roadmap/documents/?q=2002").context["lines"]
    assert [line.symbol for line in lines] == ["Res. 1196"]


def test_the_register_has_pages(client, loaded):
    first = client.get("/roadmap/documents/?sort=symbol")
    second = client.get("/roadmap/documents/?sort=symbol&page=2")
    assert (len(first.context["lines"]), first.context["lines"][-1].symbol < second.context["lines"][0].symbol) == (
        20,
        True,
    )
    assert 'href="?sort=symbol&amp;page=2"' in first.content.decode()


def test_a_filter_that_finds_nothing_offers_the_way_back(client, loaded):
    text = words(client.get("/roadmap/documents/?q=zeppelin"))
    assert "No results for “zeppelin” Show all documents" in text


def test_an_unknown_sort_is_400_and_keeps_the_filter(client, loaded):
    response = client.get("/roadmap/documents/?q=connect&sort=colour")
    assert response.status_code == 400
    assert "Documents cannot be sorted by “colour”. Choose year or symbol." in words(response)
    assert response.context["text"] == "connect"
    assert {line.symbol.split(" (")[0] for line in response.context["lines"]} >= {"Res. 200"}


def test_a_document_shows_who_cites_it_and_its_versions(client, loaded):
    page = client.get("/roadmap/documents/res-71-rev-dubai-2018/").context["page"]
    assert [(citing.code, citing.inferred) for citing in page.citing] == [("0.6", False), ("1.1", False), ("7.2", True)]
    assert [version.symbol for version in page.versions] == [
        "Res. 71 (Rev. Bucharest, 2022)",
        "Res. 71 (Rev. Busan, 2014)",
    ]


def test_the_calendar_shows_goals_in_focus_and_what_is_not_certain(client, loaded):
    response = client.get("/roadmap/hlpf/")
    recent, earlier = response.context["sessions"], response.context["earlier"]
    assert recent
    assert earlier
    sessions = {session.year: session for session, _dates in [*recent, *earlier]}
    assert list(sessions) == list(range(2027, 2015, -1))
    assert [goal.number for goal in sessions[2023].goals] == ["6", "7", "9", "11", "17"]
    html = response.content.decode()
    marks = {
        year: re.findall(r"certainty--(\w+)", html.split(f'id="y{year}"')[1].split('<li class="calendar__year')[0])
        for year in sessions
    }
    assert marks == {year: ["unconfirmed" if year in (2016, 2020, 2027) else "official"] for year in sessions}
    assert html.count('id="certainty-note"') == 1
    assert "Theme not known yet" in html
    assert [one.code for one in response.context["commitments"]] == ["6.2", "6.3", "6.4", "6.6", "8.6"]


def test_milestones_keep_dates_as_far_as_known(client, loaded):
    milestones = client.get("/roadmap/milestones/").context["milestones"]
    assert [milestone.when for milestone in milestones][:4] == [
        "21 December 2001",
        "12 December 2003",
        "October 2004",
        "18 November 2005",
    ]
    assert len(milestones) == 9


def test_goals_are_named_in_the_reader_s_language(client, loaded):
    html = client.get("/roadmap/hlpf/", headers={"accept-language": "fr"}).content.decode()
    assert "Partenariats pour la réalisation des objectifs" in html


def commitments(count: int):
    """`count` commitments in section 6, each linked to a Goal of its own and citing a document of its own."""
    for number in range(1, count + 1):
        action = ActionFactory(code=f"6.{number}", position=number)
        ActionTermFactory(action=action, term=GoalFactory(code=str(number)))
        CitationFactory(action=action)
        MappingFactory(term=GoalFactory(code="1"))


@pytest.mark.django_db
@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("/roadmap/", 8), ("/roadmap/sections/6/", 6), ("/roadmap/actions/6.1/", 8), ("/roadmap/documents/", 1)],
)
def test_query_counts(client, items, address, queries, django_assert_num_queries):
    commitments(items)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("items", [1, 3])
def test_document_query_count(client, items, django_assert_num_queries):
    document = DocumentFactory(symbol="Res. 71")
    for number in range(items):
        CitationFactory(document=document)
        DocumentFactory(symbol=f"Res. 71 (Rev. {number})", slug=f"res-71-{number}")
    with django_assert_num_queries(4):
        client.get("/roadmap/documents/res-71/")


@pytest.mark.django_db
@pytest.mark.parametrize("items", [1, 3])
def test_calendar_query_counts(client, items, django_assert_num_queries):
    for number in range(items):
        HlpfGoalFactory(hlpf_year=HlpfYearFactory(year=2020 + number))
        MilestoneFactory()
    with django_assert_num_queries(5):
        client.get("/roadmap/hlpf/")
    with django_assert_num_queries(1):
        client.get("/roadmap/milestones/")
