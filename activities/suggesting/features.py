"""A text as numbers: its words, pairs of neighbouring words, parts of words, and phrases of the lexicon."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from activities.suggesting.lexicon import Lexicon, Match
from activities.suggesting.words import Piece, pieces

#: The weight of each sort of feature. Each sort is first scaled to length 1, so long texts do not weigh more.
SORT_WEIGHTS = {"word": 1.0, "pair": 0.5, "part": 0.5, "phrase": 1.0}
SORTS = tuple(SORT_WEIGHTS)
#: Letters in a part of a word. With parts, "telecardiology" resembles "cardiology".
PART_LENGTHS = (4, 5)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A feature, named sort:value, with its first and last piece."""

    feature: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reading:
    """An analysed text: its pieces, its phrases from the lexicon, and all its features."""

    text: str
    pieces: tuple[Piece, ...]
    phrases: tuple[Match, ...]
    occurrences: tuple[Occurrence, ...]


def read(text: str, lexicon: Lexicon) -> Reading:
    found = pieces(text)
    seen = []
    for at, piece in enumerate(found):
        if piece.silent:
            continue
        seen.append(Occurrence(f"word:{piece.root}", at, at))
        if at + 1 < len(found) and not found[at + 1].silent:
            seen.append(Occurrence(f"pair:{piece.root} {found[at + 1].root}", at, at + 1))
        if 4 < len(piece.root) <= 40:
            edged = f"^{piece.root}$"
            for length in PART_LENGTHS:
                seen += [Occurrence(f"part:{edged[i : i + length]}", at, at) for i in range(len(edged) - length + 1)]
    phrases = lexicon.find(found)
    seen += [Occurrence(f"phrase:{m.entry}", m.first, m.last) for m in phrases]
    return Reading(text, tuple(found), tuple(phrases), tuple(seen))


class Vocabulary:
    """Features with their rarity (inverse document frequency). `names` are sorted by sort, then by name."""

    def __init__(self, names: Sequence[str], rarity: np.ndarray):
        self.names = tuple(names)
        self.rarity = np.asarray(rarity, dtype=np.float32)

    @cached_property
    def index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def sorts(self) -> np.ndarray:
        """For each feature the index of its sort in SORTS."""
        return np.array([SORTS.index(name.split(":", 1)[0]) for name in self.names], dtype=np.int8)

    @classmethod
    def of(cls, readings: Iterable[Reading], activities: Iterable[Reading], entries: int) -> "Vocabulary":
        """Build from all training texts. Pairs and parts need at least two texts; phrases are always included. The
        rarity of phrases is measured in `activities` only, because all phrases are equally rare in the hints."""
        texts = [{o.feature for o in reading.occurrences} for reading in readings]
        seen = Counter(feature for text in texts for feature in text)
        found = Counter(o for reading in activities for o in {x.feature for x in reading.occurrences})
        total = sum(1 for _ in activities) if isinstance(activities, Sequence) else len(texts)
        names = sorted(n for n, c in seen.items() if n.startswith("word:") or (c > 1 and not n.startswith("phrase:")))
        rarity = [np.log((1 + len(texts)) / (1 + seen[name])) + 1 for name in names]
        phrases = [f"phrase:{i}" for i in range(entries)]
        rarity += [np.log((1 + total) / (1 + found[name])) + 1 for name in phrases]
        return cls([*names, *phrases], np.array(rarity))

    def matrix(self, readings: Sequence[Reading]) -> sparse.csr_matrix:
        """Readings × features, weighted and scaled."""
        starts, columns, values = [0], [], []
        for reading in readings:
            counts = Counter(i for o in reading.occurrences if (i := self.index.get(o.feature)) is not None)
            ids = np.array(sorted(counts), dtype=np.int64)
            row = self.weigh(ids, np.array([[counts[i] for i in ids]], dtype=np.float32))[0]
            columns.append(ids)
            values.append(row)
            starts.append(starts[-1] + len(ids))
        shape = (len(readings), len(self.names))
        if not columns:
            return sparse.csr_matrix(shape, dtype=np.float32)
        return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape)

    def weigh(self, ids: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Counts of the features `ids` (texts × ids) as weights: logarithmic, by rarity, scaled to the weight of each
        sort."""
        weights = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * self.rarity[ids]
        for place, sort in enumerate(SORTS):
            mine = self.sorts[ids] == place
            length = np.sqrt((weights[:, mine] ** 2).sum(axis=1, keepdims=True))
            weights[:, mine] *= SORT_WEIGHTS[sort] / np.where(length == 0, 1, length)
        return weights
