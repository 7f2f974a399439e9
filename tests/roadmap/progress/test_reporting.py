"""Submit, accept, return and withdraw reports; correct and withdraw updates."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.models import Change, Notice
from roadmap.actions.progress.reporting import (
    NotYours,
    accept_progress,
    return_progress,
    save_update,
    submit_progress,
    withdraw_report,
    withdraw_update,
)
from roadmap.models import Action, ProgressReport, ProgressUpdate
from roadmap.queries.progress.reports import values_of_update
from tests.factories.activities import ActivityFactory, UserFactory
from tests.factories.roadmap import (
    ActionBodyFactory,
    ActionFactory,
    DocumentFactory,
    EditionFactory,
    ProgressReportFactory,
    ProgressUpdateFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db


def values(**others):
    usual = {
        "due_on": date(2026, 12, 31),
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 12, 31),
        "done": "Two sessions were held.",
        "figures": "2 sessions, 48 missions",
        "evidence_url": "https://www.itu.int/sessions",
        "status": "on-track",
        "documents": [],
        "activities": [],
    }
    return usual | others


@pytest.fixture
def action():
    return ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly")).action


@pytest.fixture
def focal():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"], name="Focal")


@pytest.fixture
def coordinator():
    return UserFactory(role=rules.COORDINATOR, name="Coordinator")


def status_of(action):
    return Action.objects.get(pk=action.pk).status


def test_a_report_of_a_focal_point_waits_and_changes_nothing_public(action, focal):
    changes = Change.objects.count()
    report = submit_progress(action=action, values=values(), seen=0, by=focal)
    assert (report.state, report.revision, report.submitted_by) == ("pending", 1, focal)
    assert report.submitted_at == report.first_submitted_at
    assert (ProgressUpdate.objects.count(), Change.objects.count(), status_of(action)) == (0, changes, "not-reported")


def test_accepting_publishes_the_update_with_its_evidence_and_the_status_in_one_change(action, focal, coordinator):
    document, activity = DocumentFactory(), ActivityFactory()
    evidence = values(documents=[document.pk], activities=[activity.pk])
    report = submit_progress(action=action, values=evidence, seen=0, by=focal)
    update = accept_progress(report=report, seen=1, by=coordinator)
    report.refresh_from_db()
    assert (report.state, report.update, report.decided_by) == ("accepted", update, coordinator)
    assert values_of_update(update) == evidence
    assert (update.submitted_at, update.accepted_at) == (report.submitted_at, report.decided_at)
    row = Action.objects.get(pk=action.pk)
    assert (row.status, row.change.verb) == ("on-track", "progress.accept")
    assert {row.change_id, update.change_id, update.document_links.get().change_id} == {row.change_id}
    assert [(one.kind, one.to) for one in Notice.objects.all()] == [("report_accepted", focal)]


def test_the_report_of_a_coordinator_is_accepted_at_once(action, coordinator):
    report = submit_progress(action=action, values=values(status="done"), seen=0, by=coordinator)
    assert (report.state, report.update.done, status_of(action)) == ("accepted", "Two sessions were held.", "done")
    assert not Notice.objects.exists()


def test_a_returned_report_can_be_submitted_again_and_keeps_its_first_date(action, focal, coordinator):
    report = submit_progress(action=action, values=values(), seen=0, by=focal)
    returned = return_progress(report=report, reason="Which missions?", seen=1, by=coordinator)
    assert (returned.state, returned.return_reason, returned.revision) == ("returned", "Which missions?", 2)
    assert Notice.objects.get().context["reason"] == "Which missions?"
    again = submit_progress(action=action, values=values(figures="48 missions"), seen=2, by=focal)
    assert (again.pk, again.state, again.revision, again.figures) == (report.pk, "pending", 3, "48 missions")
    assert again.first_submitted_at == report.first_submitted_at < again.submitted_at
    assert again.decided_at is None


def test_a_report_cannot_be_returned_without_a_reason(action, coordinator):
    with pytest.raises(Refused, match="Enter a reason"):
        return_progress(report=ProgressReportFactory(action=action), reason="", seen=1, by=coordinator)


def test_of_two_reports_at_once_the_second_author_sees_the_first(action, focal):
    first = submit_progress(action=action, values=values(), seen=0, by=focal)
    with pytest.raises(Stale) as stale:
        submit_progress(action=action, values=values(done="Other words"), seen=0, by=focal)
    assert stale.value.row == first


@pytest.mark.parametrize("act", [accept_progress, return_progress])
def test_a_decision_on_an_older_version_is_refused(action, coordinator, act):
    report = ProgressReportFactory(action=action, revision=2)
    more = {"reason": "Why?"} if act is return_progress else {}
    with pytest.raises(Stale):
        act(report=report, seen=1, by=coordinator, **more)
    assert ProgressReport.objects.get().state == "pending"


def test_a_focal_point_of_another_sector_cannot_report(action):
    other = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"])
    with pytest.raises(NotYours):
        submit_progress(action=action, values=values(), seen=0, by=other)


@pytest.mark.parametrize("act", [accept_progress, return_progress])
def test_a_focal_point_cannot_decide(action, focal, act):
    more = {"reason": "No"} if act is return_progress else {}
    with pytest.raises(NotYours, match="Only coordinators and administrators can decide"):
        act(report=ProgressReportFactory(action=action), seen=1, by=focal, **more)


def test_a_commitment_of_a_draft_takes_no_report(coordinator):
    draft = EditionFactory(code="2027", state="draft", current=False)
    action = ActionFactory(code="6.9", section=SectionFactory(edition=draft))
    with pytest.raises(Refused, match="published edition"):
        submit_progress(action=action, values=values(), seen=0, by=coordinator)


def test_evidence_must_exist(action, focal):
    gone = ActivityFactory(withdrawn=True)
    with pytest.raises(Refused, match=f"Activity {gone.pk} has been withdrawn"):
        submit_progress(action=action, values=values(activities=[gone.pk]), seen=0, by=focal)
    with pytest.raises(Refused, match="no longer in the register"):
        submit_progress(action=action, values=values(documents=[0]), seen=0, by=focal)
    withdrawn = DocumentFactory(withdrawn=True)
    with pytest.raises(Refused, match="no longer in the register"):
        submit_progress(action=action, values=values(documents=[withdrawn.pk]), seen=0, by=focal)


def test_a_report_can_be_withdrawn_until_it_is_accepted(action, focal, coordinator):
    report = submit_progress(action=action, values=values(), seen=0, by=focal)
    assert withdraw_report(report=report, seen=1, by=focal).state == "withdrawn"
    second = submit_progress(action=action, values=values(), seen=0, by=focal)
    accept_progress(report=second, seen=1, by=coordinator)
    with pytest.raises(Refused, match="has been accepted"):
        withdraw_report(report=second, seen=2, by=focal)


def test_the_status_is_that_of_the_latest_period(action, coordinator):
    submit_progress(action=action, values=values(status="late"), seen=0, by=coordinator)
    earlier = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31), "due_on": date(2025, 12, 31)}
    submit_progress(action=action, values=values(status="done", **earlier), seen=0, by=coordinator)
    assert status_of(action) == "late"


def test_withdrawing_an_update_gives_back_the_status_before(action, coordinator):
    before = ProgressUpdateFactory(action=action, year=2024, status="planned")
    update = ProgressUpdateFactory(action=action, year=2025, status="late")
    withdraw_update(update=update, seen=update.change_id, reason="Wrong commitment", by=coordinator)
    assert status_of(action) == "planned"
    withdraw_update(update=before, seen=before.change_id, reason="Wrong commitment", by=coordinator)
    assert status_of(action) == "not-reported"


def test_correcting_an_update(action, coordinator):
    update = ProgressUpdateFactory(action=action)
    document, activity = DocumentFactory(), ActivityFactory()
    wanted = values(documents=[document.pk], activities=[activity.pk], status="done")
    saved = save_update(update=update, values=wanted, seen=update.change_id, reason="Typing error", by=coordinator)
    assert (values_of_update(saved), status_of(action)) == (wanted, "done")
    assert (saved.change.verb, saved.change.reason) == ("progress.save", "Typing error")
    less = wanted | {"documents": []}
    assert values_of_update(save_update(update=saved, values=less, seen=saved.change_id, by=coordinator)) == less
    assert saved.document_links.get().withdrawn
    unchanged = save_update(update=saved, values=less, seen=0, by=coordinator)
    assert unchanged.change_id == ProgressUpdate.objects.get().change_id
    with pytest.raises(Stale):
        save_update(update=saved, values=wanted, seen=0, by=coordinator)


def test_the_database_holds_the_rules(action):
    broken = (
        {"period_end": date(2025, 1, 1)},
        {"done": ""},
        {"status": "not-reported"},
        {"state": "accepted"},
        {"state": "returned"},
    )
    for fields in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgressReportFactory(action=action, **fields)
    ProgressReportFactory(action=action)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressReportFactory(action=action)
    for fields in ({"period_end": date(2020, 1, 1)}, {"done": ""}, {"status": "not-reported"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgressUpdateFactory(action=action, **fields)
