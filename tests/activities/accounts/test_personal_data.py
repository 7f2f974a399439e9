"""All data about a person, its file, and the deletion of the account: facts stay, the person goes."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from activities import tasks
from activities.actions.ledger import Refused
from activities.actions.outbox.notices import notify
from activities.actions.submissions.attachments import attach_file
from activities.actions.submissions.deletion import FORMER_USER, delete_person
from activities.actions.submissions.drafting import save_answers
from activities.actions.submissions.examples import remove_examples
from activities.actions.submissions.submitting import submit, withdraw_submission
from activities.models import Change, Membership, Notice, Submission, User
from tests.factories.activities import ActivityFactory, ChangeFactory, UserFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory, answers
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
EMAIL, NAME = "amina.marker@example.org", "Amina Marker"


@pytest.fixture
def amina():
    user = UserFactory(email=EMAIL, name=NAME)
    user.vouch_for_email()
    return user


@pytest.fixture
def busy(amina):
    """Amina has left traces in every kind of row."""
    sent = SubmissionFactory(member=amina, answers=answers(contact_name=NAME, contact_email=EMAIL))
    save_answers(submission=sent, answers={"contact_name": NAME + " "}, seen=0, page="p", by=amina)
    submit(submission=sent, seen=1, by=amina)
    notify("submission_submitted", {"title": "x"}, addresses=[EMAIL])
    Submission.objects.create(
        kind="correction", state="submitted", submitted_at=timezone.now(), contact_email=EMAIL, answers={"what": "fact"}
    )
    ActivityFactory(change=ChangeFactory(by=amina, actor=NAME))
    amina.saved_filters.create(name="Mine", page="activity-list")
    return sent


def rows_that_name(*words):
    """(table, column) of every column of text that has one of the words."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField | ArrayField):
                for word in words:
                    if model._default_manager.filter(**{f"{field.name}__icontains": word}).exists():
                        found.add((model._meta.model_name, field.name))
    return found


def test_the_page_and_the_file_show_everything(client, amina, busy):
    client.force_login(amina)
    page = client.get("/accounts/data/")
    assert page.status_code == 200
    assert EMAIL in page.content.decode()
    assert busy.code in page.content.decode()
    file = client.get("/accounts/data/my-data.json")
    data = json.loads(file.content)
    assert file["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert data["account"][0]["email"] == EMAIL
    assert {one["code"] for one in data["submissions"]} >= {busy.code}
    assert data["answers"][0]["value"] == NAME + " "
    assert [one["name"] for one in data["saved_views"]] == ["Mine"]
    assert data["changes"] != []


def test_nobody_sees_the_data_of_others(client, amina, busy):
    client.force_login(UserFactory())
    assert EMAIL not in client.get("/accounts/data/my-data.json").content.decode()


def test_a_deleted_person_is_named_nowhere(amina, busy):
    assert rows_that_name(EMAIL, NAME)
    delete_person(by=amina)
    assert rows_that_name(EMAIL, NAME) == set()
    user = User.objects.get(pk=amina.pk)
    assert (user.is_active, user.name, user.has_usable_password()) == (False, "Former user", False)
    assert not EmailAddress.objects.filter(user=user).exists()


def test_traces_that_others_hold_of_a_deleted_person_go_too(amina, busy):
    """In e-mails to others, in earlier and first answers, in timelines, and in the log of the admin."""
    colleague = MembershipFactory(organisation=busy.organisation, role="owner").user
    second = EmailAddress.objects.create(user=amina, email="Second.Marker@example.org", verified=True)
    person = {"person": NAME, "by": amina.pk}
    notify("membership_requested", person | {"organisation": "X"}, to=[colleague])
    notify("digest", {"notices": [{"kind": "membership_requested", "context": person}]}, to=[colleague])
    kept = {"answers": {"title": "x", "contact_name": NAME, "contact_email": EMAIL.upper()}}
    notify("submission_submitted", kept, to=[colleague])
    notify("digest", {"notices": [{"kind": "submission_submitted", "context": kept}]}, to=[colleague])
    began = {"contact_name": NAME, "contact_email": second.email}
    other = SubmissionFactory(answers=answers(contact_name="Else"), began_with=answers(**began))
    for number, email in ((1, EMAIL), (2, "else@example.org")):
        save_answers(
            submission=other,
            answers={"contact_name": NAME if number == 1 else "Else", "contact_email": email},
            seen=9 * number,
            by=other.created_by,
        )
    busy.events.create(verb="assigned", text=NAME)
    busy.held = {"decision": "accept", "by": amina.pk}
    busy.save(update_fields=["held"])
    LogEntry.objects.create(
        user=UserFactory(role="administrator"), content_type=ContentType.objects.get_for_model(User),
        object_id=str(amina.pk), object_repr=NAME, action_flag=2,
    )  # fmt: skip
    User.objects.filter(pk=amina.pk).update(role_requested_at=timezone.now(), reminded_at=timezone.now())
    delete_person(by=amina)
    assert rows_that_name(EMAIL, NAME, second.email) == set()
    other.refresh_from_db()
    assert (other.answers["contact_name"], other.answers["contact_email"]) == ("Else", "else@example.org")
    assert Notice.objects.filter(to=colleague, kind="submission_submitted", context__answers__title="x").exists()
    user = User.objects.get(pk=amina.pk)
    assert (user.role_requested_at, user.reminded_at) == (None, None)
    busy.refresh_from_db()
    assert busy.held is None


def files_of(draft, django_capture_on_commit_callbacks, act):
    """Attach a file to the draft, act, and return whether the storage still has it."""
    attachment = attach_file(submission=draft, name="a.pdf", content=PDF, by=draft.created_by)
    storage, name = attachment.file.storage, attachment.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        act()
    return storage.exists(name)


def test_the_files_of_deleted_drafts_are_deleted_too(amina, django_capture_on_commit_callbacks):
    draft = SubmissionFactory(member=amina)
    assert not files_of(draft, django_capture_on_commit_callbacks, lambda: delete_person(by=amina))


def test_the_files_of_old_drafts_are_deleted_too(django_capture_on_commit_callbacks):
    draft = SubmissionFactory()
    Submission.objects.filter(pk=draft.pk).update(changed_at=long_ago(731))
    assert not files_of(draft, django_capture_on_commit_callbacks, tasks.forget_expired_contacts)


def test_the_files_of_examples_are_deleted_too(django_capture_on_commit_callbacks):
    draft = SubmissionFactory(is_example=True)
    assert not files_of(draft, django_capture_on_commit_callbacks, remove_examples)


@pytest.mark.parametrize(("days", "kept"), [(364, True), (366, False)])
def test_the_contact_person_of_a_withdrawn_submission_is_forgotten_after_a_year(days, kept):
    """Nobody has decided on it, so it has no time of a decision."""
    row = SubmissionFactory(state="submitted")
    withdraw_submission(submission=row, by=row.created_by)
    row.events.update(at=long_ago(days))
    tasks.forget_expired_contacts()
    row.refresh_from_db()
    assert ("contact_email" in row.answers) == kept


def test_what_the_person_published_stays(amina, busy):
    delete_person(by=amina)
    busy.refresh_from_db()
    assert (busy.state, busy.created_by, busy.title) == ("submitted", None, "Solar schools online")
    assert Change.objects.get(by=amina).actor == FORMER_USER


def test_drafts_that_only_the_person_can_open_are_deleted(amina):
    alone = SubmissionFactory(member=amina)
    shared = SubmissionFactory(member=amina)
    MembershipFactory(organisation=shared.organisation)
    delete_person(by=amina)
    assert list(Submission.objects.all()) == [shared]
    assert alone.pk != shared.pk


def test_the_member_who_joined_first_becomes_the_owner(amina):
    own = MembershipFactory(user=amina, role="owner")
    first, second = (MembershipFactory(organisation=own.organisation) for _ in range(2))
    delete_person(by=amina)
    assert list(Membership.objects.order_by("pk").values_list("pk", "role")) == [
        (first.pk, "owner"),
        (second.pk, "member"),
    ]


@pytest.mark.parametrize("role", ["focal point", "coordinator", "administrator"])
def test_an_account_with_a_role_is_not_deleted(role):
    staff = UserFactory(role=role)
    with pytest.raises(Refused):
        delete_person(by=staff)
    staff.refresh_from_db()
    assert staff.is_active


def test_deletion_asks_for_the_password_first(client, amina):
    client.force_login(amina)
    assert client.post("/accounts/data/delete/").url.startswith("/accounts/reauthenticate/")
    amina.refresh_from_db()
    assert amina.is_active


def test_whoever_gives_the_password_again_can_delete_the_account(client, amina):
    sign_in(client, EMAIL, "correct horse battery")
    asked = client.get("/accounts/data/delete/").url
    assert client.post(asked, {"password": "correct horse battery"}).url == "/accounts/data/delete/"
    assert client.get("/accounts/data/delete/").status_code == 200
    assert client.post("/accounts/data/delete/").url == "/"
    assert client.get("/accounts/").status_code == 302
    amina.refresh_from_db()
    assert not amina.is_active


def test_somebody_else_can_use_the_address_afterwards(amina):
    delete_person(by=amina)
    assert UserFactory(email=EMAIL).email == EMAIL


# --- Retention ---


def long_ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.mark.parametrize(("days", "kept"), [(364, True), (366, False)])
def test_the_contact_person_of_a_rejected_submission_is_forgotten_after_a_year(days, kept):
    rejected = SubmissionFactory(state="rejected", decided_at=long_ago(days))
    tasks.forget_expired_contacts()
    rejected.refresh_from_db()
    assert ("contact_email" in rejected.answers, "contact_email" in rejected.began_with) == (kept, kept)
    assert rejected.answers["title"] == "Solar schools online"


def test_the_address_of_a_correction_is_forgotten_after_a_year():
    correction = Submission.objects.create(
        kind="correction",
        state="accepted",
        submitted_at=long_ago(400),
        decided_at=long_ago(366),
        contact_email=EMAIL,
    )
    tasks.forget_expired_contacts()
    correction.refresh_from_db()
    assert correction.contact_email == ""


@pytest.mark.parametrize(("days", "kept"), [(729, 1), (731, 0)])
def test_drafts_that_nobody_changes_are_deleted_after_two_years(days, kept):
    draft = SubmissionFactory()
    Submission.objects.filter(pk=draft.pk).update(changed_at=long_ago(days))
    tasks.forget_expired_contacts()
    assert Submission.objects.count() == kept


def test_accounts_that_were_never_verified_are_deleted_after_a_month(amina):
    User.objects.filter(pk=amina.pk).update(date_joined=long_ago(31))
    never = UserFactory(date_joined=long_ago(31))
    young = UserFactory(date_joined=long_ago(29))
    staff = UserFactory(role="coordinator", date_joined=long_ago(31))
    tasks.forget_expired_contacts()
    assert set(User.objects.all()) == {amina, young, staff}
    assert never.pk
