"""manage.py import_activities FILE.csv: import activities, organisations and mappings from a CSV file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from activities.actions.reference.load import import_activities
from activities.actions.reference.reconcile import in_lines
from activities.exchange.csv_files.rows import Faults


class Command(BaseCommand):
    help = (
        "Import activities from a CSV file with the columns of activities/reference/activities_itu.csv. "
        "All rows are imported or, if there is an error, none. A second run changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--reason", default="", help="reason for the change, shown in the history")

    def handle(self, *, file: Path, reason: str, **_):
        if not file.is_file():
            raise CommandError(f"{file} is not a file.")
        try:
            outcomes = import_activities(path=file, reason=reason, by="import_activities")
        except Faults as faults:
            raise CommandError(f"{faults}\n{len(faults.faults)} faults. Nothing was imported.") from None
        self.stdout.write(in_lines(outcomes))
