"""Frameworks, the Strategic Plans as trees, their entries: links, the two counts, addresses, refusals."""

import re

import pytest

from activities.models import Activity, Crosswalk
from activities.queries.browse.frameworks import framework_cards, framework_or_404
from activities.queries.browse.plans import plan, plan_term
from activities.queries.codes import term_or_404
from activities.summaries import rebuild
from tests.activities.browse.test_matrix import doing, text
from tests.factories.activities import ActionLineFactory, CrosswalkFactory, GoalFactory, TargetFactory, TermFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_plan():
    """TP1 holds TP1-1, which is linked to C2 and Goal 9; EN1 stands alone. One activity in three is mapped to it."""
    objective = TermFactory(kind="objective", code="TP1", sector="ITU-R", position=1)
    outcome = TermFactory(
        kind="outcome", code="TP1-1", parent=objective, goal=None, position=2, certainty="unconfirmed", basis="recalled"
    )
    TermFactory(kind="enabler", code="EN1", position=3)
    line, goal = ActionLineFactory(code="C2"), GoalFactory(code="9")
    CrosswalkFactory(from_term=outcome, to_term=line, rationale="")
    CrosswalkFactory(from_term=outcome, to_term=goal, rationale="")
    doing(line, TargetFactory(code="9.c"), title="Does both")
    doing(TargetFactory(code="9.1"), outcome, title="Mapped itself")
    doing(GoalFactory(code="4"), title="Elsewhere")
    rebuild()


@pytest.mark.parametrize("items", [1, 3])
def test_list_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        CrosswalkFactory(from_term=TermFactory(), to_term=TargetFactory(code=f"9.{number + 1}"))
    with django_assert_num_queries(4):
        assert client.get("/frameworks/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_plan_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        entry = TermFactory(kind="outcome", parent=TermFactory(kind="objective", code=f"TP{number}"), goal=None)
        CrosswalkFactory(from_term=entry, to_term=TargetFactory(code=f"9.{number + 1}"))
    rebuild()
    with django_assert_num_queries(8):
        assert client.get("/frameworks/sp-2024/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_entry_query_count(client, items, django_assert_num_queries):
    entry = TermFactory(kind="outcome", code="TP1-1")
    for number in range(items):
        target = TargetFactory(code=f"9.{number + 1}")
        CrosswalkFactory(from_term=entry, to_term=target)
        doing(target, entry)
    rebuild()
    with django_assert_num_queries(13):
        assert client.get("/frameworks/sp-2024/TP1-1/").status_code == 200


def test_official_links_of_an_entry_stand_apart_from_proposed_ones(client, small_plan):
    outcome = term_or_404("sp-2024", "TP1-1")
    CrosswalkFactory(from_term=outcome, to_term=TargetFactory(code="9.c"), standing="official", rationale="")
    assert "Official links 9.c Proposed links C2 Goal 9" in text(client.get("/frameworks/sp-2024/"))


def test_each_link_of_an_entry_says_how_sure_it_is(client, small_plan):
    outcome = term_or_404("sp-2024", "TP1-1")
    Crosswalk.objects.filter(from_term=outcome, to_term__code="C2").update(certainty="confirmed")
    Crosswalk.objects.filter(from_term=outcome, to_term__code="9").update(certainty="proposed")
    html = client.get("/frameworks/sp-2024/TP1-1/").content.decode()
    assert re.findall(r'<td><span class="certainty certainty--(\w+)">', html) == ["confirmed", "proposed"]
    assert html.count('id="certainty-note"') == 1


def test_the_activities_of_an_entry_are_ranked_once_for_each_change(client, small_plan, django_assert_num_queries):
    client.get("/frameworks/sp-2024/TP1-1/")
    with django_assert_num_queries(11):
        client.get("/frameworks/sp-2024/TP1-1/")


def test_an_activity_withdrawn_since_is_no_longer_named(client, small_plan):
    assert [one.title for one in client.get("/frameworks/sp-2024/TP1-1/").context["page"].mapped] == ["Mapped itself"]
    Activity.objects.filter(title="Mapped itself").update(withdrawn=True)
    assert client.get("/frameworks/sp-2024/TP1-1/").context["page"].mapped == ()


@pytest.mark.parametrize("items", [1, 3])
def test_outline_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        GoalFactory(code=str(number + 1))
    with django_assert_num_queries(6):
        assert client.get("/frameworks/sdg/").status_code == 200


def test_cards_say_what_a_framework_holds_and_how_sure_it_is(small_plan):
    CrosswalkFactory(from_term=ActionLineFactory(code="C2"), to_term=TargetFactory(code="9.c"))
    assert {
        card.framework.slug: (card.kinds, card.entries, card.open, card.official, card.proposed)
        for card in framework_cards()
    } == {
        "sp-2024": (((1, "objective"), (1, "outcome"), (1, "enabler")), 3, 1, 0, 2),
        "wsis": (((1, "Action Line"),), 1, 0, 1, 0),
        "sdg": (((2, "Goals"), (2, "targets")), 4, 0, 0, 0),
    }


def test_plan_is_a_tree_with_two_counts(small_plan):
    shown = plan(framework_or_404("sp-2024"))
    assert [(group.kind, group.name, group.size) for group in shown.groups] == [
        ("objective", "objectives", 2),
        ("enabler", "enablers", 1),
    ]
    objective = shown.groups[0].entries[0]
    (outcome,) = objective.children
    assert (objective.code, objective.sector, objective.mapped, objective.reached) == ("TP1", "ITU-R", 0, 0)
    assert (outcome.code, outcome.certainty, outcome.mapped, outcome.reached) == ("TP1-1", "unconfirmed", 1, 2)
    assert outcome.mapped_href == "/activities/?plan=sp-2024%3ATP1-1"
    assert [(link.end.code, link.standing, link.list_href) for link in outcome.links] == [
        ("C2", Crosswalk.Standing.PROPOSED, "/activities/?action_line=C2"),
        ("9", Crosswalk.Standing.PROPOSED, "/activities/?goal=9"),
    ]


def test_reach_follows_the_facts(small_plan):
    framework = framework_or_404("sp-2024")
    assert plan(framework).groups[0].entries[0].children[0].reached == 2
    doing(ActionLineFactory(code="C2"), title="New")
    rebuild()
    assert plan(framework).groups[0].entries[0].children[0].reached == 3


def test_plan_page_labels_what_editors_propose(client, small_plan):
    words = text(client.get("/frameworks/sp-2024/"))
    assert (
        "TP1-1 Title of TP1-1 Outcome 1 activity linked 2 activities linked through its Goals Unconfirmed "
        "Proposed links C2 Goal 9" in words
    )
    assert "Proposed : written by the editors; ITU has not confirmed it." in words
    assert "ITU has not confirmed the wording of 1 of 3 entries." in words


def test_entry_names_its_activities_those_that_serve_most_first(small_plan):
    page = plan_term(term_or_404("sp-2024", "TP1-1"))
    assert [activity.title for activity in page.mapped] == ["Mapped itself"]
    assert [activity.title for activity in page.reached] == ["Does both", "Mapped itself"]
    assert (page.entry.mapped, page.entry.reached, page.parent.code, page.previous, page.following) == (
        1,
        2,
        "TP1",
        None,
        None,
    )


def test_entry_page_says_where_it_stands(client, small_plan):
    words = text(client.get("/frameworks/sp-2024/TP1-1/"))
    assert "Proposed : written by the editors; ITU has not confirmed it." in words
    assert "2 activities linked through other frameworks" in words
    assert "Wording Unconfirmed: no one has checked it yet." in words
    assert "recalled" not in words


def test_entry_without_links_says_so(client, small_plan):
    words = text(client.get("/frameworks/sp-2024/EN1/"))
    assert "It has no links to other frameworks yet." in words
    assert "No activity has been linked to this entry itself yet." in words


def test_sdg_outline_leads_to_the_goals(client, small_plan):
    page = client.get("/frameworks/sdg/")
    assert '<a class="button" href="/goals/">' in page.content.decode()
    assert "9 Title of 9 2 0 2" in text(page)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/frameworks/sdg/9.c/", "/targets/9.c/"),
        ("/frameworks/wsis/C2/", "/action-lines/C2/"),
        ("/frameworks/wsis/c2/", "/action-lines/C2/"),
        ("/frameworks/sp-2024/tp1-1/", "/frameworks/sp-2024/TP1-1/"),
    ],
)
def test_every_code_has_one_address(client, small_plan, address, target):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.parametrize(
    ("address", "words", "nearest"),
    [
        ("/frameworks/sp-2025/", "There is no framework “sp-2025”.", "/frameworks/sp-2024/"),
        ("/frameworks/sp-2024/TP1-11/", "There is no entry “TP1-11”.", "/frameworks/sp-2024/TP1-1/"),
    ],
)
def test_unknown_codes_offer_the_nearest(client, small_plan, address, words, nearest):
    page = client.get(address)
    assert page.status_code == 404
    assert words in text(page)
    assert f'<a href="{nearest}">' in page.content.decode()


def test_a_nul_in_an_address_is_not_found(client, small_plan):
    assert client.get("/frameworks/sp-2024/%00/").status_code == 404
