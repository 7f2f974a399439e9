"""Submitting and deciding: every accepted submission is published once, in one Change."""

import pytest

from activities.actions.ledger import Refused, Stale
from activities.actions.submissions.drafting import save_answers, start_update
from activities.actions.submissions.memberships import propose_organisation
from activities.actions.submissions.reviewing import (
    accept,
    comment_on,
    mark_read,
    reject,
    return_submission,
    withdraw_comment,
)
from activities.actions.submissions.rows import Decided, NotTheirs
from activities.actions.submissions.submitting import submit, withdraw_submission
from activities.models import Activity, Change, Mapping, Notice, Organisation, Submission
from tests.factories.activities import ActivityFactory, MappingFactory, TargetFactory, UserFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory

pytestmark = pytest.mark.django_db
FIELDS = {"title": "Solar schools online", "description": "Text.", "kind": "project", "status": "ongoing"}


@pytest.fixture
def reviewer():
    return UserFactory(role="coordinator")


@pytest.fixture
def sent():
    return SubmissionFactory(state="submitted")


def accepted(sent, reviewer, **changed):
    target = TargetFactory(code="9.c")
    links = {target.pk: {"strength": 3, "rationale": "Because.", "evidence_url": ""}}
    given = {"fields": FIELDS, "links": links, "seen": sent.revision, "by": reviewer} | changed
    return accept(submission=sent, **given)


def test_submitting_tells_the_members_and_waits_for_a_reviewer():
    draft = SubmissionFactory()
    colleague = MembershipFactory(organisation=draft.organisation).user
    submit(submission=draft, seen=0, by=draft.created_by)
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_by) == ("submitted", draft.created_by)
    assert set(Notice.objects.values_list("kind", "to")) == {
        ("submission_submitted", draft.created_by_id),
        ("submission_submitted", colleague.pk),
    }


def test_submitting_twice_sends_one_e_mail():
    draft = SubmissionFactory()
    for _ in range(2):
        submit(submission=draft, seen=0, by=draft.created_by)
    assert Notice.objects.count() == 1


def test_what_was_checked_is_what_is_submitted():
    draft = SubmissionFactory()
    save_answers(submission=draft, answers={"title": "Other"}, seen=0, by=draft.created_by)
    with pytest.raises(Stale):
        submit(submission=draft, seen=0, by=draft.created_by)


def test_accepting_publishes_in_one_change(sent, reviewer):
    done = accepted(sent, reviewer)
    activity, link = Activity.objects.get(), Mapping.objects.get()
    assert (activity.title, activity.origin, activity.organisation) == (
        "Solar schools online",
        "stakeholder",
        sent.organisation,
    )
    assert (link.strength, link.origin, link.certainty) == (3, "stakeholder", "unconfirmed")
    assert done.change_id == activity.change_id == link.change_id
    assert (done.state, done.activity, done.decided_by) == ("accepted", activity, reviewer)
    assert done.published_at is not None
    assert Change.objects.get(pk=done.change_id).verb == "submission.accept"


def test_links_are_confirmed_only_if_the_reviewer_says_so(sent, reviewer):
    accepted(sent, reviewer, confirm_links=True)
    assert Mapping.objects.get().certainty == "confirmed"


def test_a_second_reviewer_learns_of_the_decision(sent, reviewer):
    accepted(sent, reviewer)
    with pytest.raises(Decided) as found:
        accepted(sent, UserFactory(role="coordinator"))
    assert found.value.row.decided_by == reviewer
    assert Activity.objects.count() == 1


def test_nobody_decides_on_a_submission_of_their_own_organisation(sent, reviewer):
    MembershipFactory(user=reviewer, organisation=sent.organisation)
    for decide in (
        lambda: accepted(sent, reviewer),
        lambda: reject(submission=sent, reason="No.", by=reviewer),
        lambda: return_submission(submission=sent, reason="No.", by=reviewer),
        lambda: comment_on(submission=sent, field="title", text="No.", by=reviewer),
    ):
        with pytest.raises(Refused):
            decide()
    sent.refresh_from_db()
    assert sent.state == "submitted"


@pytest.mark.parametrize("role", [None, "focal point"])
def test_others_do_not_decide(sent, role):
    with pytest.raises(NotTheirs):
        reject(submission=sent, reason="No.", by=UserFactory(role=role) if role else UserFactory())


def test_returning_sends_the_reason_and_the_comments(sent, reviewer):
    kept = comment_on(submission=sent, field="title", text="Say where.", by=reviewer)
    withdraw_comment(comment=comment_on(submission=sent, field="url", text="Oops.", by=reviewer), by=reviewer)
    return_submission(submission=sent, reason="Two things.", by=reviewer)
    notice = Notice.objects.get(kind="submission_returned")
    assert (notice.to, notice.context["reason"]) == (sent.created_by, "Two things.")
    assert notice.context["comments"] == [{"field": "title", "text": "Say where."}]
    kept.refresh_from_db()
    assert kept.sent_at is not None


@pytest.mark.parametrize("decide", [return_submission, reject])
def test_a_reason_is_needed(sent, reviewer, decide):
    with pytest.raises(Refused):
        decide(submission=sent, reason=" ", by=reviewer)


def test_a_withdrawn_submission_cannot_be_accepted(sent, reviewer):
    withdraw_submission(submission=sent, by=sent.created_by)
    with pytest.raises(Decided):
        accepted(sent, reviewer)
    assert not Activity.objects.exists()


def test_answers_changed_since_the_reviewer_read_them_are_not_published(sent, reviewer):
    Submission.objects.filter(pk=sent.pk).update(revision=4)
    with pytest.raises(Stale):
        accepted(sent, reviewer)
    assert not Activity.objects.exists()


def test_a_proposed_organisation_is_published_with_its_first_activity(reviewer):
    owner = UserFactory()
    proposal = propose_organisation(name="Solar Institute", type="academia", country=None, by=owner)
    sent = SubmissionFactory(state="submitted", organisation=None, proposal=proposal, member=owner)
    assert not Organisation.objects.filter(name="Solar Institute").exists()
    done = accepted(sent, reviewer)
    organisation = Organisation.objects.get(name="Solar Institute")
    assert (done.organisation, done.proposal, organisation.change_id) == (organisation, None, done.change_id)
    assert owner.memberships.get().organisation == organisation


def test_an_update_writes_what_it_changes_and_leaves_the_rest(reviewer):
    member = MembershipFactory()
    activity = ActivityFactory(organisation=member.organisation, title="Old", description="Text.", origin="import")
    stays = MappingFactory(activity=activity)
    goes = MappingFactory(activity=activity, term=TargetFactory(code="4.4"))
    update = start_update(activity=activity, by=member.user)
    submit(submission=update, seen=0, by=member.user)
    accept(submission=update, fields={"title": "New"}, links={}, removed=[goes.term_id], seen=0, by=reviewer)
    activity.refresh_from_db()
    assert (activity.title, activity.description, activity.origin) == ("New", "Text.", "import")
    assert list(activity.mappings.filter(withdrawn=False)) == [stays]


def test_the_first_reading_is_noted_once(sent, reviewer):
    mark_read(submission=sent, by=reviewer)
    sent.refresh_from_db()
    first = sent.first_read_at
    mark_read(submission=sent, by=reviewer)
    sent.refresh_from_db()
    assert sent.first_read_at == first is not None
    assert sent.events.filter(verb="first-read").count() == 1
