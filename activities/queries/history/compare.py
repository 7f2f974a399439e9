"""Compare two versions: links and activities that were added or removed, links whose strength changed, and figures by
Goal and by Sector.

Everything is read from the history, and only for activities written since the earlier version. The figures of a version
are today's summaries minus what these activities contribute today plus what they contributed then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.core.cache import caches
from django.db import connection

from activities.queries.moment import Moment

SQL = Path(__file__).parent
#: The code used as Sector for activities outside ITU.
STAKEHOLDERS = "stakeholders"
#: The most rows shown of each list. The file has all.
SHOWN = 50
HOUR = 3600

STATES = (SQL / "compare_states.sql").read_text(encoding="utf-8")
#: The sector of an activity in a version, "stakeholders" outside ITU; null when it was not published.
ACTIVITY = """
LEFT JOIN LATERAL (
    SELECT coalesce(nullif(o.sector, ''), '{stakeholders}') AS sector FROM (
        SELECT withdrawn, pgh_label, organisation_id FROM activities_activityevent e
         WHERE e.pgh_obj_id = touched.id AND {by_then} ORDER BY pgh_id DESC LIMIT 1) v
      LEFT JOIN activities_organisation o ON o.id = v.organisation_id
     WHERE v.pgh_label <> 'delete' AND NOT v.withdrawn) {moment} ON true"""
MAPPING = """
LEFT JOIN LATERAL (
    SELECT strength FROM (
        SELECT strength, withdrawn, pgh_label FROM activities_mappingevent e
         WHERE e.pgh_obj_id = m.id AND {by_then} ORDER BY pgh_id DESC LIMIT 1) v
     WHERE v.pgh_label <> 'delete' AND NOT v.withdrawn) {moment} ON true"""
BY_THEN = "e.change_id <= {id} AND (e.pgh_label <> 'delete' OR e.pgh_created_at <= {at})"

DIFFERENCES = (SQL / "compare.sql").read_text(encoding="utf-8")
ROWS = (SQL / "compare_rows.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A Goal or a Sector: its number of activities in both versions, and its links added, removed, strengthened and
    weakened in between."""

    code: str
    title: str
    before: int
    after: int
    added: int
    removed: int
    strengthened: int
    weakened: int

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def fewer(self) -> int:
        return -self.change

    @property
    def quiet(self) -> bool:
        return not (self.change or self.added or self.removed or self.strengthened or self.weakened)


@dataclass(frozen=True, slots=True)
class ComparedLink:
    """A link that differs. `before` and `after` are strengths, None where there was no link."""

    kind: str
    activity: int
    title: str
    sector: str
    framework: str
    term_kind: str
    code: str
    term_title: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ComparedActivity:
    """An activity that was added or removed."""

    id: int
    title: str
    sector: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`links` counts the links {added, removed, strengthened, weakened}; `rows` has the first 50 of each. `added` and
    `removed` are the first 50 activities of `added_count` and `removed_count`."""

    before: int
    after: int
    links: dict[str, int]
    goals: tuple[ComparedFigure, ...]
    sectors: tuple[ComparedFigure, ...]
    rows: dict[str, tuple[ComparedLink, ...]]
    added_count: int
    removed_count: int
    added: tuple[ComparedActivity, ...]
    removed: tuple[ComparedActivity, ...]


KINDS = ("added", "removed", "strengthened", "weakened")


def compare(one: Moment, other: Moment) -> Comparison:
    """How `other` differs from `one`, the earlier version. One query; none when cached, for an hour."""
    key = f"compare:{one.number}:{other.number}"
    found = caches["process"].get(key)
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(states() + DIFFERENCES.replace("{rows}", ROWS), parameters(one, other))
            found = shaped(orjson.loads(cursor.fetchone()[0]))
        caches["process"].set(key, found, HOUR)
    return found


def links(one: Moment, other: Moment) -> Iterator[ComparedLink]:
    """All links that differ, by kind and title, fetched 1,000 at a time. Needs a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(states() + ROWS + " ORDER BY kind, place", parameters(one, other))
        while batch := cursor.fetchmany(1000):
            yield from (ComparedLink(*row[:-1]) for row in batch)


def states() -> str:
    moments = {
        "f": ("%(f)s", "%(f_at)s"),
        "t": ("%(t)s", "%(t_at)s"),
        "s": ("(SELECT id FROM s)", "(SELECT at FROM s)"),
    }
    parts = {}
    for moment, (number, at) in moments.items():
        condition = BY_THEN.format(id=number, at=at)
        parts[f"activity_{moment}"] = ACTIVITY.format(by_then=condition, moment=moment, stakeholders=STAKEHOLDERS)
        parts[f"mapping_{moment}"] = MAPPING.format(by_then=condition, moment=moment)
    return STATES.format(**parts)


def parameters(one: Moment, other: Moment) -> dict[str, Any]:
    return {
        "f": one.number,
        "f_at": one.at,
        "t": other.number,
        "t_at": other.at,
        "stakeholders": STAKEHOLDERS,
        "shown": SHOWN,
    }


def shaped(found: dict[str, Any]) -> Comparison:
    def rows(name: str) -> tuple[ComparedFigure, ...]:
        return tuple(
            ComparedFigure(r["code"], r.get("title", ""), r["from"], r["to"], *(r[kind] for kind in KINDS))
            for r in found[name]
        )

    links: dict[str, list[ComparedLink]] = {kind: [] for kind in KINDS}
    for row in found["rows"]:
        row.pop("place")
        links[row["kind"]].append(ComparedLink(*row.values()))
    acts = [(act["added"], ComparedActivity(act["id"], act["title"], act["sector"])) for act in found["acts"]]
    return Comparison(
        before=found["activities"]["from"],
        after=found["activities"]["to"],
        links=found["links"],
        goals=rows("goals"),
        sectors=rows("sectors"),
        rows={kind: tuple(each) for kind, each in links.items()},
        added_count=found["acts_added"],
        removed_count=found["acts_removed"],
        added=tuple(act for added, act in acts if added),
        removed=tuple(act for added, act in acts if not added),
    )
