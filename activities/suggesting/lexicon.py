"""Finds the phrases of the lexicon in a text: the longest match at each place. Words inside a match are not used
again."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.suggesting.words import Piece, fold, pieces


@dataclass(frozen=True, slots=True)
class LexiconPhrase:
    """One phrase with its synonyms and the Terms (framework:code) that it suggests. A wording that ends in a hyphen,
    such as "agri-", matches every word that begins with it."""

    phrase: str
    synonyms: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Entry number `entry` in pieces `first` to `last`, both included."""

    entry: int
    first: int
    last: int


def wording_key(wording: str) -> tuple[str, ...]:
    """The key by which a wording is found in a text: the roots of its words, or its beginning and "-". Two entries
    cannot have wordings with the same key. Empty for a wording without words."""
    if wording.endswith("-"):
        return (fold(wording[:-1]), "-")
    return tuple(p.root for p in pieces(wording))


class Lexicon:
    def __init__(self, entries: Sequence[LexiconPhrase]):
        self.entries = tuple(entries)
        self._phrases: dict[tuple[str, ...], int] = {}
        self._beginnings: dict[str, int] = {}
        for number, entry in enumerate(self.entries):
            for wording in (entry.phrase, *entry.synonyms):
                key = wording_key(wording)
                if key and key[-1] == "-":
                    self._beginnings.setdefault(key[0], number)
                elif key:
                    self._phrases.setdefault(key, number)
        self._longest = max(map(len, self._phrases), default=0)

    def find(self, found: Sequence[Piece]) -> list[Match]:
        roots = [p.root for p in found]
        matches, at = [], 0
        while at < len(roots):
            for length in range(min(self._longest, len(roots) - at), 0, -1):
                number = self._phrases.get(tuple(roots[at : at + length]))
                if number is not None:
                    matches.append(Match(number, at, at + length - 1))
                    at += length
                    break
            else:
                number = self._beginning(roots[at])
                if number is not None:
                    matches.append(Match(number, at, at))
                at += 1
        return matches

    def _beginning(self, root: str) -> int | None:
        """The entry with the longest matching beginning, at least three letters, or None."""
        for length in range(len(root), 2, -1):
            if (number := self._beginnings.get(root[:length])) is not None:
                return number
        return None
