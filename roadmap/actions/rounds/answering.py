"""Answer for the activities of a round: confirm, undo a confirmation, retire, reply to the questions.

The usual actions write the answer to the activity, and the same transaction writes it to the item of the round. Updates
are made in the editor or by a submission; `following` records them.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.activities import amend_activity, update_activity, withdraw_activity
from activities.actions.ledger import NothingChanged, Refused, record, refuse_if_stale, writers_waiting
from activities.models import Activity, Change, User
from activities.models.activity import ActivityQuerySet
from activities.queries.submissions.owners import owned_by
from roadmap.models import Round, RoundItem
from roadmap.queries.rounds.conflicts import conflicts
from roadmap.queries.rounds.people import answerable

ActivityEvent = apps.get_model("activities", "ActivityEvent")
#: The most activities that are confirmed at once.
MOST = 1_000
#: The two ways to retire an activity.
COMPLETED, WITHDRAWN = "completed", "withdrawn"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The result of a bulk confirmation: the number of its Change (0 if it confirmed nothing), how many activities it
    confirmed, and how many it left out because they changed after the preview."""

    change: int
    activities: int
    changed: int


def confirm_item(*, one: Round, activity: int, seen: int, by: User) -> RoundItem:
    """Confirm in the round that the version `seen` of the activity is still correct. Confirming again does nothing.
    Raises Stale with the current activity, and Refused if the round is closed or the person no longer answers for the
    activity."""
    item = RoundItem()
    with suppress(NothingChanged), record(by, "activity.confirm") as change:
        row, item = open_item(one, activity, by)
        again = item.answer == RoundItem.Answer.CONFIRMED and item.answered_by_id == by.pk
        if again and item.seen == row.change_id and not conflicts(one).filter(pk=item.pk).exists():
            raise NothingChanged
        refuse_if_stale(row, seen)
        amend_activity(row, {}, change)
        write_answer(one, item, RoundItem.Answer.CONFIRMED, change.pk, by)
    return item


def confirm_many(*, one: Round, which: Q, upto: int, by: User) -> Confirmed:
    """Confirm all unanswered items in `which` that the person may answer, at most MOST, under one Change. Activities
    that changed after the Change `upto`, the last one before the preview, are left out. Raises Refused."""
    done = Confirmed(0, 0, 0)
    with suppress(NothingChanged), record(by, "activity.confirm") as change:
        refuse_unless_open(one)
        waiting = RoundItem.objects.waiting().filter(answerable(by), which, round=one, activity__withdrawn=False)
        changed = waiting.filter(activity__change_id__gt=upto).count()
        numbers = list(
            waiting.filter(activity__change_id__lte=upto).order_by("activity").values_list("activity", flat=True)[:MOST]
        )
        numbers = list(theirs(by).filter(pk__in=numbers).values_list("pk", flat=True))
        done = Confirmed(0, 0, changed)
        if not numbers:
            raise NothingChanged
        Activity.objects.filter(pk__in=numbers).update(confirmed_on=timezone.localdate(), change=change)
        values = answer_values(one, RoundItem.Answer.CONFIRMED, change.pk, by)
        RoundItem.objects.filter(round=one, activity__in=numbers).update(**values)
        done = Confirmed(change.pk, len(numbers), changed)
    return done


def undo_confirmation(*, one: Round, change: Change, by: User) -> int:
    """Undo one's own confirmation: its activities get their previous date of confirmation and are unanswered again.
    Activities that have changed since stay as they are. Returns how many were undone. Raises Refused if there are
    none."""
    with record(by, "change.revert", reverts=change) as new:
        refuse_unless_open(one)
        items = RoundItem.objects.filter(round=one, answered_by=by, seen=change.pk, answer=RoundItem.Answer.CONFIRMED)
        numbers = list(theirs(by).filter(round_items__in=items, change=change).values_list("pk", flat=True))
        if not numbers or change.by_id != by.pk or change.verb != "activity.confirm":
            raise Refused(
                _(
                    "This answer cannot be undone, because the activity has changed since. "
                    "Open the activity to see its history."
                )
            )
        before = ActivityEvent.objects.filter(pgh_obj_id=OuterRef("pk"), change_id__lt=change.pk).order_by("-pgh_id")
        Activity.objects.filter(pk__in=numbers).update(
            confirmed_on=Subquery(before.values("confirmed_on")[:1]), change=new
        )
        RoundItem.objects.filter(round=one, activity__in=numbers).update(
            answer=RoundItem.Answer.NONE, answered_by=None, answered_at=None, late=False, seen=new.pk
        )
    return len(numbers)


def retire_item(*, one: Round, activity: int, how: str, seen: int, reason: str, by: User) -> RoundItem:
    """Retire an activity: set its status to completed, or withdraw it from the map. Only for people who may edit it.
    Raises Stale, and Refused if the round is closed or the person no longer answers for the activity."""
    with writers_waiting():
        row, item = open_item(one, activity, by)
        if how == WITHDRAWN:
            row = withdraw_activity(activity=row, seen=seen, reason=reason, by=by)
        else:
            refuse_if_stale(row, seen)
            fields = {"status": Activity.Status.COMPLETED}
            row = update_activity(activity=row, fields=fields, seen=seen, reason=reason, by=by)
        item.note = reason
        write_answer(one, item, RoundItem.Answer.RETIRED, row.change_id, by)
    return item


@transaction.atomic
def reply(*, one: Round, activity: int, replies: dict[str, str], note: str, by: User) -> RoundItem:
    """Save the replies to the questions of the round, {number of the question: text}, and a note for the coordinator.
    Raises Refused."""
    refuse_unless_open(one)
    item = item_of(one, activity, by)
    item.replies, item.note = {number: text for number, text in replies.items() if text}, note
    item.save(update_fields=["replies", "note"])
    return item


def open_item(one: Round, activity: int, by: User) -> tuple[Activity, RoundItem]:
    """The current activity and its item. Call it under the ledger's lock. Raises Refused."""
    refuse_unless_open(one)
    row = theirs(by).select_related("change").filter(pk=activity).first()
    if row is None:
        raise Refused(
            _("You no longer answer for this activity, because it was withdrawn or moved. Nothing was saved.")
        )
    return row, item_of(one, activity, by)


def item_of(one: Round, activity: int, by: User) -> RoundItem:
    """The locked item. Raises Refused if the activity has left the round."""
    items = RoundItem.objects.counted().select_for_update(of=("self",))
    item = items.filter(answerable(by), round=one, activity=activity).first()
    if item is None:
        raise Refused(_("This activity is no longer part of the round, so nothing was saved."))
    return item


def theirs(by: User) -> ActivityQuerySet:
    """The live activities for which the person may answer: those they may edit, and those of their organisations."""
    return Activity.objects.live().filter(Q(pk__in=Activity.objects.editable_by(by).values("pk")) | owned_by(by))


def refuse_unless_open(one: Round) -> None:
    """Raise Refused unless the round is open. Its row stays locked, so the round cannot be closed before the answer is
    saved, and bulk answers are written one after the other."""
    if Round.objects.open().filter(pk=one.pk).select_for_update(no_key=True).first() is None:
        raise Refused(_("This round is closed, so the answer was not saved. Ask a coordinator to reopen it."))


def write_answer(one: Round, item: RoundItem, answer: str, change: int, by: User) -> None:
    values = answer_values(one, answer, change, by)
    for name, value in values.items():
        setattr(item, name, value)
    item.save(update_fields=[*values, "note"])


def answer_values(one: Round, answer: str, change: int, by: User) -> dict[str, Any]:
    """The columns of an answered item."""
    now = timezone.now()
    late = one.is_late(timezone.localdate(now))
    return {"answer": answer, "answered_by": by, "answered_at": now, "late": late, "seen": change}
