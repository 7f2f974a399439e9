"""A trained model: a weight for each feature and Term, weights for the numbers of a sentence vector, and points that
Terms add to each other. It scores texts and gives reasons."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from activities.suggesting.cores import one_core
from activities.suggesting.features import Reading, Vocabulary, read
from activities.suggesting.lexicon import Lexicon, LexiconPhrase
from activities.suggesting.material import KINDS, LabelledLink, TermName
from activities.suggesting.reasons import Words, words_that_carry
from activities.suggesting.sentences import Occupied, usable, vectors

#: Points of log-odds that Terms add to each other. They are set, not trained; docs/suggestions.md shows that results
#: hardly depend on them. A certain Action Line adds MATRIX points, divided among its links, to all Terms that the
#: Matrix links to it. A target gets FROM_GOAL of its Goal's points, a Goal FROM_TARGET of those of its best target.
MATRIX, FROM_GOAL, FROM_TARGET = 0.5, 0.25, 0.25


@dataclass(frozen=True, slots=True)
class Lift:
    """A link of the Matrix that added `points` to a Term; `of` is the Term at its other end."""

    link: LabelledLink
    of: str
    points: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A Term with its score: the measured chance that people would accept it."""

    key: str
    score: float
    words: tuple[Words, ...]
    lifts: tuple[Lift, ...]


@dataclass(frozen=True)
class Model:
    """`weights`: features × Terms; `offsets`: one for each Term; `sentence_weights`, `sentence_offsets`: the same for
    sentence vectors, without rows in a model trained without them; `scale`: {kind: (slope, offset)}, to turn points
    into chances; `word_scale`: the same for points from words alone, {} if it was not measured."""

    through: int
    terms: tuple[TermName, ...]
    entries: tuple[LexiconPhrase, ...]
    links: tuple[LabelledLink, ...]
    vocabulary: Vocabulary
    weights: np.ndarray
    offsets: np.ndarray
    sentence_weights: np.ndarray
    sentence_offsets: np.ndarray
    scale: dict[str, tuple[float, float]]
    word_scale: dict[str, tuple[float, float]] = field(default_factory=dict)

    @cached_property
    def by_words(self) -> "Model":
        """The same model without sentence vectors, with chances as measured on points from words alone."""
        if not len(self.sentence_weights):
            return self
        return replace(
            self,
            sentence_weights=self.sentence_weights[:0],
            sentence_offsets=np.zeros_like(self.sentence_offsets),
            scale=self.word_scale or self.scale,
        )

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(self.entries)

    @cached_property
    def index(self) -> dict[str, int]:
        return {term.key: i for i, term in enumerate(self.terms)}

    @cached_property
    def of_kind(self) -> dict[str, np.ndarray]:
        """{name of the kind: indexes of its Terms}."""
        return {
            name: np.array([i for i, t in enumerate(self.terms) if t.kind == kind], dtype=np.int64)
            for name, kind in KINDS.items()
        }

    @cached_property
    def goal_of(self) -> np.ndarray:
        """For each target the index of its Goal; -1 for other Terms."""
        return np.array([self.index[t.goal] if t.kind == "target" and t.goal else -1 for t in self.terms])

    @cached_property
    def _matrix(self) -> sparse.csr_matrix:
        """Terms × Terms: the points that a certain Term (row) adds to another (column). A link to a target also counts
        as a link to its Goal."""
        pairs = set()
        for link in self.links:
            line, term = self.index.get(link.line), self.index.get(link.term)
            if line is None or term is None:
                continue
            pairs |= {(line, term)} | ({(line, int(self.goal_of[term]))} if self.goal_of[term] >= 0 else set())
        both = sorted(pairs | {(b, a) for a, b in pairs})
        ones = sparse.csr_matrix(
            (np.ones(len(both)), ([a for a, _ in both], [b for _, b in both])), shape=(len(self.terms),) * 2
        )
        links_of_each = np.asarray(ones.sum(axis=0)).ravel()
        return (ones @ sparse.diags(MATRIX / np.sqrt(1 + links_of_each))).tocsr()

    def read(self, title: str, description: str = "") -> Reading:
        return read(f"{title}\n{description}", self.lexicon)

    def points(self, readings: Sequence[Reading], linked: Collection[str] = ()) -> np.ndarray:
        """Texts × Terms: points. Only their order within a kind is meaningful. `linked` Terms count as certain."""
        with one_core():
            return self.together(self.alone(readings), linked)

    def alone(self, readings: Sequence[Reading]) -> np.ndarray:
        """Texts × Terms: points from words and from sentence vectors, without those that Terms add to each other."""
        points = self.vocabulary.matrix(readings) @ self.weights + self.offsets
        return points + self.from_sentences([reading.text for reading in readings])

    def from_sentences(self, texts: Sequence[str]) -> np.ndarray:
        """Texts × Terms: points from sentence vectors; 0 if the model was trained without them, or there are none.
        Raises Occupied."""
        if not len(self.sentence_weights) or not usable():
            return np.zeros((len(texts), len(self.terms)), dtype=np.float32)
        return vectors(texts) @ self.sentence_weights + self.sentence_offsets

    def together(self, alone: np.ndarray, linked: Collection[str] = ()) -> np.ndarray:
        """Points of each Term alone, plus the points that Terms add to each other."""
        certainty = self._certainty(alone, linked)
        total = alone + certainty @ self._matrix
        for goal in self.of_kind["goals"]:
            mine = np.flatnonzero(self.goal_of == goal)
            if len(mine):
                total[:, goal] += FROM_TARGET * alone[:, mine].max(axis=1)
        targets = np.flatnonzero(self.goal_of >= 0)
        total[:, targets] += FROM_GOAL * alone[:, self.goal_of[targets]]
        return total

    def _certainty(self, alone: np.ndarray, linked: Collection[str]) -> np.ndarray:
        certainty = 1 / (1 + np.exp(-np.clip(alone, -30, 30)))
        certainty[:, [self.index[key] for key in linked if key in self.index]] = 1
        return certainty

    def chances(self, points: np.ndarray) -> np.ndarray:
        """Points as chances between 0 and 1, with the scale of each kind."""
        chances = np.zeros_like(points)
        for name, places in self.of_kind.items():
            slope, offset = self.scale.get(name, (1.0, 0.0))
            chances[..., places] = 1 / (1 + np.exp(-np.clip(slope * points[..., places] + offset, -30, 30)))
        return chances

    def rank(self, reading: Reading, limit: dict[str, int], linked: Collection[str] = ()) -> dict[str, list[Scored]]:
        """The best Terms of each kind that are not linked, best first, with reasons. Empty for a text without
        meaningful words. By words alone if there is no turn for sentence vectors in time."""
        if all(p.silent for p in reading.pieces):
            return {name: [] for name in limit}
        with one_core():
            try:
                return self._rank(reading, limit, linked)
            except Occupied:
                return self.by_words._rank(reading, limit, linked)

    def _rank(self, reading: Reading, limit: dict[str, int], linked: Collection[str]) -> dict[str, list[Scored]]:
        alone = self.alone([reading])
        points = self.together(alone, linked)[0]
        chances = self.chances(points)
        best: dict[str, list[int]] = {}
        for name, most in limit.items():
            open_ = [i for i in self.of_kind[name] if self.terms[i].key not in linked]
            best[name] = sorted(open_, key=lambda i: (-points[i], i))[:most]
        wanted = [i for places in best.values() for i in places]
        words = words_that_carry(self, reading, wanted, linked) if wanted else {}
        certainty = self._certainty(alone, linked)[0]
        return {
            name: [Scored(self.terms[i].key, float(chances[i]), words[i], self._lifts(i, certainty)) for i in places]
            for name, places in best.items()
        }

    def _lifts(self, place: int, certainty: np.ndarray, most: int = 2) -> tuple[Lift, ...]:
        """The links of the Matrix to Terms with a chance of at least 50%, which add points to this Term, strongest
        first."""
        lifts = []
        for link in self.links:
            line, term = self.index.get(link.line), self.index.get(link.term)
            if line is None or term is None:
                continue
            if place == line:
                other = term
            elif place in (term, self.goal_of[term]):
                other = line
            else:
                continue
            if certainty[other] >= 0.5:
                points = float(certainty[other] * self._matrix[other, place])
                lifts.append((place != self.goal_of[term], points, Lift(link, self.terms[other].key, points)))
        lifts.sort(key=lambda lift: (not lift[0], -lift[1], lift[2].link.line, lift[2].link.term))
        first: dict[tuple[str, str], Lift] = {}  # the same rationale is given only once
        for _, _, lift in lifts:
            first.setdefault((lift.link.line, lift.link.rationale or lift.link.term), lift)
        return tuple(first.values())[:most]
