"""Remind the owners of follow-ups by e-mail: a week before the due date, and once it has passed.

One run writes one e-mail for each person into the outbox. The e-mails and the marks are saved in one transaction: a
worker that dies before its end has sent nothing and marked nothing, and the next run does both.
"""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from activities.actions.outbox.notices import notify
from activities.models import User
from activities.rules import has_any_role
from roadmap.models import FollowUp

KIND = "follow_up_due"
WEEK = timedelta(days=7)
Reminder = FollowUp.Reminder


@transaction.atomic
def remind_owners(today: date | None = None) -> int:
    """Send what is due, and return how many people get an e-mail. A second run on the same day sends nothing."""
    day = today or localdate()
    waiting = FollowUp.objects.open().filter(due__lte=day + WEEK, owner__user__is_active=True)
    rows = waiting.select_related("owner__user").order_by("due", "id").select_for_update(of=("self",), skip_locked=True)
    letters: dict[User, list[dict]] = defaultdict(list)
    marked = []
    for row in rows:
        step = Reminder.OVERDUE if row.due < day else Reminder.SOON
        person = row.owner.user
        if row.reminder >= step or not has_any_role(person):
            continue
        row.reminder = step
        marked.append(row)
        letters[person].append({"what": row.what, "due": row.due.isoformat()})
    for person, entries in letters.items():
        notify(KIND, {"follow_ups": entries, "today": day.isoformat()}, to=[person])
    FollowUp.objects.bulk_update(marked, ["reminder"])
    return len(letters)
