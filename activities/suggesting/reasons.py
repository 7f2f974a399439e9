"""Finds the words behind a score: each phrase or word is hidden in turn, and its weight is the loss of points."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from activities.suggesting.features import Reading
    from activities.suggesting.model import Model

#: The most phrases and words tried in one text, and shown for one Term.
TRIED, SHOWN = 40, 5
#: Words with fewer points are not shown.
LEAST = 0.1


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
    """{index of the Term: the words that support it, largest weight first}. Weights are exact: scaling and the Matrix
    are calculated again for each hidden word."""
    features: dict[int, int] = {}
    seen = []
    for o in reading.occurrences:
        number = model.vocabulary.index.get(o.feature)
        if number is not None:
            seen.append((features.setdefault(number, len(features)), o.first, o.last))
    groups = _groups(reading)
    if not seen or not groups:
        return dict.fromkeys(terms, ())
    ids = np.array(list(features), dtype=np.int64)
    column, first, last = (np.array(x) for x in zip(*seen, strict=True))
    weights, offsets = model.weights[ids], model.offsets
    full = np.bincount(column, minlength=len(ids))
    groups = _likeliest(
        groups,
        model.vocabulary.weigh(ids, full[None, :].astype(np.float32))[0],
        weights[:, terms],
        column,
        first,
        last,
        full,
    )
    counts = np.tile(full, (len(groups) + 1, 1)).astype(np.float32)
    for number, (_, spans) in enumerate(groups):
        counts[number] -= np.bincount(column[_touched(spans, first, last)], minlength=len(ids))
    points = model.together(model.vocabulary.weigh(ids, counts) @ weights + offsets, linked)
    lost = points[-1] - points[:-1]
    carried = {}
    for term in terms:
        order = np.argsort(-lost[:, term], kind="stable")[:SHOWN]
        carried[term] = tuple(
            _words(model, reading, groups[g], float(lost[g, term])) for g in order if lost[g, term] >= LEAST
        )
    return carried


#: A phrase or a word with all its places: (lexicon entry or -1, spans of pieces).
Group = tuple[int, list[tuple[int, int]]]


def _groups(reading: "Reading") -> list[Group]:
    """Each phrase of the lexicon with all its wordings, and each other meaningful word, once, in order of appearance.
    If wordings of one phrase were hidden separately, the others would replace them and none would have a weight."""
    taken = {at for m in reading.phrases for at in range(m.first, m.last + 1)}
    groups: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    spans = [(m.first, m.last, m.entry) for m in reading.phrases]
    spans += [(at, at, -1) for at, p in enumerate(reading.pieces) if at not in taken and not p.silent]
    for first, last, entry in sorted(spans):
        groups[entry, "" if entry >= 0 else reading.pieces[first].root].append((first, last))
    return [(entry, places) for (entry, _), places in groups.items()]


def _touched(spans: Sequence[tuple[int, int]], first: np.ndarray, last: np.ndarray) -> np.ndarray:
    touched = np.zeros(len(first), dtype=bool)
    for start, end in spans:
        touched |= (first <= end) & (last >= start)
    return touched


def _likeliest(groups, values, weights, column, first, last, full) -> list[Group]:
    """For a long text, the groups whose features add most to any of the Terms."""
    if len(groups) <= TRIED:
        return groups
    share = (values / np.maximum(full, 1))[:, None] * weights
    gains = [share[column[_touched(spans, first, last)]].sum(axis=0).max(initial=0) for _, spans in groups]
    best = sorted(np.argsort(-np.array(gains), kind="stable")[:TRIED])
    return [groups[i] for i in best]


def _words(model: "Model", reading: "Reading", group: Group, weight: float) -> Words:
    entry, spans = group
    places = tuple((reading.pieces[first].start, reading.pieces[last].end) for first, last in spans)
    wordings = {reading.text[start:end].casefold(): reading.text[start:end] for start, end in reversed(places)}
    text = ", ".join(reversed(wordings.values()))
    return Words(text, weight, places, model.entries[entry].phrase if entry >= 0 else "")
