"""The feed of changes: every public row that is not as a reader has it who has read up to a Change (docs/adr/0022).

That is a row with a later Change, or with a later Change of a row that it shows, such as the activity of a mapping. The
rows of a window of Changes have a fixed order: by resource, then by cause (the row itself, then each watched row), then
by a key that an index has. A row comes for the first cause that applies, so it comes once.

Numbers of Changes follow the order of commits. A row that is written while a reader pages gets a number behind the
window and comes in the next one. So pages can be read at different times, and the server stores nothing between them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from activities.queries.facts.resource import Resource, Watched

#: A deletion has no Change of its own and is dated by the start of its transaction, which may have been long. So it is
#: announced to everyone who has read up to a Change of the hour before it, or an earlier one.
OVERLAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The Changes after `after`, up to `through`."""

    after: int
    through: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the feed. `change` is the number that brought it, `reason` what changed.

    `content` is its JSON text, or None if the row is not public any more. `place` is the cursor behind it.
    """

    resource: str
    id: Any
    change: int
    action: str
    reason: str
    merged_into: int | None
    content: str | None
    place: "Place"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a window: behind the row with this sort key, of a resource and a cause, by its number in `causes`."""

    resource: str
    cause: int
    key: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is where the next page starts, None at the end of the window. `at` is the time of its last Change."""

    rows: list[Row]
    next: Place | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why rows of a resource are in a window: they changed themselves, or a watched row did."""

    resource: Resource
    watched: Watched | None = None

    @property
    def model(self) -> type[Model]:
        """The model of the rows that changed."""
        return self.watched.model if self.watched else self.resource.model

    @property
    def keys(self) -> tuple[str, ...]:
        """The sort key: the Change and id of the row that changed, then ids on the way from it to the row."""
        if not self.watched:
            return ("change_id", "id")
        path = self.watched.path.split("__")
        way = ["__".join(path[:length]) + "_id" for length in range(len(path), 0, -1)]
        return (f"{self.watched.path}__change_id", *way, "id")

    def rows(self, window: Window) -> QuerySet:
        """The rows that are in the window for this cause and for none before it."""
        rows = self.resource.model._base_manager.all()
        if self.resource.gate:
            rows = self.resource.gate.only_open(rows)
        if not self.watched:
            return rows.filter(change_id__gt=window.after, change_id__lte=window.through)
        changed = f"{self.watched.path}__change_id"
        rows = rows.filter(
            change_id__lte=window.after,
            **{f"{changed}__gt": window.after, f"{changed}__lte": window.through},
        )
        if has_withdrawn(self.resource.model):  # it was withdrawn in the last window or before
            rows = rows.filter(withdrawn=False)
        for earlier in self.resource.watched[: self.resource.watched.index(self.watched)]:
            rows = rows.filter(Q(**{f"{earlier.path}__change_id__lte": window.after}) | Q(**{earlier.path: None}))
            if earlier.hides:
                rows = rows.filter(**{f"{earlier.path}__withdrawn": False})
        return rows

    def parts(self, window: Window, key: Sequence[int]) -> Iterator[QuerySet]:
        """The sort keys behind a key, in order, in parts that an index finds directly however many rows precede them:
        the rest of the row that changed, from the nearest on its way to the farthest, then the later ones."""
        rows, keys = self.rows(window), self.keys
        if key:
            for depth in range(len(keys) - 1, 1, -1):
                same = dict(zip(keys[:depth], key, strict=False))
                rest = rows.filter(**same, **{f"{keys[depth]}__gt": key[depth]})
                yield rest.order_by(*keys[depth:]).values_list(*keys)
            later: Any = TupleGreaterThan(Tuple("change_id", "id"), tuple(key[:2]))
            if self.watched:  # asked of the watched table, whose index has this key
                changed = self.model._base_manager.filter(later, change_id__lte=window.through)
                later = Q(**{f"{self.watched.path}__in": changed.values("id")})
            rows = rows.filter(later)
        yield rows.order_by(*keys).values_list(*keys)


def causes(resource: Resource) -> list[Cause]:
    return [Cause(resource), *(Cause(resource, watched) for watched in resource.watched)]


def has_withdrawn(model: type[Model]) -> bool:
    return any(field.name == "withdrawn" for field in model._meta.concrete_fields)


def page(resources: dict[str, Resource], window: Window, place: Place | None, limit: int) -> Page:
    """Up to `limit` rows behind a place. One query of what has changed at all, then one or a few for each cause of it.

    `resources` are in the order in which they depend on each other.
    """
    if window.after >= window.through:
        return Page([], None, None)
    changed = read_changed(resources, window)
    rows: list[Row] = []
    for part in parts_behind(resources, window, place, changed):
        rows += part(limit + 1 - len(rows))
        if len(rows) > limit:
            return Page(rows[:limit], rows[limit - 1].place, changed.at)
    return Page(rows, None, changed.at)


def parts_behind(
    resources: dict[str, Resource], window: Window, place: Place | None, changed: "Changed"
) -> Iterator[Callable[[int], list[Row]]]:
    """What is behind a place, in parts: functions that read as many rows of theirs as are wanted, in one query."""
    start = place or Place(next(iter(resources)), 0)
    names = list(resources)
    for name in names[names.index(start.resource) :]:
        resource, found = resources[name], causes(resources[name])
        first, key = (start.cause, start.key) if name == start.resource else (0, ())
        for number, cause in enumerate(found[first:], first):
            if cause.model in changed.models:
                for keys in cause.parts(window, key if number == first else ()):
                    yield partial(read, cause, number, window, keys)
        if name in changed.deleted:
            yield partial(deleted, resource, len(found), window, changed, key if first == len(found) else ())


@dataclass(frozen=True, slots=True)
class Changed:
    """The models with rows that changed in a window, the names of resources with deletions since `since`, and the time
    of the last Change."""

    models: frozenset[type[Model]]
    deleted: frozenset[str]
    since: datetime | None
    at: datetime | None


def read_changed(resources: dict[str, Resource], window: Window) -> Changed:
    """One query, which looks at one row of each table."""
    models = list(dict.fromkeys(cause.model for resource in resources.values() for cause in causes(resource)))
    held = [
        f"EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE change_id > %(after)s AND change_id <= %(through)s)"  # noqa: S608
        for model in models
    ]
    gone = [
        f"EXISTS (SELECT 1 FROM {DELETED.format(events=events(resource.model))})"  # noqa: S608
        for resource in resources.values()
    ]
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"after": window.after, "through": window.through, "overlap": OVERLAP}
        cursor.execute(
            "SELECT t.since, (SELECT at FROM activities_change WHERE id <= %(through)s ORDER BY id DESC LIMIT 1), "  # noqa: S608
            f"{', '.join(held)}, {', '.join(gone)} FROM (SELECT (SELECT at FROM activities_change "
            "WHERE id <= %(after)s ORDER BY id DESC LIMIT 1) - %(overlap)s AS since) t",
            given,
        )
        since, at, *found = cursor.fetchone()
    return Changed(
        models=frozenset(model for model, changed in zip(models, found, strict=False) if changed),
        deleted=frozenset(name for name, some in zip(resources, found[len(models) :], strict=True) if some),
        since=since,
        at=at,
    )


#: Deletions since a time. Without a time, there is nothing that a reader could have.
DELETED = "{events} e WHERE e.pgh_label = 'delete' AND e.pgh_created_at > t.since"


def events(model: type[Any]) -> str:
    """The table with the history of a model."""
    return model.pgh_event_model._meta.db_table


def read(cause: Cause, number: int, window: Window, keys: QuerySet, limit: int) -> list[Row]:
    """The first rows of `keys`. One query."""
    resource, width = cause.resource, len(cause.keys)
    alias = resource.alias
    sql, params = keys[:limit].query.sql_with_params()
    names = ", ".join(f"k{place}" for place in range(width))
    own_gone = f"{alias}.withdrawn" if has_withdrawn(resource.model) else "false"
    before = [version(resource.model, alias, window)] if not cause.watched and window.after else []
    hiding = [w for w in resource.watched if w.hides and window.after and cause.watched in (None, w)]
    before += [version(one.model, one.alias, window) for one in hiding]
    opened = was_shut(resource, window) if resource.gate and window.after else "false"
    statement = (
        f"SELECT {names}, {resource.gone}, {own_gone}, {resource.merged}, "  # noqa: S608 - definitions, the ORM's SQL
        f"CASE WHEN NOT ({resource.gone}) THEN {resource.json(resource.facts)} END, "
        f"ARRAY[{', '.join(before)}]::bool[], {opened} "
        f"FROM (SELECT row_number() OVER () AS place, * FROM ({sql}) AS sorted ({names})) AS chosen "
        f"JOIN {resource.table} {alias} ON {alias}.{resource.model._meta.pk.column} = k{width - 1} "
        f"{resource.joins} ORDER BY chosen.place"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.fetchall()
    return [row_of(cause, number, window, row[:width], *row[width:]) for row in found]


def row_of(
    cause: Cause,
    number: int,
    window: Window,
    key: tuple[int, ...],
    gone: bool,
    itself_gone: bool,
    merged_into: int | None,
    content: str | None,
    was: list[bool | None],
    opened: bool,
) -> Row:
    """The row with its action and reason. `was`: whether the row, if it changed itself, and then what hides it had been
    withdrawn before the window; None for what did not exist. `opened`: it became public within the window."""
    resource = cause.resource
    itself_was = was[0] if was and not cause.watched else None
    hidden_was = any(was if cause.watched else was[1:])
    if gone:
        action = "withdrawn" if merged_into is None else "merged"
    elif opened or (itself_was is None and not cause.watched):
        action = "created"
    else:
        action = "restored" if itself_was or hidden_was else "changed"
    if action == "merged":
        reason = f"merged into {merged_into}"
    elif cause.watched:
        reason = cause.watched.reason
    elif (gone and not itself_gone) or (action == "restored" and not itself_was):
        reason = next(one.reason for one in resource.watched if one.hides)
    else:
        reason = resource.own
    place = Place(resource.name, number, key)
    return Row(resource.name, key[-1], key[0], action, reason, merged_into if gone else None, content, place)


def version(model: type[Any], alias: str, window: Window) -> str:
    """SQL of whether a row was withdrawn before the window; NULL if there was none."""
    withdrawn = "e.withdrawn" if has_withdrawn(model) else "false"
    return (
        f"(SELECT {withdrawn} FROM {events(model)} e WHERE e.pgh_obj_id = {alias}.id "  # noqa: S608 - names of models
        f"AND e.change_id <= {int(window.after)} ORDER BY e.pgh_id DESC LIMIT 1)"
    )


def was_shut(resource: Resource, window: Window) -> str:
    """SQL of whether the gate of a row was shut before the window, so that no reader has the row."""
    gate = resource.gate
    assert gate is not None  # noqa: S101 - for mypy
    return (
        f"coalesce((SELECT then_row.{gate.column} <> '{gate.value}' FROM {events(gate.model)} then_row "  # noqa: S608 - names of models
        f"WHERE then_row.pgh_obj_id = {gate.alias}.id AND then_row.change_id <= {int(window.after)} "
        "ORDER BY then_row.pgh_id DESC LIMIT 1), true)"
    )


def deleted(
    resource: Resource, number: int, window: Window, changed: Changed, key: Sequence[int], limit: int
) -> list[Row]:
    """Rows that are not in the database any more. Nothing that the product does deletes a public row."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.pgh_id, e.pgh_obj_id FROM (SELECT %s::timestamptz AS since) t, "  # noqa: S608 - names of models
            f"{DELETED.format(events=events(resource.model))} AND e.pgh_id > %s AND NOT EXISTS "
            f"(SELECT 1 FROM {resource.table} x WHERE x.id = e.pgh_obj_id) ORDER BY e.pgh_id LIMIT %s",
            [changed.since, key[0] if key else 0, limit],
        )
        found = cursor.fetchall()
    return [
        Row(
            resource.name,
            pk,
            window.through,
            "deleted",
            resource.own,
            None,
            None,
            Place(resource.name, number, (event,)),
        )
        for event, pk in found
    ]
