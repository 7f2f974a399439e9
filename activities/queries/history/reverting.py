"""Plan a revert: which rows of a Change can be reverted, which cannot, and why."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.utils.text import capfirst

from activities import rules
from activities.models import Activity, Change
from activities.queries.history.change_rows import (
    Difference,
    Pair,
    WrittenRow,
    column_in_words,
    differences,
    row_in_words,
)
from activities.queries.history.differences import value_parts
from activities.queries.history.row_names import RowNames
from activities.queries.history.tracked import Tracked, tracked

#: Outcomes for a row. BACK: its earlier version is restored. WITHDRAW: the Change added it, so it is withdrawn. SAME:
#: it is already as it was before. CONFLICT: it has been changed since, and that was not reverted. STAYS: the Change
#: added it, and its table has no withdrawal. GONE: it has been deleted since. FOREIGN: the person who reverts cannot
#: edit it.
BACK, WITHDRAW, SAME, CONFLICT, STAYS, GONE = "back", "withdraw", "same", "conflict", "stays", "gone"
FOREIGN = "foreign"
#: The longest chain of reverts of reverts that is followed.
LONGEST = 50
WRITES, BLOCKS = (BACK, WITHDRAW), (CONFLICT, STAYS, GONE, FOREIGN)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row that a Change wrote. `after` is the number of its last event by the Change, `before` of the event before
    the Change or None, `now` of its latest event."""

    table: Tracked
    pk: int
    outcome: str
    after: int
    before: int | None
    now: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows that a Change wrote, with what a revert would do to each. `counts`: rows for each outcome."""

    number: int
    rows: tuple[PlannedRow, ...]
    counts: Counter[str] = field(default_factory=Counter)

    def of(self, *outcomes: str) -> list[PlannedRow]:
        return [each for each in self.rows if each.outcome in outcomes]

    @property
    def writes(self) -> int:
        return sum(self.counts[name] for name in WRITES)

    @property
    def blocks(self) -> int:
        return sum(self.counts[name] for name in BLOCKS)


OUTCOMES = """
SELECT w.pgh_obj_id, w.last, b.pgh_id, n.pgh_id,
       CASE WHEN r.id IS NULL THEN 'gone'
            WHEN b.pgh_id IS NOT NULL AND ({r}) IS NOT DISTINCT FROM ({b}) THEN 'same'
            WHEN b.pgh_id IS NULL AND {withdrawn} THEN 'same'
            WHEN ({r}) IS DISTINCT FROM ({a}) OR EXISTS (
                 SELECT 1 FROM {events} e JOIN {changes} c ON c.id = e.change_id
                  WHERE e.pgh_obj_id = w.pgh_obj_id AND e.pgh_id > w.last AND ({e}) IS DISTINCT FROM ({a})
                        AND c.reverts_id IS NULL
                        AND NOT EXISTS (SELECT 1 FROM {changes} x WHERE x.reverts_id = c.id)) THEN 'conflict'
            WHEN b.pgh_id IS NOT NULL THEN 'back'
            ELSE %s END
  FROM (SELECT pgh_obj_id, min(pgh_id) AS first, max(pgh_id) AS last
          FROM {events} WHERE change_id = %s GROUP BY 1) w
  JOIN {events} a ON a.pgh_id = w.last
  LEFT JOIN {table} r ON r.id = w.pgh_obj_id
  LEFT JOIN LATERAL (SELECT * FROM {events} e WHERE e.pgh_obj_id = w.pgh_obj_id AND e.pgh_id < w.first
                      ORDER BY e.pgh_id DESC LIMIT 1) b ON true
  JOIN LATERAL (SELECT max(e.pgh_id) AS pgh_id FROM {events} e WHERE e.pgh_obj_id = w.pgh_obj_id) n ON true
 ORDER BY w.pgh_obj_id"""


def plan(number: int, kinds: list[str]) -> Plan:
    """What a revert of the Change would do to its rows in these tables. One query for each table."""
    found = []
    for table in (table for name, table in tracked().items() if name in kinds):
        listed = {alias: ", ".join(f"{alias}.{quoted(name)}" for name in table.columns) for alias in "reab"}
        sql = OUTCOMES.format(
            table=table.table,
            events=table.events,
            changes=Change._meta.db_table,
            withdrawn="r.withdrawn" if table.withdrawable else "false",
            **listed,
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [WITHDRAW if table.withdrawable else STAYS, number])
            found += [
                PlannedRow(table, pk, how, after, before, now) for pk, after, before, now, how in cursor.fetchall()
            ]
    return Plan(number, tuple(found), Counter(each.outcome for each in found))


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def revertible_by(user: Any, planned: Plan) -> bool:
    """Whether the user can edit all rows of a plan. Focal points can edit the activities of their Sectors and their
    mappings; the activities must have belonged to these Sectors before the Change as well. At most three queries."""
    if rules.can_edit_every_activity(user):
        return True
    if not rules.can_edit_activities(user):
        return False
    activities: set[int] = set()
    for table in {each.table.name: each.table for each in planned.rows}.values():
        column = table.belongs_to_activity()
        if not column:
            return False
        events = [each.after for each in planned.rows if each.table.name == table.name]
        activities.update(table.event.objects.filter(pgh_id__in=events).values_list(column, flat=True))
    if Activity.objects.editable_by(user).filter(id__in=activities).count() != len(activities):
        return False
    before = [each.before for each in planned.rows if each.table.name == "activity" and each.before]
    versions = tracked()["activity"].event.objects.filter(pgh_id__in=before)
    return not versions.exclude(organisation__sector__in=[sector for sector in user.sectors if sector]).exists()


def for_editor(user: Any, planned: Plan) -> Plan:
    """The plan with FOREIGN for each row that the user cannot edit now, or could not have edited before the Change. At
    most one query for each table and one more."""
    if rules.can_edit_every_activity(user):
        return planned
    of_row: dict[tuple[str, int], int] = {}
    moved: set[int] = set()
    for table in {each.table.name: each.table for each in planned.rows}.values():
        written = [each for each in planned.rows if each.table.name == table.name]
        if not (column := table.belongs_to_activity()):
            continue
        events = table.event.objects.filter(pgh_id__in=[each.after for each in written])
        of_row |= {(table.name, pk): activity for pk, activity in events.values_list("pgh_obj_id", column)}
        if table.name == "activity":
            before = table.event.objects.filter(pgh_id__in=[each.before for each in written if each.before])
            own = [sector for sector in user.sectors if sector]
            moved.update(before.exclude(organisation__sector__in=own).values_list("pgh_obj_id", flat=True))
    mine = set(Activity.objects.editable_by(user).filter(id__in=set(of_row.values())).values_list("id", flat=True))
    editable = mine - moved
    rows = tuple(
        replace(each, outcome=FOREIGN)
        if each.outcome in WRITES and of_row.get((each.table.name, each.pk)) not in editable
        else each
        for each in planned.rows
    )
    return Plan(planned.number, rows, Counter(each.outcome for each in rows))


def reverting_chain(number: int, before: int | None = None) -> list[int]:
    """Numbers of the Change that reverted this one, the Change that reverted that, and so on. [] if it was not
    reverted. With `before`, only Changes with lower numbers count."""
    known = Change.objects.filter(id__lt=before) if before else Change.objects.all()
    chain: list[int] = []
    while len(chain) < LONGEST:
        after = known.filter(reverts=chain[-1] if chain else number).order_by("-id").values_list("id", flat=True)
        if (found := after.first()) is None:
            break
        chain.append(found)
    return chain


@dataclass(frozen=True, slots=True)
class Conflict:
    """One row that cannot be reverted: what the Change did to it, and what has changed since."""

    row: WrittenRow
    since: tuple[Difference, ...]
    outcome: str


def shown_writes(planned: Plan, limit: int = 50) -> list[WrittenRow]:
    """The first `limit` rows that a revert would write, with their current and new values."""
    chosen = planned.of(*WRITES)[:limit]
    versions = events(chosen)
    made = []
    for each in chosen:
        now = versions[each.table.name, each.now]
        then = versions[each.table.name, each.before] if each.before else now | {"withdrawn": True}
        made.append(Pair(planned.number, each.table, each.pk, now, then))
    names = named(made)
    return [row_in_words(pair, names) for pair in made]


def shown_blocks(planned: Plan, limit: int = 50, rows: list[PlannedRow] | None = None) -> list[Conflict]:
    """The first `limit` rows that cannot be reverted; `rows` if the caller knows of more."""
    chosen = (planned.of(*BLOCKS) if rows is None else rows)[:limit]
    versions = events(chosen)
    made = []
    for each in chosen:
        before = versions[each.table.name, each.before] if each.before else None
        after, now = versions[each.table.name, each.after], versions[each.table.name, each.now]
        made.append((each, Pair(planned.number, each.table, each.pk, before, after), now))
    names = named([pair for _each, pair, _now in made], [now for _each, _pair, now in made])
    return [
        Conflict(row_in_words(pair, names), tuple(since(each, pair, now, names)), each.outcome)
        for each, pair, now in made
    ]


def since(each: PlannedRow, pair: Pair, now: dict[str, Any], names: RowNames) -> list[Difference]:
    if each.outcome != CONFLICT:
        return []
    found = differences(each.table, pair.after, now, names)
    if each.table.withdrawable and pair.after["withdrawn"] != now["withdrawn"]:
        found.append(withdrawal(each.table, now["withdrawn"]))
    return found


def withdrawal(table: Tracked, gone: bool) -> Difference:
    flag = table.model._meta.get_field("withdrawn")
    names = RowNames()
    return Difference(
        capfirst(str(flag.verbose_name)),
        value_parts(column_in_words(flag, not gone, names), column_in_words(flag, gone, names)),
    )


def events(rows: list[PlannedRow]) -> dict[tuple[str, int], dict[str, Any]]:
    """{(table, number of the event): version}. One query for each table."""
    found = {}
    for name, table in {each.table.name: each.table for each in rows}.items():
        wanted = {n for each in rows if each.table.name == name for n in (each.after, each.before, each.now) if n}
        found.update({(name, number): version for number, version in table.versions(wanted).items()})
    return found


def named(pairs: list[Pair], more: list[dict[str, Any]] | None = None) -> RowNames:
    names = RowNames()
    for place, pair in enumerate(pairs):
        names.want_versions(pair.table, [pair.before, pair.after, more[place] if more else None])
    names.read()
    return names
