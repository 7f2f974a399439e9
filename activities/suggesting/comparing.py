"""Compares a new model with the one in use, on activities that neither had seen."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from activities.suggesting.languages import LANGUAGES, language_of
from activities.suggesting.material import KINDS, Example, TermName

#: A figure on fewer activities decides nothing.
DECIDES = 30
#: The figure of each kind: a hit is an own Term among as many first suggestions.
HITS = {"goals": 3, "targets": 5, "action_lines": 3}
#: How many suggestions of each kind are stored for an activity.
STORED = 5
#: Bootstrap: how often the activities are drawn again, and the interval that is left, in percent.
DRAWS, INTERVAL = 1_000, (2.5, 97.5)
#: For models that were measured on different activities, where no interval is known: a loss of this share or more.
NOTABLE_LOSS = 0.03
#: How many more activities must be lost than gained. With fewer, a sign test sees chance: six to none is 3%.
LEAST_LOST = 6
#: Groups of activities besides those in one of LANGUAGES ("" if in another): all, and without unchecked imports.
EVERY, CHECKED = "all", "checked"

#: {activity: {kind: its first suggestions}}, as a model that had not seen the activity gave them.
Unseen = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Figure:
    """The share of a group's activities (`rows`) with a hit, for the model in use (`before`) and for the new one
    (`after`). `low` and `high` are the ends of the 95% interval of the difference, None if the activities were not the
    same."""

    kind: str
    group: str
    rows: int
    before: float
    after: float
    low: float | None
    high: float | None

    @property
    def decides(self) -> bool:
        return self.rows >= DECIDES

    @property
    def falls(self) -> bool:
        """Whether the new model is worse by more than chance."""
        lost = self.before - self.after
        worse = lost >= NOTABLE_LOSS if self.high is None else self.high < 0 and round(lost * self.rows) >= LEAST_LOST
        return self.decides and worse

    @property
    def rises(self) -> bool:
        """Whether the new model is better by more than chance."""
        return self.decides and self.low is not None and self.low > 0


def first_suggestions(
    terms: Sequence[TermName], points: np.ndarray, rows: Sequence[Example]
) -> dict[str, dict[str, list[str]]]:
    """The first STORED suggestions of each kind for each row, from its points (rows × Terms)."""
    found: dict[str, dict[str, list[str]]] = {row.key: {} for row in rows}
    for name, kind in KINDS.items():
        keys = [term.key for term in terms if term.kind == kind]
        mine = np.array([i for i, term in enumerate(terms) if term.kind == kind], dtype=int)
        order = np.argsort(-points[:, mine], axis=1, kind="stable")[:, :STORED]
        for row, places in zip(rows, order, strict=True):
            found[row.key][name] = [keys[place] for place in places]
    return found


def compared(
    terms: Sequence[TermName],
    rows: Sequence[Example],
    before: Unseen,
    after: Unseen,
    unchecked: Collection[str] = (),
) -> list[Figure]:
    """The figures of each kind for the rows that both models have suggestions for: all, those that are not `unchecked`
    (keys of imported activities that nobody has looked at: they could hide a loss in the others), and each language.
    Whether a suggestion is right is judged by the rows' current links."""
    both = [row for row in rows if row.key in before and row.key in after]
    groups = {row.key: language_of(f"{row.title}\n{row.description}") for row in both}
    goal_of = {term.key: term.goal for term in terms if term.goal}
    figures = []
    for name, kind in KINDS.items():
        of_kind = {term.key for term in terms if term.kind == kind}
        of_group: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
        for row in both:
            own = _own(row, goal_of) & of_kind
            if own:
                old, new = (not own.isdisjoint(model[row.key][name][: HITS[name]]) for model in (before, after))
                for group in (EVERY, groups[row.key], *([] if row.key in unchecked else [CHECKED])):
                    of_group[group].append((old, new))
        count = {group: len(hits) for group, hits in of_group.items()}
        figures += [
            _figure(name, group, of_group[group])
            for group in (EVERY, CHECKED, *LANGUAGES, "")
            if (group == EVERY and count) or 0 < count.get(group, 0) < count[EVERY]
        ]
    return figures


def compared_by_quality(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Figure]:
    """The same three main figures from the qualities of two models, each measured on its own activities. For a model
    without stored suggestions, there is nothing better."""
    figures = []
    for name, most in HITS.items():
        old, new = before[name], after[name]
        if old["activities"] and new["activities"]:
            rows = min(old["activities"], new["activities"])
            figures.append(Figure(name, EVERY, rows, old[f"hit@{most}"], new[f"hit@{most}"], None, None))
    return figures


def _own(row: Example, goal_of: Mapping[str, str]) -> set[str]:
    """The Terms of a row. A target also counts for its Goal, unless the row has no Goal: see `measuring.truth`."""
    goals = {goal_of[key] for key in row.terms if key in goal_of}
    return set(row.terms) | goals if set(goal_of.values()) & row.terms else set(row.terms)


def _figure(kind: str, group: str, hits: Sequence[tuple[bool, bool]]) -> Figure:
    """From the hits of the model in use and of the new one on each row."""
    table = np.array(hits, dtype=int)
    before, after = table.mean(axis=0)
    change = table[:, 1] - table[:, 0]
    shares = [float((change == step).mean()) for step in (-1, 0, 1)]
    # to draw the rows again is to draw how many of them got worse, stayed and got better
    again = np.random.default_rng(0).multinomial(len(change), shares, size=DRAWS)
    low, high = np.percentile((again[:, 2] - again[:, 0]) / len(change), INTERVAL)
    return Figure(kind, group, len(change), float(before), float(after), float(low), float(high))
