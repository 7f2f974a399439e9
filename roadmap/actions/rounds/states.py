"""Plan, edit, open, close and reopen a review round.

Opening and closing wait for the lock of the ledger: no activity changes in between, so a round has exactly the
activities that are there when it opens, and the Change that it cites has every answer that counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.ledger import Refused, Stale, writers_waiting
from activities.models import User
from roadmap.actions.rounds.following import JOIN, follow_locked, last_change
from roadmap.models import Round, RoundItem, RoundQuestion, RoundStep
from roadmap.queries.rounds.conflicts import unseen
from roadmap.queries.rounds.scope import live_in, overlapping, part_name

#: What can still be changed once a round has been opened.
ALWAYS = ("title", "deadline", "grace_until")
#: Key of the lock under which one planner at a time takes a code.
CODE_LOCK = 0x5D79
#: The part of the activities by which the scope may have changed after the preview.
TOLERATED = 0.05


@dataclass(frozen=True, slots=True)
class Preview:
    """What a coordinator saw before opening a round: its revision, and how many activities were in its scope."""

    revision: int
    activities: int


class UnseenConflicts(Refused):
    """The round has `number` conflicts that no coordinator has checked."""

    def __init__(self, number: int):
        self.number = number
        super().__init__(
            ngettext(
                "The round was not closed: %(number)s activity was changed by someone else after its answer. Look at "
                "the change, tick it as seen, and close the round again.",
                "The round was not closed: %(number)s activities were changed by someone else after their answers. "
                "Check the changes, tick them as seen, and close the round again.",
                number,
            )
            % {"number": number}
        )


@transaction.atomic
def plan_round(*, values: dict[str, Any], questions: Sequence[str], by: User) -> Round:
    """Save a planned round with its questions. People are asked to answer once it is open."""
    with connection.cursor() as cursor:  # of two rounds with the same title, the second finds the code of the first
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CODE_LOCK])
    one = Round.objects.create(code=free_code(values["title"]), **values)
    ask(one, questions)
    return one


@transaction.atomic
def edit_round(*, one: Round, values: dict[str, Any], questions: Sequence[str], seen: int, by: User) -> Round:
    """Save a planned or open round. Period, scope and questions stay as they are once it has been opened. A later
    deadline counts answers again: those up to it are no longer late. Raises Stale with the current row, and Refused for
    a closed round."""
    row = Round.objects.select_for_update(no_key=True).get(pk=one.pk)
    if row.state == Round.State.CLOSED:
        raise Refused(_("This round is closed. Reopen it first, then edit it."))
    if row.revision != seen:
        raise Stale(row)
    planned = row.state == Round.State.PLANNED
    moved = row.deadline != values["deadline"]
    for name, value in values.items():
        if planned or name in ALWAYS:
            setattr(row, name, value)
    row.revision += 1
    row.not_opened = ""
    row.save()
    if planned:
        ask(row, questions)
    elif moved:
        count_late_again(row)
    return row


def free_code(title: str) -> str:
    """The words of the title for the address, with a number if another round has them. Addresses are permanent."""
    base = slugify(title)[:24].strip("-")
    base = base if base and base != "new" else f"round-{base}".strip("-")
    taken = set(Round.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in chain([base], (f"{base}-{number}" for number in count(2))) if code not in taken)


def ask(one: Round, questions: Sequence[str]) -> None:
    one.questions.all().delete()
    RoundQuestion.objects.bulk_create(
        RoundQuestion(round=one, position=place, text=text) for place, text in enumerate(questions, 1)
    )


def count_late_again(one: Round) -> None:
    answered = one.items.exclude(answer=RoundItem.Answer.NONE)
    answered.filter(late=True, answered_at__date__lte=one.deadline).update(late=False)
    answered.filter(late=False, answered_at__date__gt=one.deadline).update(late=True)


def open_round(*, one: Round, seen: Preview | None = None, by: User | None) -> Round:
    """Open a planned round: all live activities of its scope become its items, in one statement. `by` is None if it
    opens on its day. Raises Refused if it is not what `seen` says, is not planned, has no activities, or
    shares a part with another open round."""
    with writers_waiting():
        row = Round.objects.select_for_update(no_key=True).get(pk=one.pk)
        if row.state != Round.State.PLANNED:
            raise Refused(_("This round has been opened already."))
        if seen:
            refuse_if_changed(row, seen)
        refuse_overlap(row)
        values: dict[str, Any] = {"round": row.pk, "scope": row.scope, "through": -1}
        with connection.cursor() as cursor:
            cursor.execute(JOIN, values)
            if not cursor.rowcount:
                raise Refused(_("There are no activities in the scope of this round. Edit its scope, then open it."))
        step(row, RoundStep.Kind.OPENED, by)
        row.state, row.through, row.not_opened = Round.State.OPEN, last_change(), ""
        row.save(update_fields=["state", "through", "not_opened"])
    return row


def refuse_if_changed(one: Round, seen: Preview) -> None:
    if one.revision != seen.revision:
        raise Refused(_("Someone has edited this round since you opened this page. Check it again, then open it."))
    now = live_in(one.scope)
    if abs(now - seen.activities) > seen.activities * TOLERATED:
        raise Refused(
            ngettext(
                "The scope now has %(now)s activity; this page showed %(seen)s. Check it again, then open the round.",
                "The scope now has %(now)s activities; this page showed %(seen)s. Check it again, then open the round.",
                now,
            )
            % {"now": now, "seen": seen.activities}
        )


def close_round(*, one: Round, by: User) -> Round:
    """Close the round and fix the Change that reports cite. Raises UnseenConflicts, and Refused if it is not open."""
    with writers_waiting():
        row = Round.objects.select_for_update(no_key=True).get(pk=one.pk)
        if row.state != Round.State.OPEN:
            raise Refused(_("This round is not open."))
        follow_locked(row)
        if number := unseen(row).count():
            raise UnseenConflicts(number)
        step(row, RoundStep.Kind.CLOSED, by)
        row.state, row.closed_change = Round.State.CLOSED, last_change()
        row.save(update_fields=["state", "closed_change"])
    return row


def reopen_round(*, one: Round, reason: str, by: User) -> Round:
    """Reopen a closed round. Changes since it was closed are followed as if it had stayed open. Raises Refused if it is
    not closed, or if another round has taken over a part of its scope."""
    with writers_waiting():
        row = Round.objects.select_for_update(no_key=True).get(pk=one.pk)
        if row.state != Round.State.CLOSED:
            raise Refused(_("This round is not closed."))
        refuse_overlap(row)
        step(row, RoundStep.Kind.REOPENED, by, reason)
        row.state, row.closed_change = Round.State.OPEN, None
        row.save(update_fields=["state", "closed_change"])
        follow_locked(row)
    return row


@transaction.atomic
def see_conflicts(*, one: Round, seen: dict[int, int], by: User) -> int:
    """Record that a coordinator has checked conflicts: {activity: the number of its Change that the page showed}. A
    later Change is not covered. Returns how many were noted."""
    Round.objects.select_for_update(no_key=True).get(pk=one.pk)
    noted = 0
    for item in unseen(one).filter(activity__in=seen).select_for_update(of=("self",)):
        if item.changed == seen[item.activity_id]:
            RoundItem.objects.filter(pk=item.pk).update(conflict_seen=item.changed, conflict_seen_by=by)
            noted += 1
    return noted


def refuse_overlap(one: Round) -> None:
    other = overlapping(one)
    if other is None:
        return
    shared = ", ".join(part_name(part) for part in one.scope if part in other.scope)
    raise Refused(
        _(
            "“%(other)s” is open and also covers %(parts)s. An activity can be in only one open round. Close that "
            "round first, or remove %(parts)s from the scope of this one."
        )
        % {"other": other.title, "parts": shared}
    )


def step(one: Round, kind: str, by: User | None, reason: str = "") -> None:
    RoundStep.objects.create(round=one, kind=kind, by=by, reason=reason, change=last_change())
