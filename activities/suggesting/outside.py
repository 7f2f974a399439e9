"""Texts that serve no Goal and no Action Line, in six languages: recipes, contracts, match reports, abstracts of
mathematics. They teach a model when to be silent."""

import csv
from functools import cache
from pathlib import Path

from activities.suggesting.material import Example

#: Half of these texts (`part` = held) is kept apart, to measure with.
FILE = Path(__file__).parents[1] / "reference" / "no_goal_texts.csv"


@cache
def outside_texts() -> tuple[Example, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Example(f"outside:{row['id']}", row["title"], row["text"], frozenset(), none=True)
            for row in csv.DictReader(file)
            if row["part"] == "fit"
        )
