"""Delete a person: what they published stays, and nothing says any more that it was theirs. Forget contact data and
drafts that are no longer needed."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.ledger import Refused
from activities.actions.submissions.attachments import delete_stored
from activities.extensions import PERSON_DELETED
from activities.models import (
    AnswerRevision,
    ApiToken,
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
    StoredAnswer,
    Submission,
    SubmissionEvent,
    User,
    Webhook,
)
from activities.queries.submissions.people import CONTACT, members, memberships_of

#: Shown in place of the name, wherever something still refers to the account.
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
    addresses = addresses_of(user)
    for submission in Submission.objects.filter(created_by=user, state=Submission.State.DRAFT):
        if all(person.pk == user.pk for person in members(submission.body)):
            delete_with_files(Submission.objects.filter(pk=submission.pk))
    leave_organisations(user)
    Invitation.objects.filter(Q(email__in=addresses) | Q(invited_by=user)).delete()
    delete_notices(user, addresses)
    SavedFilter.objects.filter(user=user).delete()
    Webhook.objects.filter(user=user).delete()
    ApiToken.objects.filter(user=user).delete()
    StoredAnswer.objects.filter(user=user).delete()
    forget_contact(Submission.objects.alias(of=Lower(KT("answers__contact_email"))).filter(of__in=addresses))
    forget_contact(Submission.objects.alias(of=Lower("contact_email")).filter(of__in=addresses))
    forget_earlier_contact(addresses)
    SubmissionEvent.objects.filter(verb=SubmissionEvent.Verb.ASSIGNED, text=str(user)).update(text=FORMER_USER)
    Submission.objects.filter(held__by=user.pk).update(held=None)
    LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)).update(
        object_repr=FORMER_USER
    )
    for model, columns in NAMED:
        for column in columns:
            model.objects.filter(**{column: user}).update(**{column: None})  # type: ignore[attr-defined]
    for forget in PERSON_DELETED:
        forget(user)
    Change.objects.filter(by=user).update(actor=FORMER_USER)
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.set_unusable_password()  # ends every session
    user.email, user.name, user.sectors = f"deleted-{user.pk}@deleted.invalid", FORMER_USER, []
    user.is_active = user.is_staff = False
    user.last_login = user.role_requested_at = user.reminded_at = None
    user.save()


def addresses_of(user: User) -> set[str]:
    """All e-mail addresses of the person that are verified, and the one of the account, in lower case."""
    others = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {address.lower() for address in (user.email, *others)}


def delete_with_files(rows: QuerySet[Submission]) -> None:
    """Delete submissions, and their files from the storage."""
    delete_stored(list(Attachment.objects.filter(submission__in=rows.values("pk"))))
    rows.delete()


def delete_notices(user: User, addresses: set[str]) -> None:
    """Delete the person's e-mails, and those to others that name the person: requests to join and invitations. Copies
    of answers that colleagues got lose the contact person."""
    Notice.objects.alias(of=Lower("address")).filter(Q(to=user) | Q(of__in=addresses)).delete()
    by = {"context": {"by": user.pk}}
    Notice.objects.filter(Q(context__by=user.pk) | Q(kind="digest", context__notices__contains=[by])).delete()
    for address in addresses:
        for notice in Notice.objects.filter(context__icontains=address):
            if forget_in_context(notice.context, addresses):
                notice.save(update_fields=["context"])


def forget_in_context(context: dict[str, Any], addresses: set[str]) -> bool:
    """Remove the contact person from the answers in a context, and in the contexts of a daily e-mail. Whether there was
    one."""
    found = [forget_in_context(one["context"], addresses) for one in context.get("notices", [])]
    answers = context.get("answers", {})
    if str(answers.get("contact_email", "")).lower() in addresses:
        found += [answers.pop(field, None) is not None for field in CONTACT]
    return any(found)


def forget_earlier_contact(addresses: set[str]) -> None:
    """Delete the contact person where it is not the current one: in what a submission began with, and in earlier
    answers."""
    written = AnswerRevision.objects.filter(field="contact_email").alias(of=Lower(Cast("value", TextField())))
    earlier = written.filter(of__in=[f'"{address}"' for address in addresses])
    began = Submission.objects.alias(of=Lower(KT("began_with__contact_email"))).filter(of__in=addresses)
    for row in Submission.objects.filter(Q(pk__in=earlier.values("submission")) | Q(pk__in=began.values("pk"))):
        if str(row.began_with.get("contact_email", "")).lower() in addresses:
            row.began_with = {name: value for name, value in row.began_with.items() if name not in CONTACT}
            row.save(update_fields=["began_with"])
        current = [row.versions[field] for field in CONTACT if field in row.versions]
        row.revisions.filter(field__in=CONTACT).exclude(number__in=current).delete()


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
    old = now - timedelta(days=settings.CONTACT_RETAINED)
    # one that was withdrawn before anyone had decided has no time of a decision
    withdrawn = SubmissionEvent.objects.filter(verb=SubmissionEvent.Verb.WITHDRAWN, at__lt=old).values("submission")
    ended = Submission.objects.filter(
        Q(decided_at__lt=old) | Q(state=Submission.State.WITHDRAWN, decided_at=None, pk__in=withdrawn)
    )
    forget_contact(
        ended.filter(Q(state__in=ENDED) | Q(kind=Submission.Kind.CORRECTION)).exclude(
            contact_email="", answers__contact_email__isnull=True
        )
    )
    closed = [*ENDED, Submission.State.ACCEPTED]
    AnswerRevision.objects.filter(submission__in=ended.filter(state__in=closed).values("pk")).delete()
    old = now - timedelta(days=settings.DRAFTS_RETAINED)
    with transaction.atomic():
        delete_with_files(Submission.objects.filter(state=Submission.State.DRAFT, changed_at__lt=old))
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
