"""manage.py load_reference: load the reference data and the real activities into the database."""

from django.core.management.base import BaseCommand, CommandError

from activities.actions.ledger import NothingChanged, record
from activities.actions.reference.load import load_map
from activities.actions.reference.reasons import load_reasons
from activities.actions.reference.reconcile import Outcome, in_lines, merged
from activities.exchange.csv_files.rows import Faults
from roadmap.actions.reference.load import load_roadmap


class Command(BaseCommand):
    help = "Load frameworks, activities and the Roadmap from the files that ship with the product. Safe to repeat."

    def handle(self, **_):
        outcomes: list[Outcome] = []
        try:
            with record("load_reference", "reference.load") as change:
                outcomes = merged([*load_map(change), *load_roadmap(change)])
                if not any(o.wrote for o in outcomes):
                    raise NothingChanged
        except NothingChanged:
            pass
        except Faults as faults:
            raise CommandError(f"{faults}\nNothing was loaded.") from None
        load_reasons()
        self.stdout.write(in_lines(outcomes))
