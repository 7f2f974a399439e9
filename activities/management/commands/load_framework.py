"""manage.py load_framework TABLE.csv: load frameworks with their Terms and crosswalks."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from activities.actions.reference.frameworks import load_framework
from activities.actions.reference.reconcile import in_lines
from activities.exchange.csv_files.rows import Faults


class Command(BaseCommand):
    help = (
        "Load one or more frameworks from a table with the columns of activities/reference/frameworks.csv and the "
        "files that it names. Everything is loaded or, if there is an error, nothing. A second run changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("table", type=Path)
        parser.add_argument("--reason", default="", help="reason for the change, shown in the history")

    def handle(self, *, table: Path, reason: str, **_):
        if not table.is_file():
            raise CommandError(f"{table} is not a file.")
        try:
            outcomes = load_framework(table=table, reason=reason, by="load_framework")
        except Faults as faults:
            raise CommandError(f"{faults}\n{len(faults.faults)} faults. Nothing was loaded.") from None
        self.stdout.write(in_lines(outcomes))
