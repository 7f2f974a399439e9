"""Measure suggestions on labelled activities, honestly: what the map knows is scored by models that do not know it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from activities.queries.suggestions.suggest import NoModel, model_in_use
from activities.suggesting.fitting import fit
from activities.suggesting.material import KINDS, Example, Material
from activities.suggesting.measuring import FOLDS, evaluation, points_by, points_unseen
from activities.suggesting.words import pieces

#: How often a cross-validation deals the activities anew.
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures` as `--json` prints them; `how` says in a sentence or two what was scored by what."""

    figures: dict[str, Any]
    how: str


def evaluated(learned: Material, asked: Sequence[Example]) -> Evaluation:
    """The model in use on the asked rows; where there is none yet, or where it has learned from another state of the
    map, one fitted now. Rows that the map knows, by address or by title, are scored by models that were fitted without
    them and without whatever resembles them."""
    known = _known(learned, asked)
    asked = [replace(e, key=key or e.key) for e, key in zip(asked, known, strict=True)]
    seen = [i for i, key in enumerate(known) if key]
    new = [i for i, key in enumerate(known) if not key]
    points = {view: np.zeros((len(asked), len(learned.terms))) for view in ("title", "whole")}
    said = []
    if seen:
        found = points_unseen(learned, [asked[i] for i in seen])
        for view in points:
            points[view][seen] = found[view]
        said.append(
            f"{len(seen)} rows are in the map: each was scored by one of {FOLDS} models fitted without it and without "
            "entries like it."
        )
    if new:
        try:
            version, model = model_in_use()
            named = f"model {version}"
            if model.terms != learned.terms:
                raise NoModel
        except NoModel:
            model, named = fit(learned), "a model fitted for this run"
        found = points_by(model, [asked[i] for i in new])
        for view in points:
            points[view][new] = found[view]
        said.append(f"{len(new)} rows are not in the map: {named} scored them.")
    return Evaluation(evaluation(learned.terms, points, asked), " ".join(said))


def cross_validated(learned: Material, asked: Sequence[Example]) -> Evaluation:
    """Models that learn from the asked rows alone, beside labels, rationales, plans and lexicon: the mean of REPEATS
    times FOLDS parts, near-duplicates always in the same part."""
    alone = replace(learned, examples=tuple(asked))
    runs = [evaluation(learned.terms, points_unseen(alone, asked, seed), asked) for seed in range(REPEATS)]
    how = (
        f"{len(asked)} rows, cross-validated: {REPEATS} times in {FOLDS} parts, each scored by a model fitted on the "
        "other parts; near-duplicates are kept in the same part. The map's own activities were not used."
    )
    return Evaluation({kind: _mean([run[kind] for run in runs]) for kind in KINDS}, how)


def _mean(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """Of the figures of several runs. Counts are the same in all; a figure that nobody was asked for stays None."""
    first = figures[0]
    return {
        name: _mean([f[name] for f in figures])
        if isinstance(value, dict)
        else value
        if value is None or isinstance(value, int)
        else sum(f[name] for f in figures) / len(figures)
        for name, value in first.items()
    }


def _known(learned: Material, asked: Sequence[Example]) -> list[str]:
    """For each asked row the key of the map's activity that it is, by address or else by the words of the title; ""
    for a new one."""
    addresses = {e.key for e in learned.examples}
    titles = {_plain(e.title): e.key for e in learned.examples}
    return [e.key if e.key in addresses else titles.get(_plain(e.title), "") for e in asked]


def _plain(title: str) -> str:
    return " ".join(p.root for p in pieces(title))
