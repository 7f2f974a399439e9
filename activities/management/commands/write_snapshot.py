"""manage.py write_snapshot: write the snapshot of today, as a worker does every night."""

from django.core.management.base import BaseCommand, CommandError

from activities.actions.ledger import Busy, Refused
from activities.actions.snapshots.retention import delete_expired
from activities.actions.snapshots.writing import write_snapshot


class Command(BaseCommand):
    help = (
        "Write all public facts as CSV, JSON Lines and Parquet, publish them under today's date, and delete snapshots "
        "that have expired. A published snapshot never changes: a second run on a day does nothing."
    )

    def handle(self, **_):
        try:
            written = write_snapshot()
        except Busy:
            raise CommandError("Another process is writing a snapshot. Wait until it has finished.") from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if written:
            self.stdout.write(
                f"Snapshot of {written}: version {written.change_id}, {written.files.count()} files, "
                f"written in {written.seconds:.1f} s"
            )
        else:
            self.stdout.write("There is a snapshot of today.")
        for day in delete_expired():
            self.stdout.write(f"Deleted the snapshot of {day}.")
