"""What Changes did to the activities that somebody keeps: those by others of late, and a single one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from activities import rules
from activities.models import Activity, Mapping, User
from activities.queries.sectors import STAKEHOLDERS
from activities.queries.vocabulary import Option, Vocabulary
from activities.queries.workspace.needs import everything

#: Changes by others are told for so long, so many of them, with so many activities each.
RECENT, TOLD, NAMED = timedelta(days=14), 20, 3


@dataclass(frozen=True, slots=True)
class Touched:
    """An activity that a Change wrote, or some of whose links it wrote: those are in `terms`, three at most."""

    id: int
    title: str
    withdrawn: bool
    terms: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """A Change by somebody else. `more` says that it touched more of my activities than are named."""

    number: int
    at: datetime
    actor: str
    verb: str
    reason: str
    activities: tuple[Touched, ...]
    more: bool


# For each Change, the latest first, a few activities of mine that carry its number or have links that do: two looks
# into an index, until enough Changes are told. What was overwritten since is no news; `changes` has all.
RECENTLY = """
  SELECT c.id, c.at, c.actor, c.verb, c.reason, wrote.id, wrote.title, wrote.withdrawn, wrote.terms
    FROM activities_change c CROSS JOIN LATERAL (
      SELECT a.id, a.title, a.withdrawn, (array_agg(touched.term_id ORDER BY touched.term_id)
             FILTER (WHERE touched.term_id IS NOT NULL))[1:3] AS terms
        FROM ((SELECT a.id, NULL::bigint AS term_id FROM activities_activity a
                WHERE a.change_id = c.id AND {mine} LIMIT {few})
              UNION ALL
              (SELECT m.activity_id, m.term_id
                 FROM activities_mapping m JOIN activities_activity a ON a.id = m.activity_id
                WHERE m.change_id = c.id AND {mine} LIMIT {many})) touched
        JOIN activities_activity a ON a.id = touched.id GROUP BY a.id ORDER BY a.id LIMIT {few}) wrote
   WHERE c.at > %s AND c.by_id IS DISTINCT FROM %s ORDER BY c.id DESC LIMIT {rows}"""


def recent(user: User, sector: str, known: Vocabulary, now: datetime) -> tuple[Recent, ...]:
    """What others last did to the activities that the user keeps, within fourteen days, the latest first. One query."""
    mine, params = owned(user, sector, known)
    if mine == "false":
        return ()
    few = NAMED + 1
    sql = RECENTLY.format(mine=mine, few=few, many=few * 3, rows=TOLD * few)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *params, now - RECENT, user.pk])
        found = cursor.fetchall()
    told: dict[int, list[Any]] = {}
    for row in found:
        told.setdefault(row[0], []).append(row)
    return tuple(recent_of(own, known) for own in list(told.values())[:TOLD])


def recent_of(own: list[Any], known: Vocabulary) -> Recent:
    """One Change from its rows, one an activity."""
    number, at, actor, verb, reason = own[0][:5]
    touched = tuple(
        Touched(pk, title, gone, tuple(known.by_term[term] for term in terms or () if term in known.by_term))
        for *_change, pk, title, gone, terms in (row[4:] for row in own[:NAMED])
    )
    return Recent(number, at, actor, verb, reason, touched, more=len(own) > NAMED)


def owned(user: User, sector: str, known: Vocabulary) -> tuple[str, list[Any]]:
    """The same as `own_activities`, with withdrawn ones, as a condition on an activity `a` and its parameters."""
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
    """Ids of the activities that a Change wrote, or some of whose links it wrote, as long as nobody wrote them since.
    One query. For Changes that wrote few rows."""
    wrote = Activity.objects.filter(change=number).order_by().values_list("id", flat=True)
    linked = Mapping.objects.filter(change=number).order_by().values_list("activity_id", flat=True)
    return set(wrote.union(linked))
