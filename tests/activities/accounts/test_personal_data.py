"""All data about a person, its file, and the deletion of the account: facts stay, the person goes."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from activities import tasks
from activities.actions.ledger import Refused
from activities.actions.outbox.notices import notify
from activities.actions.submissions.deletion import FORMER_USER, delete_person
from activities.actions.submissions.drafting import save_answers
from activities.actions.submissions.submitting import submit
from activities.models import Change, Membership, Submission, User
from tests.factories.activities import ActivityFactory, ChangeFactory, UserFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory, answers
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
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
    assert (user.is_active, user.name, user.has_usable_password()) == (False, "", False)
    assert not EmailAddress.objects.filter(user=user).exists()


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
