"""Changes to the activities of a user: recent ones by others, and a single one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from activities import rules
from activities.models import Activity, Mapping, User
from activities.queries.sectors import STAKEHOLDERS
from activities.queries.vocabulary import Option, Vocabulary
from activities.queries.workspace.needs import everything

#: Changes by others: of how many days, how many at most, and how many activities of each are named.
RECENT, MOST, NAMED = timedelta(days=14), 20, 3


@dataclass(frozen=True, slots=True)
class Touched:
    """An activity that a Change wrote, or whose links it wrote; `terms`: the Terms of those, three at most."""

    id: int
    title: str
    withdrawn: bool
    terms: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """A Change by someone else. `more`: it changed more activities of the user than are named."""

    number: int
    at: datetime
    actor: str
    by: int | None
    verb: str
    reason: str
    activities: tuple[Touched, ...]
    more: bool


# For each Change, latest first, a few activities of the user with its number or with links with its number: two index
# look-ups each, until there are enough. BETWEEN keeps the planner to those look-ups: where one Change wrote most links,
# it expects `=` to find almost all of them, and reads them all for each Change. Values overwritten
# since are left out; `changes` has all.
RECENTLY = """
  SELECT c.id, c.at, c.actor, c.by_id, c.verb, c.reason, wrote.id, wrote.title, wrote.withdrawn, wrote.terms
    FROM activities_change c CROSS JOIN LATERAL (
      SELECT a.id, a.title, a.withdrawn, (array_agg(touched.term_id ORDER BY touched.term_id)
             FILTER (WHERE touched.term_id IS NOT NULL))[1:3] AS terms
        FROM ((SELECT a.id, NULL::bigint AS term_id FROM activities_activity a
                WHERE a.change_id BETWEEN c.id AND c.id AND {mine}
                ORDER BY a.change_id, a.id LIMIT {few})
              UNION ALL
              (SELECT m.activity_id, m.term_id
                 FROM activities_mapping m JOIN activities_activity a ON a.id = m.activity_id
                WHERE m.change_id BETWEEN c.id AND c.id AND {mine}
                ORDER BY m.change_id, m.id LIMIT {many})) touched
        JOIN activities_activity a ON a.id = touched.id GROUP BY a.id ORDER BY a.id LIMIT {few}) wrote
   WHERE c.at > %s AND c.by_id IS DISTINCT FROM %s ORDER BY c.id DESC LIMIT {rows}"""


def recent(user: User, sector: str, known: Vocabulary, now: datetime) -> tuple[Recent, ...]:
    """Changes by others to the activities that the user can edit, of the last 14 days, latest first. One query."""
    mine, params = owned(user, sector, known)
    if mine == "false":
        return ()
    few = NAMED + 1
    sql = RECENTLY.format(mine=mine, few=few, many=few * 3, rows=MOST * few)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *params, now - RECENT, user.pk])
        found = cursor.fetchall()
    by_change: dict[int, list[Any]] = {}
    for row in found:
        by_change.setdefault(row[0], []).append(row)
    return tuple(recent_of(own, known) for own in list(by_change.values())[:MOST])


def recent_of(own: list[Any], known: Vocabulary) -> Recent:
    """One Change from its rows, one for each activity."""
    number, at, actor, by, verb, reason = own[0][:6]
    touched = tuple(
        Touched(pk, title, gone, tuple(known.by_term[term] for term in terms or () if term in known.by_term))
        for *_change, pk, title, gone, terms in (row[5:] for row in own[:NAMED])
    )
    return Recent(number, at, actor, by, verb, reason, touched, more=len(own) > NAMED)


def owned(user: User, sector: str, known: Vocabulary) -> tuple[str, list[Any]]:
    """`own_activities` including withdrawn ones, as an SQL condition on an activity `a` and its parameters."""
    if everything(user, sector):
        return "true", []
    ids = list(known.sector_ids.values())
    if sector == STAKEHOLDERS:
        return (
            ("(a.organisation_id <> ALL(%s)) IS NOT FALSE", [ids])
            if rules.can_edit_every_activity(user)
            else ("false", [])
        )
    wanted = [sector] if sector else [one for one in user.sectors if one]
    wanted = [one for one in wanted if rules.can_edit_activity_of(user, one)]
    ids = [known.sector_ids[one] for one in wanted if one in known.sector_ids]
    return ("a.organisation_id = ANY(%s)", [ids]) if ids else ("false", [])


def touched_by(number: int) -> set[int]:
    """Ids of the activities that a Change wrote, or whose links it wrote, unless they were changed since. One query.
    For Changes with few rows."""
    wrote = Activity.objects.filter(change=number).order_by().values_list("id", flat=True)
    linked = Mapping.objects.filter(change=number).order_by().values_list("activity_id", flat=True)
    return set(wrote.union(linked))
