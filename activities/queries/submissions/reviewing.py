"""What reviewers need to know of one submission: its timeline, comments, and values between which to choose."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from activities import rules
from activities.models import AnswerRevision, FieldComment, Submission, User


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One step in words, with who made it ("" if unknown) and what was written. `fields` are the names of the answers
    that a reviewer changed."""

    at: datetime
    what: str
    who: str = ""
    text: str = ""
    fields: tuple[str, ...] = ()


def reviewers() -> QuerySet[User]:
    """Everyone who may review submissions, by name."""
    roles = Group.objects.filter(user=OuterRef("pk"), name__in=[rules.COORDINATOR, rules.ADMINISTRATOR])
    return User.objects.filter(Q(is_superuser=True) | Exists(roles), is_active=True).order_by("name", "email")


def timeline(submission: Submission) -> list[TimelineStep]:
    """All steps, the earliest first. Two queries."""
    steps = [
        TimelineStep(one.at, one.get_verb_display(), str(one.by or ""), one.text)
        for one in submission.events.select_related("by")
    ]
    edits = submission.revisions.filter(alternative=False, by__in=reviewers().values("pk"))
    edits = edits.exclude(by=submission.created_by_id).exclude(by=submission.submitted_by_id).select_related("by")
    for _person, found in groupby(edits, key=lambda one: (one.by_id, one.at.date())):
        edited = list(found)
        fields = tuple(dict.fromkeys(one.field for one in edited))
        steps.append(TimelineStep(edited[-1].at, str(_("Edited by a reviewer")), str(edited[-1].by or ""), "", fields))
    return sorted(steps, key=lambda step: step.at)


def comments(submission: Submission) -> dict[str, list[FieldComment]]:
    """{field: its comments, the earliest first}. One query."""
    found: dict[str, list[FieldComment]] = {}
    for one in submission.comments.filter(withdrawn=False).select_related("by"):
        found.setdefault(one.field, []).append(one)
    return found


def open_alternatives(submission: Submission) -> list[AnswerRevision]:
    """Values that someone wrote while a colleague wrote the answer, and between which no one has chosen. One query."""
    return list(submission.revisions.filter(open=True).select_related("by"))


def newer_answers(submission: Submission, revision: int) -> frozenset[str]:
    """Names of the answers that are newer than a revision. No query."""
    return frozenset(name for name, number in submission.versions.items() if number > revision)
