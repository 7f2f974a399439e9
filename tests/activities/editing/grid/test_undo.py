"""Undo in the grid: the person's own latest Changes of links are known to the ledger and go back by a revert."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.actions.activities import update_activity
from activities.actions.history.reverts import revert_change
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.models import Change, Mapping
from activities.queries.editing.undo import MOST, is_by_hand, undoable
from tests.activities.editing.grid.asking import SCRIPT, cells, post
from tests.factories.activities import ActivityFactory, GoalFactory, MappingFactory, OrganisationFactory, TargetFactory

pytestmark = pytest.mark.django_db


def undo(client, change, script=True, **more):
    return client.post("/matrix/edit/undo/", {"change": change, **more}, headers=SCRIPT if script else {})


def offered(user):
    return [(each.change, each.words) for each in undoable(user)]


# --- What it restores ---


def test_undo_restores_all_that_the_link_said(ask):
    row = MappingFactory(
        strength=1, rationale="Old.", evidence_url="https://itu.int/x", certainty="unconfirmed", origin="import"
    )
    data = {"whole": 1, "strength": 3, "rationale": "", "evidence_url": "", "certainty": "confirmed"}
    change = int(post(ask, row.activity, row.term, **data, seen=row.change_id)["X-Change"])

    response = undo(ask, change)

    row.refresh_from_db()
    said = (row.strength, row.rationale, row.evidence_url, row.certainty, row.origin)
    assert said == (1, "Old.", "https://itu.int/x", "unconfirmed", "import")
    assert (row.change_id, row.change.verb, row.change.reverts_id) == (
        int(response["X-Change"]),
        "change.revert",
        change,
    )
    assert cells(response)[f"{row.activity_id}-{row.term_id}"][3] == row.change_id


def test_undo_of_a_new_link_withdraws_it_and_redo_brings_it_back(ask):
    activity, target = ActivityFactory(title="Smart villages"), TargetFactory(code="9.c")
    made = int(post(ask, activity, target, strength=3, seen=0)["X-Change"])
    response = undo(ask, made)
    assert Mapping.objects.get().withdrawn
    assert list(cells(response)) == [f"{activity.pk}-{target.pk}", f"{activity.pk}-{target.goal_id}"]
    assert response.content.decode().endswith("<output>9.c · Smart villages</output>")
    undo(ask, response["X-Change"])
    row = Mapping.objects.get()
    assert (row.withdrawn, row.strength) == (False, 3)


def test_undo_of_a_withdrawal_brings_the_link_back_with_its_origin(ask):
    row = MappingFactory(rationale="Networks.", origin="suggestion", certainty="unconfirmed")
    undo(ask, post(ask, row.activity, row.term, strength=0, seen=row.change_id)["X-Change"])
    row.refresh_from_db()
    said = (row.withdrawn, row.rationale, row.origin, row.certainty)
    assert said == (False, "Networks.", "suggestion", "unconfirmed")


def test_twenty_writes_of_one_cell_undo_one_after_the_other(ask, focal):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    seen = 0
    for number in range(20):
        seen = int(post(ask, activity, goal, strength=number % 3 + 1, seen=seen)["X-Change"])
    for number in reversed(range(20)):
        assert Mapping.objects.get().strength == number % 3 + 1
        assert undo(ask, undoable(focal)[-1].change).status_code == 200
    assert Mapping.objects.get().withdrawn
    assert undoable(focal) == []


# --- What is offered ---


def test_a_new_page_offers_what_the_ledger_knows(ask, focal):
    activity, goal, other = ActivityFactory(title="Girls in ICT"), GoalFactory(code="9"), GoalFactory(code="4")
    first = int(post(ask, activity, goal, strength=1, seen=0)["X-Change"])
    second = int(post(ask, activity, other, strength=2, seen=0)["X-Change"])
    context = ask.get("/matrix/edit/").context
    assert context["undo"] == [[first, "9 · Girls in ICT"], [second, "4 · Girls in ICT"]]

    undo(ask, second)
    assert offered(focal) == [(first, "9 · Girls in ICT")]


def test_what_was_redone_is_offered_by_the_revert_that_did_it(ask, focal):
    activity, goal = ActivityFactory(title="Girls in ICT"), GoalFactory(code="9")
    change = int(post(ask, activity, goal, strength=1, seen=0)["X-Change"])
    for turn in range(4):  # undo, redo, undo, redo
        change = int(undo(ask, change)["X-Change"])
        assert offered(focal) == ([(change, "9 · Girls in ICT")] if turn % 2 else [])


def test_what_others_did_or_what_is_no_link_is_not_offered(ask, focal, chair):
    row = MappingFactory()
    mine = set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=focal).change
    set_mapping(activity=row.activity, term=GoalFactory(code="4"), seen=0, by=chair)
    update_activity(activity=row.activity, fields={"title": "New"}, seen=row.activity.change_id, by=focal)
    revert_change(change=Change.objects.latest("id"), by=focal)
    assert [number for number, _words in offered(focal)] == [mine.pk]

    revert_change(change=mine, by=chair)  # somebody else has undone it
    assert offered(focal) == []


def test_only_the_latest_of_a_day_are_offered(focal):
    goals = [GoalFactory(code=str(number)) for number in range(1, 4)]
    activities = ActivityFactory.create_batch(MOST // 3 + 2)
    made = [
        set_mapping(activity=activity, term=goal, seen=0, by=focal).change_id
        for activity in activities
        for goal in goals
    ]
    assert [number for number, _words in offered(focal)] == made[-MOST:]
    Change.objects.filter(pk__lte=made[-3]).update(at=timezone.now() - timedelta(days=2))
    assert [number for number, _words in offered(focal)] == made[-2:]


@pytest.mark.parametrize("items", [1, 3])
def test_query_count(focal, items, django_assert_num_queries):
    for number in range(items):
        set_mapping(activity=ActivityFactory(), term=GoalFactory(code=str(number + 1)), seen=0, by=focal)
    with django_assert_num_queries(2):
        undoable(focal)


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_of_a_chain_of_reverts(focal, items, django_assert_num_queries):
    change = set_mapping(activity=ActivityFactory(), term=GoalFactory(code="9"), seen=0, by=focal).change
    for _revert in range(items):
        change = revert_change(change=change, by=focal)
    change = Change.objects.get(pk=change.pk)
    with django_assert_num_queries(1):
        assert is_by_hand(change)


# --- Refusals ---


def test_undo_after_somebody_else_wrote_changes_nothing_and_leads_to_what_they_wrote(ask, chair):
    row = MappingFactory(strength=1)
    change = int(post(ask, row.activity, row.term, strength=2, seen=row.change_id)["X-Change"])
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=change, by=chair)
    response = undo(ask, change)
    assert response.status_code == 409
    assert "Some of its rows cannot be reverted. Nothing was saved." in response.content.decode()
    assert f'<a href="/changes/{change}/revert/">See what has changed</a>' in response.content.decode()
    assert Mapping.objects.get().strength == 3
    assert undo(ask, change, script=False)["Location"] == f"/changes/{change}/revert/"


def test_what_somebody_else_wrote_and_set_back_is_theirs_too(ask, chair):
    row = MappingFactory(strength=1)
    change = int(post(ask, row.activity, row.term, strength=2, seen=row.change_id)["X-Change"])
    theirs = set_mapping(activity=row.activity, term=row.term, strength=3, seen=change, by=chair).change_id
    set_mapping(activity=row.activity, term=row.term, strength=2, seen=theirs, by=chair)
    assert undo(ask, change).status_code == 409


def test_what_somebody_else_wrote_and_reverted_is_not_in_the_way(ask, chair):
    row = MappingFactory(strength=1)
    change = int(post(ask, row.activity, row.term, strength=2, seen=row.change_id)["X-Change"])
    theirs = withdraw_mapping(activity=row.activity, term=row.term, seen=change, by=chair).change
    revert_change(change=theirs, by=chair)
    assert undo(ask, change).status_code == 200
    row.refresh_from_db()
    assert (row.withdrawn, row.strength) == (False, 1)


def test_nobody_undoes_what_others_did_or_other_work_here(ask, focal, chair):
    row = MappingFactory()
    theirs = set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair).change_id
    update_activity(activity=row.activity, fields={"title": "New"}, seen=row.activity.change_id, by=focal)
    edit = Change.objects.latest("id")
    back = revert_change(change=edit, by=focal)
    for change in (theirs, edit.pk, back.pk, 0, "", "x", 10**30):
        assert undo(ask, change).status_code == 404


def test_an_activity_that_moved_to_another_sector_stays_as_it_is(ask):
    row = MappingFactory(strength=1)
    change = int(post(ask, row.activity, row.term, strength=2, seen=row.change_id)["X-Change"])
    elsewhere = {"organisation_id": OrganisationFactory(sector="ITU-R").pk}
    update_activity(activity=row.activity, fields=elsewhere, seen=row.activity.change_id, by="tests")
    response = undo(ask, change)
    assert (response.status_code, Mapping.objects.get().strength) == (409, 2)
    assert "You can no longer edit this activity" in response.content.decode()


def test_without_script_it_is_a_form_that_leads_back(ask):
    activity, goal = ActivityFactory(title="Girls in ICT"), GoalFactory(code="9")
    change = int(post(ask, activity, goal, strength=1, seen=0)["X-Change"])
    page = ask.get("/matrix/edit/?kind=project").content.decode()
    assert f'<input type="hidden" name="change" value="{change}">' in page
    assert 'title="Undo: 9 · Girls in ICT"' in page
    response = undo(ask, change, script=False, back="/matrix/edit/?kind=project")
    assert (response.status_code, response["Location"]) == (302, "/matrix/edit/?kind=project")
    assert "Undone: 9 · Girls in ICT." in ask.get("/matrix/edit/").content.decode()
