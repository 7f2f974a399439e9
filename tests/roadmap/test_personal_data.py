"""What the Roadmap stores about a person is in “My data”: each column that names an account."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from activities import rules
from activities.models import User
from activities.queries.account.personal_data import personal_data
from roadmap.actions.progress.reporting import return_progress, submit_progress
from roadmap.actions.rounds.answering import confirm_item, reply
from roadmap.actions.rounds.states import close_round, open_round
from roadmap.models import NextStep, RoundItem, RoundQuestion
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.engagement import NextStepFactory
from tests.factories.plans import FollowUpFactory, MemberFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, ProgressReportFactory
from tests.factories.rounds import RoundFactory

pytestmark = pytest.mark.django_db
PAGE = "/accounts/data/"
#: {column that names an account: the part of “My data” with its rows}
PARTS = {
    ("Member", "user"): "task_force",
    ("RoundItem", "answered_by"): "round_answers",
    ("RoundItem", "conflict_seen_by"): "round_conflicts",
    ("RoundStep", "by"): "round_steps",
    ("RoundMail", "user"): "e-mails",  # the e-mails themselves
    ("ProgressReport", "submitted_by"): "progress_reports",
    ("ProgressReport", "decided_by"): "progress_decisions",
    ("NextStep", "changed_by"): "next_steps",
}


@pytest.fixture
def person():
    return UserFactory(role=rules.COORDINATOR, name="Ama Owusu")


def parts_of(user) -> dict[str, list[dict]]:
    return {part.name: list(part.rows) for part in personal_data(user) if part.rows}


def test_each_column_that_names_an_account_is_in_the_data(person):
    columns = {
        (model.__name__, field.name)
        for model in apps.get_app_config("roadmap").get_models()
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is User and field.concrete
    }
    assert columns == set(PARTS)
    assert set(PARTS.values()) <= {part.name for part in personal_data(person)}


def test_reports_and_decisions(person):
    author = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"])
    action = ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly")).action
    values = {
        "due_on": date(2026, 12, 31),
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 12, 31),
        "done": "Two sessions were held.",
        "figures": "",
        "evidence_url": "",
        "status": "on-track",
        "documents": [],
        "activities": [],
    }
    report = submit_progress(action=action, values=values, seen=0, by=author)
    return_progress(report=report, reason="Figures are missing", seen=1, by=person)
    (submitted,) = parts_of(author)["progress_reports"]
    assert (submitted["action__code"], submitted["done"], submitted["return_reason"]) == (
        "6.5",
        "Two sessions were held.",
        "Figures are missing",
    )
    (decided,) = parts_of(person)["progress_decisions"]
    assert (decided["action__code"], decided["state"]) == ("6.5", "returned")
    assert "done" not in decided  # what another person wrote


def test_rounds_next_steps_and_the_task_force(person, client):
    row = ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"))
    one = RoundFactory(title="Review 2026")
    question = RoundQuestion.objects.create(round=one, position=1, text="What was difficult?")
    one = open_round(one=one, by=person)
    confirm_item(one=one, activity=row.pk, seen=row.change_id, by=person)
    reply(one=one, activity=row.pk, replies={str(question.pk): "Nothing."}, note="Fine", by=person)
    RoundItem.objects.update(conflict_seen_by=person, conflict_seen=row.change_id)
    close_round(one=one, by=person)
    NextStep.objects.filter(pk=NextStepFactory(text="Write to the mission").pk).update(changed_by=person)
    FollowUpFactory(owner=MemberFactory(name="Ama Owusu", user=person), what="Write to Council")
    found = parts_of(person)
    (answer,) = found["round_answers"]
    assert (answer["round__title"], answer["answer"], answer["note"]) == ("Review 2026", "confirmed", "Fine")
    assert answer["replies"] == {str(question.pk): "Nothing."}
    assert [step["kind"] for step in found["round_steps"]] == ["closed", "opened"]
    assert [one["conflict_seen"] for one in found["round_conflicts"]] == [row.change_id]
    assert [one["text"] for one in found["next_steps"]] == ["Write to the mission"]
    assert [one["name"] for one in found["task_force"]] == ["Ama Owusu"]
    assert [one["what"] for one in found["follow_ups"]] == ["Write to Council"]


def test_nothing_of_others(person):
    ProgressReportFactory(
        action=ActionFactory(code="8.d"),
        submitted_by=UserFactory(),
        first_submitted_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert set(parts_of(person)) <= {"account", "addresses"}
