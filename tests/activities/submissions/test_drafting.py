"""Answers of two people are merged field by field, and nothing that somebody wrote is lost."""

import pytest

from activities.actions.ledger import Refused
from activities.actions.submissions.drafting import (
    copy_submission,
    discard_draft,
    save_answers,
    settle_answer,
    start_submission,
    start_update,
)
from activities.actions.submissions.rows import NotTheirs
from activities.models import Submission
from activities.queries.submissions.answers import answers_of, link_field, linked_terms
from tests.factories.activities import ActivityFactory, MappingFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return SubmissionFactory(answers={"title": "One", "description": "Two"})


@pytest.fixture
def colleague(draft):
    return MembershipFactory(organisation=draft.organisation).user


def save(draft, by, seen=0, page="p", **answers):
    return save_answers(submission=draft, answers=answers, seen=seen, page=page, by=by)


def now(draft):
    draft.refresh_from_db()
    return draft.answers


def test_what_one_person_types_is_saved(draft):
    saved = save(draft, draft.created_by, title="New", description="Two")
    assert (saved.written, saved.both, saved.revision) == (("title",), (), 1)
    assert now(draft) == {"title": "New", "description": "Two"}


def test_two_people_in_different_fields_keep_both(draft, colleague):
    save(draft, draft.created_by, page="a", title="Hers", description="Two")
    saved = save(draft, colleague, page="b", title="One", description="His")
    assert saved.written == ("description",)
    assert now(draft) == {"title": "Hers", "description": "His"}


def test_two_people_in_one_field_keep_both_values(draft, colleague):
    save(draft, draft.created_by, page="a", title="Hers")
    saved = save(draft, colleague, page="b", title="His")
    assert (saved.written, saved.both) == ((), ("title",))
    assert now(draft)["title"] == "Hers"
    (other,) = draft.revisions.filter(open=True)
    assert (other.field, other.value, other.by) == ("title", "His", colleague)


def test_the_same_page_saves_again_without_a_conflict(draft):
    save(draft, draft.created_by, page="a", title="Solar")
    saved = save(draft, draft.created_by, page="a", title="Solar schools")
    assert (saved.written, saved.both) == (("title",), ())
    assert now(draft)["title"] == "Solar schools"


def test_a_longer_text_from_the_same_page_takes_the_place_of_its_first(draft, colleague):
    save(draft, draft.created_by, page="a", title="Hers")
    save(draft, colleague, page="b", title="Hi")
    save(draft, colleague, page="b", title="His")
    assert [one.value for one in draft.revisions.filter(open=True)] == ["His"]


def test_a_page_of_the_same_person_in_a_second_window_is_another(draft):
    save(draft, draft.created_by, page="a", title="First window")
    assert save(draft, draft.created_by, page="b", title="Second window").both == ("title",)


def test_someone_who_types_the_other_value_agrees(draft, colleague):
    save(draft, draft.created_by, page="a", title="Hers")
    save(draft, colleague, page="b", title="His")
    save(draft, colleague, page="b", title="Hers")
    assert not draft.revisions.filter(open=True).exists()


def test_the_base_is_the_value_that_the_page_was_opened_with(draft, colleague):
    first = save(draft, draft.created_by, page="a", title="Second")
    save(draft, draft.created_by, page="a", title="Third")
    saved = save(draft, colleague, seen=first.revision, page="b", title="Second", description="His")
    assert (saved.written, saved.both) == (("description",), ())
    assert now(draft) == {"title": "Third", "description": "His"}


def test_a_closed_alternative_is_never_the_base(draft, colleague):
    save(draft, draft.created_by, page="a", title="Hers")
    last = save(draft, colleague, page="b", title="His").revision
    settle_answer(submission=draft, field="title", value="Hers", seen=last, by=colleague)
    save(draft, draft.created_by, page="c", seen=last, title="Hers, longer")
    saved = save(draft, colleague, page="d", seen=last, title="His")
    assert saved.both == ("title",)


def test_choosing_a_value_closes_the_others(draft, colleague):
    save(draft, draft.created_by, page="a", title="Hers")
    last = save(draft, colleague, page="b", title="His").revision
    settle_answer(submission=draft, field="title", value="Theirs together", seen=last, by=colleague)
    assert now(draft)["title"] == "Theirs together"
    assert not draft.revisions.filter(open=True).exists()


def test_a_choice_made_without_seeing_the_latest_value_is_refused(draft, colleague):
    save(draft, draft.created_by, page="a", title="Hers")
    last = save(draft, colleague, page="b", title="His").revision
    save(draft, draft.created_by, page="a", title="Hers again")
    with pytest.raises(Refused):
        settle_answer(submission=draft, field="title", value="His", seen=last, by=colleague)
    assert now(draft)["title"] == "Hers again"


@pytest.mark.parametrize("state", ["submitted", "accepted", "rejected", "withdrawn"])
def test_answers_are_closed_once_submitted(state):
    sent = SubmissionFactory(state="submitted", answers={"title": "One"})
    Submission.objects.filter(pk=sent.pk).exclude(state=state).update(
        **{"state": state} if state == "withdrawn" else {"state": "submitted"}
    )
    with pytest.raises(Refused):
        save(sent, sent.created_by, title="Other")


def test_the_contact_person_can_be_changed_while_it_waits():
    sent = SubmissionFactory(state="submitted")
    assert save(sent, sent.created_by, contact_name="Li Na").written == ("contact_name",)


def test_others_cannot_save(draft):
    with pytest.raises(NotTheirs):
        save(draft, UserFactory(), title="Mine")
    former = MembershipFactory(organisation=draft.organisation, state="ended").user
    with pytest.raises(NotTheirs):
        save(draft, former, title="Mine")


def test_an_answer_has_a_limit(draft):
    with pytest.raises(Refused):
        save(draft, draft.created_by, title="x" * 50_001)


def test_a_draft_can_be_discarded_and_nothing_else(draft):
    discard_draft(submission=draft, by=draft.created_by)
    assert not Submission.objects.exists()
    sent = SubmissionFactory(state="submitted")
    with pytest.raises(Refused):
        discard_draft(submission=sent, by=sent.created_by)


def test_a_copy_is_a_new_draft_with_the_same_answers():
    sent = SubmissionFactory(state="submitted")
    copy = copy_submission(submission=sent, by=sent.created_by)
    assert (copy.state, copy.answers, copy.organisation) == ("draft", sent.answers, sent.organisation)
    assert copy.code != sent.code
    with pytest.raises(NotTheirs):
        copy_submission(submission=sent, by=UserFactory())


def test_an_update_begins_with_what_is_published():
    member = MembershipFactory()
    activity = ActivityFactory(organisation=member.organisation, title="Old", start_year=2020, countries=["KE"])
    link = MappingFactory(activity=activity, strength=3)
    update = start_update(activity=activity, by=member.user)
    contact = {"contact_name": member.user.name, "contact_email": member.user.email}
    assert update.answers == answers_of(activity) | contact == update.began_with
    assert update.answers["title"] == "Old"
    assert update.answers["start_year"] == "2020"
    assert update.answers[link_field(link.term_id, "strength")] == "3"
    assert linked_terms(update.answers) == [link.term_id]
    assert start_update(activity=activity, by=member.user) == update


def test_a_draft_belongs_to_the_members_of_its_organisation():
    member = MembershipFactory()
    draft = start_submission(body=member.organisation, answers={"countries": ["KE"]}, by=member.user)
    colleague = MembershipFactory(organisation=member.organisation).user
    waiting = MembershipFactory(organisation=member.organisation, state="requested").user
    assert list(Submission.objects.visible_to(colleague)) == [draft]
    assert list(Submission.objects.visible_to(waiting)) == []
    assert list(Submission.objects.visible_to(UserFactory(role="coordinator"))) == []
    assert OrganisationFactory() != member.organisation
