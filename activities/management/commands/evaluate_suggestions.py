"""manage.py evaluate_suggestions FILE.csv: measure the quality of suggestions on labelled activities."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activities.actions.reference.load import known_codes
from activities.exchange.csv_files.labelled import Labelled, read_labelled
from activities.exchange.csv_files.rows import Faults
from activities.exchange.texts import Text, portions
from activities.queries.suggestions.evaluation import cross_validated, evaluated, evaluated_without_goal
from activities.queries.suggestions.material import material
from activities.suggesting.material import Example

HEADS = {"goals": "Goals", "targets": "Targets", "action_lines": "Action Lines"}
#: The value of the column part, in texts without a Goal, of rows that no model learns from.
HELD = "held"
FIGURES = ("hit@1", "hit@3", "hit@5", "recall@5", "mrr")


class Command(BaseCommand):
    help = (
        "Measure suggestions on a CSV file with the columns of activities/reference/activities_itu.csv; title and "
        "one of action_lines, sdgs, targets are enough. A blank label column means that the label is unknown: the "
        "row is left out of that figure. Activities in the database are scored by models trained without them and "
        "without similar activities. With a column lang, the figures of each language are added."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", type=Path, nargs="*", metavar="FILE.csv")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--cross-validate",
            action="store_true",
            help="train on the rows of the files instead of the activities in the database, three times in five parts",
        )
        parser.add_argument(
            "--none",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="texts that serve no Goal, with title and text or description, and perhaps lang, kind and part: "
            "report the share for which a Goal has a chance of at least 50%% and 70%%. With a column part, only rows "
            "with the value held are used. Can be repeated",
        )

    def handle(self, *, files: list[Path], none: list[Path], cross_validate: bool, **options):
        learned = material()
        if not learned.terms:
            raise CommandError("There are no Goals, targets or Action Lines yet. Run load_reference first.")
        if not files and not none:
            raise CommandError("Enter the path of a CSV file, or --none and a path. Nothing was measured.")
        if cross_validate and not files:
            fix = "Enter the path of a CSV file with labels, or leave the option out."
            raise CommandError(f"--cross-validate has no rows to train on. {fix} Nothing was measured.")
        rows, texts = self.rows(files), self.texts(none)
        figures: dict[str, Any] = {}
        how = []
        if rows:
            examples = [Example(row.key, row.title, row.description, row.terms) for row in rows]
            measure = cross_validated if cross_validate else evaluated
            found = measure(learned, examples, [row.language for row in rows])
            figures, how = found.figures, [found.how]
        if texts:
            examples = [Example(f"none-{i}", text.title, text.text, frozenset()) for i, text in enumerate(texts)]
            languages, kinds = [text.language for text in texts], [text.kind for text in texts]
            found = evaluated_without_goal(learned, examples, languages, kinds)
            figures, how = figures | {"none": found.figures}, [*how, found.how]
        if options["json"]:
            self.stderr.write("\n".join(how))
            self.stdout.write(json.dumps(figures, indent=2))
            return
        self.stdout.write("\n".join(how))
        if rows:
            self.table(figures)
            for language, own in figures.get("languages", {}).items():
                self.stdout.write(f"\nlang {language}")
                self.table(own)
        if texts:
            self.shares(figures["none"])

    def table(self, found: dict[str, Any]) -> None:
        for view, name in ((None, "title and description"), ("title", "title only")):
            self.stdout.write(f"\n{name:24}" + "".join(f"{f:>10}" for f in FIGURES) + "  activities")
            for kind, head in HEADS.items():
                figures = found[kind][view] if view else found[kind]
                numbers = "".join(f"{figures[f]:10.3f}" for f in FIGURES) if figures["activities"] else f"{'–':>50}"
                self.stdout.write(f"{head:24}{numbers}{figures['activities']:12}")

    def shares(self, found: dict[str, Any]) -> None:
        names = [name for name in found if name.startswith("goal@")]
        self.stdout.write(f"\n{'texts without a Goal':24}" + "".join(f"{name:>10}" for name in names) + "  texts")
        lines = {"all": found}
        lines |= {f"lang {language}": own for language, own in found.get("languages", {}).items()}
        lines |= {f"kind {kind}": own for kind, own in found.get("kinds", {}).items()}
        for head, own in lines.items():
            self.stdout.write(f"{head:24}" + "".join(f"{own[name]:10.3f}" for name in names) + f"{own['texts']:7}")

    def rows(self, files: list[Path]) -> list[Labelled]:
        rows: list[Labelled] = []
        for file in files:
            try:
                found, left_out = read_labelled(file, known_codes())
            except (Faults, OSError) as error:
                raise unreadable(file, error, "a CSV file") from None
            rows += found
            for fault in left_out:
                self.stderr.write(f"{fault} This label is left out.")
        if files and not rows:
            raise CommandError(f"{', '.join(map(str, files))}: no rows below the header. Nothing was measured.")
        return rows

    def texts(self, files: list[Path]) -> list[Text]:
        """The texts of the files; of a file with a column `part`, those that are held back."""
        texts: list[Text] = []
        for file in files:
            try:
                with file.open("rb") as source:
                    found = [text for portion in portions(source, file.name) for text in portion]
            except (Faults, OSError) as error:
                raise unreadable(file, error, "a CSV or JSON lines file") from None
            found = [text for text in found if text.part in (None, HELD) and (text.title or text.text)]
            if not found:
                reason = f"{file}: no texts, or no row with the value {HELD} in the column part."
                raise CommandError(f"{reason}\nNothing was measured.")
            texts += found
        return texts


def unreadable(file: Path, error: Faults | OSError, wanted: str) -> CommandError:
    reason = str(error)
    if isinstance(error, OSError):
        reason = f"{file} cannot be read: {error.strerror}. Enter the path of {wanted}."
    return CommandError(f"{reason}\nNothing was measured.")
