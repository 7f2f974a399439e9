"""Reviewers decide on proposed organisations, and on requests to join that no owner answers."""

import pytest

from activities.actions.ledger import Refused
from activities.actions.submissions.memberships import (
    answer_request,
    approve_proposal,
    decline_proposal,
    propose_organisation,
    request_to_join,
)
from activities.models import Organisation
from tests.activities.submissions.test_joining import body, sent
from tests.factories.activities import UserFactory
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return UserFactory(role="coordinator")


def test_reviewers_answer_requests_without_an_owner(client, reviewer):
    empty = body("Ministry of Roads")
    asked = request_to_join(organisation=empty, by=UserFactory())
    owned = request_to_join(organisation=MembershipFactory(role="owner").organisation, by=UserFactory())
    assert [kind for kind, *_ in sent()] == ["membership_requested"]  # only the owner of the other
    client.force_login(reviewer)
    page = client.get("/review/organisations/").content.decode()
    assert asked.user.email in page
    assert owned.user.email not in page
    client.post(f"/review/organisations/requests/{asked.pk}/", {"answer": "approve"})
    asked.refresh_from_db()
    assert (asked.state, asked.role) == ("active", "owner")
    answer = client.post(f"/review/organisations/requests/{asked.pk}/", {"answer": "decline"}, follow=True)
    assert "This request has been answered since you opened the page." in answer.content.decode()


def test_nobody_answers_their_own_request_or_approves_their_own_organisation(client, reviewer):
    asked = request_to_join(organisation=body("Ministry of Roads"), by=reviewer)
    with pytest.raises(Refused):
        answer_request(membership=asked, approve=True, by=reviewer)
    own = propose_organisation(name="Mine", type="academia", country=None, by=reviewer)
    client.force_login(reviewer)
    answer = client.post(f"/review/organisations/{own.pk}/", {"decision": "approve"})
    assert answer.status_code == 422
    assert "You belong to this organisation, so a colleague has to decide." in answer.content.decode()
    with pytest.raises(Refused):
        decline_proposal(proposal=own, reason="No.", by=reviewer)


def test_a_proposed_organisation_is_approved(client, reviewer):
    person = UserFactory()
    proposal = propose_organisation(name="Join", type="academia", country=None, by=person)
    client.force_login(reviewer)
    assert "Join" in client.get("/review/organisations/").content.decode()
    client.post(f"/review/organisations/{proposal.pk}/", {"decision": "approve"})
    made = Organisation.objects.get()
    assert (made.name, made.slug, made.type) == ("Join", "join-2", "academia")  # /organisations/join/ is a page
    assert person.memberships.get().organisation == made
    assert sent() == [("organisation_approved", person.email, "")]
    answer = client.get(f"/review/organisations/{proposal.pk}/")
    assert "decided this on" in answer.content.decode()


def test_a_proposed_organisation_is_a_listed_one(client, reviewer):
    person = UserFactory()
    known = body("Ministry of Roads")
    proposal = propose_organisation(name="Roads Ministry", type="government", country=None, by=person)
    SubmissionFactory(organisation=None, proposal=proposal, created_by=person)
    client.force_login(reviewer)
    assert "It is this one" in client.get(f"/review/organisations/{proposal.pk}/").content.decode()
    client.post(f"/review/organisations/{proposal.pk}/", {"decision": "existing", "organisation": known.slug})
    proposal.refresh_from_db()
    assert (proposal.organisation, Organisation.objects.count()) == (known, 1)
    assert (person.memberships.get().organisation, person.submissions.get().organisation) == (known, known)


def test_a_proposed_organisation_is_declined_with_a_reason(client, reviewer):
    person = UserFactory()
    proposal = propose_organisation(name="Spam", type="academia", country=None, by=person)
    client.force_login(reviewer)
    there = f"/review/organisations/{proposal.pk}/"
    assert client.post(there, {"decision": "decline", "reason": " "}).status_code == 422
    client.post(there, {"decision": "decline", "reason": "It is not an organisation."})
    assert sent() == [("organisation_declined", person.email, "")]
    client.force_login(person)
    assert "It is not an organisation." in client.get("/your-organisations/").content.decode()
    assert client.get("/submissions/new/").url.startswith("/organisations/join/")
    with pytest.raises(Refused):
        approve_proposal(proposal=proposal, by=reviewer)


@pytest.mark.parametrize("items", [1, 3])
def test_review_query_count(client, reviewer, items, django_assert_num_queries):
    for number in range(items):
        OrganisationProposalFactory(name=f"Proposed {number}")
        request_to_join(organisation=body(f"Body {number}"), by=UserFactory())
    client.force_login(reviewer)
    with django_assert_num_queries(5):
        client.get("/review/organisations/")
