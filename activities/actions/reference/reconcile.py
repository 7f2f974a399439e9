"""Bring tables in line with rows from a file: write what is new or differs, leave the rest alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from activities.models import Change


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reconciliation did, in rows. `left` names those that differ and stayed, because a person, or another
    command, wrote them after the last load."""

    label: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left: tuple[str, ...] = ()

    @property
    def skipped(self) -> int:
        return len(self.left)

    @property
    def wrote(self) -> int:
        return self.new + self.changed


def merged(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """One Outcome a label, in order of first appearance."""
    total: dict[str, Outcome] = {}
    for o in outcomes:
        t = total.get(o.label, Outcome(o.label))
        total[o.label] = Outcome(
            o.label, t.new + o.new, t.changed + o.changed, t.unchanged + o.unchanged, t.left + o.left
        )
    return list(total.values())


def in_lines(outcomes: Iterable[Outcome]) -> str:
    """What a command prints: a line for each table, the rows left as edited, then the number of all changes."""
    outcomes = list(outcomes)
    lines = [
        f"{o.label:24} {o.new:6} new  {o.changed:6} changed  {o.unchanged:6} unchanged  {o.skipped:4} left"
        for o in outcomes
    ]
    for o in outcomes:
        if o.left:
            lines += [f"{o.label} left as edited: {o.skipped}", *(f"  {name}" for name in o.left)]
    return "\n".join([*lines, f"{sum(o.wrote for o in outcomes)} changes"])


def reconcile(
    model: type[Any],
    key: tuple[str, ...],
    rows: Iterable[dict[str, Any]],
    change: Change,
    *,
    named: Callable[[Any], str] = str,
    batch: int = 2000,
) -> Outcome:
    """Create rows whose `key` is not there, update those that differ, never delete. Call it inside `record`.

    `key` and the rows' keys are attribute names; a foreign key is given by its attname (`term_id`) and an id.
    A row last written by another verb than this Change's was edited or confirmed by somebody: it stays as it is, and
    `left` names it in the words of `named`.
    """
    rows = list(rows)
    label = str(model._meta.verbose_name_plural)
    if not rows:
        return Outcome(label)
    tracked = hasattr(model, "change")
    manager = model._default_manager.select_related("change") if tracked else model._default_manager.all()
    narrow = {f"{name}__in": {row[name] for row in rows} for name in key[:1]}
    there = {tuple(getattr(obj, name) for name in key): obj for obj in manager.filter(**narrow)}
    stamp = {"change": change} if tracked else {}
    new, changed, unchanged, left = [], [], 0, []
    names: set[str] = set()
    for row in rows:
        obj = there.get(tuple(row[name] for name in key))
        if obj is None:
            new.append(model(**row, **stamp))
            continue
        differs = [name for name, value in row.items() if getattr(obj, name) != value]
        if not differs:
            unchanged += 1
        elif tracked and obj.change.verb != change.verb:
            left.append(named(obj))
        else:
            for name in differs:
                setattr(obj, name, row[name])
            if tracked:
                obj.change = change
            names.update(differs)
            changed.append(obj)
    model._default_manager.bulk_create(new, batch_size=batch)
    if changed:
        fields = [model._meta.get_field(name.removesuffix("_id")).name for name in names]
        model._default_manager.bulk_update(changed, [*fields, *stamp], batch_size=batch)
    return Outcome(label, len(new), len(changed), unchanged, tuple(left))
