"""Each snapshot is retained for some days, and the first of each month for good."""

from datetime import date, timedelta

from django.utils import timezone

from activities.actions.snapshots.retention import delete_expired, expired
from activities.models import Snapshot
from tests.factories.activities import ChangeFactory

TODAY = date(2026, 11, 30)


def test_of_older_months_the_first_remains():
    daily = [TODAY - timedelta(days=days) for days in range(400)]
    gone = set(expired(daily, today=TODAY, days=90))
    remaining = sorted(set(daily) - gone)
    older = [day for day in remaining if day < TODAY - timedelta(days=90)]
    assert len(remaining) - len(older) == 91
    assert (
        older
        == [
            date(2025, 10, 27),
            *(date(2025, month, 1) for month in (11, 12)),
            *(date(2026, month, 1) for month in range(1, 10)),
        ][: len(older)]
    )
    assert set(expired(remaining, today=TODAY, days=90)) == set()  # what remains goes on to remain


def test_what_has_expired_is_deleted_with_its_files(db, storage, settings):
    settings.SNAPSHOTS_RETAINED = 30
    today, change = timezone.localdate(), ChangeFactory()
    days = [today, today - timedelta(days=30), *(date(2020, 1, day) for day in (3, 4, 5))]
    for day in days:
        folder = f"snapshots/{day}/run"
        (storage / folder).mkdir(parents=True)
        (storage / folder / "terms.csv.gz").write_bytes(b"")
        Snapshot.objects.create(
            date=day, change=change, figures=1, licence="CC0-1.0", folder=folder, written_at=timezone.now(), seconds=1
        )
    assert delete_expired() == [date(2020, 1, 4), date(2020, 1, 5)]
    remaining = sorted(days[:3])
    assert sorted(Snapshot.objects.values_list("date", flat=True)) == remaining
    assert sorted(path.name for path in (storage / "snapshots").iterdir()) == [str(day) for day in remaining]
    assert delete_expired() == []
