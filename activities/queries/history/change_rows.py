"""The rows that a Change wrote: the version before, the version after, and their differences in words.

Each version has the number of the Change that wrote it. The version before is the row's latest earlier event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, TextField
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from activities.queries.history.differences import Part, list_parts, text_parts, value_parts
from activities.queries.history.row_names import RowNames
from activities.queries.history.tracked import Tracked, choices_of

#: Characters; shorter differences are shown on one line.
SHORT = 60


@dataclass(frozen=True, slots=True)
class Pair:
    """One row that one Change wrote. `before` is None for a new row; `deleted` means that the Change deleted the
    row."""

    change: int
    table: Tracked
    pk: int
    before: dict[str, Any] | None
    after: dict[str, Any]
    deleted: bool = False

    @property
    def act(self) -> str:
        """added, withdrawn, restored, changed, deleted, or followed (only the Change number was updated, with its
        activity's)."""
        if self.deleted:
            return "deleted"
        if self.before is None:
            return "added"
        was, is_now = self.before.get("withdrawn"), self.after.get("withdrawn")
        if was != is_now:
            return "withdrawn" if is_now else "restored"
        return "changed" if any(self.before[name] != self.after[name] for name in self.table.columns) else "followed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One column: its label, and the unchanged, removed and added parts of its value."""

    label: str
    parts: tuple[Part, ...]

    @property
    def long(self) -> bool:
        """Whether it needs a line of its own."""
        return sum(len(part.text) for part in self.parts) > SHORT


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row that a Change wrote, in words. `kind` is the table's name, `label` the word for one of its rows, `act` as
    in Pair."""

    change: int
    kind: str
    label: str
    pk: int
    name: tuple[Part, ...]
    act: str
    differences: tuple[Difference, ...]


#: For each Change and row: the numbers of the row's last event by that Change and of its last event before that Change.
PAIRS = """
SELECT w.change_id, w.pgh_obj_id, w.last, b.pgh_id, a.pgh_label = 'delete'
  FROM (SELECT change_id, pgh_obj_id, min(pgh_id) AS first, max(pgh_id) AS last
          FROM {events} WHERE change_id = ANY(%s) AND pgh_obj_id > %s {only}
         GROUP BY 1, 2 ORDER BY change_id DESC, pgh_obj_id LIMIT %s) w
  JOIN {events} a ON a.pgh_id = w.last
  LEFT JOIN LATERAL (SELECT pgh_id FROM {events} e WHERE e.pgh_obj_id = w.pgh_obj_id AND e.pgh_id < w.first
                      ORDER BY pgh_id DESC LIMIT 1) b ON true
 ORDER BY w.change_id DESC, w.pgh_obj_id"""


def pairs(
    table: Tracked, changes: list[int], *, column: str = "", value: int = 0, beyond: int = 0, limit: int = 100
) -> list[Pair]:
    """Rows of one table that the Changes wrote: the latest Change first, then by row number. Two queries.

    `column` and `value` filter the rows, for example by activity. With one Change, `beyond` is the last row of the
    previous page.
    """
    only = f"AND {connection.ops.quote_name(column)} = %s" if column else ""
    sql = PAIRS.format(events=table.events, only=only)
    with connection.cursor() as cursor:
        cursor.execute(sql, [changes, beyond, *([value] if column else []), limit])
        rows = cursor.fetchall()
    wanted = {number for _change, _pk, last, before, _gone in rows for number in (last, before) if number}
    found = table.versions(wanted)
    return [Pair(change, table, pk, found.get(before), found[last], gone) for change, pk, last, before, gone in rows]


def in_words(pairs: Iterable[Pair]) -> list[WrittenRow]:
    """The pairs in words. One query for each table that they refer to."""
    pairs, names = list(pairs), RowNames()
    for pair in pairs:
        names.want_versions(pair.table, [pair.before, pair.after])
    names.read()
    return [row_in_words(pair, names) for pair in pairs]


def row_in_words(pair: Pair, names: RowNames) -> WrittenRow:
    return WrittenRow(
        change=pair.change,
        kind=pair.table.name,
        label=capfirst(pair.table.label),
        pk=pair.pk,
        name=names.row(pair.table, pair.after),
        act=pair.act,
        differences=tuple(differences(pair.table, pair.before, pair.after, names)),
    )


def differences(
    table: Tracked, before: dict[str, Any] | None, after: dict[str, Any], names: RowNames
) -> list[Difference]:
    """Differences between two versions. For a new row, all values except its name. A withdrawal is left out: see
    `act`."""
    found = []
    for field in table.fields:
        new = after[field.attname]
        if before is None:
            if field.attname not in table.named_by and new not in (None, "", [], False):
                found.append(Difference(label(field), value_parts((), column_in_words(field, new, names))))
        elif before[field.attname] != new and field.name != "withdrawn":
            found.append(Difference(label(field), compared(field, before[field.attname], new, names)))
    return found


def label(field: Field) -> str:
    return capfirst(str(getattr(field, "verbose_name", field.name)))


def compared(field: Field, old: Any, new: Any, names: RowNames) -> tuple[Part, ...]:
    """The difference between two values of one column."""
    if isinstance(field, ArrayField):
        return list_parts(column_in_words(field, old, names), column_in_words(field, new, names))
    plain = isinstance(old, str) and isinstance(new, str) and not choices_of(field) and not field.is_relation
    if plain and (isinstance(field, TextField) or len(old) + len(new) > 60):
        return text_parts(old, new)
    return value_parts(column_in_words(field, old, names), column_in_words(field, new, names))


def column_in_words(field: Field, value: Any, names: RowNames) -> tuple[Part, ...]:
    """A column's value in words: one Part, one for each item of a list, none for an empty value."""
    if value is None or value in ("", []):
        return ()
    if field.is_relation:
        return (names.of(field, value),)
    labels = choices_of(field)
    if isinstance(value, list):
        return tuple(Part(str(labels.get(item, item))) for item in value)
    if isinstance(value, bool):
        return (Part(_("yes") if value else _("no")),)
    if isinstance(value, date):
        return (Part(date_format(value)),)
    return (Part(str(labels.get(value, value))),)
