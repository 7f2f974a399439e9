"""The ledger as staff read it: all Changes and what each wrote, one Change row by row, and the history of one thing."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.text import capfirst

from activities.models import Activity, Change
from activities.queries.history.change_rows import Pair, WrittenRow, in_words, pairs
from activities.queries.history.of_activity import verb_in_words
from activities.queries.history.tracked import Tracked, tracked


class TableCount(NamedTuple):
    """Rows of one table that a Change wrote, and the first and the last activity that they belong to."""

    kind: str
    added: int
    touched: int
    lowest: int | None
    highest: int | None


@dataclass(frozen=True, slots=True)
class Wrote:
    """Rows of one table that a Change wrote; `added` of them were new. `lowest` and `highest` are the ids of the first
    and the last activity that the rows belong to, None in a table whose rows belong to no activity."""

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
    """One Change: who, when, what, why, and how many rows of which kind. `reverted_by` is the Change that took it
    back, 0 for none."""

    number: int
    at: datetime
    who: str
    verb: str
    what: str
    reason: str
    reverts: int
    reverted_by: int
    wrote: tuple[Wrote, ...]

    @property
    def rows(self) -> int:
        return sum(each.touched for each in self.wrote)


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of the list of Changes; what is empty does not narrow it."""

    who: str = ""
    verb: str = ""
    sector: str = ""
    activity: int | None = None
    since: date | None = None
    until: date | None = None


def changes(asked: Asked, *, before: int = 0, limit: int = 25) -> tuple[list[ChangeEntry], int]:
    """Up to `limit` Changes with lower numbers than `before` (0: from the latest), and the number to go on before (0 at
    the end). Two queries, or one when all has been told before."""
    found = narrowed(asked)
    if before:
        found = found.filter(id__lt=before)
    rows = list(values(found)[: limit + 1])
    told = entries(rows[:limit])
    return told, told[-1].number if len(rows) > limit else 0


def change(number: int) -> ChangeEntry | None:
    """One Change. Two queries, or one."""
    return next(iter(entries(list(values(Change.objects.filter(id=number))))), None)


def narrowed(asked: Asked) -> QuerySet[Change]:
    found = Change.objects.order_by("-id")
    if asked.who:
        found = found.filter(Q(actor__icontains=asked.who) | Q(by__email__iexact=asked.who))
    if asked.verb:
        found = found.filter(verb=asked.verb)
    if asked.since:
        # bounds rather than at__date, which no index answers
        found = found.filter(at__gte=timezone.make_aware(datetime.combine(asked.since, time.min)))
    if asked.until:
        found = found.filter(at__lte=timezone.make_aware(datetime.combine(asked.until, time.max)))
    if asked.activity:
        found = found.filter(writing(asked.activity))
    if asked.sector:
        found = found.filter(touching(asked.sector))
    return found


def writing(activity: int) -> Q:
    """Changes that wrote the activity or a row that belongs to it."""
    wanted = Q()
    for table in tracked().values():
        if column := table.belongs_to_activity():
            rows = table.event.objects.filter(**{"pgh_obj_id" if column == "id" else column: activity})
            wanted |= Q(id__in=rows.values("change_id"))
    return wanted


def touching(sector: str) -> Q:
    """Changes that wrote an activity of the Sector or a row that belongs to one.

    Scalar subqueries keep the planner to one way: one Change after another, and of each its rows until one fits. EXISTS
    and joins tempt it to begin with all the activities.
    """
    wanted = Q()
    for table in tracked().values():
        if column := table.belongs_to_activity():
            own = Activity.objects.filter(pk=OuterRef("pgh_obj_id" if column == "id" else column))
            told = Subquery(own.values("organisation__sector")[:1])
            rows = table.event.objects.filter(change=OuterRef("pk")).annotate(told=told).filter(told=sector)
            wanted |= Q(IsNull(Subquery(rows.values("pgh_id")[:1]), False))
    return wanted


def values(found: QuerySet[Change]) -> Any:
    taken_back = Change.objects.filter(reverts=OuterRef("pk")).order_by("-id").values("id")[:1]
    return found.annotate(taken_back=Subquery(taken_back)).values_list(
        "id", "at", "actor", "verb", "reason", "reverts_id", "taken_back"
    )


def entries(rows: list[tuple]) -> list[ChangeEntry]:
    wrote = rows_written([row[0] for row in rows])
    return [
        ChangeEntry(number, at, actor, verb, verb_in_words(verb), reason, reverts or 0, reverted or 0, wrote[number])
        for number, at, actor, verb, reason, reverts, reverted in rows
    ]


def rows_written(numbers: list[int]) -> dict[int, tuple[Wrote, ...]]:
    """How many rows of each table the Changes wrote. One query for those not cached yet; what a Change wrote never
    changes."""
    keys = {f"rows:{number}": number for number in numbers}
    found = {keys[key]: told for key, told in caches["process"].get_many(keys).items()}
    if missing := [number for number in numbers if number not in found]:
        fresh = counted(missing)
        caches["process"].set_many({f"rows:{number}": told for number, told in fresh.items()}, timeout=None)
        found |= fresh
    tables = tracked()
    return {
        number: tuple(Wrote(kind, capfirst(tables[kind].plural), *counts) for kind, *counts in rows)
        for number, rows in found.items()
    }


def counted(numbers: list[int]) -> dict[int, list[TableCount]]:
    """{Change: a count for each table that it wrote}. One query."""
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
    """What a Change wrote, in words: up to `limit` rows from the cursor `after` on, of all tables or one, and the next
    cursor. Two queries for each table shown, and one for each table whose rows are named."""
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


#: A thing's history shows the rows that belong to it, too: {kind: ((table, its column that names the thing), …)}.
PARTS = {
    "activity": (("mapping", "activity_id"), ("suggestionverdict", "activity_id")),
    "term": (("termtext", "term_id"), ("crosswalk", "from_term_id"), ("crosswalk", "to_term_id")),
    "action": (("actionterm", "action_id"), ("citation", "action_id")),
}


def history_of(
    table: Tracked, pk: int, *, before: int = 0, limit: int = 20
) -> tuple[list[tuple[ChangeEntry, list[WrittenRow]]], int]:
    """Changes that wrote the row or what belongs to it, the latest first, each with those of its rows; and the number
    to go on before. Nothing for a number that no row ever had."""
    tables = tracked()
    places = [(table, "pgh_obj_id"), *((tables[name], column) for name, column in PARTS.get(table.name, ()))]
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
    told = entries(list(values(Change.objects.filter(id__in=shown).order_by("-id"))))
    return [(entry, by_change.get(entry.number, [])) for entry in told], shown[-1] if len(numbers) > limit else 0
