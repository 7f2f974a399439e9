"""Example submissions for a first look: one in each state that the form and the review show. Nothing of them is ever
public: `accept` and `approve_proposal` refuse examples."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from activities.actions.submissions.attachments import delete_stored
from activities.actions.submissions.drafting import save_answers, start_submission, start_update
from activities.actions.submissions.reviewing import comment_on, mark_read, reject, return_submission
from activities.actions.submissions.submitting import submit, withdraw_submission
from activities.models import (
    Activity,
    Attachment,
    Membership,
    Notice,
    OrganisationProposal,
    Submission,
    Term,
    User,
)
from activities.queries.submissions.answers import link_field

ORGANISATION = "Example: Institute for Rural Connectivity"
CONTACT = {"contact_name": "Example Person", "contact_email": "stakeholder@sdgmap.example"}
#: Answers that all new examples have.
ALIKE = {
    "language": "en",
    "kind": "project",
    "status": "ongoing",
    "start_year": "2024",
    "countries": ["KE", "RW"],
    "regions": [],
}


@transaction.atomic
def create_examples(*, owner: User, reviewer: User) -> list[Submission]:
    """Six submissions of the owner's example organisation, or of a listed one for the update. If there are examples
    already, returns []. No e-mail is sent."""
    if Submission.objects.filter(is_example=True).exists():
        return []
    body = OrganisationProposal.objects.create(
        name=ORGANISATION, type="academia", country_id="KE", proposed_by=owner, is_example=True
    )
    Membership.objects.create(user=owner, proposal=body, role=Membership.Role.OWNER, state=Membership.State.ACTIVE)
    examples = [
        started(body, "Village libraries", "Brings e-books to 12 village libraries.", owner, links={}),
        submitted(body, "Solar schools online", "Connects 40 rural schools with solar power.", owner, days=6),
        updated(owner, days=2),
        returned(body, "Cyclone warnings by radio", "Sends storm warnings to fishing boats.", owner, reviewer),
        rejected(body, "Office network renewed", "Replaces the routers of our own office.", owner, reviewer),
        withdrawn(body, "Digital market days", "Teaches farmers to sell their crops online.", owner),
    ]
    found = [one for one in examples if one]
    Notice.objects.filter(context__code__in=[one.code for one in found]).delete()
    return found


@transaction.atomic
def remove_examples() -> int:
    """Delete the examples, their organisation, and the membership that the update needed. Returns how many submissions
    there were."""
    examples = Submission.objects.filter(is_example=True)
    listed = examples.exclude(organisation=None).values_list("organisation", "created_by")
    for organisation, person in set(listed):
        Membership.objects.filter(organisation=organisation, user=person).delete()
    Notice.objects.filter(context__code__in=list(examples.values_list("code", flat=True))).delete()
    number = examples.count()
    delete_stored(list(Attachment.objects.filter(submission__in=examples.values("pk"))))
    examples.delete()
    OrganisationProposal.objects.filter(is_example=True).delete()
    return number


def started(
    body: OrganisationProposal, title: str, description: str, by: User, links: Mapping[str, str] | None = None
) -> Submission:
    """A draft. Its links are {code of an SDG target or an Action Line: strength}."""
    answers: dict[str, Any] = ALIKE | {"title": f"Example: {title}", "description": description}
    linked = {"9.c": "3", "4.4": "2", "C3": "2"} if links is None else links
    for term in Term.objects.filter(framework__slug__in=("sdg", "wsis"), code__in=linked).order_by("pk"):
        answers |= {link_field(term.pk, "strength"): linked[term.code]}
        answers |= {link_field(term.pk, "rationale"): f"The example contributes to {term.code}."}
    if linked:
        answers |= CONTACT
    return as_example(start_submission(body=body, answers=answers, by=by))


def as_example(row: Submission) -> Submission:
    row.is_example = True
    row.save(update_fields=["is_example"])
    return row


def submitted(body: OrganisationProposal, title: str, description: str, by: User, days: int = 0) -> Submission:
    row = started(body, title, description, by)
    return earlier(submit(submission=row, seen=row.revision, by=by), days)


def updated(by: User, days: int) -> Submission | None:
    """An update of a published activity by a stakeholder; None if there is none without members."""
    listed = Activity.objects.live().filter(organisation__sector="", organisation__withdrawn=False, language="en")
    activity = listed.filter(organisation__memberships=None, start_year__isnull=False).order_by("pk").first()
    if activity is None:
        return None
    Membership.objects.create(user=by, organisation=activity.organisation, state=Membership.State.ACTIVE)
    row = as_example(start_update(activity=activity, by=by))
    changed = {
        "title": f"Example: {activity.title}"[:500],
        "description": f"{activity.description}\n\nExample of an update: two more regions have joined.".strip(),
        "status": "completed" if activity.status == "ongoing" else "ongoing",
    }
    saved = save_answers(submission=row, answers=changed | CONTACT, seen=row.revision, page="", by=by)
    return earlier(submit(submission=row, seen=saved.revision, by=by), days)


def returned(body: OrganisationProposal, title: str, description: str, by: User, reviewer: User) -> Submission:
    row = submitted(body, title, description, by)
    mark_read(submission=row, by=reviewer)
    comment_on(submission=row, field="description", text="How many boats are reached?", by=reviewer)
    comment_on(submission=row, field="start_year", text="Your web page says 2023. Which year is right?", by=reviewer)
    reason = "Two facts are not clear yet. Please see the comments."
    return earlier(return_submission(submission=row, reason=reason, by=reviewer), 3)


def rejected(body: OrganisationProposal, title: str, description: str, by: User, reviewer: User) -> Submission:
    row = submitted(body, title, description, by)
    mark_read(submission=row, by=reviewer)
    reason = "This serves only your own office. The map shows work that helps others to achieve the Goals."
    return earlier(reject(submission=row, reason=reason, by=reviewer), 9)


def withdrawn(body: OrganisationProposal, title: str, description: str, by: User) -> Submission:
    row = submitted(body, title, description, by)
    return earlier(withdraw_submission(submission=row, by=by), 12)


def earlier(row: Submission, days: int) -> Submission:
    """The row, with its times some days earlier."""
    ago = timedelta(days=days)
    times = ("created_at", "changed_at", "submitted_at", "first_read_at", "decided_at")
    Submission.objects.filter(pk=row.pk).update(**{name: F(name) - ago for name in times})
    row.events.update(at=F("at") - ago)
    row.comments.update(written_at=F("written_at") - ago, sent_at=F("sent_at") - ago)
    row.refresh_from_db()
    return row
