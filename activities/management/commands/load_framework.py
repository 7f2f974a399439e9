"""manage.py load_framework TABLE.csv: bring frameworks with their Terms and crosswalks into the map."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from activities.actions.reference.frameworks import load_framework
from activities.actions.reference.reconcile import in_lines
from activities.exchange.csv_files.rows import Faults


class Command(BaseCommand):
    help = (
        "Load one or more frameworks from a table with the columns of activities/reference/frameworks.csv and the "
        "files beside it that it names. All of it or nothing; a second run changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("table", type=Path)
        parser.add_argument("--reason", default="", help="why, for the ledger")

    def handle(self, *, table: Path, reason: str, **_):
        if not table.is_file():
            raise CommandError(f"{table} is not a file.")
        try:
            outcomes = load_framework(table=table, reason=reason, by="load_framework")
        except Faults as faults:
            raise CommandError(f"{faults}\n{len(faults.faults)} faults. Nothing was loaded.") from None
        self.stdout.write(in_lines(outcomes))
