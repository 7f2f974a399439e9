"""Review submissions: read, assign, comment, return, reject, accept. A decision can be held and released later.

Nobody decides on a submission of an organisation that they belong to, and of two reviewers the first decides: the
second gets Decided. All raise Refused with the reason when something is not possible."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.activities import amend_activity, enter_activity
from activities.actions.ledger import Refused, record
from activities.actions.links.mappings import write_mapping
from activities.actions.outbox.notices import notify
from activities.actions.reference.organisations import move_people, organisation_address
from activities.actions.submissions.corrections import correction_context
from activities.actions.submissions.rows import (
    NotTheirs,
    locked,
    locked_for_reviewer,
    move,
    note_event,
)
from activities.actions.submissions.submitting import mail_context, receivers
from activities.models import (
    Activity,
    Certainty,
    Change,
    FieldComment,
    Organisation,
    OrganisationProposal,
    Submission,
    User,
)
from activities.models import Mapping as Link
from activities.queries.submissions.people import belongs

#: The page offers to undo an acceptance for this long, and its e-mail waits as long. Later, undoing is still accepted
#: until the e-mail is sent (undoing.UNDO_UNTIL).
UNDO_FOR = timedelta(seconds=10)


@transaction.atomic
def mark_read(*, submission: Submission, by: User) -> None:
    """Note that a reviewer who may decide on it has opened the submission for the first time."""
    row = locked(submission)
    if not rules.can_review(by) or belongs(by, row):
        return
    if row.first_read_at is None and row.state == Submission.State.SUBMITTED:
        row.first_read_at = timezone.now()
        row.save(update_fields=["first_read_at"])
        note_event(row, "first-read", by)


@transaction.atomic
def assign(*, submission: Submission, to: User | None, by: User) -> Submission:
    """Assign the submission to a reviewer, or to nobody."""
    row = locked_for_reviewer(submission, by)
    if to is not None and not rules.can_review(to):
        raise Refused(_("%(person)s cannot review submissions. Choose someone else.") % {"person": to})
    if row.assigned_to == to:
        return row
    row.assigned_to = to
    row.save(update_fields=["assigned_to"])
    note_event(row, "assigned", by, str(to or ""))
    return row


@transaction.atomic
def take_oldest(*, by: User) -> Submission | None:
    """Assign to `by` the submission that has waited longest without a reviewer; None if there is none. Two reviewers at
    once get different ones. Submissions of the person's own organisations, and held ones, are left out."""
    if not rules.can_review(by):
        raise NotTheirs
    free = (
        Submission.objects.waiting()
        .filter(assigned_to=None, held__isnull=True)
        .not_of(by)
        .order_by("submitted_at", "pk")
    )
    found = free.select_for_update(skip_locked=True, of=("self",)).first()
    return assign(submission=found, to=by, by=by) if found else None


@transaction.atomic
def comment_on(*, submission: Submission, field: str, text: str, by: User) -> FieldComment:
    """Write a comment on one field. The submitter sees it when the submission is returned."""
    row = locked_for_reviewer(submission, by)
    said: dict[str, Any] = {
        "submission": row,
        "field": field,
        "text": text,
        "by": by,
        "sent_at": None,
        "withdrawn": False,
    }
    return FieldComment.objects.get_or_create(**said)[0]  # the button may be pressed twice


@transaction.atomic
def withdraw_comment(*, comment: FieldComment, by: User) -> None:
    """Remove a comment that the submitter has not seen."""
    locked_for_reviewer(comment.submission, by)
    if comment.sent_at is not None:
        raise Refused(_("The submitter has already received this comment."))
    FieldComment.objects.filter(pk=comment.pk, sent_at=None).update(withdrawn=True)


@transaction.atomic
def return_submission(*, submission: Submission, reason: str, seen: int | None = None, by: User) -> Submission:
    """Return it to the submitter with the reason and the comments on its fields. Raises Stale when an answer has
    changed since `seen`."""
    row = locked_for_reviewer(submission, by, seen)
    if row.kind == Submission.Kind.CORRECTION:
        raise Refused(_("A correction cannot be returned. Answer it or reject it."))
    comments = row.comments.filter(withdrawn=False, sent_at=None).order_by("pk")
    context = {"comments": [{"field": one.field, "text": one.text} for one in comments]}
    decide(row, Submission.State.RETURNED, reason, by)
    comments.update(sent_at=timezone.now())
    notify("submission_returned", mail_context(row) | context, to=receivers(row))
    return row


@transaction.atomic
def reject(*, submission: Submission, reason: str, seen: int | None = None, by: User) -> Submission:
    """Reject it with a reason. Raises Stale when an answer has changed since `seen`."""
    row = locked_for_reviewer(submission, by, seen)
    decide(row, Submission.State.REJECTED, reason, by)
    tell(row, "correction_rejected" if row.kind == Submission.Kind.CORRECTION else "submission_rejected")
    return row


@transaction.atomic
def accept_correction(*, submission: Submission, answer: str, by: User) -> Submission:
    """Close a correction after the facts were changed. `answer` is sent to the person who suggested it."""
    row = locked_for_reviewer(submission, by)
    if row.kind != Submission.Kind.CORRECTION:
        raise Refused(_("This submission is not a correction."))
    if not answer.strip():
        raise Refused(_("Enter an answer. It is sent to the person who suggested the correction."))
    decide(row, Submission.State.ACCEPTED, answer, by)
    tell(row, "correction_accepted")
    return row


def accept(
    *,
    submission: Submission,
    fields: Mapping[str, Any],
    links: Mapping[int, Mapping[str, Any]],
    removed: Iterable[int] = (),
    seen: int,
    confirm_links: bool = False,
    by: User,
) -> Submission:
    """Publish the submission in one Change.

    `fields` are fields of the Activity (an update has only those that it changes), `links` {Term's id: strength,
    rationale, evidence_url} of new and changed links, `removed` the Terms whose links an update withdraws. They were
    read at revision `seen`. With `confirm_links`, ITU confirms the links; otherwise they are unconfirmed. A proposed
    organisation is approved with its first activity. Raises Stale when an answer has changed since `seen`.
    """
    with record(by, "submission.accept", submission.code) as change:
        row = locked_for_reviewer(submission, by, seen)
        if row.is_example:
            raise Refused(_("This is an example. It cannot be published."))
        if row.kind == Submission.Kind.CORRECTION:
            raise Refused(_("A correction has nothing to publish."))
        values = dict(fields)
        if row.activity is None:
            values["organisation"] = accepted_organisation(row, change, by)
            row.activity = enter_activity(values, Activity.Origin.STAKEHOLDER, change)
        else:
            publish_again(row, values, change, by)
        write_links(row.activity, links, removed, confirm_links, change)
        row.change, row.published_at = change, timezone.now()
        decide(row, Submission.State.ACCEPTED, "", by)
        row.save(update_fields=["activity", "change", "published_at", "organisation", "proposal"])
        row.attachments.filter(removed_at=None).update(activity=row.activity)
        context = mail_context(row) | {"activity": row.activity.pk}
        notify("submission_accepted", context, to=receivers(row), after=UNDO_FOR)
    return row


def publish_again(row: Submission, values: dict[str, Any], change: Change, by: User) -> None:
    """Write an update, or a new activity whose acceptance was undone. The activity is live afterwards."""
    activity = row.activity
    assert activity is not None  # noqa: S101 - otherwise it is entered
    if row.kind == Submission.Kind.UPDATE and activity.withdrawn:
        raise Refused(_("This activity has been withdrawn since the update was started."))
    if row.kind == Submission.Kind.NEW:
        values |= {"organisation": accepted_organisation(row, change, by), "withdrawn": False}
    amend_activity(activity, values, change)


def write_links(
    activity: Activity,
    links: Mapping[int, Mapping[str, Any]],
    removed: Iterable[int],
    confirm_links: bool,
    change: Change,
) -> None:
    """Write new and changed links with origin "stakeholder", and withdraw the removed ones. A changed link is no longer
    confirmed unless the reviewer confirms it."""
    certainty = Certainty.CONFIRMED if confirm_links else Certainty.UNCONFIRMED
    current = {row.term_id: row for row in activity.mappings.all()}
    for term, values in links.items():
        wanted = dict(values) | {"certainty": certainty}
        write_mapping(current.get(term), activity.pk, term, wanted, Link.Origin.STAKEHOLDER, change)
    for term in removed:
        row = current.get(term)
        if row and not row.withdrawn:
            row.withdrawn, row.change = True, change
            row.save(update_fields=["withdrawn", "change"])


def accepted_organisation(row: Submission, change: Change, by: User) -> Organisation | None:
    """The organisation of a submission. A proposed one is approved under the same Change, and one whose approval was
    undone is restored."""
    if row.proposal is not None:
        row.organisation = approve_under(row.proposal, None, change, by)
        row.proposal = None
    body = row.organisation
    if body is not None and body.withdrawn and body.merged_into_id is None:
        body.withdrawn, body.change = False, change
        body.save(update_fields=["withdrawn", "change"])
    return body


def approve_under(
    proposal: OrganisationProposal, existing: Organisation | None, change: Change, by: User
) -> Organisation:
    """Make the proposed organisation, or say which `existing` one it is, and move its members, invitations and
    submissions there."""
    proposal = OrganisationProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.organisation is not None:
        return proposal.organisation
    if proposal.is_example:
        raise Refused(_("This is an example. It cannot be published."))
    if proposal.state == OrganisationProposal.State.DECLINED:
        raise Refused(_("This organisation was not approved. Reject the submission instead."))
    organisation = existing or Organisation.objects.create(
        slug=free_address(proposal.name),
        name=proposal.name,
        type=proposal.type,
        country=proposal.country,
        url=proposal.url,
        change=change,
    )
    proposal.state, proposal.organisation = OrganisationProposal.State.APPROVED, organisation
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.save()
    move_people(proposal, organisation)
    return organisation


#: Addresses below /organisations/ that are pages of their own.
RESERVED = {"join"}


def free_address(name: str) -> str:
    """A slug for a new organisation: its name, with a number if another has it."""
    base = organisation_address(name) or slugify(name)
    taken = RESERVED | set(Organisation.objects.filter(slug__startswith=base[:110]).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base[:110]}-{number}"
    return slug


def decide(row: Submission, state: str, reason: str, by: User) -> None:
    """Write the decision to the locked row, and its step to the timeline."""
    if state in (Submission.State.RETURNED, Submission.State.REJECTED) and not reason.strip():
        raise Refused(_("Enter a reason. It is sent to the submitter."))
    move(row, state)
    row.decided_at, row.decided_by, row.reason, row.held = timezone.now(), by, reason, None
    row.save(update_fields=["state", "decided_at", "decided_by", "reason", "held", "activity", "change"])
    note_event(row, state, by, reason)


def tell(row: Submission, kind: str) -> None:
    """Notify the submitter of a decision: people with an account, or the address of a correction."""
    if row.kind != Submission.Kind.CORRECTION:
        notify(kind, mail_context(row), to=receivers(row))
        return
    people = receivers(row)
    context = mail_context(row) | correction_context(row)
    notify(kind, context, to=people, addresses=[] if people or not row.contact_email else [row.contact_email])
