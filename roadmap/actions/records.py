"""Add, edit, withdraw and restore rows of the Roadmap's registers, with their links. Each action is one Change.

An edit of a link also writes the row, so the number of the row's Change shows whether someone else has edited any part
of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.actions.ledger import NothingChanged, Refused, record, refuse_if_stale
from activities.models import Change, User
from roadmap.queries.records import Citing, Links, RecordKind, linked, values_of

#: Why a row is not linked.
WITHDRAWN = gettext_lazy("“%(name)s” has been withdrawn. Remove it here, or restore it first. Nothing was saved.")


class Cited(Refused):
    """The row cannot be withdrawn because others refer to it: `citing` lists them."""

    def __init__(self, citing: list[Citing]):
        self.citing = citing
        super().__init__(_("It cannot be withdrawn, because these entries refer to it. Nothing was changed."))


def create_record(*, kind: RecordKind, values: Mapping[str, Any], reason: str = "", by: User | str) -> Any:
    """Create a row with its links. Raises Refused if the database refuses the row."""
    with record(by, f"{kind.verb}.create", reason) as change:
        return enter_record(kind, values, change)


def save_record(
    *, kind: RecordKind, row: Any, values: Mapping[str, Any], seen: int, reason: str = "", by: User | str
) -> Any:
    """Update the given fields and lists, unless nothing changed. Raises Stale with the current row, and Refused if the
    database refuses the values."""
    with suppress(NothingChanged), record(by, f"{kind.verb}.edit", reason) as change:
        row = kind.model.objects.select_related("change").get(pk=row.pk)
        current = values_of(kind, row)
        changed = {name: value for name, value in values.items() if not kind.same(name, current[name], value)}
        if not changed:
            raise NothingChanged
        refuse_if_stale(row, seen)
        amend_record(kind, row, changed, change)
    return row


def withdraw_record(*, kind: RecordKind, row: Any, seen: int, reason: str, by: User | str) -> Any:
    """Remove the row from all lists, but keep its history. Raises Stale, and Cited while others refer to it."""
    with suppress(NothingChanged), record(by, f"{kind.verb}.withdraw", reason) as change:
        # who reports on a commitment locks it, too
        rows = kind.model.objects.select_for_update(of=("self",), no_key=True)
        row = rows.select_related("change").get(pk=row.pk)
        if row.withdrawn:
            raise NothingChanged
        refuse_if_stale(row, seen)
        if citing := kind.cites(row):
            raise Cited(citing)
        set_withdrawn(row, True, change)
    return row


def restore_record(*, kind: RecordKind, row: Any, seen: int, reason: str = "", by: User | str) -> Any:
    """Restore a withdrawn row with the links that it had. Raises Stale, and Refused if a row to which it refers
    is withdrawn."""
    with suppress(NothingChanged), record(by, f"{kind.verb}.restore", reason) as change:
        row = kind.model.objects.select_related("change").get(pk=row.pk)
        if not row.withdrawn:
            raise NothingChanged
        refuse_if_stale(row, seen)
        refuse_withdrawn(row, [field.attname for field in row._meta.concrete_fields if field.is_relation])
        set_withdrawn(row, False, change)
    return row


def enter_record(kind: RecordKind, values: Mapping[str, Any], change: Change) -> Any:
    """Insert a row with its links under `change`."""
    lists = {links.name for links in kind.links}
    columns = {name: value for name, value in values.items() if name not in lists}
    row = kind.model(**columns | kind.made(values), change=change)
    save_or_refuse(row, insert=True)
    for links in kind.links:
        write_links(links, row, values.get(links.name, ()), change)
    if kind.after:
        kind.after(row, values, change, True)
    refuse_withdrawn(row, values)
    return row


def amend_record(kind: RecordKind, row: Any, changed: Mapping[str, Any], change: Change) -> None:
    """Write the changed fields and lists under `change`."""
    columns = [name for name in changed if name in kind.fields]
    for name in columns:
        setattr(row, name, changed[name])
    row.change = change
    save_or_refuse(row, columns)
    for links in kind.links:
        if links.name in changed:
            write_links(links, row, changed[links.name], change)
    refuse_withdrawn(row, columns)
    if kind.after:
        kind.after(row, changed, change, False)


def refuse_withdrawn(row: Any, columns: Iterable[str]) -> None:
    """Raise Refused if one of these columns refers to a row that is withdrawn: it was there when the form was filled
    in."""
    for name in columns:
        other = getattr(row, name.removesuffix("_id")) if name.endswith("_id") else None
        if getattr(other, "withdrawn", False):
            raise Refused(WITHDRAWN % {"name": str(other)[:80]})


def save_or_refuse(row: Any, columns: Sequence[str] = (), *, insert: bool = False) -> None:
    """Save the row. Raises Refused if a constraint of the database forbids it, such as a twin entered meanwhile."""
    names = [row._meta.get_field(name.removesuffix("_id")).name for name in columns]
    try:
        with transaction.atomic():
            row.save(**{"force_insert": True} if insert else {"update_fields": [*names, "change"]})
    except IntegrityError as error:
        message = _("These values could not be saved: %(why)s Change them and save again.")
        raise Refused(message % {"why": str(error).split("\n")[0].strip() + "."}) from error


def set_withdrawn(row: Any, withdrawn: bool, change: Change) -> None:
    row.withdrawn, row.change = withdrawn, change
    save_or_refuse(row, ["withdrawn"])


def write_links(links: Links, row: Any, targets: Sequence[int], change: Change) -> None:
    """Make the list of linked rows equal to `targets`: add and restore links, withdraw the others, renumber. Raises
    Refused if one that is added has been withdrawn."""
    if links.same(linked(links, row.pk), targets):
        return
    there = {getattr(one, links.target): one for one in links.model.objects.filter(**{links.owner: row.pk})}
    refuse_withdrawn_targets(links, [pk for pk in targets if pk not in there or there[pk].withdrawn])
    fresh, changed = [], []
    for position, target in enumerate(targets, 1):
        place = {"position": position} if links.ordered else {}
        one = there.pop(target, None)
        if one is None:
            keys = {links.owner: row.pk, links.target: target}
            fresh.append(links.model(**keys, **place, **links.fresh, change=change))
        elif one.withdrawn or (links.ordered and one.position != position):
            one.withdrawn, one.change = False, change
            if links.ordered:
                one.position = position
            changed.append(one)
    for one in there.values():
        if not one.withdrawn:
            one.withdrawn, one.change = True, change
            changed.append(one)
    links.model.objects.bulk_create(fresh)
    columns = ["withdrawn", "change", *(["position"] if links.ordered else [])]
    links.model.objects.bulk_update(changed, columns)


def refuse_withdrawn_targets(links: Links, added: Sequence[int]) -> None:
    target = links.model._meta.get_field(links.target.removesuffix("_id")).remote_field.model
    if not added or not hasattr(target, "withdrawn"):
        return
    if gone := target._default_manager.filter(pk__in=added, withdrawn=True).first():
        raise Refused(WITHDRAWN % {"name": str(gone)[:80]})
