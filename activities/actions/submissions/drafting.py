"""Start a submission and save its answers. Two people can write at once: their answers are merged field by field, and
where both changed the same field, both values are kept until somebody chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, Stale
from activities.actions.submissions.attachments import delete_stored
from activities.actions.submissions.limits import limit_answers, limit_drafts
from activities.actions.submissions.rows import (
    NotTheirs,
    locked_for_submitter,
    locked_for_writer,
    note_event,
)
from activities.models import Activity, AnswerRevision, Organisation, OrganisationProposal, Submission, User
from activities.models.submission import new_reference, same_answer
from activities.queries.submissions.answers import answers_of
from activities.queries.submissions.people import may_write, memberships_of, open_to_reviewer, open_to_submitter

#: The most fields of a submission, and the most characters of one answer. Forms have lower limits of their own.
MOST_FIELDS, LONGEST = 1_000, 50_000
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """`written` fields have the values sent. For each field in `both`, someone else wrote another value at the same
    time: theirs stays the answer, and the one sent is kept as an open revision."""

    revision: int
    at: datetime
    written: tuple[str, ...]
    both: tuple[str, ...]


@transaction.atomic
def start_submission(
    *,
    body: Organisation | OrganisationProposal | None,
    answers: Answers | None = None,
    by: User,
) -> Submission:
    """Start a draft of a new activity, with preset `answers`."""
    return start(kind=Submission.Kind.NEW, answers=answers or {}, by=by, is_example=is_example(body), **of(body))


@transaction.atomic
def start_update(*, activity: Activity, by: User) -> Submission:
    """Start an update of a published activity, filled with its current values and with the person who starts it as its
    contact person; or return the open one that the organisation already has."""
    Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)  # two colleagues start only one
    unfinished = Submission.objects.visible_to(by).filter(
        kind=Submission.Kind.UPDATE,
        activity=activity,
        state__in=[Submission.State.DRAFT, Submission.State.SUBMITTED, Submission.State.RETURNED],
    )
    if found := unfinished.order_by("-pk").first():
        return found
    limit_drafts(by)
    return start(
        kind=Submission.Kind.UPDATE,
        answers=answers_of(activity) | {"contact_name": by.name, "contact_email": by.email},
        by=by,
        activity=activity,
        organisation=activity.organisation,
        began_at=activity.change_id,
    )


@transaction.atomic
def copy_submission(*, submission: Submission, by: User) -> Submission:
    """Start a new draft with the answers of another submission of the same organisation."""
    if not may_write(by, submission):
        raise NotTheirs
    limit_drafts(by)
    body = submission.body
    return start(kind=Submission.Kind.NEW, answers=submission.answers, by=by, is_example=is_example(body), **of(body))


def of(body: Organisation | OrganisationProposal | None) -> dict[str, Any]:
    return {"organisation": body} if isinstance(body, Organisation) else {"proposal": body}


def is_example(body: Organisation | OrganisationProposal | None) -> bool:
    """Whether it is the organisation of the examples: what is started for it is an example, too."""
    return isinstance(body, OrganisationProposal) and body.is_example


def start(*, kind: str, answers: Answers, by: User | None, **fields: Any) -> Submission:
    """Insert a submission under a reference that is free."""
    answers = dict(answers)
    for length in (4, 4, 4, 5, 6):
        try:
            with transaction.atomic():
                row = Submission.objects.create(
                    code=new_reference(length), kind=kind, answers=answers, began_with=answers, created_by=by, **fields
                )
        except IntegrityError:
            continue
        note_event(row, "started", by)
        return row
    raise RuntimeError("no free reference was found")


@transaction.atomic
def save_answers(
    *,
    submission: Submission,
    answers: Answers,
    seen: int,
    page: str = "",
    as_reviewer: bool = False,
    only_if_current: bool = False,
    by: User,
) -> Saved:
    """Save the answers of one page of the form.

    `seen` is the revision that the page was opened with, `page` a random name of the open page. A field that only one
    side has changed since `seen` gets that side's value; with `only_if_current`, as for programs, any later answer
    raises Stale. Raises Refused for fields that are not open, and NotTheirs.
    """
    row = locked_for_writer(submission, by, as_reviewer)
    if only_if_current and row.revision != seen:
        raise Stale(row)
    wanted = {name: value for name, value in answers.items() if not same_answer(value, row.answers.get(name))}
    refuse_unless_open(row, wanted, as_reviewer)
    written, both = [], []
    if wanted:
        limit_answers(wanted, by)
    others = latest_of_others(row, wanted, seen, page) if wanted else {}
    before = {name: base_of(row, name, seen, page) for name in others}
    for name, value in wanted.items():
        if name in others:
            if same_answer(value, before[name]):
                continue  # only the other person has changed it
            keep_both(row, name, value, page, by)
            both.append(name)
        else:
            write(row, name, value, page, by)
            written.append(name)
    settle_equal(row, answers, page)
    row.changed_at = timezone.now()
    row.save(update_fields=["answers", "versions", "revision", "changed_at"])
    return Saved(row.revision, row.changed_at, tuple(written), tuple(both))


@transaction.atomic
def settle_answer(
    *, submission: Submission, field: str, value: Any, seen: int, page: str = "", as_reviewer: bool = False, by: User
) -> Submission:
    """Choose `value` for a field with open revisions. Raises Refused when somebody has written one of them after
    `seen`, unless on the same `page`."""
    row = locked_for_writer(submission, by, as_reviewer)
    refuse_unless_open(row, {field: value}, as_reviewer)
    newer = row.revisions.filter(field=field, open=True, number__gt=seen)
    if latest_of_others(row, {field: value}, seen, page) or (newer.exclude(page=page) if page else newer).exists():
        raise Refused(_("This answer has changed again since you opened the page. Compare the values once more."))
    if not same_answer(value, row.answers.get(field)):
        write(row, field, value, "", by)
    row.revisions.filter(field=field, open=True).update(open=False)
    row.changed_at = timezone.now()
    row.save(update_fields=["answers", "versions", "revision", "changed_at"])
    return row


@transaction.atomic
def choose_organisation(*, submission: Submission, body: Organisation | OrganisationProposal, by: User) -> Submission:
    """Move the draft of a new activity to another organisation of the person."""
    row = locked_for_submitter(submission, by)
    if row.kind != Submission.Kind.NEW or row.state != Submission.State.DRAFT:
        raise Refused(_("The organisation can only be chosen while a new activity is a draft."))
    if not memberships_of(body).active().filter(user=by).exists():
        raise NotTheirs
    row.organisation, row.proposal, row.is_example = None, None, is_example(body)
    for name, value in of(body).items():
        setattr(row, name, value)
    row.save(update_fields=["organisation", "proposal", "is_example"])
    return row


@transaction.atomic
def discard_draft(*, submission: Submission, seen: int | None = None, by: User) -> None:
    """Delete a draft that was never submitted. Raises Refused for any other submission, and Stale if an answer is newer
    than revision `seen`."""
    row = locked_for_submitter(submission, by)
    if seen is not None and row.revision != seen:
        raise Stale(row)
    if row.state != Submission.State.DRAFT:
        raise Refused(_("Only a draft can be discarded. Withdraw this submission instead."))
    delete_stored(list(row.attachments.all()))
    row.delete()


def refuse_unless_open(row: Submission, wanted: Answers, as_reviewer: bool) -> None:
    is_open = open_to_reviewer if as_reviewer else open_to_submitter
    if closed := sorted(set(wanted) - is_open(row, wanted)):
        raise Refused(
            _("This submission is in the state “%(state)s”, so these answers cannot be changed: %(fields)s.")
            % {"state": row.get_state_display(), "fields": ", ".join(closed)}
        )
    if len(set(row.answers) | set(wanted)) > MOST_FIELDS:
        raise Refused(_("This submission has too many links. Remove some before you add more."))
    if any(len(value) > LONGEST if isinstance(value, str) else len(value) > MOST_FIELDS for value in wanted.values()):
        raise Refused(_("One of the answers is too long. Shorten it."))


def latest_of_others(row: Submission, fields: Answers, seen: int, page: str) -> dict[str, int]:
    """{field: number} of the answers that somebody has written on another page since `seen`."""
    newer = [name for name in fields if row.versions.get(name, 0) > seen]
    if not newer:
        return {}
    numbers = [row.versions[name] for name in newer]
    mine = row.revisions.filter(number__in=numbers).exclude(page="").filter(page=page).values_list("field", flat=True)
    return {name: row.versions[name] for name in set(newer) - set(mine)}


def base_of(row: Submission, field: str, seen: int, page: str) -> Any:
    """What the open page has shown in the field so far: what was typed there, else the answer as of revision `seen`."""
    shown = Q(number__lte=seen, alternative=False)
    if page:
        shown |= Q(page=page)
    found = row.revisions.filter(shown, field=field).order_by("-number").first()
    return found.value if found else row.began_with.get(field, "")


def write(row: Submission, field: str, value: Any, page: str, by: User) -> None:
    """Make `value` the answer, and close the open revisions that were typed on the same page."""
    row.revision += 1
    AnswerRevision.objects.create(submission=row, number=row.revision, field=field, value=value, page=page, by=by)
    row.answers[field], row.versions[field] = value, row.revision


def keep_both(row: Submission, field: str, value: Any, page: str, by: User) -> None:
    """Keep `value` as an open revision, in place of an earlier one from the same page."""
    row.revisions.filter(field=field, open=True, page=page, by=by).exclude(page="").update(open=False)
    row.revision += 1
    AnswerRevision.objects.create(
        submission=row, number=row.revision, field=field, value=value, page=page, by=by, alternative=True, open=True
    )


def settle_equal(row: Submission, answers: Answers, page: str) -> None:
    """Close the open revisions of this page for fields whose value is now the answer: the person typed it again."""
    if not page:
        return
    equal = [name for name, value in answers.items() if same_answer(value, row.answers.get(name))]
    row.revisions.filter(field__in=equal, open=True, page=page).update(open=False)
