"""Measures the quality of suggestions: whether people's own links are among the first suggestions, on unseen
activities."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from activities.suggesting.features import Reading, Vocabulary, read
from activities.suggesting.fitting import fit
from activities.suggesting.lexicon import Lexicon
from activities.suggesting.material import KINDS, Example, Material, TermName
from activities.suggesting.model import Model

#: Activities with more overlap of words (cosine) than this are in the same part, so that neither reveals the other.
ALIKE, TITLES_ALIKE = 0.5, 0.75
FOLDS = 5
#: Rows of which the overlap with all others is in memory at a time: nearly all texts share some word.
SLICE = 500
#: Steps of chances, of ten percent each.
STEPS = 10

#: What a text is scored by: its title; title and description; both, but without sentence vectors.
VIEWS = ("title", "whole", "words")

Report = Callable[[int, int], None]


def quiet(done: int, total: int) -> None:
    pass


def groups(examples: Sequence[Example]) -> np.ndarray:
    """A group number for each example. Near-duplicates, directly or through others, are in the same group."""
    if not examples:
        return np.zeros(0, dtype=int)
    near = sparse.csr_matrix((len(examples),) * 2, dtype=bool)
    for texts, least in (
        ([f"{e.title}\n{e.description}" for e in examples], ALIKE),
        ([e.title for e in examples], TITLES_ALIKE),
    ):
        readings = [_words_only(text) for text in texts]
        words = Vocabulary.of(readings, readings, 0).matrix(readings)
        others = words.T.tocsr()
        near = near + sparse.vstack([(words[at : at + SLICE] @ others) > least for at in range(0, len(texts), SLICE)])
    return sparse.csgraph.connected_components(near, directed=False)[1]


def _words_only(text: str) -> Reading:
    """A reading with the words of a text and no other features, of which there are ten times as many."""
    seen = read(text, Lexicon([])).occurrences
    return Reading(text, (), (), tuple(o for o in seen if o.feature.startswith("word:")))


def folds(examples: Sequence[Example], seed: int, count: int = FOLDS) -> np.ndarray:
    """A fold for each example: groups are assigned, in random order, to the smallest fold."""
    group = groups(examples)
    order = np.random.RandomState(seed).permutation(group.max(initial=-1) + 1)
    fold, size = np.zeros(len(examples), dtype=int), np.zeros(count, dtype=int)
    for number in order:
        mine = group == number
        least = int(size.argmin())
        fold[mine] = least
        size[least] += mine.sum()
    return fold


def points_unseen(
    material: Material, rows: Sequence[Example], seed: int = 0, report: Report = quiet
) -> dict[str, np.ndarray]:
    """Points for each of `rows` from a model trained without it and without similar examples: {view: rows × Terms}.
    The rows may be in the material, by key, or not."""
    keys = {e.key for e in rows}
    everyone = [*rows, *(e for e in material.rows if e.key not in keys)]
    fold = folds(everyone, seed)
    points = {view: np.zeros((len(rows), len(material.terms))) for view in VIEWS}
    wanted = sorted(set(fold[: len(rows)]))
    for done, number in enumerate(wanted):
        out = {e.key for e, f in zip(everyone, fold, strict=True) if f == number}
        model = fit(material.without(out), lambda d, n, done=done: report(done * n + d, len(wanted) * n))  # type: ignore[misc]
        places = [i for i in range(len(rows)) if fold[i] == number]
        found = points_by(model, [rows[i] for i in places])
        for view in points:
            points[view][places] = found[view]
    return points


def points_by(model: Model, rows: Sequence[Example]) -> dict[str, np.ndarray]:
    """{view: rows × Terms}."""
    whole = [model.read(e.title, e.description) for e in rows]
    return {
        "title": model.points([model.read(e.title) for e in rows]),
        "whole": model.points(whole),
        "words": model.by_words.points(whole),
    }


def truth(terms: Sequence[TermName], rows: Sequence[Example]) -> np.ndarray:
    """Rows × Terms: whether the row has the Term. A target also counts for its Goal, as everywhere in the product,
    unless the row has no Goal at all: then its Goals are unknown."""
    index = {term.key: i for i, term in enumerate(terms)}
    goals = {term.key for term in terms if term.kind == KINDS["goals"]}
    answers = np.zeros((len(rows), len(terms)), dtype=bool)
    for row, example in enumerate(rows):
        for key in example.terms:
            answers[row, index[key]] = True
            if (goal := terms[index[key]].goal) and example.terms & goals:
                answers[row, index[goal]] = True
    return answers


def figures(points: np.ndarray, answers: np.ndarray) -> dict[str, float | None]:
    """hit@k: the share of activities with at least one of their Terms among the first k. recall@5: the mean share of an
    activity's Terms among the first 5. mrr: the mean of 1 / rank of the first correct one. `activities` counts those
    with a Term of this kind; others are left out. If there are none, the figures are None."""
    given = answers.any(axis=1)
    points, answers = points[given], answers[given]
    if not len(points):
        return {"hit@1": None, "hit@3": None, "hit@5": None, "recall@5": None, "mrr": None, "activities": 0}
    order = np.argsort(-points, axis=1, kind="stable")
    right = np.take_along_axis(answers, order, axis=1)
    return {
        **{f"hit@{k}": float(right[:, :k].any(axis=1).mean()) for k in (1, 3, 5)},
        "recall@5": float((right[:, :5].sum(axis=1) / right.sum(axis=1)).mean()),
        "mrr": float((1 / (1 + right.argmax(axis=1))).mean()),
        "activities": int(given.sum()),
    }


def evaluation(terms: Sequence[TermName], points: dict[str, np.ndarray], rows: Sequence[Example]) -> dict[str, Any]:
    """{kind: figures for title and description, with those for the title only under "title"}."""
    answers = truth(terms, rows)
    found: dict[str, dict[str, Any]] = {}
    for name, kind in KINDS.items():
        mine = np.array([i for i, t in enumerate(terms) if t.kind == kind], dtype=int)
        found[name] = figures(points["whole"][:, mine], answers[:, mine])
        found[name]["title"] = figures(points["title"][:, mine], answers[:, mine])
    return found


def per_term(terms: Sequence[TermName], points: np.ndarray, rows: Sequence[Example], kind: str, first: int = 3):
    """For each Term of the kind: how many activities have it (`n`), for how many it was among the `first` suggestions
    (`suggested`), and for how many both is true (`right`)."""
    answers = truth(terms, rows)
    mine = [i for i, t in enumerate(terms) if t.kind == kind]
    given = answers[:, mine].any(axis=1)
    here, right = points[given][:, mine], answers[given][:, mine]
    chosen = np.zeros_like(right)
    order = np.argsort(-here, axis=1, kind="stable")[:, :first]
    np.put_along_axis(chosen, order, True, axis=1)
    return {
        terms[i].key: {
            "n": int(right[:, j].sum()),
            "suggested": int(chosen[:, j].sum()),
            "right": int((chosen & right)[:, j].sum()),
        }
        for j, i in enumerate(mine)
    }


def scaled(model: Model, points: dict[str, np.ndarray], rows: Sequence[Example]) -> Model:
    """The model with a scale, for each kind, that turns points into chances as measured on unseen texts, among them
    those that have no Terms; and with another for points from words alone."""
    answers = truth(model.terms, rows)
    scale, word_scale = (_scale(model, points[view], answers, rows) for view in ("whole", "words"))
    return replace(model, scale=scale, word_scale=word_scale)


def _scale(
    model: Model, points: np.ndarray, answers: np.ndarray, rows: Sequence[Example]
) -> dict[str, tuple[float, float]]:
    from sklearn.linear_model import LogisticRegression  # as in fitting

    scale = {}
    for name, mine in model.of_kind.items():
        given = answers[:, mine].any(axis=1) | np.array([example.none for example in rows], dtype=bool)
        x, y = points[given][:, mine].ravel(), answers[given][:, mine].ravel()
        if y.any() and not y.all():
            line = LogisticRegression(C=1e6).fit(x[:, None], y)
            if line.coef_[0, 0] > 0:
                scale[name] = (float(line.coef_[0, 0]), float(line.intercept_[0]))
    return scale


def calibration(model: Model, points: dict[str, np.ndarray], rows: Sequence[Example]) -> dict[str, dict[str, Any]]:
    """{kind: {"bins": [{"said", "right", "n"}, …], "error"}}: the chances of unseen texts with title and description,
    in ten steps, beside the share that was right, and the mean difference between both, weighted by `n`. Steps without
    chances are left out, and kinds without known answers."""
    answers, chances = truth(model.terms, rows), model.chances(points["whole"])
    none = np.array([example.none for example in rows], dtype=bool)
    found: dict[str, dict[str, Any]] = {}
    for name, mine in model.of_kind.items():
        known = answers[:, mine].any(axis=1) | none
        said, right = chances[known][:, mine].ravel(), answers[known][:, mine].ravel()
        step = np.minimum((said * STEPS).astype(int), STEPS - 1)
        bins = [
            {"said": float(said[here].mean()), "right": float(right[here].mean()), "n": int(here.sum())}
            for here in (step == number for number in range(STEPS))
            if here.any()
        ]
        if bins:
            error = sum(b["n"] * abs(b["said"] - b["right"]) for b in bins) / sum(b["n"] for b in bins)
            found[name] = {"bins": bins, "error": error}
    return found


def false_alarms(
    model: Model, points: dict[str, np.ndarray], rows: Sequence[Example], least: float = 0.5
) -> dict[str, int]:
    """Of the texts that serve no Goal: how many there are (`n`), and how many get one with a chance of at least
    `least` (`alarms`)."""
    none = np.array([example.none for example in rows], dtype=bool)
    chances = model.chances(points["whole"][none])[:, model.of_kind["goals"]]
    return {"n": int(none.sum()), "alarms": int((chances.max(axis=1, initial=0) >= least).sum())}
