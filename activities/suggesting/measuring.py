"""How good suggestions are: on activities that the model has not seen, what people chose among its first few."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from activities.suggesting.features import SORTS, Vocabulary, read
from activities.suggesting.fitting import fit
from activities.suggesting.lexicon import Lexicon
from activities.suggesting.material import KINDS, Example, Material, TermName
from activities.suggesting.model import Model

#: Two activities whose words overlap so much (cosine) are kept on the same side: one must not give the other away.
ALIKE, TITLES_ALIKE = 0.5, 0.75
FOLDS = 5

Tell = Callable[[int, int], None]


def quiet(done: int, total: int) -> None:
    pass


def groups(examples: Sequence[Example]) -> np.ndarray:
    """A number for each example; near-duplicates, and whoever is chained to them, share theirs."""
    if not examples:
        return np.zeros(0, dtype=int)
    near = sparse.csr_matrix((len(examples), len(examples)), dtype=bool)
    nothing = Lexicon([])
    for texts, least in (
        ([f"{e.title}\n{e.description}" for e in examples], ALIKE),
        ([e.title for e in examples], TITLES_ALIKE),
    ):
        readings = [read(text, nothing) for text in texts]
        vocabulary = Vocabulary.of(readings, readings, 0)
        words = vocabulary.matrix(readings)[:, np.flatnonzero(vocabulary.sorts == SORTS.index("word"))]
        near = near + ((words @ words.T) > least)
    return sparse.csgraph.connected_components(near, directed=False)[1]


def folds(examples: Sequence[Example], seed: int, count: int = FOLDS) -> np.ndarray:
    """A fold for each example: whole groups, dealt at random to the fold that has fewest."""
    group = groups(examples)
    order = np.random.RandomState(seed).permutation(group.max(initial=-1) + 1)
    fold, held = np.zeros(len(examples), dtype=int), np.zeros(count, dtype=int)
    for number in order:
        mine = group == number
        least = int(held.argmin())
        fold[mine] = least
        held[least] += mine.sum()
    return fold


def points_unseen(
    material: Material, asked: Sequence[Example], seed: int = 0, tell: Tell = quiet
) -> dict[str, np.ndarray]:
    """Points for each asked example from a model fitted without it and without whatever resembles it, {"title": …,
    "whole": …}, each asked × Terms. The asked ones may be among the material's examples, by key, or not."""
    keys = {e.key for e in asked}
    everyone = [*asked, *(e for e in material.examples if e.key not in keys)]
    fold = folds(everyone, seed)
    points = {view: np.zeros((len(asked), len(material.terms))) for view in ("title", "whole")}
    wanted = sorted(set(fold[: len(asked)]))
    for done, number in enumerate(wanted):
        out = {e.key for e, f in zip(everyone, fold, strict=True) if f == number}
        model = fit(material.without(out), lambda d, n, done=done: tell(done * n + d, len(wanted) * n))  # type: ignore[misc]
        rows = [i for i in range(len(asked)) if fold[i] == number]
        found = points_by(model, [asked[i] for i in rows])
        for view in points:
            points[view][rows] = found[view]
    return points


def points_by(model: Model, asked: Sequence[Example]) -> dict[str, np.ndarray]:
    return {
        "title": model.points([model.read(e.title) for e in asked]),
        "whole": model.points([model.read(e.title, e.description) for e in asked]),
    }


def truth(terms: Sequence[TermName], asked: Sequence[Example]) -> np.ndarray:
    """Asked × Terms. A target counts for its Goal, too, as everywhere in the product; but a row that gives no Goal has
    not been asked for Goals."""
    index = {term.key: i for i, term in enumerate(terms)}
    goals = {term.key for term in terms if term.kind == KINDS["goals"]}
    answers = np.zeros((len(asked), len(terms)), dtype=bool)
    for row, example in enumerate(asked):
        for key in example.terms:
            answers[row, index[key]] = True
            if (goal := terms[index[key]].goal) and example.terms & goals:
                answers[row, index[goal]] = True
    return answers


def figures(points: np.ndarray, answers: np.ndarray) -> dict[str, float | None]:
    """hit@k: the share of activities that have at least one of their Terms among the first k. recall@5: the mean share
    of an activity's Terms among the first 5. mrr: the mean of 1 / place of the first right one. `activities` counts
    those that have any Term of the kind; the others are left out, and where all are, the figures are None."""
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


def evaluation(terms: Sequence[TermName], points: dict[str, np.ndarray], asked: Sequence[Example]) -> dict[str, Any]:
    """{kind: figures for title + description, with those for the title alone under "title"}."""
    answers = truth(terms, asked)
    found: dict[str, dict[str, Any]] = {}
    for name, kind in KINDS.items():
        mine = np.array([i for i, t in enumerate(terms) if t.kind == kind], dtype=int)
        found[name] = figures(points["whole"][:, mine], answers[:, mine])
        found[name]["title"] = figures(points["title"][:, mine], answers[:, mine])
    return found


def per_term(terms: Sequence[TermName], points: np.ndarray, asked: Sequence[Example], kind: str, first: int = 3):
    """For each Term of the kind: how many activities have it (`n`), how often it was among the first `first`
    (`suggested`), and how often both (`right`)."""
    answers = truth(terms, asked)
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


def scaled(model: Model, points: dict[str, np.ndarray], asked: Sequence[Example]) -> Model:
    """The model with points turned into chances as they came true on texts that it had not seen, kind by kind."""
    from sklearn.linear_model import LogisticRegression  # as in fitting

    answers, scale = truth(model.terms, asked), {}
    for name, mine in model.of_kind.items():
        given = answers[:, mine].any(axis=1)
        x, y = points["whole"][given][:, mine].ravel(), answers[given][:, mine].ravel()
        if y.any() and not y.all():
            line = LogisticRegression(C=1e6).fit(x[:, None], y)
            if line.coef_[0, 0] > 0:
                scale[name] = (float(line.coef_[0, 0]), float(line.intercept_[0]))
    return replace(model, scale=scale)
