"""Delete a person: what they published stays, and nothing says any more that it was theirs. Forget contact data and
drafts that are no longer needed."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.ledger import Refused
from activities.models import (
    AnswerRevision,
    Attachment,
    Change,
    FieldComment,
    Invitation,
    Job,
    Membership,
    Notice,
    OrganisationProposal,
    ReasonTemplate,
    SavedFilter,
    Submission,
    SubmissionEvent,
    User,
)
from activities.queries.submissions.people import CONTACT, members, memberships_of

#: Shown in the history in place of the name.
FORMER_USER = "Former user"
#: The states in which nobody needs the contact person any more.
ENDED = (Submission.State.REJECTED, Submission.State.WITHDRAWN)
#: Columns that name a person and may be empty.
NAMED: tuple[tuple[type, tuple[str, ...]], ...] = (
    (AnswerRevision, ("by",)),
    (Attachment, ("added_by",)),
    (FieldComment, ("by",)),
    (Job, ("by",)),
    (Membership, ("decided_by",)),
    (OrganisationProposal, ("proposed_by", "decided_by")),
    (ReasonTemplate, ("changed_by",)),
    (Submission, ("created_by", "submitted_by", "assigned_to", "decided_by")),
    (SubmissionEvent, ("by",)),
)


@transaction.atomic
def delete_person(*, by: User) -> None:
    """Delete one's own account. Facts, submissions and the history stay, without the name and the address.

    Drafts that nobody else can open are deleted. If an organisation loses its last owner, the member who has been there
    longest becomes the owner. Raises Refused for people with a role: an administrator has to take it away first.
    """
    user = User.objects.select_for_update().get(pk=by.pk)
    if user.is_superuser or rules.has_any_role(user):
        raise Refused(_("Your account has a role. Ask an administrator to remove the role first."))
    email = user.email
    for submission in Submission.objects.filter(created_by=user, state=Submission.State.DRAFT):
        if all(person.pk == user.pk for person in members(submission.body)):
            submission.delete()
    leave_organisations(user)
    Invitation.objects.filter(Q(email__iexact=email) | Q(invited_by=user)).delete()
    Notice.objects.filter(Q(to=user) | Q(address__iexact=email)).delete()
    SavedFilter.objects.filter(user=user).delete()
    forget_contact(Submission.objects.filter(answers__contact_email__iexact=email))
    forget_contact(Submission.objects.filter(contact_email__iexact=email))
    for model, columns in NAMED:
        for column in columns:
            model.objects.filter(**{column: user}).update(**{column: None})  # type: ignore[attr-defined]
    Change.objects.filter(by=user).update(actor=FORMER_USER)
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.set_unusable_password()  # ends every session
    user.email, user.name, user.sectors = f"deleted-{user.pk}@deleted.invalid", "", []
    user.is_active = user.is_staff = False
    user.last_login = None
    user.save()


def leave_organisations(user: User) -> None:
    """Delete the person's memberships. An organisation without an owner gets its longest-standing member as owner."""
    for membership in Membership.objects.filter(user=user).select_related("organisation", "proposal"):
        body, was_active = membership.body, membership.state == Membership.State.ACTIVE
        membership.delete()
        others = memberships_of(body).active().order_by("pk")
        heir = others.first()
        if was_active and heir and not others.filter(role=Membership.Role.OWNER).exists():
            heir.role = Membership.Role.OWNER
            heir.save(update_fields=["role"])


def forget_expired_contacts() -> None:
    """Forget what is no longer needed: contact data and earlier answers of submissions that ended more than
    CONTACT_RETAINED days ago, drafts that no one has changed for DRAFTS_RETAINED days, and accounts that were not
    verified within UNVERIFIED_RETAINED days."""
    now = timezone.now()
    ended = Submission.objects.filter(decided_at__lt=now - timedelta(days=settings.CONTACT_RETAINED))
    forget_contact(
        ended.filter(Q(state__in=ENDED) | Q(kind=Submission.Kind.CORRECTION)).exclude(
            contact_email="", answers__contact_email__isnull=True
        )
    )
    closed = [*ENDED, Submission.State.ACCEPTED]
    AnswerRevision.objects.filter(submission__in=ended.filter(state__in=closed).values("pk")).delete()
    old = now - timedelta(days=settings.DRAFTS_RETAINED)
    Submission.objects.filter(state=Submission.State.DRAFT, changed_at__lt=old).delete()
    unverified = User.objects.filter(
        last_login=None,
        is_staff=False,
        is_superuser=False,
        date_joined__lt=now - timedelta(days=settings.UNVERIFIED_RETAINED),
    )
    verified = EmailAddress.objects.filter(verified=True).values("user")
    unverified.exclude(pk__in=verified).filter(changes=None, notes=None, jobs=None).delete()


def forget_contact(rows: QuerySet[Submission]) -> None:
    """Delete the contact person from the answers, present and earlier, and the address of a correction."""
    for row in rows.iterator(chunk_size=500):
        for answers in (row.answers, row.began_with):
            for field in CONTACT:
                answers.pop(field, None)
        row.contact_email = ""
        row.save(update_fields=["answers", "began_with", "contact_email"])
        row.revisions.filter(field__in=CONTACT).delete()
