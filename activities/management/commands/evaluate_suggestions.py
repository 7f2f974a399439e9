"""manage.py evaluate_suggestions FILE.csv: measure the quality of suggestions on labelled activities."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from activities.actions.reference.load import known_codes
from activities.exchange.csv_files.labelled import Labelled, read_labelled
from activities.exchange.csv_files.rows import Faults
from activities.queries.suggestions.evaluation import cross_validated, evaluated
from activities.queries.suggestions.material import material
from activities.suggesting.material import Example

HEADS = {"goals": "Goals", "targets": "Targets", "action_lines": "Action Lines"}
FIGURES = ("hit@1", "hit@3", "hit@5", "recall@5", "mrr")


class Command(BaseCommand):
    help = (
        "Measure suggestions on a CSV file with the columns of activities/reference/activities_itu.csv; title and "
        "one of action_lines, sdgs, targets are enough. A blank label column means that the label is unknown: the "
        "row is left out of that figure. Activities in the database are scored by models trained without them and "
        "without similar activities."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE.csv")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--cross-validate",
            action="store_true",
            help="train on the rows of the files instead of the activities in the database, three times in five parts",
        )

    def handle(self, *, files: list[Path], cross_validate: bool, **options):
        learned = material()
        if not learned.terms:
            raise CommandError("There are no Goals, targets or Action Lines yet. Run load_reference first.")
        rows = self.rows(files)
        examples = [Example(row.key, row.title, row.description, row.terms) for row in rows]
        found = cross_validated(learned, examples) if cross_validate else evaluated(learned, examples)
        if options["json"]:
            self.stderr.write(found.how)
            self.stdout.write(json.dumps(found.figures, indent=2))
            return
        self.stdout.write(found.how)
        for view, name in ((None, "title and description"), ("title", "title only")):
            self.stdout.write(f"\n{name:24}" + "".join(f"{f:>10}" for f in FIGURES) + "  activities")
            for kind, head in HEADS.items():
                figures = found.figures[kind][view] if view else found.figures[kind]
                numbers = "".join(f"{figures[f]:10.3f}" for f in FIGURES) if figures["activities"] else f"{'–':>50}"
                self.stdout.write(f"{head:24}{numbers}{figures['activities']:12}")

    def rows(self, files: list[Path]) -> list[Labelled]:
        rows: list[Labelled] = []
        for file in files:
            try:
                found, left_out = read_labelled(file, known_codes())
            except Faults as faults:
                raise CommandError(f"{faults}\nNothing was measured.") from None
            except OSError as error:
                reason = f"{file} cannot be read: {error.strerror}. Enter the path of a CSV file."
                raise CommandError(f"{reason}\nNothing was measured.") from None
            rows += found
            for fault in left_out:
                self.stderr.write(f"{fault} This label is left out.")
        if not rows:
            raise CommandError(f"{', '.join(map(str, files))}: no rows below the header. Nothing was measured.")
        return rows
