"""Rows of the Roadmap's registers as their editor sees them: the values of a row with its links, now and in the version
in which someone began to edit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from activities.validators import clean_prose


@dataclass(frozen=True, slots=True)
class Links:
    """A list of other rows that is edited as a part of a row, such as the bodies of a document.

    `name` is its name in forms and values. `model` is the table of the links, with `withdrawn`; `owner` and `target`
    are its columns for the row and the other row. `ordered`: it has `position`, from 1. `fresh`: columns of new links.
    """

    name: str
    model: type[Any]
    owner: str
    target: str
    ordered: bool = False
    fresh: Mapping[str, Any] = field(default_factory=dict)

    def same(self, one: Iterable[int], other: Iterable[int]) -> bool:
        """Whether two lists link the same rows, in the same order if it matters."""
        return list(one) == list(other) if self.ordered else set(one) == set(other)


@dataclass(frozen=True, slots=True)
class Citing:
    """Something that refers to a row, so that the row cannot be withdrawn: its name and the address of its page."""

    label: str
    href: str


def nothing(_row: Any) -> list[Citing]:
    return []


@dataclass(frozen=True, slots=True)
class RecordKind:
    """How rows of a table are edited. `verb` begins the verbs of the ledger: "document" gives "document.edit".

    `fields` are attnames of the columns that people edit. `cites` lists what refers to a row. `made` returns further
    columns of a new row from its values, such as its slug. `after` writes what follows from a save: it is called with
    the row, the changed values, the Change, and whether the row is new.
    """

    model: type[Any]
    verb: str
    fields: tuple[str, ...]
    links: tuple[Links, ...] = ()
    cites: Callable[[Any], list[Citing]] = nothing
    made: Callable[[Mapping[str, Any]], dict[str, Any]] = lambda _values: {}
    after: Callable[[Any, Mapping[str, Any], Any, bool], None] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.fields, *(links.name for links in self.links))

    def same(self, name: str, one: Any, other: Any) -> bool:
        """Whether two values of a field or list are equal, but for spaces in texts and for order without meaning."""
        for links in self.links:
            if links.name == name:
                return links.same(one, other)
        if isinstance(one, str) and isinstance(other, str):
            return clean_prose(one) == clean_prose(other)
        return bool(one == other)


def values_of(kind: RecordKind, row: Any) -> dict[str, Any]:
    """{field: value} of a row, and {list: ids of the linked rows}. One query for each list."""
    values = {name: getattr(row, name) for name in kind.fields}
    return values | {links.name: list(linked(links, row.pk)) for links in kind.links}


def linked(links: Links, pk: int) -> QuerySet:
    """Ids of the rows that are linked to a row, in order."""
    rows = links.model.objects.filter(**{links.owner: pk}, withdrawn=False)
    return rows.order_by("position" if links.ordered else "id").values_list(links.target, flat=True)


def version_of(kind: RecordKind, pk: int, change: int) -> dict[str, Any] | None:
    """What `values_of` gave when that Change had written the row; None when it did not write it. One query, and one for
    each list."""
    events = kind.model.pgh_event_model.objects.filter(pgh_obj_id=pk, change_id=change)
    values = events.order_by("-pgh_id").values(*kind.fields).first()
    if values is None:
        return None
    return values | {links.name: linked_then(links, pk, change) for links in kind.links}


def linked_then(links: Links, pk: int, change: int) -> list[int]:
    """Ids of the rows that were linked after that Change, in order."""
    order = "position" if links.ordered else "pgh_obj_id"
    events = links.model.pgh_event_model.objects.filter(**{links.owner: pk}, change_id__lte=change)
    latest = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    rows = latest.values_list(order, links.target, "withdrawn", "pgh_label")
    return [target for _place, target, withdrawn, act in sorted(rows) if not withdrawn and act != "delete"]
