"""Fit a model: for each Term a logistic regression over the same features, with what the lexicon says added."""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse

from activities.suggesting.cores import one_core
from activities.suggesting.features import Vocabulary, read
from activities.suggesting.lexicon import Lexicon, LexiconPhrase
from activities.suggesting.material import KINDS, Hint, Material
from activities.suggesting.model import Model

#: How far weights may grow; small, as texts are few and short.
FREEDOM = 3.0
#: How much a text counts: an activity's title with description, its title alone (so that titles alone work, too), a
#: hint, something said of a suggestion.
WHOLE, TITLE, HINT, REJECTED, ACCEPTED = 1.0, 0.5, 0.3, 4.0, 3.0
#: Points that a text made of nothing but one phrase gives the Terms that the lexicon names for it.
LEXICON = 1.0
#: A Term that nothing speaks for.
NEVER = -12.0


def fit(material: Material, tell: Callable[[int, int], None] = lambda done, total: None) -> Model:
    """A model of the material; the same material gives the same model. `tell(done, total)` hears of the progress."""
    lexicon = Lexicon(material.lexicon)
    whole = [read(f"{e.title}\n{e.description}", lexicon) for e in material.examples]
    titles = [read(e.title, lexicon) for e in material.examples]
    told = [*material.hints, *map(_hint, material.lexicon)]
    hints = [read(hint.text, lexicon) for hint in told]
    vocabulary = Vocabulary.of([*whole, *hints], whole, len(material.lexicon))
    features = sparse.csr_matrix(vocabulary.matrix([*whole, *titles, *hints]), dtype=np.float64)
    truth, counts = _asked(material, told)
    weights = np.zeros((len(vocabulary.names), len(material.terms)), dtype=np.float32)
    offsets = np.full(len(material.terms), NEVER, dtype=np.float32)
    for place in range(len(material.terms)):
        tell(place, len(material.terms))
        answer, count = truth[:, place], counts[:, place]
        use = np.flatnonzero(count)
        if not answer[use].any():
            continue
        if answer[use].all():
            offsets[place] = -NEVER
            continue
        with one_core():
            weights[:, place], offsets[place] = _regress(features[use], answer[use], count[use])
    tell(len(material.terms), len(material.terms))
    weights += _lexicon_weights(material, vocabulary)
    return Model(
        through=material.through,
        terms=material.terms,
        entries=material.lexicon,
        links=material.links,
        vocabulary=vocabulary,
        weights=weights.astype(np.float16).astype(np.float32),  # as it is kept: read back, it scores the same
        offsets=offsets,
        scale={},
    )


def _hint(entry: LexiconPhrase) -> Hint:
    return Hint(". ".join(w for w in (entry.phrase, *entry.synonyms) if not w.endswith("-")), frozenset(entry.terms))


def _asked(material: Material, told: Sequence[Hint]) -> tuple[np.ndarray, np.ndarray]:
    """For each text (whole ones, titles, hints) and Term the answer, and how much it counts; 0: it was not asked."""
    index = {term.key: i for i, term in enumerate(material.terms)}
    kinds = np.array([term.kind for term in material.terms])
    goal = {term.key: term.goal for term in material.terms if term.kind == KINDS["targets"]}
    shape = (len(material.examples), len(index))
    answers, counts = np.zeros(shape, dtype=bool), np.zeros(shape)
    for row, example in enumerate(material.examples):
        for key in example.terms:
            answers[row, index[key]] = True
        for kind in KINDS.values():
            if answers[row, kinds == kind].any():
                counts[row, kinds == kind] = 1
        for key, accepted in example.verdicts.items():
            if key in index and accepted == answers[row, index[key]]:  # a link made or taken back later says more
                counts[row, index[key]] = ACCEPTED if accepted else REJECTED
    hinted = np.zeros((len(told), len(index)), dtype=bool)
    for row, hint in enumerate(told):
        for key in hint.terms:
            for name in (key, goal.get(key)):
                if name in index:
                    hinted[row, index[name]] = True
    truth = np.vstack([answers, answers, hinted])
    return truth, np.vstack([WHOLE * counts, TITLE * counts, np.full(hinted.shape, HINT)])


def _regress(features: sparse.csr_matrix, answer: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and offset. Yes and no count the same in all, or a rare Term would never be suggested."""
    from sklearn.linear_model import LogisticRegression  # a second and 80 MB, which only whoever fits needs

    half = count.sum() / 2
    balanced = count * np.where(answer, half / count[answer].sum(), half / count[~answer].sum())
    regression = LogisticRegression(C=FREEDOM, solver="liblinear", max_iter=200)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        regression.fit(features, answer, sample_weight=balanced)
    return regression.coef_[0], float(regression.intercept_[0])


def _lexicon_weights(material: Material, vocabulary: Vocabulary) -> np.ndarray:
    """What a phrase says by being in the lexicon, divided among its Terms; a target speaks for its Goal."""
    index = {term.key: i for i, term in enumerate(material.terms)}
    goal = {term.key: term.goal for term in material.terms}
    added = np.zeros((len(vocabulary.names), len(index)), dtype=np.float32)
    for number, entry in enumerate(material.lexicon):
        keys = {key for term in entry.terms for key in (term, goal.get(term)) if key in index}
        if keys:
            places = sorted(index[key] for key in keys)
            added[vocabulary.index[f"phrase:{number}"], places] = LEXICON / np.sqrt(len(keys))
    return added
