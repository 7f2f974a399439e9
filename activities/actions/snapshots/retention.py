"""Delete snapshots that have expired: each is retained for some days, and the first of each month for good."""

from collections.abc import Iterable
from datetime import date, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from activities.actions.snapshots.files import delete_folder
from activities.models import Snapshot

log = structlog.get_logger("activities.snapshots")


def delete_expired() -> list[date]:
    """Delete what has expired: first the rows, so that nobody finds it any more, then the files. The dates.

    If it is interrupted, the next snapshot deletes the remaining files.
    """
    rows = dict(Snapshot.objects.values_list("date", "folder"))
    gone = expired(rows, today=timezone.localdate(), days=settings.SNAPSHOTS_RETAINED)
    for day in gone:
        Snapshot.objects.filter(date=day).delete()
        delete_folder(rows[day].rpartition("/")[0])
        log.info("snapshot deleted", date=str(day))
    return gone


def expired(dates: Iterable[date], *, today: date, days: int) -> list[date]:
    """The dates that are more than `days` ago, oldest first, without the first of each month."""
    kept: set[tuple[int, int]] = set()
    gone = []
    for day in sorted(dates):
        month = (day.year, day.month)
        if month in kept and day < today - timedelta(days=days):
            gone.append(day)
        kept.add(month)
    return gone
