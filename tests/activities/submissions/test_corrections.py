"""Suggest a correction without an account: by form, e-mail and link, and answered by e-mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from activities import tasks
from activities.actions.outbox import signed
from activities.actions.outbox.mails import send_notices
from activities.actions.submissions.reviewing import accept_correction, reject
from activities.models import Notice, Submission
from activities.pages.submissions.corrections import FOR_ADDRESS, FROM_CLIENT
from tests.factories.activities import ActivityFactory, MappingFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory

pytestmark = pytest.mark.django_db
ANSWERS = {"what": "fact", "right": "It began in 2019.", "where": "https://example.org", "email": "ada@example.org"}
HOSTILE = "<script>x</script>\r\nBcc: a@b.example\u202e\u200b\x00 end"


@pytest.fixture
def activity():
    return ActivityFactory(title="Smart <Villages>")


def send(client, activity=None, **changed):
    way = f"?activity={activity.pk}" if activity else ""
    return client.post(f"/corrections/new/{way}", ANSWERS | changed)


def link_in_mail():
    send_notices()
    return re.search(r"/corrections/confirm/\S+/", mail.outbox[-1].body)[0]


def test_a_correction_is_submitted_by_the_link_in_the_mail(client, activity):
    assert send(client, activity).url == "/corrections/sent/"
    row = Submission.objects.get()
    assert (row.kind, row.state, row.activity, row.contact_email) == (
        "correction",
        "draft",
        activity,
        "ada@example.org",
    )
    assert row.answers == {name: ANSWERS[name] for name in ("what", "right", "where")}
    there = link_in_mail()
    assert mail.outbox[0].to == ["ada@example.org"]
    assert "2019" not in mail.outbox[0].body, "anyone can enter the address of someone else"
    page = client.get(there).content.decode()
    assert "Confirm your correction" in page
    assert "It began in 2019." in page
    row.refresh_from_db()
    assert row.state == "draft", "programs open links in e-mails"
    assert row.code in client.post(there).content.decode()
    row.refresh_from_db()
    assert (row.state, row.submitted_at is None) == ("submitted", False)
    assert list(row.events.values_list("verb", flat=True)) == ["started", "submitted"]
    assert row.code in client.post(there).content.decode()
    assert row.events.count() == 2


def test_the_form_says_what_it_is_about(client, activity):
    link = MappingFactory(activity=activity)
    page = client.get(f"/corrections/new/?activity={activity.pk}&term={link.term_id}").content.decode()
    assert "Smart &lt;Villages&gt;" in page
    assert link.term.title in page
    assert re.search(r'value="link"[^>]* checked', page)
    client.post(f"/corrections/new/?activity={activity.pk}&term={link.term_id}", ANSWERS)
    assert Submission.objects.get().term == link.term


def test_an_organisation_and_something_that_the_sender_names(client):
    organisation = OrganisationFactory()
    client.post(f"/corrections/new/?organisation={organisation.slug}", ANSWERS)
    assert Submission.objects.get().organisation == organisation
    assert client.post("/corrections/new/", ANSWERS).status_code == 422
    assert client.post("/corrections/new/", ANSWERS | {"about": "Smart Villages"}).status_code == 302
    assert Submission.objects.first().answers["about"] == "Smart Villages"


@pytest.mark.parametrize("way", ["activity=0", "activity=x", f"activity={2**70}", "organisation=nowhere"])
def test_what_is_not_there_is_404(client, way):
    assert client.get(f"/corrections/new/?{way}").status_code == 404


def test_a_withdrawn_activity_is_404(client):
    withdrawn = ActivityFactory(withdrawn=True)
    assert client.get(f"/corrections/new/?activity={withdrawn.pk}").status_code == 404


def test_errors_keep_what_was_typed(client, activity):
    response = send(client, activity, email="no address", what="")
    page = response.content.decode()
    assert response.status_code == 422
    for text in ("It began in 2019.", "no address", "Choose what is wrong.", "Enter an e-mail address"):
        assert text in page
    assert not Submission.objects.exists()


def test_the_answer_is_the_same_for_every_address(client, activity):
    UserFactory(email="known@example.org")
    pages = [send(client, activity, email=one) for one in ("known@example.org", "unknown@example.org")]
    assert len({(page.status_code, page.url) for page in pages}) == 1
    assert Notice.objects.filter(to=None).count() == 2


def test_too_many_keep_what_was_typed(client, activity):
    for _ in range(FOR_ADDRESS):
        assert send(client, activity).status_code == 302
    response = send(client, activity)
    assert (response.status_code, "Retry-After" in response) == (429, True)
    assert "It began in 2019." in response.content.decode()
    assert Submission.objects.count() == FOR_ADDRESS
    for number in range(FROM_CLIENT - FOR_ADDRESS - 1):
        assert send(client, activity, email=f"{number}@example.org").status_code == 302
    assert send(client, activity, email="other@example.org").status_code == 429


def test_people_who_are_signed_in_need_no_link(client, activity):
    person = UserFactory()
    person.vouch_for_email()
    client.force_login(person)
    page = client.get(f"/corrections/new/?activity={activity.pk}").content.decode()
    assert 'name="email"' not in page
    response = send(client, activity, email="other@example.org")
    row = Submission.objects.get()
    assert (response.url, row.state, row.contact_email) == (activity.get_absolute_url(), "submitted", person.email)
    assert not Notice.objects.exists()


def test_an_address_that_is_not_verified_needs_the_link(client, activity):
    client.force_login(UserFactory())
    send(client, activity)
    assert Submission.objects.get().state == "draft"


def test_hostile_text_in_all_fields(client, activity):
    send(client, activity, right=HOSTILE, where=HOSTILE)
    there = link_in_mail()
    (message,) = mail.outbox
    assert "\u202e" not in message.body
    assert "<script>" not in message.alternatives[0][0]
    page = client.get(there).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;" in page
    assert client.post("/corrections/new/", ANSWERS | {"about": HOSTILE, "email": HOSTILE}).status_code == 422
    assert send(client, activity, right="a" * 1_000_000).status_code == 422


def test_old_and_false_links(client, activity, monkeypatch):
    send(client, activity)
    there = link_in_mail()
    assert client.get(there[:-3] + "/").status_code == 404
    monkeypatch.setattr(signed, "CORRECTION_FOR", timedelta(seconds=-1))
    assert client.post(there).status_code == 410
    assert Submission.objects.get().state == "draft"


def test_unconfirmed_ones_are_deleted_after_seven_days(client, activity):
    send(client, activity)
    there = link_in_mail()
    send(client, activity)
    newer = Submission.objects.order_by("pk").last()
    Submission.objects.exclude(pk=newer.pk).update(created_at=timezone.now() - timedelta(days=8))
    tasks.forget_expired()
    assert Submission.objects.get() == newer
    assert Notice.objects.count() == 1
    assert client.post(there).status_code == 410


def test_confirmed_ones_stay(client, activity):
    send(client, activity)
    client.post(link_in_mail())
    Submission.objects.update(created_at=timezone.now() - timedelta(days=8))
    tasks.forget_expired()
    assert Submission.objects.exists()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda row, by: accept_correction(submission=row, answer="Thank you.", by=by), "was accepted"),
        (lambda row, by: reject(submission=row, reason="It began in 2018.", by=by), "was not accepted"),
    ],
)
def test_the_answer_comes_by_mail_to_the_sender_only(client, act, words):
    member = MembershipFactory()
    client.post(f"/corrections/new/?organisation={member.organisation.slug}", ANSWERS)
    client.post(link_in_mail())
    row = Submission.objects.get()
    act(row, UserFactory(role="coordinator"))
    send_notices()
    assert [message.to for message in mail.outbox[1:]] == [["ada@example.org"]]
    assert words in mail.outbox[1].subject
    assert row.code in mail.outbox[1].subject
    assert f"/organisations/{member.organisation.slug}/" in mail.outbox[1].body


def test_members_do_not_see_who_corrects_their_organisation(client):
    member = MembershipFactory()
    client.post(f"/corrections/new/?organisation={member.organisation.slug}", ANSWERS)
    client.post(link_in_mail())
    assert not Submission.objects.visible_to(member.user).exists()
    assert Submission.objects.visible_to(UserFactory(role="coordinator")).exists()


def test_the_doors(client, activity):
    link = MappingFactory(activity=activity)
    page = client.get(activity.get_absolute_url()).content.decode()
    assert f"/corrections/new/?activity={activity.pk}&amp;term={link.term_id}" in page
    assert page.count(f'"/corrections/new/?activity={activity.pk}"') == 1
    organisation = OrganisationFactory()
    assert (
        f"/corrections/new/?organisation={organisation.slug}"
        in client.get(organisation.get_absolute_url()).content.decode()
    )
    assert 'href="/corrections/new/"' in client.get("/about/").content.decode()
