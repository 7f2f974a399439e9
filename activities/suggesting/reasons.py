"""Finds the words behind a score: each phrase or word is hidden in turn, and its weight is the loss of points."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from activities.suggesting.features import Reading
    from activities.suggesting.model import Model
    from activities.suggesting.words import Piece

#: The most phrases and words tried in one text, and shown for one Term.
TRIED, SHOWN = 40, 5
#: Words with fewer points are not shown.
LEAST = 0.1
#: Pieces that are encoded together to find the words that carry a sentence vector.
PART = 12
#: The most letters of them; between two words there may be a thousand hyphens.
PART_LETTERS = 240
FIRST_CHINESE, LAST_CHINESE = "\u3400", "\u9fff"


@dataclass(frozen=True, slots=True)
class Words:
    """`text` as it is written in the reading's text at `places` (start, end); several wordings of one phrase are
    separated by commas. `weight`: points that the Term loses when all of them are hidden. `phrase`: the phrase of the
    lexicon that they belong to, or ""."""

    text: str
    weight: float
    places: tuple[tuple[int, int], ...]
    phrase: str


def words_that_carry(
    model: "Model", reading: "Reading", terms: Sequence[int], linked: Collection[str]
) -> dict[int, tuple[Words, ...]]:
    """{index of the Term: the words that support it, largest weight first}. Points from features, scaling and the
    Matrix are calculated again for each hidden word; points from the sentence vector as `_lost_from_sentences` says."""
    features: dict[int, int] = {}
    seen = []
    for o in reading.occurrences:
        number = model.vocabulary.index.get(o.feature)
        if number is not None:
            seen.append((features.setdefault(number, len(features)), o.first, o.last))
    groups = _groups(reading)
    if not groups:
        return dict.fromkeys(terms, ())
    ids = np.array(list(features), dtype=np.int64)
    column, first, last = np.array(seen, dtype=np.int64).reshape(-1, 3).T
    weights, offsets = model.weights[ids], model.offsets
    full = np.bincount(column, minlength=len(ids))
    parts = model.from_sentences([_part(reading, at) for at in range(-(-len(reading.pieces) // PART))])
    if len(groups) > TRIED:
        values = model.vocabulary.weigh(ids, full[None, :].astype(np.float32))[0]
        share = (values / np.maximum(full, 1))[:, None] * weights[:, terms]
        gains = [share[column[_touched(spans, first, last)]].sum(axis=0) for _, spans in groups]
        gains = np.array(gains) + parts[[spans[0][0] // PART for _, spans in groups]][:, terms]
        groups = [groups[i] for i in sorted(np.argsort(-gains.max(axis=1), kind="stable")[:TRIED])]
    counts = np.tile(full, (len(groups) + 1, 1)).astype(np.float32)
    for number, (_, spans) in enumerate(groups):
        counts[number] -= np.bincount(column[_touched(spans, first, last)], minlength=len(ids))
    alone = model.vocabulary.weigh(ids, counts) @ weights + offsets + model.from_sentences([reading.text])
    alone[:-1] -= _lost_from_sentences(model, reading, groups, parts)
    points = model.together(alone, linked)
    lost = points[-1] - points[:-1]
    carried = {}
    for term in terms:
        chosen: list[int] = []
        taken: set[int] = set()
        for g in np.argsort(-lost[:, term], kind="stable"):
            here = {at for start, end in groups[g][1] for at in range(start, end + 1)}
            if lost[g, term] >= LEAST and len(chosen) < SHOWN and not here & taken:
                chosen.append(g)
                taken |= here
        carried[term] = tuple(_words(model, reading, groups[g], float(lost[g, term])) for g in chosen)
    return carried


def _lost_from_sentences(
    model: "Model", reading: "Reading", groups: Sequence["Group"], parts: np.ndarray
) -> np.ndarray:
    """Groups × Terms: the points that the sentence vector loses without each group. They are measured on the part
    of the text in which the group first appears, and weighted by the length of that part. All parts are encoded in one
    batch; encoding the whole text once for each group would take a second."""
    at = [spans[0][0] // PART for _, spans in groups]
    hidden = model.from_sentences([_part(reading, k, spans) for k, (_, spans) in zip(at, groups, strict=True)])
    length = len(reading.pieces)
    shares = np.array([(min((k + 1) * PART, length) - k * PART) / length for k in at])
    return shares[:, None] * (parts[at] - hidden)


def _part(reading: "Reading", number: int, hidden: Sequence[tuple[int, int]] = ()) -> str:
    """The text of PART pieces, without the hidden ones."""
    start, end = number * PART, min((number + 1) * PART, len(reading.pieces)) - 1
    kept, at = [], reading.pieces[start].start
    for first, last in hidden:
        if start <= first <= end:
            kept.append(reading.text[at : reading.pieces[first].start])
            at = reading.pieces[min(last, end)].end
    return "".join([*kept, reading.text[at : reading.pieces[end].end]])[:PART_LETTERS]


#: A phrase or a word with all its places: (lexicon entry or -1, spans of pieces).
Group = tuple[int, list[tuple[int, int]]]


def _groups(reading: "Reading") -> list[Group]:
    """Each phrase of the lexicon with all its wordings, and each other meaningful word, once, in order of appearance.
    If wordings of one phrase were hidden separately, the others would replace them and none would have a weight."""
    taken = {at for m in reading.phrases for at in range(m.first, m.last + 1)}
    groups: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    spans = [(m.first, m.last, m.entry) for m in reading.phrases]
    spans += [(first, last, -1) for first, last in _wordings(reading, taken)]
    for first, last, entry in sorted(spans):
        root = "" if entry >= 0 else " ".join(piece.root for piece in reading.pieces[first : last + 1])
        groups[entry, root].append((first, last))
    return [(entry, places) for (entry, _), places in groups.items()]


def _wordings(reading: "Reading", taken: Collection[int]) -> list[tuple[int, int]]:
    """First and last piece of each meaningful word outside `taken`: one piece or, since most Chinese words have two
    characters, each two neighbouring ones."""
    open_ = [at not in taken and not piece.silent for at, piece in enumerate(reading.pieces)]
    found = []
    for at, piece in enumerate(reading.pieces):
        if not open_[at]:
            continue
        if not _chinese(piece):
            found.append((at, at))
        elif at + 1 < len(open_) and open_[at + 1] and _chinese(reading.pieces[at + 1]):
            found.append((at, at + 1))
        elif not (at and found and found[-1][1] == at):  # a single character, not part of a pair
            found.append((at, at))
    return found


def _chinese(piece: "Piece") -> bool:
    return FIRST_CHINESE <= piece.root <= LAST_CHINESE


def _touched(spans: Sequence[tuple[int, int]], first: np.ndarray, last: np.ndarray) -> np.ndarray:
    touched = np.zeros(len(first), dtype=bool)
    for start, end in spans:
        touched |= (first <= end) & (last >= start)
    return touched


def _words(model: "Model", reading: "Reading", group: Group, weight: float) -> Words:
    entry, spans = group
    places = tuple((reading.pieces[first].start, reading.pieces[last].end) for first, last in spans)
    wordings = {reading.text[start:end].casefold(): reading.text[start:end] for start, end in reversed(places)}
    text = ", ".join(reversed(wordings.values()))
    return Words(text, weight, places, model.entries[entry].phrase if entry >= 0 else "")
