"""Which registered documents a commitment cites, from the words in its column of evidence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from activities.validators import clean_text, split_list


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation as written, and the symbol of the document it means; "" when the register has none.

    `inferred`: the words name the document without its version, so the version in force was taken.
    """

    text: str
    symbol: str = ""
    inferred: bool = False


def citations(evidence: str, years: Mapping[str, int], in_force: int) -> list[Cited]:
    """The parts of `evidence` (a semicolon list) in order, each matched with the register `years` (symbol → year).

    A symbol in full, whatever its spaces and capitals, matches itself. A symbol without version ("Res. 71") means the
    newest version not later than the year `in_force`. Anything else is stored as written.
    """
    exact = {_shape(symbol): symbol for symbol in years}
    found = []
    for text in split_list(evidence):
        if symbol := exact.get(_shape(text)):
            found.append(Cited(text, symbol))
            continue
        versions = [s for s in years if _shape(_without_version(s)) == _shape(text) and years[s] <= in_force]
        if versions:
            found.append(Cited(text, max(versions, key=lambda s: (years[s], s)), inferred=True))
        else:
            found.append(Cited(text))
    return found


def _shape(symbol: str) -> str:
    return re.sub(r"[\s.]+", "", clean_text(symbol).lower().replace("resolution", "res"))


def _without_version(symbol: str) -> str:
    """Res. 71 of "Res. 71 (Rev. Dubai, 2018)"; the symbol itself when it has no version."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", symbol)
