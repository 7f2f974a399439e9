"""Measure suggestions on labelled activities, and on texts that serve no Goal. Activities in the database are scored by
models trained without them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from activities.queries.suggestions.suggest import NoModel, model_in_use
from activities.suggesting.fitting import fit
from activities.suggesting.material import Example, Material
from activities.suggesting.measuring import FOLDS, VIEWS, evaluation, points_by, points_unseen, scaled
from activities.suggesting.model import Model
from activities.suggesting.words import pieces

#: How often cross-validation is repeated with a new random split.
REPEATS = 3
#: The chances from which a Goal counts as suggested for a text that serves none.
LIKELY = (0.5, 0.7)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures` as `--json` prints them; `how` explains in a sentence or two which model scored which rows."""

    figures: dict[str, Any]
    how: str


def evaluated(learned: Material, rows: Sequence[Example], languages: Sequence[str] = ()) -> Evaluation:
    """Evaluate the current model on `rows`. If there is none, or it was trained on other Terms, a model is trained for
    this run. Rows that are in the database, by address or title, are scored by models trained without them and without
    similar activities. `languages`: the language of each row, "" if unknown."""
    points, _model, how = _scored(learned, rows)
    return Evaluation(_figures(learned, points, rows, languages), how)


def cross_validated(learned: Material, rows: Sequence[Example], languages: Sequence[str] = ()) -> Evaluation:
    """Evaluate models trained on `rows` instead of the activities in the database, together with names, rationales,
    plans and lexicon. The mean of REPEATS times FOLDS parts; near-duplicates are always in the same part."""
    alone = replace(learned, examples=tuple(rows))
    runs = [_figures(learned, points_unseen(alone, rows, seed), rows, languages) for seed in range(REPEATS)]
    how = (
        f"{len(rows)} rows, cross-validated: {REPEATS} times in {FOLDS} parts, each scored by a model trained on the "
        "other parts; near-duplicates are in the same part. Activities in the database were not used."
    )
    return Evaluation(_mean(runs), how)


def evaluated_without_goal(
    learned: Material, rows: Sequence[Example], languages: Sequence[str] = (), kinds: Sequence[str] = ()
) -> Evaluation:
    """Evaluate the current model, as in `evaluated`, on texts that serve no Goal: the shares of texts for which a Goal
    has a chance of at least 50 % and 70 %: {"texts": n, "goal@50%": share, "goal@70%": share}. The same for each
    language under "languages" and for each kind under "kinds", if there are any."""
    points, model, how = _scored(learned, rows)
    if model is None or not model.scale:  # trained for this run
        model = scaled(model or fit(learned), points_unseen(learned, learned.rows), learned.rows)
    goals = model.chances(points["whole"])[:, model.of_kind["goals"]]
    best = goals.max(axis=1, initial=0)
    found = _shares(best)
    for name, values in (("languages", languages), ("kinds", kinds)):
        if parts := _parts(values):
            found[name] = {value: _shares(best[places]) for value, places in parts.items()}
    return Evaluation(found, f"Texts without a Goal: {how}")


def _shares(best: np.ndarray) -> dict[str, Any]:
    return {"texts": len(best)} | {f"goal@{100 * least:.0f}%": float((best >= least).mean()) for least in LIKELY}


def _parts(values: Sequence[str]) -> dict[str, list[int]]:
    """{value: the places where it is, in order}, the values in the order of their first place; blank ones left out."""
    parts: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        if value:
            parts.setdefault(value, []).append(place)
    return parts


def _figures(
    learned: Material, points: dict[str, np.ndarray], rows: Sequence[Example], languages: Sequence[str]
) -> dict[str, Any]:
    """The figures of all rows and, if there are languages, of the rows of each under "languages"."""
    found: dict[str, Any] = evaluation(learned.terms, points, rows)
    if parts := _parts(languages):
        found["languages"] = {
            language: evaluation(
                learned.terms, {view: values[places] for view, values in points.items()}, [rows[i] for i in places]
            )
            for language, places in parts.items()
        }
    return found


def _scored(learned: Material, rows: Sequence[Example]) -> tuple[dict[str, np.ndarray], Model | None, str]:
    """(the points of each row, as `points_unseen` returns them; the current model, or one trained for new rows, or None
    if there are none; which model scored which rows)."""
    try:
        version, model = model_in_use()
        if model.terms != learned.terms:
            raise NoModel
    except NoModel:
        version, model = 0, None
    known = _known(learned, rows)
    rows = [replace(e, key=key or e.key) for e, key in zip(rows, known, strict=True)]
    seen = [i for i, key in enumerate(known) if key]
    new = [i for i, key in enumerate(known) if not key]
    points = {view: np.zeros((len(rows), len(learned.terms))) for view in VIEWS}
    how = []
    if seen:
        found = points_unseen(learned, [rows[i] for i in seen])
        for view in points:
            points[view][seen] = found[view]
        how.append(
            f"{len(seen)} rows are in the database. Each was scored by one of {FOLDS} models trained without it and "
            "without similar entries."
        )
    if new:
        model = model or fit(learned)
        found = points_by(model, [rows[i] for i in new])
        for view in points:
            points[view][new] = found[view]
        named = f"model {version}" if version else "a model trained for this run"
        how.append(f"{len(new)} rows are not in the database. They were scored by {named}.")
    return points, model, " ".join(how)


def _mean(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """The mean of the figures of several runs. Counts are the same in all runs; missing figures stay None."""
    first = figures[0]
    return {
        name: _mean([f[name] for f in figures])
        if isinstance(value, dict)
        else value
        if value is None or isinstance(value, int)
        else sum(f[name] for f in figures) / len(figures)
        for name, value in first.items()
    }


def _known(learned: Material, rows: Sequence[Example]) -> list[str]:
    """For each row, the key of the same activity in the database, by address or else by the words of the title; "" if
    there is none."""
    addresses = {e.key for e in learned.rows}
    titles = {_plain(e.title): e.key for e in learned.rows}
    return [e.key if e.key in addresses else titles.get(_plain(e.title), "") for e in rows]


def _plain(title: str) -> str:
    return " ".join(p.root for p in pieces(title))
