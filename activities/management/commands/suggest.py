"""manage.py suggest FILE: suggestions for each text of a file, as JSON lines."""

import json
import os
import sys
from argparse import ArgumentTypeError
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from activities.exchange.csv_files.rows import Faults
from activities.exchange.texts import portions
from activities.queries.suggestions.suggest import NoModel, model_in_use, ranked


class Command(BaseCommand):
    help = (
        "Suggest Goals, targets and Action Lines for each row of a CSV file with a header, or of JSON lines. The "
        "columns are title, text and, if you want, id. Prints one JSON object a row: id (the number of the row if it "
        "has none), goals, targets and action_lines, each a ranked list of code and score. The lists are empty for a "
        "text without meaningful words."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a .csv or .jsonl file in UTF-8, or - for standard input")
        parser.add_argument("--first", type=positive, metavar="N", help="print the first N of each kind (default: all)")

    def handle(self, *, file: str, first: int | None, **_: Any):
        try:
            _version, model = model_in_use()
        except NoModel:
            raise CommandError("No model has been trained yet. Run manage.py train_suggestions first.") from None
        name = "standard input" if file == "-" else Path(file).name
        try:
            with opened(file) as source:
                for texts in portions(source, name):
                    found = ranked(model, [(text.title, text.text) for text in texts], first)
                    for text, kinds in zip(texts, found, strict=True):
                        self.stdout.write(json.dumps({"id": text.id} | as_objects(kinds)))
                    self.stdout.flush()
        except Faults as faults:
            raise CommandError(f"{faults}\nThe rows before it are printed, the others are not.") from None
        except BrokenPipeError:
            # The reader, such as head, has closed the pipe. Without this, Python prints an error when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        fix = "Enter the path of a CSV or JSON lines file, or - for standard input."
        raise CommandError(f"{file} cannot be read: {error.strerror}. {fix}") from None


def as_objects(kinds: dict[str, list[tuple[str, float]]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [{"code": code, "score": round(score, 4)} for code, score in found] for name, found in kinds.items()}


def positive(text: str) -> int:
    """The number of suggestions. Raises ArgumentTypeError, which the command reports."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise ArgumentTypeError(f"“{text}” is not a number of suggestions. Enter a whole number above 0.")
    return int(text[:9])
