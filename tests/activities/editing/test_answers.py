"""A difference from the WSIS-SDG Matrix can be answered: the answer is stored, shown, and leaves the lists."""

import pytest
from django.utils import timezone

from activities import rules
from activities.actions.answers import answer_difference
from activities.actions.history.reverts import revert_change
from activities.actions.merging import merge_activities
from activities.models import Change, MatrixAnswer
from activities.queries.vocabulary import vocabulary
from activities.queries.workspace.gaps import claims
from activities.queries.workspace.needs import CONTRADICTORY, counts, page
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Amal")
    client.force_login(user)
    return user


@pytest.fixture
def differing():
    """An activity of C2 and Goals 2 and 4; the Matrix links C2 to Goal 9 only."""
    line = ActionLineFactory(code="C2")
    CrosswalkFactory(from_term=line, to_term=GoalFactory(code="9"))
    activity = ActivityFactory(title="Smart farms")
    for term in (line, GoalFactory(code="2"), GoalFactory(code="4")):
        MappingFactory(activity=activity, term=term)
    return activity


def address(activity, goal="2"):
    return f"/activities/{activity.pk}/matrix-answers/{goal}/"


def listed(user):
    rows = page(user, CONTRADICTORY, "", vocabulary(), timezone.localdate()).rows
    return {row.title: [goal.value for goal in row.contradicted] for row in rows}


def test_an_answer_leaves_the_lists_and_is_shown(client, keeper, differing):
    assert listed(keeper) == {"Smart farms": ["2", "4"]}
    shown = text(client.get(f"/activities/{differing.pk}/mappings/"))
    assert "Differences from the Matrix" in shown
    response = client.post(address(differing), {"reason": "It measures harvests.", "seen": 0})
    assert (response.status_code, response["Location"]) == (302, f"/activities/{differing.pk}/mappings/")
    assert listed(keeper) == {"Smart farms": ["4"]}
    assert claims(keeper, "", vocabulary(), 10).contradictory == 1
    client.post(address(differing, "4"), {"reason": "It teaches farmers.", "seen": 0})
    assert listed(keeper) == {}
    today = timezone.localdate()
    assert counts(keeper, "", vocabulary(), today).contradictory == 0
    assert claims(keeper, "", vocabulary(), 10).contradictory == 0
    assert "The WSIS-SDG Matrix does not link" not in text(client.get(f"/activities/{differing.pk}/mappings/"))
    client.logout()
    assert "It is right, because: It measures harvests." in text(client.get(f"/activities/{differing.pk}/"))


def test_an_answer_is_a_change_that_can_be_withdrawn_and_reverted(client, keeper, differing):
    client.post(address(differing), {"reason": "First", "seen": 0})
    row = MatrixAnswer.objects.get()
    assert (row.change.verb, row.change.by) == ("matrix.answer", keeper)
    client.post(address(differing), {"act": "withdraw", "reason": "", "seen": row.change_id})
    assert listed(keeper) == {"Smart farms": ["2", "4"]}
    revert_change(change=Change.objects.latest("id"), by=keeper)
    assert listed(keeper) == {"Smart farms": ["4"]}
    page = text(client.get(f"/history/activity/{differing.pk}/"))
    assert "Difference from the Matrix explained" in page


def test_a_merge_keeps_the_answers(keeper, differing):
    stays = ActivityFactory()
    answer_difference(activity=differing, goal=GoalFactory(code="2"), reason="Right", seen=0, by=keeper)
    differing.refresh_from_db()
    merge_activities(duplicate=differing, into=stays, seen=(differing.change_id, stays.change_id), by=keeper)
    assert list(stays.matrix_answers.values_list("goal__code", "reason")) == [("2", "Right")]
    assert listed(keeper) == {stays.title: ["4"]}


# --- Refusals ---


def test_an_empty_reason_is_refused(client, keeper, differing):
    response = client.post(address(differing), {"reason": " ", "seen": 0})
    assert response.status_code == 422
    assert "Write why the link is right." in text(response)
    assert not MatrixAnswer.objects.exists()


def test_an_answer_written_by_someone_else_meanwhile_is_not_overwritten(client, keeper, differing):
    answer_difference(activity=differing, goal=GoalFactory(code="2"), reason="Theirs", seen=0, by="Boris")
    response = client.post(address(differing), {"reason": "Mine", "seen": 0})
    assert response.status_code == 409
    shown = text(response)
    assert "Someone else has changed this answer since you opened it." in shown
    assert "Current value: Theirs" in shown
    assert ">Mine</textarea>" in response.content.decode()
    assert MatrixAnswer.objects.get().reason == "Theirs"


def test_it_has_to_be_a_goal_of_an_activity_of_yours(client, keeper, differing):
    other = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    assert client.post(address(other), {"reason": "x", "seen": 0}).status_code == 404
    assert client.post(address(differing, "99"), {"reason": "x", "seen": 0}).status_code == 404
    differing.withdrawn = True
    differing.save()
    assert client.post(address(differing), {"reason": "x", "seen": 0}).status_code == 422
