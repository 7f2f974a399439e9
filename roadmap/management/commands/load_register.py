"""manage.py load_register: load a register of commitments, such as the outcome of a review, from a CSV file."""

import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from activities.actions.ledger import Refused
from activities.exchange.csv_files.rows import Faults
from roadmap.actions.editions.loading import load_register
from roadmap.actions.editions.publishing import Incomplete
from roadmap.models import Edition
from roadmap.validators import is_date


class Command(BaseCommand):
    help = "Load a register of commitments from a CSV file with the columns of roadmap_sections.csv, as a draft."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--register", choices=Edition.Register.values, default=Edition.Register.WSIS_OUTCOME)
        parser.add_argument("--code", required=True, help="its name in addresses, such as wsis-20")
        parser.add_argument("--title", required=True)
        parser.add_argument("--date", required=True, help="as precisely as known: 2025, 2025-12 or 2025-12-17")
        parser.add_argument("--publish", action="store_true", help="publish it at once")

    def handle(self, file, register, code, title, date, publish, **_):
        if not is_date(date):
            raise CommandError(f"--date {date}: enter a year, a month or a day: 2025, 2025-12 or 2025-12-17.")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) or len(code) > 20:
            raise CommandError(f"--code {code}: use at most 20 small letters, digits and hyphens, such as wsis-20.")
        try:
            edition = load_register(
                path=file, register=register, code=code, title=title, date=date, publish=publish, by="load_register"
            )
        except Incomplete as why:
            raise CommandError("\n".join([str(why), *(one.message for one in why.missing)])) from None
        except Refused as why:
            raise CommandError(str(why)) from None
        except Faults as faults:
            raise CommandError(f"{faults}\nNothing was loaded.") from None
        sections = edition.sections.count()
        state = "published" if publish else "a draft"
        self.stdout.write(f"Loaded {edition.code} with {sections} sections as {state}: {edition.get_absolute_url()}")
