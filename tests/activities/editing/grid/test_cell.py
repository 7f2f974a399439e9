"""A cell of the grid: what it writes and answers, and what it refuses."""

import pytest
from django.apps import apps

from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.forms.cell import CellForm
from activities.models import Change, Mapping
from activities.queries.editing import grid as queries
from activities.queries.vocabulary import vocabulary
from sdgmap.celery import app as celery
from tests.activities.editing.grid.asking import SCRIPT, cells, post
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


# --- A cell ---


def test_a_strength_alone_makes_the_link_and_answers_with_the_cell(ask, focal):
    activity, goal = ActivityFactory(), GoalFactory(code="9")

    response = post(ask, activity, goal, strength=2, seen=0)

    row = Mapping.objects.get()
    assert (row.strength, row.origin, row.certainty, row.change.by) == (2, "staff", "proposed", focal)
    assert (response.status_code, response["X-Change"]) == (200, str(row.change_id))
    assert cells(response) == {f"{activity.pk}-{goal.pk}": ["s2 u", "contributes, proposed", "", row.change_id]}


def test_a_strength_alone_leaves_everything_else(ask):
    row = MappingFactory(rationale="Networks.", evidence_url="https://itu.int/x", certainty="unconfirmed")
    post(ask, row.activity, row.term, strength=3, seen=row.change_id)
    row.refresh_from_db()
    assert (row.strength, row.rationale, row.evidence_url, row.certainty) == (
        3,
        "Networks.",
        "https://itu.int/x",
        "unconfirmed",
    )


def test_a_targets_answer_brings_the_goals_cell_too(ask):
    activity, target = ActivityFactory(), TargetFactory(code="9.c")
    response = post(ask, activity, target, strength=1, seen=0)
    assert list(cells(response).items()) == [
        (f"{activity.pk}-{target.pk}", ["s1 u", "related, proposed", "", int(response["X-Change"])]),
        (f"{activity.pk}-{target.goal_id}", ["", "no link, 1 target linked", "1", 0]),
    ]


def test_zero_withdraws_the_link(ask):
    row = MappingFactory()
    response = post(ask, row.activity, row.term, strength=0, seen=row.change_id)
    row.refresh_from_db()
    assert (row.withdrawn, row.change.verb) == (True, "mapping.withdraw")
    assert cells(response) == {f"{row.activity_id}-{row.term_id}": ["", "no link", "", row.change_id]}


def test_confirming_verifies_and_nothing_else(ask):
    row = MappingFactory(certainty="unconfirmed", strength=3, rationale="Networks.")
    response = post(ask, row.activity, row.term, confirm=1, seen=row.change_id)
    row.refresh_from_db()
    assert (row.certainty, row.strength, row.rationale, row.change.verb) == (
        "confirmed",
        3,
        "Networks.",
        "mapping.confirm",
    )
    assert cells(response)[f"{row.activity_id}-{row.term_id}"][0] == "s3 r"


def test_the_whole_form_writes_all_fields_with_the_reason(ask):
    row = MappingFactory(certainty="confirmed", rationale="Old.")
    data = {
        "whole": 1,
        "strength": 3,
        "rationale": "New.\r\n\r\nMore.",
        "evidence_url": "itu.int/x",
        "certainty": "proposed",
        "reason": "Review",
    }
    post(ask, row.activity, row.term, **data, seen=row.change_id)
    row.refresh_from_db()
    said = (row.strength, row.rationale, row.evidence_url, row.certainty, row.change.reason)
    assert said == (3, "New.\n\nMore.", "https://itu.int/x", "proposed", "Review")


def test_what_stands_already_writes_nothing(ask):
    row = MappingFactory(strength=2)
    changes = Change.objects.count()
    response = post(ask, row.activity, row.term, strength=2, seen=0)
    assert (response.status_code, "X-Change" in response, Change.objects.count()) == (200, False, changes)


def test_saving_a_cell_asks_for_no_more_than_it_must(ask, django_assert_num_queries):
    row = MappingFactory(term=TargetFactory(code="9.c"))
    # session, user, groups, activity, term; five of the action in its transaction's two; targets, cells
    with django_assert_num_queries(14):
        post(ask, row.activity, row.term, strength=3, seen=row.change_id)


def test_cells_can_be_read_anew(ask):
    row = MappingFactory()
    response = ask.get(f"/matrix/edit/{row.activity_id}/{row.term_id}/?cell", headers=SCRIPT)
    assert cells(response) == {f"{row.activity_id}-{row.term_id}": ["s2", "contributes", "", row.change_id]}


# --- Refusals ---


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"seen": 0}, "strength", "Choose a strength, or “No link”."),
        ({"strength": 4, "seen": 0}, "strength", "Select a valid choice. 4 is not one of the available choices."),
        ({"strength": 2}, "seen", "This field is required."),
        ({"strength": 2, "seen": -1}, "seen", "Ensure this value is greater than or equal to 0."),
        ({"strength": 2, "seen": 10**30}, "seen", "Ensure this value is less than or equal to 9223372036854775807."),
        (
            {"whole": 1, "strength": 0, "rationale": "Typed.", "seen": 0},
            "strength",
            "A rationale or evidence needs a link. Choose a strength, or clear both fields.",
        ),
        (
            {"whole": 1, "strength": 1, "rationale": "x" * 5001, "seen": 0},
            "rationale",
            "Ensure this value has at most 5000 characters (it has 5001).",
        ),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(ask, data, field, message):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    response = post(ask, activity, goal, **data)
    assert response.status_code == 422
    assert response.context["errors"] == [{"href": f"#cell-{field}", "message": message}]
    assert not Mapping.objects.exists()


def test_a_script_is_no_evidence(ask):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    response = post(ask, activity, goal, whole=1, strength=2, evidence_url="javascript:alert(1)", seen=0)
    assert response.status_code == 422
    assert 'value="javascript:alert(1)"' in response.content.decode()


def test_hostile_words_are_text(ask):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    hostile = "</textarea><script>alert(1)</script>\x00\u202e"
    assert post(ask, activity, goal, whole=1, strength=2, rationale=hostile, seen=0).status_code in (200, 422)
    page = ask.get(f"/matrix/edit/{activity.pk}/{goal.pk}/").content.decode()
    assert "<script>alert" not in page


def test_a_withdrawn_activity_keeps_its_links(ask):
    activity, goal = ActivityFactory(withdrawn=True), GoalFactory(code="9")
    response = post(ask, activity, goal, strength=2, seen=0)
    assert response.status_code == 422
    assert "This activity has been withdrawn since you opened it." in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_sectors_activity_is_not_there(ask, method):
    activity = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    address = f"/matrix/edit/{activity.pk}/{GoalFactory(code='9').pk}/"
    assert getattr(ask, method)(address, {"strength": 2, "seen": 0}).status_code == 404
    assert not Mapping.objects.exists()


@pytest.mark.parametrize("term", [0, 10**30])
def test_an_unknown_term_is_not_there(ask, term):
    assert ask.get(f"/matrix/edit/{ActivityFactory().pk}/{term}/").status_code == 404


def test_indicators_are_not_linked_here(ask):
    indicator = TermFactory(kind="indicator", code="9.c.1")
    assert post(ask, ActivityFactory(), indicator, strength=2, seen=0).status_code == 404


@pytest.mark.parametrize("make", [GoalFactory, TargetFactory, ActionLineFactory, TermFactory])
def test_all_other_terms_are(ask, make):
    assert post(ask, ActivityFactory(), make(), strength=2, seen=0).status_code == 200


def test_an_ended_session_answers_401_and_writes_nothing(client):
    row = MappingFactory()
    response = post(client, row.activity, row.term, strength=3, seen=row.change_id)
    assert (response.status_code, Mapping.objects.get().strength) == (401, 2)
    assert response["HX-Redirect"].startswith("/accounts/login/")


# --- The broker has no part in it ---


def test_a_cell_is_saved_without_the_broker(ask, monkeypatch, django_capture_on_commit_callbacks):
    row, sent = MappingFactory(), []
    monkeypatch.setattr(celery, "send_task", lambda *args, **_: sent.append(args))
    monkeypatch.setattr(celery, "connection_for_write", lambda *args, **_: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        response = post(ask, row.activity, row.term, strength=3, seen=row.change_id)
    assert (response.status_code, sent) == (200, [])
    events = apps.get_model("activities", "MappingEvent").objects.filter(change_id=int(response["X-Change"]))
    assert list(events.values_list("strength", flat=True)) == [3]


# --- Parts ---


def test_before_reads_the_version_that_stood_then(chair):
    row = MappingFactory(strength=1, rationale="Old.")
    second = set_mapping(activity=row.activity, term=row.term, strength=2, seen=row.change_id, by=chair).change_id
    third = withdraw_mapping(activity=row.activity, term=row.term, seen=second, by=chair).change_id
    said = {"rationale": "Old.", "evidence_url": "", "certainty": "confirmed"}
    told = [queries.link_before(row.activity, row.term, change) for change in (row.change_id, second, third, third + 1)]
    assert told == [None, said | {"strength": 1}, said | {"strength": 2}, None]


def test_the_form_of_a_link_keeps_its_words_when_it_is_withdrawn():
    data = {"whole": 1, "strength": 0, "rationale": "Old.", "seen": 5}
    form = CellForm(data, initial={"rationale": "Old."})
    assert form.is_valid()
    assert form.wanted()["strength"] == 0


def test_targets_know_their_goals():
    target = TargetFactory(code="9.c")
    assert queries.goals_of_targets(vocabulary()) == {target.pk: "9"}
