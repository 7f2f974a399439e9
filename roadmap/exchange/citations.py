"""Finds the registered documents that a commitment cites, from the text in its column of evidence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from activities.validators import clean_text, split_list


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation as written, and the symbol of its document; "" when the register has no such document.

    `inferred`: the citation names no version, and the version in force was chosen.
    """

    text: str
    symbol: str = ""
    inferred: bool = False


def citations(evidence: str, years: Mapping[str, int | None], in_force: int) -> list[Cited]:
    """The parts of `evidence` (a semicolon list) in order, each matched with the register `years` (symbol → year).

    A full symbol matches whatever its spaces and capitals. A symbol without version ("Res. 71") matches the latest
    version up to the year `in_force`. Anything else is stored as written.
    """
    exact = {_shape(symbol): symbol for symbol in years}
    found = []
    for text in split_list(evidence):
        if symbol := exact.get(_shape(text)):
            found.append(Cited(text, symbol))
            continue
        versions = [
            s for s in years if _shape(_without_version(s)) == _shape(text) and (years[s] or in_force + 1) <= in_force
        ]
        if versions:
            found.append(Cited(text, max(versions, key=lambda s: (years[s] or 0, s)), inferred=True))
        else:
            found.append(Cited(text))
    return found


def _shape(symbol: str) -> str:
    return re.sub(r"[\s.]+", "", clean_text(symbol).lower().replace("resolution", "res"))


def _without_version(symbol: str) -> str:
    """The symbol without its version: "Res. 71 (Rev. Dubai, 2018)" gives "Res. 71"."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", symbol)
