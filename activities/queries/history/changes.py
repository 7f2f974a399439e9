"""For staff: all Changes with row counts, the rows of one Change, and the history of one row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from django.core.cache import caches
from django.db import connection
from django.db.models import CASCADE, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.text import capfirst

from activities.models import Activity, Change
from activities.models.authors import commands
from activities.queries.history.change_rows import Pair, WrittenRow, in_words, pairs
from activities.queries.history.of_activity import verb_in_words
from activities.queries.history.tracked import Tracked, tracked


class TableCount(NamedTuple):
    """How many rows of one table a Change wrote, and the lowest and highest id of their activities."""

    kind: str
    added: int
    touched: int
    lowest: int | None
    highest: int | None


@dataclass(frozen=True, slots=True)
class Wrote:
    """How many rows of one table a Change wrote; `added` of them were new. `lowest` and `highest` are the lowest and
    highest id of their activities, None for a table whose rows belong to no activity."""

    kind: str
    label: str
    added: int
    touched: int
    lowest: int | None = None
    highest: int | None = None

    @property
    def altered(self) -> int:
        return self.touched - self.added


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One Change: who, when, what, why, and how many rows of each table. `by` is the id of the user, or None;
    `reverted_by` the number of the Change that reverted it, or 0. `batch`: the import or large edit that it is a
    part of. The list shows only the last Change of a batch, with the number of its `parts` and of the rows that all of
    them wrote."""

    number: int
    at: datetime
    who: str
    by: int | None
    verb: str
    what: str
    reason: str
    reverts: int
    reverted_by: int
    wrote: tuple[Wrote, ...]
    batch: UUID | None = None
    parts: int = 1

    @property
    def rows(self) -> int:
        return sum(each.touched for each in self.wrote)


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Filters of the list of Changes; empty ones do not apply."""

    who: str = ""
    verb: str = ""
    sector: str = ""
    activity: int | None = None
    since: date | None = None
    until: date | None = None


def changes(wanted: ChangeFilter, *, before: int = 0, limit: int = 25) -> tuple[list[ChangeEntry], int]:
    """Up to `limit` Changes with lower numbers than `before` (0: from the latest), and the cursor of the next page (0
    at the end). Two queries, or one when the row counts are cached."""
    found = filtered(wanted)
    whole = not (wanted.activity or wanted.sector or wanted.until)
    if whole:
        later = Change.objects.filter(batch=OuterRef("batch"), id__gt=OuterRef("id"))
        found = found.filter(Q(batch=None) | ~Exists(later))
    if before:
        found = found.filter(id__lt=before)
    rows = list(values(found)[: limit + 1])
    shown = entries(rows[:limit])
    if whole:
        shown = with_parts(shown)
    return shown, shown[-1].number if len(rows) > limit else 0


def with_parts(shown: list[ChangeEntry]) -> list[ChangeEntry]:
    """The entries; those of batches with the rows of all their Changes. Two queries if there are any."""
    batches = [entry.batch for entry in shown if entry.batch]
    if not batches:
        return shown
    numbers: dict[UUID, list[int]] = {}
    for pk, batch in Change.objects.filter(batch__in=batches).values_list("id", "batch"):
        if batch:
            numbers.setdefault(batch, []).append(pk)
    wrote = rows_written([pk for pks in numbers.values() for pk in pks])
    return [
        replace(entry, parts=len(parts), wrote=summed(wrote[pk] for pk in parts))
        if entry.batch and (parts := numbers[entry.batch])
        else entry
        for entry in shown
    ]


def summed(each: Iterable[tuple[Wrote, ...]]) -> tuple[Wrote, ...]:
    """The rows that several Changes wrote, by table. A row that two of them wrote counts twice."""
    found: dict[str, Wrote] = {}
    for one in (one for wrote in each for one in wrote):
        so_far = found.get(one.kind)
        counts = (so_far.added + one.added, so_far.touched + one.touched) if so_far else (one.added, one.touched)
        found[one.kind] = Wrote(one.kind, one.label, *counts)
    return tuple(found[kind] for kind in tracked() if kind in found)


def batch(pk: UUID) -> list[ChangeEntry]:
    """The Changes of one batch, latest first; [] if there is none. Two queries."""
    return entries(list(values(Change.objects.filter(batch=pk).order_by("-id"))))


def change(number: int) -> ChangeEntry | None:
    """One Change. Two queries, or one."""
    return next(iter(entries(list(values(Change.objects.filter(id=number))))), None)


def filtered(wanted: ChangeFilter) -> QuerySet[Change]:
    found = Change.objects.order_by("-id")
    if wanted.who:
        found = found.filter(
            Q(actor__icontains=wanted.who)
            | Q(by__email__iexact=wanted.who)
            | Q(by=None, actor__in=commands(wanted.who))
        )
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.since:
        # bounds instead of at__date, which cannot use an index
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(wanted.since, time.min)))
    if wanted.until:
        found = found.filter(at__lte=timezone.make_aware(datetime.combine(wanted.until, time.max)))
    if wanted.activity:
        found = found.filter(writing(wanted.activity))
    if wanted.sector:
        found = found.filter(touching(wanted.sector))
    return found


def writing(activity: int) -> Q:
    """Changes that wrote the activity or one of its rows."""
    wanted = Q()
    for table in tracked().values():
        if column := table.belongs_to_activity():
            rows = table.event.objects.filter(**{"pgh_obj_id" if column == "id" else column: activity})
            wanted |= Q(id__in=rows.values("change_id"))
    return wanted


def touching(sector: str) -> Q:
    """Changes that wrote an activity of the Sector or one of its rows.

    Scalar subqueries make the planner go through the Changes in order and stop at the first matching row of each. With
    EXISTS or joins it would start from all activities.
    """
    wanted = Q()
    for table in tracked().values():
        if column := table.belongs_to_activity():
            own = Activity.objects.filter(pk=OuterRef("pgh_obj_id" if column == "id" else column))
            of_row = Subquery(own.values("organisation__sector")[:1])
            rows = table.event.objects.filter(change=OuterRef("pk")).annotate(of_row=of_row).filter(of_row=sector)
            wanted |= Q(IsNull(Subquery(rows.values("pgh_id")[:1]), False))
    return wanted


def values(found: QuerySet[Change]) -> Any:
    latest_revert = Change.objects.filter(reverts=OuterRef("pk")).order_by("-id").values("id")[:1]
    return found.annotate(latest_revert=Subquery(latest_revert)).values_list(
        "id", "at", "actor", "by", "verb", "reason", "reverts_id", "latest_revert", "batch"
    )


def entries(rows: list[tuple]) -> list[ChangeEntry]:
    wrote = rows_written([row[0] for row in rows])
    return [
        ChangeEntry(
            number, at, actor, by, verb, verb_in_words(verb), reason, reverts or 0, reverted or 0, wrote[number], batch
        )
        for number, at, actor, by, verb, reason, reverts, reverted, batch in rows
    ]


def rows_written(numbers: list[int]) -> dict[int, tuple[Wrote, ...]]:
    """How many rows of each table the Changes wrote. One query for those not cached; the counts never change."""
    keys = {f"rows:{number}": number for number in numbers}
    found = {keys[key]: counts for key, counts in caches["process"].get_many(keys).items()}
    if missing := [number for number in numbers if number not in found]:
        fresh = counted(missing)
        caches["process"].set_many({f"rows:{number}": counts for number, counts in fresh.items()}, timeout=None)
        found |= fresh
    tables = tracked()
    return {
        number: tuple(Wrote(kind, capfirst(tables[kind].plural), *counts) for kind, *counts in rows)
        for number, rows in found.items()
    }


def counted(numbers: list[int]) -> dict[int, list[TableCount]]:
    """{Change: a TableCount for each table that it wrote}. One query."""
    part = (
        "SELECT change_id, {place}, count(DISTINCT pgh_obj_id) FILTER (WHERE pgh_label = 'insert'), "
        "count(DISTINCT pgh_obj_id), min({activity}), max({activity}) "
        "FROM {events} WHERE change_id = ANY(%s) GROUP BY 1"
    )
    tables = list(tracked().values())
    activity = {"id": "pgh_obj_id", "": "NULL::bigint"}
    sql = " UNION ALL ".join(
        part.format(place=place, events=table.events, activity=activity.get(column, column))
        for place, table in enumerate(tables)
        for column in [table.belongs_to_activity()]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1, 2", [numbers] * len(tables))
        rows = cursor.fetchall()
    found: dict[int, list[TableCount]] = {number: [] for number in numbers}
    for number, place, *counts in rows:
        found[number].append(TableCount(tables[place].name, *counts))
    return found


def rows(entry: ChangeEntry, *, kind: str = "", after: str = "", limit: int = 50) -> tuple[list[WrittenRow], str]:
    """Up to `limit` rows that a Change wrote, in words, starting after the cursor `after`, and the next cursor. `kind`
    limits them to one table. Two queries for each table shown, and one for each table that they refer to."""
    tables = tracked()
    start, _dot, beyond = after.partition(".")
    kinds = [wrote.kind for wrote in entry.wrote if kind in ("", wrote.kind)]
    if start in kinds:
        kinds = kinds[kinds.index(start) :]
    found: list[Pair] = []
    for name in kinds:
        last = int(beyond) if name == start and beyond.isdecimal() and len(beyond) < 19 else 0
        found += pairs(tables[name], [entry.number], beyond=last, limit=limit + 1 - len(found))
        if len(found) > limit:
            break
    shown = found[:limit]
    return in_words(shown), f"{shown[-1].table.name}.{shown[-1].pk}" if len(found) > limit else ""


#: The history of a row also shows its parts: {kind: ((table of the part, its column that refers to the row), …)}.
PARTS = {
    "activity": (("mapping", "activity_id"), ("suggestionverdict", "activity_id"), ("matrixanswer", "activity_id")),
    "term": (("termtext", "term_id"), ("crosswalk", "from_term_id"), ("crosswalk", "to_term_id")),
}


def parts_of(table: Tracked) -> tuple[tuple[str, str], ...]:
    """PARTS of a table; of one of another app, the tables whose rows cannot be without a row of it."""
    if table.model._meta.app_label == Activity._meta.app_label:
        return PARTS.get(table.name, ())
    return tuple(
        (name, field.attname)
        for name, other in tracked().items()
        for field in other.model._meta.concrete_fields
        if field.is_relation and field.related_model is table.model and field.remote_field.on_delete is CASCADE
    )


def history_of(
    table: Tracked, pk: int, *, before: int = 0, limit: int = 20
) -> tuple[list[tuple[ChangeEntry, list[WrittenRow]]], int]:
    """Changes to the row and its parts, latest first, each with the rows it wrote; and the cursor of the next page.
    Empty for a number that no row ever had."""
    tables = tracked()
    places = [(table, "pgh_obj_id"), *((tables[name], column) for name, column in parts_of(table))]
    part = "SELECT change_id FROM {events} WHERE {column} = %s AND (%s = 0 OR change_id < %s)"
    sql = " UNION ".join(part.format(events=place.events, column=column) for place, column in places)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1 DESC LIMIT %s", [*[pk, before, before] * len(places), limit + 1])
        numbers = [number for (number,) in cursor.fetchall()]
    shown = numbers[:limit]
    found = [pair for place, column in places for pair in pairs(place, shown, column=column, value=pk, limit=500)]
    by_change: dict[int, list[WrittenRow]] = {}
    for row in in_words(found):
        by_change.setdefault(row.change, []).append(row)
    listed = entries(list(values(Change.objects.filter(id__in=shown).order_by("-id"))))
    return [(entry, by_change.get(entry.number, [])) for entry in listed], shown[-1] if len(numbers) > limit else 0
