"""What the people of one submission need to know of each other: who shares it, which answers two of them wrote at the
same time, what reviewers ask for, and what has changed since a page was opened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.models import FieldComment, Submission, User
from activities.queries.submissions.people import memberships_of


@dataclass(frozen=True, slots=True)
class Written:
    """One value of a field. `number`: that of its revision, 0 for what the submission began with."""

    number: int
    value: Any
    who: str
    mine: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Both:
    """The values of a field between which someone has to choose: the answer first."""

    field: str
    values: tuple[Written, ...]

    @property
    def other(self) -> Written:
        """The value that the reader has not written."""
        return next((one for one in self.values if not one.mine and one.who), self.values[-1])


def colleagues(submission: Submission, user: User) -> int:
    """How many other people share the submission. One query."""
    if submission.body is None:
        return 0
    return memberships_of(submission.body).active().filter(user__is_active=True).exclude(user=user).count()


def open_answers(submission: Submission, user: User) -> dict[str, Both]:
    """{field: Both} of the fields with an open revision. One query, and another if there are any."""
    rows = list(submission.revisions.filter(open=True).select_related("by").order_by("number"))
    if not rows:
        return {}
    numbers = [submission.versions.get(row.field, 0) for row in rows]
    answers = {row.field: row for row in submission.revisions.filter(number__in=numbers).select_related("by")}
    found: dict[str, list[Written]] = {}
    for row in rows:
        if row.field not in found:
            answer = answers.get(row.field)
            value = submission.answers.get(row.field, "")
            found[row.field] = [
                written(answer, user) if answer else Written(0, value, "", False, submission.created_at)
            ]
        found[row.field].append(written(row, user))
    return {field: Both(field, tuple(values)) for field, values in found.items()}


def written(row: Any, user: User) -> Written:
    return Written(row.number, row.value, str(row.by or ""), row.by_id == user.pk, row.at)


def requests_for_change(submission: Submission) -> dict[str, list[FieldComment]]:
    """{field: what reviewers wrote about it} of a returned submission. One query; none in other states."""
    if submission.state != Submission.State.RETURNED:
        return {}
    found: dict[str, list[FieldComment]] = {}
    for comment in submission.comments.filter(withdrawn=False, sent_at__gte=submission.decided_at):
        found.setdefault(comment.field, []).append(comment)
    return found


def changed_since(submission: Submission, seen: int) -> list[tuple[str, str, datetime]]:
    """(field, who, when) of the answers that were written after revision `seen`, each once. One query."""
    rows = submission.revisions.filter(number__gt=seen, alternative=False).select_related("by").order_by("number")
    return list({row.field: (row.field, str(row.by or ""), row.at) for row in rows}.values())
