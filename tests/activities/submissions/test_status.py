"""The list of submissions, the state of one, and what can be done with it; and the door to an update."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.actions.submissions.drafting import start_update
from activities.models import FieldComment, Submission
from tests.factories.activities import ActivityFactory, CountryFactory, UserFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory, answers

pytestmark = pytest.mark.django_db
LIST = "/submissions/"


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def act(client, row, name):
    return client.post(reverse(f"submission-{name}", args=[row.code]))


@pytest.fixture
def person():
    return UserFactory(name="Ama Owusu")


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_has_a_constant_number_of_queries(client, person, items, django_assert_num_queries):
    client.force_login(person)
    organisation = MembershipFactory(user=person).organisation
    SubmissionFactory.create_batch(items, member=person, organisation=organisation)
    client.get(LIST)
    with django_assert_num_queries(5):
        assert text_of(client.get(LIST)).count("Complete and submit it") == items


def test_the_list_without_submissions(client, person):
    client.force_login(person)
    assert "You have no submissions yet" in text_of(client.get(LIST))
    assert client.get("/submissions/?before=x").status_code == 200


def test_the_list_is_of_the_person_even_for_a_reviewer(client):
    SubmissionFactory(state="submitted")
    client.force_login(UserFactory(role="coordinator"))
    assert "You have no submissions yet" in text_of(client.get(LIST))


def test_the_list_goes_on_with_older_ones(client, person):
    client.force_login(person)
    organisation = MembershipFactory(user=person).organisation
    SubmissionFactory.create_batch(51, member=person, organisation=organisation, answers={"title": "One"})
    page = client.get(LIST).content.decode()
    older = re.search(r"\?before=\d+", page)[0]
    assert text_of(client.get(LIST + older)).count("Complete and submit it") == 1


@pytest.mark.parametrize("name", ["withdraw", "copy", "discard"])
def test_only_members_act(client, name):
    row = SubmissionFactory()
    for user in (UserFactory(), UserFactory(role="coordinator")):
        client.force_login(user)
        assert act(client, row, name).status_code == 404
    waiting = SubmissionFactory(state="submitted")
    client.force_login(UserFactory(role="administrator"))
    assert act(client, waiting, name).status_code == 422
    assert Submission.objects.get(pk=waiting.pk).state == "submitted"


def test_a_draft_is_discarded_and_what_waits_is_withdrawn(client):
    row = SubmissionFactory()
    client.force_login(row.created_by)
    assert act(client, row, "withdraw").status_code == 422
    assert act(client, row, "discard")["Location"] == LIST
    assert not Submission.objects.filter(pk=row.pk).exists()
    waiting = SubmissionFactory(state="submitted")
    client.force_login(waiting.created_by)
    assert act(client, waiting, "discard").status_code == 422
    assert act(client, waiting, "withdraw").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert "Nothing can be changed." in text_of(client.get(waiting.get_absolute_url()))


def test_a_copy_is_a_new_draft(client):
    row = SubmissionFactory(state="rejected")
    client.force_login(row.created_by)
    response = act(client, row, "copy")
    made = Submission.objects.exclude(pk=row.pk).get()
    assert response["Location"] == reverse("submission-about", args=[made.code])
    assert (made.state, made.kind, made.answers) == ("draft", "new", row.answers)


def test_the_timeline_and_an_honest_expectation(client):
    row = SubmissionFactory(state="submitted")
    row.events.create(verb="submitted", by=row.created_by)
    row.events.create(verb="first-read", by=UserFactory(name="A reviewer"))
    client.force_login(row.created_by)
    page = text_of(client.get(row.get_absolute_url()))
    assert re.search(r"Submitted .* First read .* Decision", page)
    assert "A reviewer" not in page
    assert "Too few submissions have been decided" in page
    assert row.code in page
    now = timezone.now()
    for _ in range(5):
        SubmissionFactory(state="rejected", submitted_at=now - timedelta(days=6), decided_at=now)
    page = text_of(client.get(row.get_absolute_url()))
    assert "Half of the latest submissions were decided within 6 days." in page


def test_what_reviewers_ask_for_leads_to_its_field(client):
    CountryFactory(code="KE")
    row = SubmissionFactory(state="returned", reason="Please say more.")
    link = next(name for name in row.answers if name.endswith(".strength"))
    term = link.split(".")[1]
    for field, text in (("title", "Shorter, please"), (f"link.{term}", "Is it this target?")):
        FieldComment.objects.create(submission=row, field=field, text=text, sent_at=timezone.now())
    FieldComment.objects.create(submission=row, field="url", text="Not sent")
    FieldComment.objects.create(
        submission=row, field="kind", text="Of last time", sent_at=row.decided_at - timedelta(days=1)
    )
    client.force_login(row.created_by)
    page = client.get(row.get_absolute_url())
    assert "ITU asks you to change 2 things" in text_of(page)
    assert "Please say more." in text_of(page)
    assert f'href="{reverse("submission-about", args=[row.code])}#field-title"' in page.content.decode()
    assert "Link to 9.c : Is it this target?" in text_of(page)
    about = text_of(client.get(reverse("submission-about", args=[row.code])))
    assert "ITU asks: Shorter, please" in about
    assert "Not sent" not in about
    assert "Of last time" not in about
    links = text_of(client.get(reverse("submission-contribution", args=[row.code])))
    assert "ITU asks: Is it this target?" in links


def test_an_update_starts_once_and_marks_what_differs(client, person):
    CountryFactory(code="KE", name="Kenya")
    organisation = MembershipFactory(user=person).organisation
    activity = ActivityFactory(organisation=organisation, title="Smart villages", start_year=2020, countries=["KE"])
    client.force_login(person)
    there = reverse("activity-update", args=[activity.pk])
    assert "Start the update" in text_of(client.get(there))
    first, second = client.post(there), client.post(there)
    row = Submission.objects.get()
    assert first["Location"] == second["Location"] == reverse("submission-about", args=[row.code])
    about = {name: value for name, value in row.answers.items() if "." not in name}
    client.post(first["Location"], about | {"title": "Smart towns", "seen": 0, "page": "p"})
    page = text_of(client.get(first["Location"]))
    assert "Changed. Published now: Smart villages" in page
    check = text_of(client.get(reverse("submission-check", args=[row.code])))
    assert "Published now: Smart villages" in check
    activity.refresh_from_db()
    assert activity.title == "Smart villages"


def test_an_update_that_changes_nothing_is_not_submitted(client, person):
    organisation = MembershipFactory(user=person).organisation
    activity = ActivityFactory(organisation=organisation)
    row = start_update(activity=activity, by=person)
    client.force_login(person)
    response = client.post(reverse("submission-check", args=[row.code]), {"seen": 0, "may_submit": 1, "licence": 1})
    assert response.status_code == 422
    assert "The answers are the same as those published." in text_of(response)


def test_others_read_how_to_join(client, person):
    activity = ActivityFactory(organisation__name="Kenya ICT Authority")
    there = reverse("activity-update", args=[activity.pk])
    assert client.get(there).status_code == 302
    client.force_login(person)
    for response in (client.get(there), client.post(there)):
        assert response.status_code == 403
        assert "Only members of Kenya ICT Authority can update this activity." in text_of(response)
    assert not Submission.objects.exists()
    assert client.get("/activities/999999/update/").status_code == 404


HOSTILE = {
    "nul": "a\0b",
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "bidi": "abc\u202edef\u2066ghi\u200b",
    "long": "x" * 1_000_000,
    "marks": "e" + "\u0301" * 20_000,
    "emoji": "👩‍👩‍👧‍👦" * 100,
    "formula": '=HYPERLINK("http://x")',
    "template": "{{ 7|add:7 }}{% now 'Y' %}",
}
PAGES = {
    "about": [
        *"title description language english_title english_summary kind status start_year end_year".split(),
        *"partners url regions countries organisation seen page settle choice.title".split(),
    ],
    "contribution": [
        *"q q_found add remove dismiss link.TERM.strength link.TERM.rationale".split(),
        *"link.TERM.evidence_url link.x.strength settle seen".split(),
    ],
    "evidence": ["contact_name", "contact_email", "statement", "remove", "seen"],
    "check": ["seen", "may_submit", "licence"],
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("page", PAGES)
def test_hostile_text_in_every_field(client, page, kind):
    CountryFactory(code="KE")
    row = SubmissionFactory(answers=answers(), state="draft")
    client.force_login(row.created_by)
    term = next(name.split(".")[1] for name in row.answers if name.endswith(".strength"))
    address = reverse(f"submission-{page}", args=[row.code])
    for field in PAGES[page]:
        name = field.replace("TERM", term)
        sent = {"seen": 0, "page": "p", name: HOSTILE[kind]}
        response = client.post(address, sent)
        assert response.status_code in (302, 422), (field, response.status_code)
        if kind == "long" and field in ("title", "description", "english_title", "contact_name"):
            assert response.status_code == 422
            assert "x" * 1_000_000 in response.content.decode()
        shown = client.get(f"{address}?check=1")
        assert shown.status_code == 200
        for each in (response, shown, client.get(reverse("submission-check", args=[row.code]))):
            assert "<script>alert(1)" not in each.content.decode()
            assert "<img src=x" not in each.content.decode()
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(LIST).status_code == 200
