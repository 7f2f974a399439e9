"""Ask the owners of activities whether they are still true: once a year each, or when a coordinator reminds them."""

from contextlib import suppress
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.activities import confirm_under
from activities.actions.ledger import NothingChanged, Refused, record
from activities.actions.outbox.notices import notify
from activities.models import Activity, User
from activities.models.activity import ActivityQuerySet
from activities.queries.submissions.owners import due_of, owned_by, owners_to_remind, to_remind_of

#: The shortest time since a person was last reminded, before the task or a coordinator can remind them again.
YEARLY, BY_COORDINATOR = timedelta(days=365), timedelta(days=30)
#: The most activities in one e-mail, and the most people reminded in one run of the task.
LISTED, PEOPLE = 50, 500
KIND = "activity_due"


def remind_yearly() -> int:
    """Remind everyone who owns activities that are due and has not been reminded for a year. Returns how many."""
    due = to_remind_of(timezone.localdate())
    return remind(due, YEARLY, most=PEOPLE)


def remind(due: ActivityQuerySet, not_within: timedelta, most: int) -> int:
    """Remind the owners of these activities, unless they were reminded within `not_within`. Each gets one e-mail about
    all their activities that are due, and is marked in the same transaction, so two workers remind no one twice."""
    not_since = timezone.now() - not_within
    people = list(owners_to_remind(due, not_since).values_list("pk", flat=True)[:most])
    return sum(remind_person(pk, not_within, timezone.localdate()) for pk in people)


@transaction.atomic
def remind_person(pk: int, not_within: timedelta, today: date) -> bool:
    """Send one e-mail that names all activities of the person that are due. Whether it was sent."""
    person = User.objects.select_for_update().get(pk=pk)
    now = timezone.now()
    if person.reminded_at and person.reminded_at > now - not_within:
        return False
    due = due_of(person, today)
    rows = list(due.values_list("pk", "title", "change_id", "confirmed_on")[:LISTED])
    if not rows:
        return False
    context = {
        "activities": [
            {"activity": number, "title": title, "change": change, "confirmed_on": day and day.isoformat()}
            for number, title, change, day in rows
        ],
        "total": due.count(),
        "staff": rules.can_see_staff_pages(person),
    }
    notify(KIND, context, to=[person])
    person.reminded_at = now
    person.save(update_fields=["reminded_at"])
    return True


def confirm_as_owner(*, activity: Activity, seen: int, by: User) -> Activity:
    """Confirm, as one of its owners, that the version in `seen` is still correct. A second confirmation on the same day
    does nothing. Raises Stale, and Refused for someone who no longer owns it."""
    row = activity
    with suppress(NothingChanged), record(by, "activity.confirm") as change:
        found = Activity.objects.live().filter(owned_by(by), pk=activity.pk).select_related("change").first()
        if found is None or not by.is_active:
            raise Refused(_("This activity is no longer yours to confirm."))
        row = found
        confirm_under(row, seen, change)
    return row
