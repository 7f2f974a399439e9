"""A person's organisations and invitations, and what waits for a reviewer."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from activities.models import Invitation, Membership, OrganisationProposal, User

#: A declined request stays in the person's list for so long.
DECLINED_SHOWN = timedelta(days=60)
#: A request that the owners have not answered for so long is shown to the reviewers too.
UNANSWERED = timedelta(days=7)


def memberships_shown(user: User) -> list[Membership]:
    """The person's memberships: active ones first, then requests, then those lately declined. One query."""
    lately = timezone.now() - DECLINED_SHOWN
    shown = Q(state__in=[Membership.State.ACTIVE, Membership.State.REQUESTED])
    shown |= Q(state=Membership.State.DECLINED, decided_at__gte=lately)
    rows = user.memberships.filter(shown).select_related("organisation__country", "proposal__country")
    order: list[str] = [Membership.State.ACTIVE, Membership.State.REQUESTED, Membership.State.DECLINED]
    return sorted(rows, key=lambda one: (order.index(one.state), str(one.body)))


def may_add_for(user: User) -> list[Membership]:
    """The active memberships in organisations for which the person can add activities, by name. One query."""
    rows = user.memberships.active().select_related("organisation__country", "proposal__country")
    able = rows.filter(Q(organisation__withdrawn=False) | Q(proposal__state=OrganisationProposal.State.OPEN))
    return sorted(able, key=lambda one: str(one.body))


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Open invitations to the person's verified addresses."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values(address=Lower("email"))
    rows = Invitation.objects.open().filter(email__in=addresses)
    return rows.select_related("organisation", "proposal", "invited_by").order_by("pk")


def proposals_waiting() -> QuerySet[OrganisationProposal]:
    """Proposed organisations that no one has decided on, the oldest first, each with `entries`, its number of
    submissions."""
    rows = OrganisationProposal.objects.filter(state=OrganisationProposal.State.OPEN)
    return (
        rows.select_related("country", "proposed_by")
        .annotate(entries=Count("submissions"))
        .order_by("proposed_at", "pk")
    )


def requests_waiting() -> QuerySet[Membership]:
    """Requests to join organisations without an active owner, or that their owners have not answered for a week, the
    oldest first. Each has `owned`: whether there is an owner."""
    owners = Membership.objects.active().filter(
        organisation=OuterRef("organisation"), role=Membership.Role.OWNER, user__is_active=True
    )
    rows = Membership.objects.waiting().filter(organisation__isnull=False).annotate(owned=Exists(owners))
    late = Q(owned=False) | Q(requested_at__lt=timezone.now() - UNANSWERED)
    return rows.filter(late).select_related("user", "organisation__country").order_by("requested_at", "pk")


def organisations_to_review() -> int:
    """How many proposed organisations and requests wait for a reviewer, without examples. Two queries."""
    return proposals_waiting().filter(is_example=False).count() + requests_waiting().count()
