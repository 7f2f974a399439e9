"""Who belongs to an organisation, and which fields of a submission they may change."""

from collections.abc import Iterable

from activities.models import Membership, Organisation, OrganisationProposal, Submission, User
from activities.models.membership import MembershipQuerySet

#: Fields that are never published. They stay open to the submitter until the submission ends.
CONTACT = ("contact_name", "contact_email")


def memberships_of(body: Organisation | OrganisationProposal) -> MembershipQuerySet:
    """All memberships of an organisation or a proposed one, in any state."""
    return Membership.objects.filter(
        **{"organisation" if isinstance(body, Organisation) else "proposal": body}
    ).select_related("user")


def members(body: Organisation | OrganisationProposal | None) -> list[User]:
    """The people who belong to it, in the order in which they joined. One query."""
    if body is None:
        return []
    return [one.user for one in memberships_of(body).active().order_by("pk") if one.user.is_active]


def may_write(user: User, submission: Submission) -> bool:
    """Whether the submission is the user's own: as a member of its organisation, or because they started it without
    one. Whoever has left the organisation may no longer write what they have left there. One query."""
    return Submission.objects.of_member(user).filter(pk=submission.pk).exists()


def belongs(user: User, submission: Submission) -> bool:
    """Whether the user is too close to the submission to decide on it: as a member of its organisation, or of the one
    that a correction is about, or because they have made it, also if they have left the organisation. At most one
    query."""
    if user.pk in (submission.created_by_id, submission.submitted_by_id):
        return True
    body = submission.body
    if submission.kind == Submission.Kind.CORRECTION:
        if submission.contact_email and user.email.lower() == submission.contact_email.lower():
            return True
        body = body or (submission.activity.organisation if submission.activity else None)
    return body is not None and memberships_of(body).active().filter(user=user).exists()


def open_to_submitter(submission: Submission, fields: Iterable[str]) -> set[str]:
    """Those of the fields that the submitter may change: all of a draft or a returned submission, then the contact
    person until the submission is withdrawn or rejected."""
    if submission.state in (Submission.State.DRAFT, Submission.State.RETURNED):
        return set(fields)
    if submission.state in (Submission.State.SUBMITTED, Submission.State.ACCEPTED):
        return {field for field in fields if field in CONTACT}
    return set()


def files_are_open(submission: Submission) -> bool:
    """Whether the submitter may add and remove files: those of a draft or a returned submission."""
    return submission.state in (Submission.State.DRAFT, Submission.State.RETURNED)


def open_to_reviewer(submission: Submission, fields: Iterable[str]) -> set[str]:
    """Those of the fields that a reviewer may change: all but the contact person while the submission waits."""
    if submission.state != Submission.State.SUBMITTED or submission.kind == Submission.Kind.CORRECTION:
        return set()
    return {field for field in fields if field not in CONTACT}
