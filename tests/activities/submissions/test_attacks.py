"""What people try who want more than is theirs: former members, colleagues, strangers, and clients that never stop."""

import json
import logging

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from activities.actions.ledger import Refused
from activities.actions.outbox.digests import make_digest
from activities.actions.outbox.mails import send_notices
from activities.actions.outbox.signed import correction_key, still_true_key, unsubscribe_key
from activities.actions.quotas import count
from activities.actions.submissions import limits
from activities.actions.submissions.drafting import copy_submission, save_answers, settle_answer
from activities.actions.submissions.memberships import (
    answer_invitation,
    approve_proposal,
    end_membership,
    invite,
    set_role,
)
from activities.actions.submissions.reviewing import accept, accept_correction, reject
from activities.actions.submissions.rows import NotTheirs
from activities.actions.submissions.submitting import submit, withdraw_submission
from activities.actions.submissions.undoing import undo_acceptance
from activities.models import Activity, Invitation, Membership, Notice, Submission, User
from activities.queries.submissions.people import belongs
from tests.factories.activities import ActivityFactory, CountryFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory, answers

pytestmark = pytest.mark.django_db


def vouched(**fields) -> User:
    user = UserFactory(**fields)
    user.vouch_for_email()
    return user


# --- Who has left an organisation ---


@pytest.fixture
def left():
    """A submission that waits, made by someone who has left the organisation since. A colleague is still there."""
    submission = SubmissionFactory(state="submitted")
    MembershipFactory(organisation=submission.organisation)
    Membership.objects.filter(user=submission.created_by).update(state="ended")
    return submission


@pytest.mark.parametrize(
    "act",
    [
        lambda row, by: save_answers(submission=row, answers={"contact_name": "Mine"}, seen=0, by=by),
        lambda row, by: settle_answer(submission=row, field="contact_name", value="Mine", seen=0, by=by),
        lambda row, by: withdraw_submission(submission=row, by=by),
        lambda row, by: copy_submission(submission=row, by=by),
        lambda row, by: submit(submission=row, seen=0, by=by),
    ],
)
def test_a_former_member_cannot_write_what_they_have_made(left, act):
    with pytest.raises(NotTheirs):
        act(left, left.created_by)


def test_a_former_member_is_not_told_what_becomes_of_it(left):
    reject(submission=left, reason="Because.", by=UserFactory(role="coordinator"))
    told = Notice.objects.get()
    assert (told.kind, told.to_id) == ("submission_rejected", left.organisation.memberships.get(state="active").user_id)


def test_a_former_member_does_not_get_later_answers_with_their_data(client, left):
    save_answers(
        submission=left,
        answers={"contact_name": "Written later"},
        seen=0,
        by=left.organisation.memberships.get(state="active").user,
    )
    client.force_login(left.created_by)
    data = json.loads(client.get("/accounts/data/my-data.json").content)
    assert data["submissions"] == []
    assert [one["code"] for one in data["submissions_left"]] == [left.code]
    assert "Written later" not in json.dumps(data)


def test_a_reviewer_who_has_made_it_and_left_can_only_read_it(client):
    reviewer = UserFactory(role="coordinator")
    submission = SubmissionFactory(state="submitted", member=reviewer)
    Membership.objects.filter(user=reviewer).update(state="ended")
    client.force_login(reviewer)
    page = f"/submissions/{submission.code}/about/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "Mine", "seen": 0}).status_code == 422
    with pytest.raises(NotTheirs):
        save_answers(submission=submission, answers={"title": "Mine"}, seen=0, as_reviewer=True, by=reviewer)
    submission.refresh_from_db()
    assert submission.title == "Solar schools online"


def test_no_one_writes_as_reviewer_without_the_role():
    submission = SubmissionFactory(state="submitted")
    with pytest.raises(NotTheirs):
        save_answers(submission=submission, answers={"title": "Mine"}, seen=0, as_reviewer=True, by=UserFactory())


# --- Corrections about one's own organisation ---


@pytest.mark.parametrize("about", ["activity", "organisation"])
def test_no_one_answers_a_correction_about_their_own_organisation(about):
    own = MembershipFactory(user=UserFactory(role="coordinator"))
    subject = own.organisation if about == "organisation" else ActivityFactory(organisation=own.organisation)
    row = Submission.objects.create(
        kind="correction", state="submitted", submitted_at=timezone.now(), contact_email="a@example.org",
        **{about: subject},
    )  # fmt: skip
    with pytest.raises(Refused, match="You belong to this organisation"):
        accept_correction(submission=row, answer="Done.", by=own.user)
    assert not Submission.objects.not_of(own.user).exists()
    assert not belongs(UserFactory(role="coordinator"), row)


def test_a_correction_is_no_submission_of_the_organisation_that_it_is_about(client):
    own = MembershipFactory(role="owner")
    row = Submission.objects.create(
        kind="correction", state="submitted", submitted_at=timezone.now(), organisation=own.organisation
    )
    client.force_login(own.user)
    assert client.get(f"/submissions/{row.code}/").status_code == 404
    with pytest.raises(NotTheirs):
        withdraw_submission(submission=row, by=own.user)


# --- Invitations that outlive the power to invite ---


@pytest.mark.parametrize("how", ["demoted", "left", "removed", "switched off"])
def test_an_invitation_ends_with_the_power_to_invite(how):
    owner = MembershipFactory(role="owner")
    inviter = MembershipFactory(role="owner", organisation=owner.organisation)
    second = vouched(email="second@example.org")
    invitation = invite(body=owner.organisation, email=second.email, role="owner", by=inviter.user)
    if how == "demoted":
        set_role(membership=inviter, role="member", by=owner.user)
    elif how == "switched off":
        User.objects.filter(pk=inviter.user_id).update(is_active=False)
    else:
        end_membership(membership=inviter, by=inviter.user if how == "left" else owner.user)
    with pytest.raises(Refused, match="no longer valid"):
        answer_invitation(invitation=invitation, accept=True, by=second)
    assert not second.memberships.exists()


def test_an_invitation_is_for_the_very_address():
    owner = MembershipFactory(role="owner")
    invitation = invite(body=owner.organisation, email="Amina@example.org", by=owner.user)
    for email in ("amina+x@example.org", "amina@example.org.evil.example", "am\u0131na@example.org"):
        with pytest.raises(Refused):
            answer_invitation(invitation=invitation, accept=True, by=vouched(email=email))
    unverified = UserFactory(email="amina@example.org")
    EmailAddress.objects.create(user=unverified, email="amina@example.org", verified=False)
    with pytest.raises(Refused):
        answer_invitation(invitation=invitation, accept=True, by=unverified)
    unverified.vouch_for_email()
    assert answer_invitation(invitation=invitation, accept=True, by=unverified).state == "active"


def test_proposing_an_organisation_that_exists_makes_no_one_its_owner():
    owner = MembershipFactory(role="owner")
    proposal = OrganisationProposalFactory()
    pretender = MembershipFactory(proposal=proposal, user=proposal.proposed_by, role="owner")
    invite(body=proposal, email="second@example.org", role="owner", by=pretender.user)
    approve_proposal(proposal=proposal, existing=owner.organisation, by=UserFactory(role="coordinator"))
    pretender.refresh_from_db()
    assert (pretender.organisation, pretender.role) == (owner.organisation, "member")
    assert not Invitation.objects.open().exists()


def test_an_existing_organisation_without_owner_gets_the_one_who_proposed_it_again():
    existing, proposal = OrganisationFactory(), OrganisationProposalFactory()
    first = MembershipFactory(proposal=proposal, user=proposal.proposed_by, role="owner")
    approve_proposal(proposal=proposal, existing=existing, by=UserFactory(role="coordinator"))
    first.refresh_from_db()
    assert (first.organisation, first.role) == (existing, "owner")


@pytest.mark.parametrize("name", ["See https://evil.example", "WWW.evil.example wins", "ftp://evil.example"])
def test_names_in_invitations_bring_no_links(client, name):
    client.force_login(vouched())
    proposal = {"name": name, "type": "academia", "country": CountryFactory(code="KE").code}
    for path, sent in (("/organisations/join/new/", proposal), ("/accounts/", {"name": name})):
        answer = client.post(path, sent)
        assert answer.status_code == 422
        assert "Enter the name without a web address." in answer.content.decode()
    assert not Membership.objects.exists()


# --- Undo, when an e-mail is on its way ---


@pytest.mark.parametrize("how", ["in a daily e-mail", "being sent"])
def test_no_acceptance_is_undone_once_its_mail_is_on_the_way(how):
    reviewer = UserFactory(role="coordinator")
    row = SubmissionFactory(state="submitted")
    colleague = MembershipFactory(organisation=row.organisation, user=UserFactory(mails="daily"))
    fields = {"title": "Solar", "description": "Text", "kind": "project", "status": "ongoing"}
    row = accept(submission=row, fields=fields, links={}, seen=0, by=reviewer)
    if how == "being sent":
        Notice.objects.filter(to=row.created_by).update(begun=1)
    else:
        Notice.objects.update(try_after=timezone.now())
        assert make_digest(colleague.user_id, timezone.now())
    with pytest.raises(Refused, match="already been notified"):
        undo_acceptance(submission=row, by=reviewer)
    assert Activity.objects.get(pk=row.activity_id).withdrawn is False


# --- Clients that never stop ---


def used_up(what, user, most):
    count(what, str(user.pk), most, limits.DAY)


@pytest.fixture
def draft(client):
    CountryFactory(code="KE")
    submission = SubmissionFactory()
    client.force_login(submission.created_by)
    return submission


def test_too_many_drafts_by_copying(client, draft):
    used_up("draft", draft.created_by, limits.DRAFTS)
    answer = client.post(f"/submissions/{draft.code}/copy/")
    assert (answer.status_code, answer["Retry-After"]) == (429, str(limits.DAY))
    assert "You have started many drafts today" in answer.content.decode()
    assert Submission.objects.count() == 1


def test_too_many_drafts_by_updating(client, draft):
    activity = ActivityFactory(organisation=draft.organisation)
    used_up("draft", draft.created_by, limits.DRAFTS)
    assert client.post(f"/activities/{activity.pk}/update/").status_code == 429
    assert Submission.objects.count() == 1


def test_too_many_submissions(client, draft):
    used_up("submit", draft.created_by, limits.SUBMISSIONS)
    sent = {"may_submit": "on", "licence": "on", "seen": 0}
    answer = client.post(f"/submissions/{draft.code}/check/", sent)
    assert answer.status_code == 429
    assert answer.content.decode().count(" checked") >= 2  # what was ticked stays
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("autosaved", [True, False])
def test_too_much_text(client, draft, autosaved):
    used_up("answers", draft.created_by, limits.CHARACTERS)
    page = f"/submissions/{draft.code}/about/"
    headers = {"HTTP_HX_REQUEST": "true"} if autosaved else {}
    answer = client.post(page + ("?autosave" if autosaved else ""), {"title": "Typed words", "seen": 0}, **headers)
    assert answer.status_code == 429
    assert "You have saved very much text" in answer.content.decode()
    assert autosaved or "Typed words" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Solar schools online"


def test_each_version_of_an_answer_counts(draft):
    save_answers(submission=draft, answers={"title": "x" * 1_000}, seen=0, by=draft.created_by)
    used = count("answers", str(draft.created_by.pk), 0, limits.HOUR).used
    assert used == 1_000 + limits.EACH_ANSWER


def test_megabytes_are_refused_without_cleaning_them(client, monkeypatch):
    """To clean five megabytes of line ends takes ten seconds, and anyone can send a correction."""
    cleaned = []
    monkeypatch.setattr("activities.forms.fields.clean_prose", lambda text: cleaned.append(len(text)) or text)
    right = "a" + "\n" * 1_000_000 + "a"
    answer = client.post("/corrections/new/", {"what": "fact", "right": right, "email": "a@example.org"})
    assert answer.status_code == 422
    assert max(cleaned, default=0) == 0


# --- Direct posts that skip a state ---

STATES = ["draft", "submitted", "returned", "accepted", "rejected", "withdrawn"]
#: The acts of a submitter's buttons, and the states in which they do something.
BUTTONS = {
    "withdraw": {"submitted", "returned"},
    "discard": {"draft"},
    "check": {"draft", "returned"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_acts_only_in_its_states(client, button, state):
    published = {}
    if state == "accepted":
        activity = ActivityFactory()
        published = {"activity": activity, "change": activity.change}
    CountryFactory(code="KE")
    row = SubmissionFactory(state=state, answers=answers(), **published)
    client.force_login(row.created_by)
    sent = {"may_submit": "on", "licence": "on", "seen": 0}
    client.post(f"/submissions/{row.code}/{button}/", sent)
    now = Submission.objects.filter(pk=row.pk).values_list("state", flat=True).first()
    assert (now != state) == (state in BUTTONS[button])


# --- What logs repeat ---


def test_logs_repeat_nothing_that_was_typed_and_no_key(client, caplog):
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False
    word = "plantedword"
    address = f"{word}@example.org"
    keys = [correction_key("S-AAAA"), still_true_key(1, 1, 1), unsubscribe_key(None, address)]
    pages = [f"/corrections/confirm/{keys[0]}", f"/activities/still-true/{keys[1]}", f"/mails/unsubscribe/{keys[2]}"]
    for page in pages:
        for path in (f"{page}/", f"{page}x/"):
            client.get(path)
            client.post(path)
    client.get(f"/files/plantedkey/{word}.pdf")
    named = {"about": word, "what": "fact", "right": word, "where": word}
    client.post("/corrections/new/", named | {"email": address})
    client.post("/corrections/new/", named | {"email": word})
    draft = SubmissionFactory(member=vouched(name=word, email=address))
    owner = MembershipFactory(user=draft.created_by, role="owner")
    client.force_login(draft.created_by)
    client.post(f"/submissions/{draft.code}/about/", {"title": word, "description": word, "seen": "0"})
    client.post(f"/submissions/{draft.code}/evidence/", {"contact_name": word, "contact_email": address, "seen": "0"})
    client.post(
        f"/submissions/{draft.code}/evidence/",
        {"attach": "", "seen": "9", "statement": word, "file": SimpleUploadedFile(f"{word}.pdf", b"no file")},
    )
    client.get(f"/submissions/{draft.code}/similar/?title={word}")
    client.get(f"/organisations/join/?q={word}")
    client.post("/organisations/join/new/", {"name": word, "type": "x"})
    client.post(f"/your-organisations/{owner.pk}/", {"email": f"b{address}", "role": "member"})
    client.get("/accounts/data/my-data.json")
    send_notices()
    told = "\n".join(
        f"{record.getMessage()} {record.msg}" for record in caplog.records if record.name != "django.db.backends"
    )
    assert "/corrections/confirm/…" in told
    assert [each for each in [word, "plantedkey", *keys] if each in told] == []
