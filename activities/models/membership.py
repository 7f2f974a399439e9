"""Who belongs to which organisation. Nothing here is public."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from activities.models.activity import Organisation
from activities.models.place import Country


class OrganisationProposal(models.Model):
    """An organisation that a stakeholder has proposed. It becomes an Organisation when a coordinator approves it, or
    when the first activity submitted for it is accepted."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")

    #: An organisation's type is known to those who propose it.
    TYPES = [choice for choice in Organisation.Type.choices if choice[0] != Organisation.Type.UNKNOWN]

    name = models.CharField(_("name"), max_length=300)
    type = models.CharField(_("type"), max_length=30, choices=TYPES)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(_("web address"), blank=True, max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The organisation that it has become."),
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("proposed organisation")
        verbose_name_plural = _("proposed organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="proposal_named"),
            models.CheckConstraint(
                condition=Q(state="approved", organisation__isnull=False)
                | (~Q(state="approved") & Q(organisation__isnull=True)),
                name="approved_proposal_has_organisation",
            ),
        ]
        indexes = [models.Index(fields=["proposed_at"], condition=Q(state="open"), name="proposal_open")]

    def __str__(self):
        return self.name


class OfOrganisation(models.Model):
    """Belongs to an organisation, or to one that is proposed until that is approved."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    proposal = models.ForeignKey(OrganisationProposal, models.CASCADE, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def body(self) -> Any:
        """The Organisation or OrganisationProposal; None for a submission without one. Both have name, type and
        country."""
        return self.organisation or self.proposal


ONE_BODY = Q(organisation__isnull=False, proposal__isnull=True) | Q(organisation__isnull=True, proposal__isnull=False)


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=Membership.State.ACTIVE)

    def open(self):
        """Active memberships and requests that wait for an answer."""
        return self.filter(state__in=[Membership.State.ACTIVE, Membership.State.REQUESTED])

    def waiting(self):
        return self.filter(state=Membership.State.REQUESTED)


class Membership(OfOrganisation):
    """A person belongs to an organisation. Owners approve, invite and remove members. The person who proposes an
    organisation is its first owner."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        OWNER = "owner", _("Owner")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting for approval")
        ACTIVE = "active", _("Active")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=ONE_BODY, name="membership_of_one_organisation"),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state__in=["requested", "active"]),
                name="one_membership_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "proposal"],
                condition=Q(state__in=["requested", "active"]),
                name="one_membership_a_proposal",
            ),
        ]


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at=None, withdrawn_at=None)


class Invitation(OfOrganisation):
    """An invitation that an owner sent by e-mail. A person who has verified this address can accept it."""

    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role, default=Membership.Role.MEMBER)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=ONE_BODY, name="invitation_of_one_organisation"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_lower_case"),
        ]
        indexes = [
            models.Index(fields=["email"], condition=Q(answered_at=None, withdrawn_at=None), name="invitation_open")
        ]
