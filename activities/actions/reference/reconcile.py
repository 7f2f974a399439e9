"""Updates tables from the rows of a file: saves new and changed rows, and leaves others alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from activities.models import Change


@dataclass(frozen=True, slots=True)
class Outcome:
    """Numbers of rows of one reconciliation. `left` are the names of rows that differ and were not changed, because a
    person or another command has saved them since the last load."""

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
    """One Outcome for each label, in order of first appearance."""
    total: dict[str, Outcome] = {}
    for o in outcomes:
        t = total.get(o.label, Outcome(o.label))
        total[o.label] = Outcome(
            o.label, t.new + o.new, t.changed + o.changed, t.unchanged + o.unchanged, t.left + o.left
        )
    return list(total.values())


def in_lines(outcomes: Iterable[Outcome]) -> str:
    """The output of a command: a line for each table, the rows left as edited, and the total number of changes."""
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
    """Create rows with a new `key`, update those that differ, and delete none. Call it inside `record`.

    `key` and the rows' keys are attribute names; foreign keys are attnames (`term_id`) with ids. A row that was last
    saved with another verb than this Change's has been edited or confirmed since: it is not changed, and its name
    (from `named`) is in `left`.
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
