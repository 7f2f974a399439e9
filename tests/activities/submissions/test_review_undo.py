"""An acceptance can be undone for a minute, by who accepted, and the same activity is published again afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.actions.activities import update_activity
from activities.actions.ledger import Refused
from activities.actions.submissions.rows import NotTheirs
from activities.actions.submissions.undoing import undo_acceptance
from activities.models import Activity, Change, Mapping, Notice, Organisation, Submission
from activities.pages.submissions.deciding import carry_out
from tests.factories.activities import ActivityFactory, CountryFactory, UserFactory
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory, answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kenya():
    CountryFactory(code="KE")


@pytest.fixture
def reviewer():
    return UserFactory(role="coordinator", name="Boris Ivanov")


@pytest.fixture
def sent():
    return SubmissionFactory(state="submitted")


def accepted(row, reviewer):
    row.refresh_from_db()
    return carry_out(row, decision="accept", seen=row.revision, by=reviewer)


def test_an_undone_acceptance_is_a_change_of_its_own(sent, reviewer):
    done = accepted(sent, reviewer)
    published = done.change
    row = undo_acceptance(submission=done, by=reviewer)
    activity = Activity.objects.get()
    change = Change.objects.latest("id")
    assert (change.verb, change.reverts, change.by) == ("submission.undo", published, reviewer)
    assert (activity.withdrawn, activity.change_id) == (True, change.pk)
    assert not Mapping.objects.filter(withdrawn=False).exists()
    assert (row.state, row.change, row.published_at, row.decided_at, row.activity) == (
        "submitted",
        None,
        None,
        None,
        activity,
    )
    assert not Notice.objects.filter(kind="submission_accepted").exists()
    assert list(row.events.values_list("verb", flat=True)) == ["accepted", "undone"]


def test_accepting_again_publishes_the_same_activity(sent, reviewer):
    for _ in range(3):
        done = accepted(sent, reviewer)
        undo_acceptance(submission=done, by=reviewer)
    done = accepted(sent, reviewer)
    activity = Activity.objects.get()
    assert (activity.withdrawn, done.activity, done.change_id) == (False, activity, activity.change_id)
    assert list(Mapping.objects.values_list("withdrawn", "change")) == [(False, done.change_id)]
    assert Notice.objects.filter(kind="submission_accepted").count() == 1


def test_an_update_is_undone(reviewer):
    member = MembershipFactory()
    activity = ActivityFactory(organisation=member.organisation, title="Old")
    began = answers(title="Old")
    row = SubmissionFactory(
        kind="update",
        state="submitted",
        organisation=member.organisation,
        activity=activity,
        began_with=began,
        answers=answers(title="New"),
    )
    undo_acceptance(submission=accepted(row, reviewer), by=reviewer)
    activity.refresh_from_db()
    assert (activity.title, activity.withdrawn) == ("Old", False)
    accepted(row, reviewer)
    activity.refresh_from_db()
    assert activity.title == "New"


def test_a_proposed_organisation_is_no_longer_public_and_returns(reviewer):
    proposal = OrganisationProposalFactory(name="Solar Institute")
    row = SubmissionFactory(state="submitted", organisation=None, proposal=proposal, member=proposal.proposed_by)
    undo_acceptance(submission=accepted(row, reviewer), by=reviewer)
    assert Organisation.objects.get(name="Solar Institute").withdrawn
    done = accepted(row, reviewer)
    organisation = Organisation.objects.get(name="Solar Institute")
    assert (organisation.withdrawn, done.activity.organisation) == (False, organisation)


def test_an_organisation_with_another_activity_stays(reviewer):
    proposal = OrganisationProposalFactory(name="Solar Institute")
    row = SubmissionFactory(state="submitted", organisation=None, proposal=proposal, member=proposal.proposed_by)
    done = accepted(row, reviewer)
    ActivityFactory(organisation=done.organisation)
    undo_acceptance(submission=done, by=reviewer)
    assert not Organisation.objects.get(name="Solar Institute").withdrawn


def refused(submission, by):
    with pytest.raises(Refused) as found:
        undo_acceptance(submission=submission, by=by)
    row = Submission.objects.get(pk=submission.pk)
    assert row.state == "accepted"
    assert row.change is not None
    assert not row.activity.withdrawn
    return str(found.value)


def test_only_who_accepted_can_undo(sent, reviewer):
    done = accepted(sent, reviewer)
    assert "Only the reviewer who accepted this" in refused(done, UserFactory(role="administrator"))
    with pytest.raises(NotTheirs):
        undo_acceptance(submission=done, by=sent.created_by)


def test_not_after_a_minute(sent, reviewer):
    done = accepted(sent, reviewer)
    Submission.objects.update(decided_at=timezone.now() - timedelta(seconds=61))
    assert "The time to undo this is over." in refused(done, reviewer)


def test_not_once_the_e_mail_has_been_sent(sent, reviewer):
    done = accepted(sent, reviewer)
    MembershipFactory(organisation=sent.organisation)
    Notice.objects.filter(kind="submission_accepted").update(sent_at=timezone.now())
    assert "already been notified by e-mail" in refused(done, reviewer)
    assert Notice.objects.filter(kind="submission_accepted").exists()


def test_not_once_someone_has_edited_the_activity(sent, reviewer):
    done = accepted(sent, reviewer)
    update_activity(activity=done.activity, fields={"title": "Edited"}, seen=done.change_id, by="tests")
    assert "Someone has edited the activity" in refused(done, reviewer)


def test_not_twice(sent, reviewer):
    done = accepted(sent, reviewer)
    undo_acceptance(submission=done, by=reviewer)
    with pytest.raises(Refused):
        undo_acceptance(submission=done, by=reviewer)
    assert Change.objects.filter(verb="submission.undo").count() == 1


def test_the_page_undoes_and_explains(client, sent, reviewer):
    client.force_login(reviewer)
    accepted(sent, reviewer)
    page = f"/review/{sent.code}/"
    assert client.post(page, {"act": "undo"}).headers["Location"] == page
    assert client.post(page, {"act": "undo"}).status_code == 409
    accepted(sent, reviewer)
    Submission.objects.update(decided_at=timezone.now() - timedelta(seconds=61))
    assert 'value="undo"' not in client.get(page).content.decode()
    answer = client.post(page, {"act": "undo"})
    assert answer.status_code == 409
    assert "The time to undo this is over." in answer.content.decode()
