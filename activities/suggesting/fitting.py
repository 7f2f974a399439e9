"""Train a model: for each Term a logistic regression over features of words and one over sentence vectors, plus weights
from the lexicon."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from activities.suggesting.cores import one_core
from activities.suggesting.features import Vocabulary, read
from activities.suggesting.lexicon import Lexicon, LexiconPhrase
from activities.suggesting.material import KINDS, Hint, Material
from activities.suggesting.model import Model
from activities.suggesting.sentences import SIZE, usable, vectors

#: Settings of the regressions. C, the inverse strength of regularisation, is small, because there are few, short texts;
#: the solvers are the fastest for many sparse features and for a few hundred dense ones.
OF_WORDS: dict[str, Any] = {"C": 3.0, "solver": "liblinear", "max_iter": 200}
OF_SENTENCES: dict[str, Any] = {"C": 3.0, "solver": "lbfgs", "max_iter": 300, "tol": 1e-3}
#: The weight of points from sentence vectors beside those from words; docs/suggestions.md shows what others give.
SENTENCES = 1.5
#: The weight of a text in training: title with description, title only (so that titles alone work too), a hint, a
#: rejected and an accepted suggestion, a text that has no Terms.
WHOLE, TITLE, HINT, REJECTED, ACCEPTED, OUTSIDE = 1.0, 0.5, 0.3, 4.0, 3.0, 0.3
#: Points that a text with only one phrase adds to the phrase's Terms in the lexicon.
LEXICON = 1.0
#: Points of a Term that no text supports.
NEVER = -12.0


def fit(material: Material, report: Callable[[int, int], None] = lambda done, total: None) -> Model:
    """A model of the material. The same material gives the same model. `report(done, total)` receives the progress."""
    lexicon = Lexicon(material.lexicon)
    whole = [read(f"{e.title}\n{e.description}", lexicon) for e in material.rows]
    titles = [read(e.title, lexicon) for e in material.rows]
    all_hints = [*material.hints, *map(_hint, material.lexicon)]
    hints = [read(hint.text, lexicon) for hint in all_hints]
    vocabulary = Vocabulary.of([*whole, *hints], whole, len(material.lexicon))
    features = sparse.csr_matrix(vocabulary.matrix([*whole, *titles, *hints]), dtype=np.float64)
    texts = [reading.text for reading in (*whole, *titles, *hints)]
    encoded = vectors(texts, remember=True) if usable() else None
    truth, counts = _answers(material, all_hints)
    weights = np.zeros((len(vocabulary.names), len(material.terms)), dtype=np.float32)
    offsets = np.full(len(material.terms), NEVER, dtype=np.float32)
    sentence_weights = np.zeros((0 if encoded is None else SIZE, len(material.terms)), dtype=np.float32)
    sentence_offsets = np.zeros(len(material.terms), dtype=np.float32)
    for place in range(len(material.terms)):
        report(place, len(material.terms))
        answer, count = truth[:, place], counts[:, place]
        use = np.flatnonzero(count)
        if not answer[use].any():
            continue
        if answer[use].all():
            offsets[place] = -NEVER
            continue
        with one_core():
            weights[:, place], offsets[place] = _regress(features[use], answer[use], count[use], OF_WORDS)
            if encoded is not None:
                found, start = _regress(encoded[use], answer[use], count[use], OF_SENTENCES)
                sentence_weights[:, place], sentence_offsets[place] = SENTENCES * found, SENTENCES * start
    report(len(material.terms), len(material.terms))
    weights += _lexicon_weights(material, vocabulary)
    return Model(
        through=material.through,
        terms=material.terms,
        entries=material.lexicon,
        links=material.links,
        vocabulary=vocabulary,
        weights=weights.astype(np.float16).astype(np.float32),  # as it is stored: the same scores after reading it back
        offsets=offsets,
        sentence_weights=sentence_weights.astype(np.float16).astype(np.float32),
        sentence_offsets=sentence_offsets,
        scale={},
    )


def _hint(entry: LexiconPhrase) -> Hint:
    return Hint(". ".join(w for w in (entry.phrase, *entry.synonyms) if not w.endswith("-")), frozenset(entry.terms))


def _answers(material: Material, all_hints: Sequence[Hint]) -> tuple[np.ndarray, np.ndarray]:
    """For each text (title with description, title only, hint) and Term: the answer and its weight, 0 if unknown."""
    index = {term.key: i for i, term in enumerate(material.terms)}
    kinds = np.array([term.kind for term in material.terms])
    goal = {term.key: term.goal for term in material.terms if term.kind == KINDS["targets"]}
    shape = (len(material.rows), len(index))
    answers, counts = np.zeros(shape, dtype=bool), np.zeros(shape)
    for row, example in enumerate(material.rows):
        for key in example.terms:
            answers[row, index[key]] = True
        for kind in KINDS.values():
            if example.none or answers[row, kinds == kind].any():
                counts[row, kinds == kind] = OUTSIDE if example.none else 1
        for key, accepted in example.verdicts.items():
            if key in index and accepted == answers[row, index[key]]:  # a link added or withdrawn later overrules it
                counts[row, index[key]] = ACCEPTED if accepted else REJECTED
    hinted = np.zeros((len(all_hints), len(index)), dtype=bool)
    for row, hint in enumerate(all_hints):
        for key in hint.terms:
            for name in (key, goal.get(key)):
                if name in index:
                    hinted[row, index[name]] = True
    truth = np.vstack([answers, answers, hinted])
    return truth, np.vstack([WHOLE * counts, TITLE * counts, np.full(hinted.shape, HINT)])


def _regress(
    features: sparse.csr_matrix | np.ndarray, answer: np.ndarray, count: np.ndarray, settings: dict[str, Any]
) -> tuple[np.ndarray, float]:
    """Weights and offset. Positive and negative examples get the same total weight, or rare Terms would never be
    suggested."""
    from sklearn.linear_model import LogisticRegression  # imported here: it takes a second and 80 MB, only for training

    half = count.sum() / 2
    balanced = count * np.where(answer, half / count[answer].sum(), half / count[~answer].sum())
    regression = LogisticRegression(**settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        regression.fit(features, answer, sample_weight=balanced)
    return regression.coef_[0], float(regression.intercept_[0])


def _lexicon_weights(material: Material, vocabulary: Vocabulary) -> np.ndarray:
    """Weights of phrases from the lexicon, divided among their Terms. A target also counts for its Goal."""
    index = {term.key: i for i, term in enumerate(material.terms)}
    goal = {term.key: term.goal for term in material.terms}
    added = np.zeros((len(vocabulary.names), len(index)), dtype=np.float32)
    for number, entry in enumerate(material.lexicon):
        keys = {key for term in entry.terms for key in (term, goal.get(term)) if key in index}
        if keys:
            places = sorted(index[key] for key in keys)
            added[vocabulary.index[f"phrase:{number}"], places] = LEXICON / np.sqrt(len(keys))
    return added
