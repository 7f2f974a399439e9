"""Put the optional e-mails of people who want them once a day, together, into one e-mail."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from activities.actions.outbox.notices import notify
from activities.models import Notice, User

#: The hour of the day from which daily e-mails are made.
FROM_HOUR = 6
#: People in one run; the next run follows within the hour.
PEOPLE = 500
#: E-mails in one daily e-mail. The others follow the next day.
MOST = 100


def make_digests(now: datetime | None = None) -> int:
    """Make the daily e-mail of everyone who has not had today's. Returns how many were made."""
    now = now or timezone.now()
    if timezone.localtime(now).hour < FROM_HOUR:
        return 0
    people = list(Notice.objects.for_digest(now).order_by("to").values_list("to", flat=True).distinct()[:PEOPLE])
    return sum(make_digest(person, now) for person in people)


@transaction.atomic
def make_digest(person: int, now: datetime) -> bool:
    """Make one person's daily e-mail and mark what is in it, in one transaction. Whether there was anything in it."""
    user = User.objects.select_for_update().filter(pk=person, mails=User.Mails.DAILY, is_active=True).first()
    if user is None or user.notices.filter(kind="digest", created_at__gte=start_of(now)).exists():
        return False
    waiting = Notice.objects.for_digest(now).filter(to=user).order_by("id").select_for_update(of=("self",))
    rows = list(waiting[:MOST])
    if not rows:
        return False
    notify("digest", {"notices": [{"kind": one.kind, "context": one.context} for one in rows]}, to=[user])
    Notice.objects.filter(pk__in=[one.pk for one in rows]).update(digested_at=now)
    return True


def start_of(now: datetime) -> datetime:
    """Midnight of the day, in the site's time zone."""
    day = timezone.localtime(now)
    return timezone.make_aware(datetime.combine(day.date(), time.min), day.tzinfo)
