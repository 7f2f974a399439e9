"""Find an organisation, join it, propose one, and run it together. Reviewers decide where no owner does."""

import re

import pytest
from django.core import mail

from activities.actions.ledger import Refused
from activities.actions.outbox.mails import send_notices
from activities.actions.submissions import limits
from activities.actions.submissions.memberships import (
    answer_invitation,
    answer_request,
    approve_proposal,
    decline_proposal,
    end_membership,
    invite,
    propose_organisation,
    request_to_join,
    set_role,
)
from activities.actions.submissions.reviewing import free_address
from activities.models import Invitation, Membership, Notice, Organisation, OrganisationProposal
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory

pytestmark = pytest.mark.django_db
HOSTILE = "Bad\0 <script>alert(1)</script> \u202eevil\u200b"


def body(name, **fields):
    return OrganisationFactory(name=name, slug=free_address(name), **fields)


def verified(**fields):
    user = UserFactory(**fields)
    user.vouch_for_email()
    return user


@pytest.fixture
def owner():
    return MembershipFactory(role="owner", organisation=body("Institut pour l’Éducation numérique"))


@pytest.fixture
def reviewer():
    return UserFactory(role="coordinator")


def sent():
    return sorted(Notice.objects.values_list("kind", "to__email", "address"), key=str)


def test_a_request_is_answered_by_an_owner(client, owner):
    person = verified()
    client.force_login(person)
    page = client.get("/organisations/join/?q=education").content.decode()
    assert "Institut pour l’Éducation numérique" in page
    assert "Ask to join" in page
    answer = client.post("/organisations/join/", {"organisation": owner.organisation.slug})
    assert answer.url == "/your-organisations/"
    assert "Your request of" in client.get(answer.url).content.decode()
    assert sent() == [("membership_requested", owner.user.email, "")]
    asked = person.memberships.get()
    client.force_login(owner.user)
    page = client.get(f"/your-organisations/{owner.pk}/").content.decode()
    assert person.email in page
    assert "Requests to join" in page
    client.post(f"/your-organisations/{owner.pk}/members/{asked.pk}/", {"act": "approve"})
    asked.refresh_from_db()
    assert (asked.state, asked.role, asked.decided_by) == ("active", "member", owner.user)
    assert ("membership_approved", person.email, "") in sent()


def test_a_second_request_does_nothing(owner):
    person = UserFactory()
    first = request_to_join(organisation=owner.organisation, by=person)
    assert request_to_join(organisation=owner.organisation, by=person) == first
    assert len(sent()) == 1


def test_a_part_of_itu_and_a_withdrawn_organisation_cannot_be_joined(client):
    client.force_login(UserFactory())
    itu = OrganisationFactory(sector="ITU-D")
    answer = client.post("/organisations/join/", {"organisation": itu.slug})
    assert answer.status_code == 422
    assert "An administrator assigns roles for parts of ITU." in answer.content.decode()
    gone = OrganisationFactory(withdrawn=True)
    assert client.post("/organisations/join/", {"organisation": gone.slug}).status_code == 422
    assert Membership.objects.count() == 0


def test_requests_are_limited_to_ten_a_day(client):
    person = UserFactory()
    client.force_login(person)
    for number in range(limits.REQUESTS):
        request_to_join(organisation=body(f"Body {number}"), by=person)
    last = body("One more")
    answer = client.post("/organisations/join/", {"organisation": last.slug})
    assert answer.status_code == 429
    assert "You have sent many requests today." in answer.content.decode()
    answer = client.post("/organisations/join/new/", {"name": "Kept name", "type": "international-organisation"})
    assert answer.status_code == 429
    assert "Kept name" in answer.content.decode()
    assert (Membership.objects.count(), OrganisationProposal.objects.count()) == (limits.REQUESTS, 0)


def test_proposing_warns_once_of_a_similar_name(client):
    person = UserFactory()
    client.force_login(person)
    known = body("Kenya Institute for Rural Networks")
    typed = {"name": "Institute for Rural Networks, Kenya", "type": "international-organisation", "country": ""}
    start = "/submissions/new/?goal=9"
    answer = client.post("/organisations/join/new/", typed | {"next": start})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert known.name in page
    assert f'name="seen" value="{known.pk}"' in page
    assert "Propose it as new" in page
    answer = client.post("/organisations/join/new/", typed | {"seen": str(known.pk), "next": start})
    assert answer.url == start
    proposal = OrganisationProposal.objects.get()
    assert (proposal.name, proposal.type, proposal.country, proposal.proposed_by) == (
        "Institute for Rural Networks, Kenya",
        "international-organisation",
        None,
        person,
    )
    assert (person.memberships.get().role, Organisation.objects.count()) == ("owner", 1)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ""}, "Enter the name of the organisation."),
        ({"name": "\u200b 12"}, "Enter a name that contains letters."),
        ({"type": ""}, "Choose a type."),
        ({"type": "unknown"}, "Select a valid choice."),
        ({"type": "government"}, "Choose the country of the organisation."),
        ({"country": "XX"}, "Select a valid choice."),
        ({"url": "javascript:alert(1)"}, "Enter a full web address"),
        ({"name": "x" * 301}, "at most 300 characters"),
    ],
)
def test_a_proposal_is_checked(client, changed, message):
    client.force_login(UserFactory())
    typed = {"name": "Rural Networks", "type": "international-organisation", "country": "", "url": ""}
    answer = client.post("/organisations/join/new/", typed | changed)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert OrganisationProposal.objects.count() == 0


def test_hostile_text_in_a_proposal_is_cleaned_and_shown_as_text(client, reviewer):
    client.force_login(UserFactory())
    client.post("/organisations/join/new/", {"name": HOSTILE, "type": "international-organisation"})
    proposal = OrganisationProposal.objects.get()
    assert "\0" not in proposal.name
    assert "\u202e" not in proposal.name
    client.force_login(reviewer)
    page = client.get(f"/review/organisations/{proposal.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert client.post("/organisations/join/new/", {"name": "x" * 1_000_000}).status_code == 422


def test_the_answer_to_an_invitation_does_not_say_who_has_an_account(client, owner):
    known = verified(email="known@example.org")
    client.force_login(owner.user)
    pages = []
    for email in (known.email, "nobody@example.org"):
        answer = client.post(f"/your-organisations/{owner.pk}/", {"email": email, "role": "member"})
        assert answer.url == f"/your-organisations/{owner.pk}/"
        page = client.get(answer.url).content.decode()
        pages.append(page.count(email))
        assert f"An invitation has been sent to {email}." in page
    assert pages[0] == pages[1]
    assert sent() == [
        ("membership_invited", None, "known@example.org"),
        ("membership_invited", None, "nobody@example.org"),
    ]


def test_an_invitation_is_accepted_with_a_verified_address_only(client, owner):
    client.force_login(owner.user)
    client.post(f"/your-organisations/{owner.pk}/", {"email": "Anna@Example.org", "role": "owner"})
    invitation = Invitation.objects.get()
    stranger = UserFactory(email="anna@example.org")  # not verified
    client.force_login(stranger)
    there = f"/your-organisations/invitations/{invitation.pk}/"
    assert client.post(there, {"answer": "accept"}).status_code == 404
    with pytest.raises(Refused):
        answer_invitation(invitation=invitation, accept=True, by=stranger)
    stranger.vouch_for_email()
    assert "invited you on" in client.get("/your-organisations/").content.decode()
    answer = client.post(there, {"answer": "accept", "next": "/submissions/new/?goal=9"})
    assert answer.url == "/submissions/new/?goal=9"
    assert stranger.memberships.get().role == "owner"
    assert client.post(there, {"answer": "accept"}).status_code == 404


def test_an_invitation_can_be_declined_or_withdrawn(client, owner):
    person = verified()
    first = invite(body=owner.organisation, email=person.email, by=owner.user)
    client.force_login(person)
    client.post(f"/your-organisations/invitations/{first.pk}/", {"answer": "decline"})
    assert person.memberships.count() == 0
    second = invite(body=owner.organisation, email=person.email, by=owner.user)
    client.force_login(owner.user)
    client.post(f"/your-organisations/{owner.pk}/invitations/{second.pk}/withdraw/")
    client.force_login(person)
    assert client.post(f"/your-organisations/invitations/{second.pk}/", {"answer": "accept"}).status_code == 404


@pytest.mark.parametrize("email", ["", "nonsense", "a@b", "x" * 300 + "@example.org", "a\0@example.org"])
def test_a_wrong_address_is_not_invited(client, owner, email):
    client.force_login(owner.user)
    answer = client.post(f"/your-organisations/{owner.pk}/", {"email": email, "role": "member"})
    assert answer.status_code == 422
    assert Invitation.objects.count() == 0


def test_invitations_are_limited_for_a_person_and_for_an_address(client, owner):
    for number in range(limits.INVITATIONS):
        invite(body=owner.organisation, email=f"{number}@example.org", by=owner.user)
    client.force_login(owner.user)
    answer = client.post(f"/your-organisations/{owner.pk}/", {"email": "more@example.org", "role": "member"})
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "You have sent many invitations today." in page
    assert 'value="more@example.org"' in page
    for _ in range(limits.INVITED):
        other = MembershipFactory(role="owner")
        invite(body=other.organisation, email="victim@example.org", by=other.user)
    other = MembershipFactory(role="owner")
    with pytest.raises(limits.TooMany):
        invite(body=other.organisation, email="victim@example.org", by=other.user)


def test_owners_promote_remove_and_leave_but_the_last_one_stays(client, owner):
    colleague = MembershipFactory(organisation=owner.organisation)
    client.force_login(owner.user)
    own, other = (f"/your-organisations/{owner.pk}/members/{one.pk}/" for one in (owner, colleague))
    for act in ("remove", "member"):
        answer = client.post(own, {"act": act}, follow=True)
        assert "This person is the only owner. Make someone else an owner first." in answer.content.decode()
    owner.refresh_from_db()
    assert (owner.state, owner.role) == ("active", "owner")
    client.post(other, {"act": "owner"})
    answer = client.post(own, {"act": "remove"})
    assert answer.url == "/your-organisations/"
    owner.refresh_from_db()
    colleague.refresh_from_db()
    assert (owner.state, colleague.role) == ("ended", "owner")
    assert client.get(f"/your-organisations/{owner.pk}/").status_code == 404
    assert sent() == []  # who leaves needs no e-mail


def test_an_owner_whose_account_is_deactivated_is_no_successor(owner):
    gone = MembershipFactory(organisation=owner.organisation, role="owner", user__is_active=False)
    with pytest.raises(Refused):
        end_membership(membership=owner, by=owner.user)
    end_membership(membership=gone, by=owner.user)


def test_a_removed_member_is_told_once(owner):
    colleague = MembershipFactory(organisation=owner.organisation)
    end_membership(membership=colleague, by=owner.user)
    assert sent() == [("membership_ended", colleague.user.email, "")]
    for act in (end_membership, lambda **given: set_role(role="owner", **given)):
        with pytest.raises(Refused):
            act(membership=colleague, by=owner.user)


def test_no_invitation_leads_a_removed_person_back(owner):
    removed = MembershipFactory(organisation=owner.organisation, role="owner")
    removed.user.vouch_for_email()
    invite(body=owner.organisation, email=removed.user.email, by=owner.user)
    invite(body=owner.organisation, email="accomplice@example.org", role="owner", by=removed.user)
    others = invite(body=owner.organisation, email="colleague@example.org", by=owner.user)
    end_membership(membership=removed, by=owner.user)
    assert list(Invitation.objects.open()) == [others]


def test_members_and_others_manage_nobody(client, owner):
    colleague = MembershipFactory(organisation=owner.organisation)
    asked = MembershipFactory(organisation=owner.organisation, state="requested")
    invitation = invite(body=owner.organisation, email="a@example.org", by=owner.user)
    client.force_login(colleague.user)
    page = client.get(f"/your-organisations/{colleague.pk}/").content.decode()
    assert owner.user.email not in page
    assert asked.user.email not in page
    assert "a@example.org" not in page
    for act in ("approve", "owner", "remove"):
        client.post(f"/your-organisations/{colleague.pk}/members/{asked.pk}/", {"act": act})
        client.post(f"/your-organisations/{colleague.pk}/members/{owner.pk}/", {"act": act})
    client.post(f"/your-organisations/{colleague.pk}/invitations/{invitation.pk}/withdraw/")
    answer = client.post(f"/your-organisations/{colleague.pk}/", {"email": "b@example.org", "role": "member"})
    assert answer.status_code == 422
    asked.refresh_from_db()
    owner.refresh_from_db()
    assert (asked.state, owner.state, Invitation.objects.open().count()) == ("requested", "active", 1)
    ended = MembershipFactory(organisation=owner.organisation, state="ended")
    for person in (ended.user, asked.user, MembershipFactory(role="owner").user):
        client.force_login(person)
        for pk in (owner.pk, ended.pk, asked.pk):
            assert client.get(f"/your-organisations/{pk}/").status_code == 404
            assert client.post(f"/your-organisations/{pk}/members/{colleague.pk}/", {"act": "owner"}).status_code == 404


def test_a_member_of_another_organisation_is_not_reached_through_ones_own(client, owner):
    other = MembershipFactory()
    client.force_login(owner.user)
    assert client.post(f"/your-organisations/{owner.pk}/members/{other.pk}/", {"act": "remove"}).status_code == 404


def test_a_request_can_be_withdrawn(client, owner):
    person = UserFactory()
    asked = request_to_join(organisation=owner.organisation, by=person)
    client.force_login(person)
    client.post(f"/your-organisations/{asked.pk}/withdraw/")
    asked.refresh_from_db()
    assert asked.state == "ended"
    assert client.post(f"/your-organisations/{asked.pk}/withdraw/").status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(client, owner, items, django_assert_num_queries):
    for _ in range(items):
        MembershipFactory(organisation=owner.organisation)
        MembershipFactory(organisation=owner.organisation, state="requested")
        MembershipFactory(user=owner.user)
        ActivityFactory(organisation=owner.organisation)
        invite(body=owner.organisation, email=UserFactory().email, by=owner.user)
        invite(
            body=MembershipFactory(role="owner").organisation,
            email=owner.user.email,
            by=UserFactory(role="coordinator"),
        )
    owner.user.vouch_for_email()
    client.force_login(owner.user)
    with django_assert_num_queries(8):
        page = client.get(f"/your-organisations/{owner.pk}/").content.decode()
    assert page.count("/update/") == items
    with django_assert_num_queries(5):
        client.get("/your-organisations/")


def test_every_e_mail_can_be_sent(owner, reviewer):
    person, other = UserFactory(name="Li & Co"), UserFactory()
    asked = request_to_join(organisation=owner.organisation, by=person)
    answer_request(membership=asked, approve=True, by=owner.user)
    answer_request(membership=request_to_join(organisation=owner.organisation, by=other), approve=False, by=owner.user)
    end_membership(membership=asked, by=owner.user)
    invite(body=owner.organisation, email="new@example.org", by=owner.user)
    approve_proposal(proposal=propose_organisation(name="A1", type="academia", country=None, by=person), by=reviewer)
    declined = propose_organisation(name="A2", type="academia", country=None, by=person)
    decline_proposal(proposal=declined, reason="Twice.", by=reviewer)
    assert send_notices() == 8
    assert [one.subject for one in mail.outbox] == [
        "SDG Map: Li & Co asks to join Institut pour l’Éducation numérique",
        "SDG Map: you now belong to Institut pour l’Éducation numérique",
        f"SDG Map: {other} asks to join Institut pour l’Éducation numérique",
        "SDG Map: your request to join Institut pour l’Éducation numérique was declined",
        "SDG Map: you no longer belong to Institut pour l’Éducation numérique",
        f"SDG Map: {owner.user} invites you to join Institut pour l’Éducation numérique",
        "SDG Map: A1 is now on the map",
        "SDG Map: A2 was not added",
    ]
    leads = [re.findall(r"https?://[^/]+(/(?:your-organisations|submissions/new)/)", one.body) for one in mail.outbox]
    yours = ["/your-organisations/"]
    assert leads == [yours, ["/submissions/new/"], yours, yours, yours, yours, [], []]
