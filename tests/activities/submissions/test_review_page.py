"""/review/<reference>/: what a reviewer sees of one submission, and the decision."""

import pytest
from django.utils import timezone

from activities.actions.submissions.drafting import save_answers, start_update
from activities.actions.submissions.reviewing import reject
from activities.actions.submissions.submitting import submit
from activities.models import Activity, AnswerRevision, FieldComment, Mapping, Notice, ReasonTemplate, Submission
from activities.queries.submissions.answers import link_field
from tests.factories.activities import ActivityFactory, CountryFactory, MappingFactory, TargetFactory, UserFactory
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory, answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kenya():
    CountryFactory(code="KE")


@pytest.fixture
def reviewer(client):
    user = UserFactory(role="coordinator", name="Boris Ivanov")
    client.force_login(user)
    return user


@pytest.fixture
def sent():
    return SubmissionFactory(state="submitted")


def page(submission):
    return f"/review/{submission.code}/"


def press(client, submission, act, **data):
    return client.post(page(submission), {"act": act, "seen": submission.revision} | data)


def text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("role", "status"),
    [(None, 302), ("member", 403), ("focal point", 403), ("coordinator", 200), ("administrator", 200)],
)
def test_who_opens_it(client, sent, role, status):
    if role == "member":
        client.force_login(sent.created_by)
    elif role:
        client.force_login(UserFactory(role=role))
    assert client.get(page(sent)).status_code == status
    assert client.post(page(sent), {"act": "reject", "reason": "No.", "seen": 0}).status_code == (
        302 if role in ("coordinator", "administrator") else status
    )
    sent.refresh_from_db()
    assert sent.state == ("rejected" if status == 200 else "submitted")


def test_a_draft_is_not_there(client, reviewer):
    assert client.get(page(SubmissionFactory())).status_code == 404


def test_the_first_get_by_a_reviewer_is_the_first_reading(client, reviewer, sent):
    client.head(page(sent))
    sent.refresh_from_db()
    assert sent.first_read_at is None
    client.get(page(sent))
    sent.refresh_from_db()
    assert sent.first_read_at is not None
    assert list(sent.events.values_list("verb", "by")) == [("first-read", reviewer.pk)]


def test_a_reviewer_of_the_organisation_reads_and_does_not_decide(client, reviewer, sent):
    MembershipFactory(user=reviewer, organisation=sent.organisation)
    response = client.get(page(sent))
    assert "You belong to this organisation, so a colleague has to decide." in text(response)
    assert 'name="act"' not in text(response)
    for act in ("accept", "return", "reject", "comment:title", "assign", "unhold"):
        response = press(client, sent, act, reason="No.", **{"comment.title": "No."})
        assert response.status_code == 409
        assert "You belong to this organisation" in text(response)
    sent.refresh_from_db()
    assert (sent.state, sent.first_read_at, sent.held) == ("submitted", None, None)
    assert not FieldComment.objects.exists()


def test_accepting_publishes_and_offers_to_undo(client, reviewer, sent):
    response = client.post(page(sent), {"act": "accept", "seen": 0}, follow=True)
    activity = Activity.objects.get()
    assert response.redirect_chain == [(page(sent), 302)]
    assert "Accepted." in text(response)
    assert f'Published as <a href="/activities/{activity.pk}/">activity {activity.pk}</a>.' in text(response)
    assert 'value="undo"' in text(response)
    assert "Next in the queue" in text(response)
    assert Mapping.objects.get().certainty == "unconfirmed"


def test_links_are_confirmed_on_request(client, reviewer, sent):
    press(client, sent, "accept", confirm_links="on")
    assert Mapping.objects.get().certainty == "confirmed"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Enter a title."),
        ({"language": "fr"}, "Enter a title in English."),
        ({"contact_name": ""}, "Enter the name of a contact person."),
    ],
)
def test_what_is_incomplete_is_not_published(client, reviewer, changed, said):
    sent = SubmissionFactory(state="submitted", answers=answers(**changed))
    response = press(client, sent, "accept", reason="Typed.")
    assert response.status_code == 422
    assert said in text(response)
    assert "Typed." in text(response)
    assert not Activity.objects.exists()


def test_accepting_with_edits(client, reviewer):
    """The reviewer writes the English texts on the form's own page, and accepts what is shown then."""
    sent = SubmissionFactory(state="submitted", answers=answers(title="Écoles solaires", language="fr"))
    form = f"/submissions/{sent.code}/about/"
    assert f'href="{form}"' in text(client.get(page(sent)))
    response = client.get(form)
    assert f'href="{page(sent)}"' in text(response)
    english = {"english_title": "Solar schools", "english_summary": "Connects 40 schools."}
    save_answers(submission=sent, answers=english, seen=0, as_reviewer=True, by=reviewer)
    sent.refresh_from_db()
    response = client.get(page(sent))
    (edit,) = [fields for step, fields in response.context["timeline"] if fields]
    assert edit == ["Title in English", "Summary in English"]
    assert press(client, sent, "accept").status_code == 302
    activity = Activity.objects.get()
    assert (activity.title, activity.original_title, activity.language) == ("Solar schools", "Écoles solaires", "fr")


def test_an_entry_without_links_is_not_published(client, reviewer):
    sent = SubmissionFactory(state="submitted")
    Submission.objects.update(answers={name: v for name, v in sent.answers.items() if not name.startswith("link.")})
    response = press(client, sent, "accept")
    assert response.status_code == 422
    assert "Add at least one Goal or target." in text(response)


@pytest.mark.parametrize("act", ["return", "reject"])
def test_a_reason_is_needed(client, reviewer, sent, act):
    response = press(client, sent, act, reason=" ")
    assert response.status_code == 422
    assert "Enter a reason. It is sent to the submitter." in text(response)
    assert press(client, sent, act, reason="Because.").status_code == 302
    sent.refresh_from_db()
    assert (sent.reason, sent.decided_by) == ("Because.", reviewer)


def test_an_unknown_button_decides_nothing(client, reviewer, sent):
    for act in ("", "delete", "accept-all"):
        assert press(client, sent, act).status_code == 422
    assert client.post(page(sent), {"act": "accept"}).status_code == 422
    assert client.post(page(sent), {"act": "accept", "seen": "x"}).status_code == 422
    assert not Activity.objects.exists()


def test_the_second_reviewer_sees_the_decision_and_keeps_what_was_typed(client, reviewer, sent):
    first = UserFactory(role="coordinator", name="Anna Li")
    reject(submission=sent, reason="Twice.", by=first)
    sent.refresh_from_db()
    response = press(client, sent, "return", reason="Say where.", **{"comment.title": "Too short."})
    assert response.status_code == 409
    at = timezone.localtime(sent.decided_at).strftime("%H:%M")
    assert f"<bdi>Anna Li</bdi> rejected this at {at}. Your comments are saved below." in text(response)
    assert "Say where." in text(response)
    assert "Too short." in text(response)
    assert Notice.objects.filter(kind="submission_returned").count() == 0


def test_changed_answers_are_shown_before_a_decision(client, reviewer, sent):
    colleague = UserFactory(role="administrator")
    save_answers(submission=sent, answers={"title": "Solar schools, phase 2"}, seen=0, as_reviewer=True, by=colleague)
    for act in ("accept", "return", "reject"):
        response = client.post(page(sent), {"act": act, "seen": 0, "reason": "My reason."})
        assert response.status_code == 409
        assert "The answers have changed since you opened this page" in text(response)
        assert "Solar schools, phase 2" in text(response)
        assert "Changed since you opened this page" in text(response)
        assert "My reason." in text(response)
        assert '<input type="hidden" name="seen" value="1"' in text(response)
    assert client.post(page(sent), {"act": "accept", "seen": 1}).status_code == 302


def test_a_comment_is_saved_once_shown_and_removed(client, reviewer, sent):
    for _ in range(2):
        response = press(client, sent, "comment:title", **{"comment.title": "Say\x00 where."})
        assert response.headers["Location"] == f"{page(sent)}#field-title"
    row = FieldComment.objects.get()
    assert (row.field, row.text, row.by) == ("title", "Say where.", reviewer)
    assert "Say where." in text(client.get(page(sent)))
    press(client, sent, f"withdraw:{row.pk}")
    assert "Say where." not in text(client.get(page(sent)))


def test_an_empty_comment_and_an_unknown_field_are_refused(client, reviewer, sent):
    assert press(client, sent, "comment:title", **{"comment.title": " "}).status_code == 422
    press(client, sent, "comment:password", **{"comment.password": "Hello."})
    assert press(client, sent, "comment:title", **{"comment.title": "x" * 2001}).status_code == 422
    assert not FieldComment.objects.exists()


def test_a_comment_of_another_submission_is_not_removed(client, reviewer, sent):
    other = FieldComment.objects.create(submission=SubmissionFactory(state="submitted"), field="title", text="Mine.")
    assert press(client, sent, f"withdraw:{other.pk}").status_code == 404
    other.refresh_from_db()
    assert not other.withdrawn


def test_saving_a_comment_keeps_the_reason_that_is_typed(client, reviewer, sent):
    response = press(client, sent, "comment:url", reason="Two things.", **{"comment.url": "It does not open."})
    assert response.status_code == 200
    assert "Two things." in text(response)
    assert "It does not open." in text(response)


def test_comments_that_were_typed_go_with_the_decision(client, reviewer, sent):
    press(client, sent, "return", reason="Two things.", **{"comment.url": "It does not open."})
    notice = Notice.objects.get(kind="submission_returned")
    assert notice.context["comments"] == [{"field": "url", "text": "It does not open."}]
    row = FieldComment.objects.get()
    assert row.sent_at is not None
    response = press(client, sent, f"withdraw:{row.pk}")
    assert response.status_code == 409


def test_a_reason_is_inserted_below_what_is_typed(client, reviewer, sent):
    template = ReasonTemplate.objects.create(decision="return", title="Dates", text="Check the years.")
    response = press(client, sent, "use", template=template.pk, reason="Hello.")
    assert response.status_code == 200
    assert response.context["form"]["reason"].value() == "Hello.\n\nCheck the years."
    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert press(client, sent, "use").status_code == 422
    ReasonTemplate.objects.update(withdrawn=True)
    assert press(client, sent, "use", template=template.pk).status_code == 422


def test_assignment(client, reviewer, sent):
    other = UserFactory(role="administrator", name="Anna Li")
    press(client, sent, "assign", to=other.pk)
    sent.refresh_from_db()
    assert sent.assigned_to == other
    assert press(client, sent, "assign", to=UserFactory(role="focal point").pk).status_code == 422
    press(client, sent, "assign", to="")
    sent.refresh_from_db()
    assert sent.assigned_to is None


def updated(**changed):
    """An update of a published activity, submitted, with other answers."""
    member = MembershipFactory()
    activity = ActivityFactory(
        organisation=member.organisation, title="Old title", description="Text.", start_year=2020, countries=["KE"]
    )
    stays, goes = (
        MappingFactory(activity=activity, term=TargetFactory(code="9.c")),
        MappingFactory(activity=activity, term=TargetFactory(code="4.4"), strength=2),
    )
    update = start_update(activity=activity, by=member.user)
    contact = {"contact_name": "Amina", "contact_email": "amina@example.org"}
    removed = {link_field(goes.term_id, part): "" for part in ("strength", "rationale", "evidence_url")}
    save_answers(
        submission=update, answers={"title": "New title"} | contact | removed | changed, seen=0, by=member.user
    )
    update.refresh_from_db()
    submit(submission=update, seen=update.revision, by=member.user)
    update.refresh_from_db()
    return update, activity, stays, goes


def test_an_update_shows_what_it_changes(client, reviewer):
    update, _activity, stays, goes = updated()
    context = client.get(page(update)).context
    shown = {row.field: (row.published, row.values, row.changed) for row, _said, _typed in context["shown"]}
    assert shown == {
        "title": (("Old title",), ("New title",), True),
        f"link.{goes.term_id}": (("Contributes",), (), True),
    }
    assert f"link.{stays.term_id}" in {row.field for row, _said, _typed in context["folded"]}
    assert context["overtaken_rows"] == []


def test_an_update_warns_when_the_activity_has_changed_since(client, reviewer):
    update, activity, _stays, _goes = updated()
    Activity.objects.filter(pk=activity.pk).update(title="Corrected by staff", end_year=2024)
    response = client.get(page(update))
    assert "The activity has changed since this update was started" in text(response)
    assert {"title", "end_year"} <= {row.field for row, _said, _typed in response.context["shown"]}
    assert {row.field: (row.published, row.began) for row in response.context["overtaken_rows"]} == {
        "title": (("Corrected by staff",), ("Old title",)),
        "end_year": (("2024",), ()),
    }


def test_an_update_publishes_only_what_it_changes(client, reviewer):
    update, activity, stays, _goes = updated()
    Activity.objects.filter(pk=activity.pk).update(end_year=2024)
    assert press(client, update, "accept").status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.end_year) == ("New title", 2024)
    assert list(activity.mappings.filter(withdrawn=False)) == [stays]


def test_similar_activities_are_shown_but_for_the_updated_one(client, reviewer):
    update, activity, _stays, _goes = updated()
    other = ActivityFactory(title="New title")
    assert [one.id for one in client.get(page(update)).context["similar"]] == [other.pk]
    assert activity.pk not in [one.id for one in client.get(page(update)).context["similar"]]


def test_a_proposed_organisation_is_approved_with_the_activity(client, reviewer):
    proposal = OrganisationProposalFactory(name="Solar Institute")
    sent = SubmissionFactory(state="submitted", organisation=None, proposal=proposal, created_by=proposal.proposed_by)
    assert "If you accept, it is approved and published with the activity." in text(client.get(page(sent)))
    press(client, sent, "accept")
    assert Activity.objects.get().organisation.name == "Solar Institute"


def test_open_alternatives_are_shown(client, reviewer, sent):
    author = UserFactory(name="Anna Li")
    AnswerRevision.objects.create(
        submission=sent, number=1, field="title", value="Another title", by=author, alternative=True, open=True
    )
    assert "Another title" in text(client.get(page(sent)))


def corrected(**fields):
    activity = ActivityFactory()
    given = {"what": "It has ended", "right": "It ended in 2023.", "where": "https://example.org/end"}
    return SubmissionFactory(
        kind="correction",
        state="submitted",
        organisation=None,
        created_by=None,
        activity=activity,
        answers=given,
        contact_email="reader@example.org",
        **fields,
    )


def test_a_correction_is_answered_or_rejected(client, reviewer):
    sent = corrected()
    response = client.get(page(sent))
    shown = text(response)
    assert all(words in shown for words in ("It has ended", "It ended in 2023.", "https://example.org/end"))
    assert f'href="/activities/{sent.activity_id}/edit/"' in text(response)
    assert "Answer and close" in text(response)
    assert press(client, sent, "accept").status_code == 422
    assert press(client, sent, "return", reason="No.").status_code == 409
    assert press(client, sent, "accept", reason="Thank you.").status_code == 302
    assert Notice.objects.get(kind="correction_accepted").address == "reader@example.org"
    other = corrected()
    press(client, other, "reject", reason="No.")
    other.refresh_from_db()
    assert other.state == "rejected"


HOSTILE = "</textarea><script>alert(1)</script>\u202eevil\x00"


def test_hostile_text_is_shown_as_text(client, reviewer):
    target = TargetFactory(code="9.c")
    nasty = dict.fromkeys(("title", "description", "partners", "url", "kind", "language", "contact_name"), HOSTILE)
    nasty |= {link_field(target.pk, part): HOSTILE for part in ("strength", "rationale", "evidence_url")}
    nasty = {name: value.replace("\0", "") for name, value in nasty.items()}
    sent = SubmissionFactory(state="submitted", answers=answers(**nasty))
    response = client.get(page(sent))
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    response = press(client, sent, "reject", reason=HOSTILE, **{"comment.title": HOSTILE})
    assert response.status_code == 302
    assert "<script>alert" not in client.get(page(sent)).content.decode()
    assert press(client, sent, "reject", reason="x" * 1_000_000).status_code == 422


def test_the_page_has_few_queries(client, reviewer, sent, django_assert_max_num_queries):
    client.get(page(sent))
    with django_assert_max_num_queries(22):
        client.get(page(sent))
