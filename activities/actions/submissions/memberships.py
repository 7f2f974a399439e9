"""Join an organisation: request, propose, invite, approve, promote, remove, leave. An owner of the organisation or a
reviewer approves. Nothing here is published, but for an organisation that a reviewer approves."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.ledger import Refused, record
from activities.actions.outbox.notices import notify
from activities.actions.submissions.drafting import of
from activities.actions.submissions.limits import limit_invitations, limit_requests
from activities.actions.submissions.reviewing import approve_under
from activities.models import Invitation, Membership, Organisation, OrganisationProposal, User
from activities.queries.submissions.people import memberships_of

Body = Organisation | OrganisationProposal
ROLE = Membership.Role
STATE = Membership.State
#: The route of the page with a person's memberships and invitations.
YOURS = "your-organisations"


@transaction.atomic
def request_to_join(*, organisation: Organisation, by: User) -> Membership:
    """Ask the owners of an organisation, or the reviewers if it has none, for membership. A second request does
    nothing. Raises Refused for a part of ITU: there, roles are assigned by administrators."""
    if organisation.sector:
        raise Refused(_("An administrator assigns roles for parts of ITU."))
    if organisation.withdrawn:
        raise Refused(_("This organisation is no longer listed. Look for its new name."))
    already = memberships_of(organisation).open().filter(user=by).first()
    if already:
        return already
    limit_requests(by)
    try:
        with transaction.atomic():
            row = Membership.objects.create(user=by, organisation=organisation)
    except IntegrityError:  # the button was pressed twice
        return memberships_of(organisation).open().get(user=by)
    notify("membership_requested", told(organisation, YOURS) | named(by), to=owners(organisation))
    return row


@transaction.atomic
def propose_organisation(*, name: str, type: str, country: str | None, url: str = "", by: User) -> OrganisationProposal:
    """Propose an organisation that is not listed. `by` becomes its owner and can start drafts at once."""
    limit_requests(by)
    proposal = OrganisationProposal.objects.create(name=name, type=type, country_id=country, url=url, proposed_by=by)
    Membership.objects.create(
        user=by, proposal=proposal, role=ROLE.OWNER, state=STATE.ACTIVE, decided_at=timezone.now()
    )
    return proposal


def approve_proposal(*, proposal: OrganisationProposal, existing: Organisation | None = None, by: User) -> Organisation:
    """Publish a proposed organisation, or say which `existing` one it is. One Change."""
    refuse_unless_reviewer(by)
    refuse_for_own(proposal, by)
    with record(by, "organisation.approve") as change:
        organisation = approve_under(proposal, existing, change, by)
        notify("organisation_approved", context_of(organisation), to=owners(organisation))
    return organisation


@transaction.atomic
def decline_proposal(*, proposal: OrganisationProposal, reason: str, by: User) -> None:
    """Decline a proposed organisation. Its members are notified with the reason; their drafts stay."""
    refuse_unless_reviewer(by)
    refuse_for_own(proposal, by)
    if not reason.strip():
        raise Refused(_("Enter a reason. It is sent to the members of the organisation."))
    row = OrganisationProposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state != OrganisationProposal.State.OPEN:
        raise Refused(_("Someone has decided on this organisation since you opened the page."))
    row.state, row.reason = OrganisationProposal.State.DECLINED, reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.save()
    notify("organisation_declined", context_of(row) | {"reason": reason}, to=owners(row))


@transaction.atomic
def answer_request(*, membership: Membership, approve: bool, by: User) -> Membership:
    """Approve or decline a request for membership. The first member who is approved becomes an owner."""
    row = locked(membership)
    refuse_unless_owner(row.body, by)
    if row.state != STATE.REQUESTED:
        raise Refused(_("This request has been answered since you opened the page."))
    if row.user_id == by.pk:
        raise Refused(_("You cannot answer your own request. A colleague has to decide."))
    if approve and not owners(row.body):
        row.role = ROLE.OWNER
    row.state = STATE.ACTIVE if approve else STATE.DECLINED
    settle(row, by)
    if approve:
        notify("membership_approved", told(row.body, "submission-start"), to=[row.user])
    else:
        notify("membership_declined", told(row.body, YOURS), to=[row.user])
    return row


@transaction.atomic
def invite(*, body: Body, email: str, role: str = ROLE.MEMBER, by: User) -> Invitation:
    """Invite a colleague by e-mail. Whether the address has an account makes no difference to what the owner sees."""
    refuse_unless_owner(body, by)
    email = email.lower()
    found = Invitation.objects.open().filter(email=email, **of(body)).first()
    if found:
        return found
    limit_invitations(email, by)
    row = Invitation.objects.create(email=email, role=role, invited_by=by, **of(body))
    notify("membership_invited", told(body, YOURS) | named(by), addresses=[email])
    return row


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    refuse_unless_owner(invitation.body, by)
    Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now())


@transaction.atomic
def answer_invitation(*, invitation: Invitation, accept: bool, by: User) -> Membership | None:
    """Accept or decline an invitation that was sent to one's verified address."""
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    addresses = EmailAddress.objects.filter(user=by, verified=True).values_list("email", flat=True)
    verified = row.email in {address.lower() for address in addresses}
    if not verified or row.answered_at or row.withdrawn_at:
        raise Refused(_("This invitation is no longer valid. Ask your colleague for a new one."))
    if accept and not may_invite(row.body, row.invited_by):
        raise Refused(_("This invitation is no longer valid. Ask your colleague for a new one."))
    row.answered_at = timezone.now()
    row.save(update_fields=["answered_at"])
    if not accept:
        return None
    member = memberships_of(row.body).open().filter(user=by).first()
    member = member or Membership(user=by, **of(row.body))
    if row.role == ROLE.OWNER:
        member.role = ROLE.OWNER
    member.state = STATE.ACTIVE
    settle(member, row.invited_by)
    return member


@transaction.atomic
def set_role(*, membership: Membership, role: str, by: User) -> None:
    """Make a member an owner, or an owner a member. Raises Refused for the last owner."""
    row = locked(membership)
    refuse_unless_owner(row.body, by)
    refuse_unless_active(row)
    if role != ROLE.OWNER:
        refuse_for_last_owner(row)
    row.role = role
    settle(row, by)
    if role != ROLE.OWNER:
        Invitation.objects.open().filter(invited_by=row.user, **of(row.body)).update(withdrawn_at=timezone.now())


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> None:
    """Remove a member, or leave. Raises Refused for the last owner: first somebody else has to become an owner."""
    row = locked(membership)
    if row.user_id != by.pk:
        refuse_unless_owner(row.body, by)
    if row.state == STATE.REQUESTED:  # somebody takes back a request
        row.state = STATE.ENDED
        settle(row, by)
        return
    refuse_unless_active(row)
    refuse_for_last_owner(row)
    row.state = STATE.ENDED
    settle(row, by)
    close_invitations(row)
    if row.user_id != by.pk:
        notify("membership_ended", told(row.body, YOURS), to=[row.user])


def locked(membership: Membership) -> Membership:
    """The current row, after all rows of its organisation were locked, so that two owners cannot leave at once."""
    list(memberships_of(membership.body).order_by("pk").select_for_update(of=("self",)))
    rows = Membership.objects.select_related("user", "organisation", "proposal")
    return rows.get(pk=membership.pk)


def close_invitations(row: Membership) -> None:
    """Withdraw the open invitations to a former member, and those that they have sent: neither leads back in."""
    addresses = EmailAddress.objects.filter(user=row.user).values(address=Lower("email"))
    theirs = Invitation.objects.open().filter(Q(email__in=addresses) | Q(invited_by=row.user), **of(row.body))
    theirs.update(withdrawn_at=timezone.now())


def settle(row: Membership, by: User) -> None:
    row.decided_by, row.decided_at = by, timezone.now()
    row.save()


def owners(body: Body | None) -> list[User]:
    """The active owners, without those whose account is deactivated. One query."""
    if body is None:
        return []
    return [one.user for one in memberships_of(body).active().filter(role=ROLE.OWNER) if one.user.is_active]


def refuse_unless_owner(body: Body | None, by: User) -> None:
    """Raise Refused unless `by` is an owner of the organisation or a reviewer."""
    if not may_invite(body, by):
        raise Refused(_("Only an owner of this organisation can do this."))


def may_invite(body: Body | None, by: User) -> bool:
    """Whether the person is an owner of the organisation or a reviewer."""
    assert body is not None  # noqa: S101 - a constraint of the table
    if not by.is_active:
        return False
    return rules.can_review(by) or memberships_of(body).active().filter(user=by, role=ROLE.OWNER).exists()


def refuse_unless_reviewer(by: User) -> None:
    if not rules.can_review(by):
        raise Refused(_("Only coordinators and administrators can approve organisations."))


def refuse_for_own(proposal: OrganisationProposal, by: User) -> None:
    if memberships_of(proposal).active().filter(user=by).exists():
        raise Refused(_("You belong to this organisation, so a colleague has to decide."))


def refuse_unless_active(row: Membership) -> None:
    if row.state != STATE.ACTIVE:
        raise Refused(_("This person is no longer a member."))


def refuse_for_last_owner(row: Membership) -> None:
    if row.role == ROLE.OWNER and all(one.pk == row.user_id for one in owners(row.body)):
        raise Refused(_("This person is the only owner. Make someone else an owner first."))


def told(body: Body | None, route: str) -> dict[str, Any]:
    """What an e-mail about a membership says, and the page on which its receiver goes on."""
    assert body is not None  # noqa: S101 - a constraint of the table
    return context_of(body) | {"path": reverse(route)}


def named(by: User) -> dict[str, Any]:
    """The person whom an e-mail names, with the id by which it is found when the account is deleted."""
    return {"person": str(by), "by": by.pk}


def context_of(body: Body) -> dict[str, Any]:
    """What e-mails say of an organisation."""
    return {"organisation": body.name, "slug": body.slug if isinstance(body, Organisation) else ""}
