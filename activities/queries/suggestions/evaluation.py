"""Measure suggestions on labelled activities. Activities in the database are scored by models trained without them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from activities.queries.suggestions.suggest import NoModel, model_in_use
from activities.suggesting.fitting import fit
from activities.suggesting.material import KINDS, Example, Material
from activities.suggesting.measuring import FOLDS, evaluation, points_by, points_unseen
from activities.suggesting.words import pieces

#: How often cross-validation is repeated with a new random split.
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures` as `--json` prints them; `how` explains in a sentence or two which model scored which rows."""

    figures: dict[str, Any]
    how: str


def evaluated(learned: Material, rows: Sequence[Example]) -> Evaluation:
    """Evaluate the current model on `rows`. If there is none, or it was trained on other Terms, a model is trained for
    this run. Rows that are in the database, by address or title, are scored by models trained without them and without
    similar activities."""
    known = _known(learned, rows)
    rows = [replace(e, key=key or e.key) for e, key in zip(rows, known, strict=True)]
    seen = [i for i, key in enumerate(known) if key]
    new = [i for i, key in enumerate(known) if not key]
    points = {view: np.zeros((len(rows), len(learned.terms))) for view in ("title", "whole")}
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
        try:
            version, model = model_in_use()
            named = f"model {version}"
            if model.terms != learned.terms:
                raise NoModel
        except NoModel:
            model, named = fit(learned), "a model trained for this run"
        found = points_by(model, [rows[i] for i in new])
        for view in points:
            points[view][new] = found[view]
        how.append(f"{len(new)} rows are not in the database. They were scored by {named}.")
    return Evaluation(evaluation(learned.terms, points, rows), " ".join(how))


def cross_validated(learned: Material, rows: Sequence[Example]) -> Evaluation:
    """Evaluate models trained on `rows` instead of the activities in the database, together with names, rationales,
    plans and lexicon. The mean of REPEATS times FOLDS parts; near-duplicates are always in the same part."""
    alone = replace(learned, examples=tuple(rows))
    runs = [evaluation(learned.terms, points_unseen(alone, rows, seed), rows) for seed in range(REPEATS)]
    how = (
        f"{len(rows)} rows, cross-validated: {REPEATS} times in {FOLDS} parts, each scored by a model trained on the "
        "other parts; near-duplicates are in the same part. Activities in the database were not used."
    )
    return Evaluation({kind: _mean([run[kind] for run in runs]) for kind in KINDS}, how)


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
    addresses = {e.key for e in learned.examples}
    titles = {_plain(e.title): e.key for e in learned.examples}
    return [e.key if e.key in addresses else titles.get(_plain(e.title), "") for e in rows]


def _plain(title: str) -> str:
    return " ".join(p.root for p in pieces(title))
