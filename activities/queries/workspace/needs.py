"""The work of a focal point: activities of their Sectors with something to do.

`GROUPS` are the five reasons. An activity can be in several groups; withdrawn ones are in none.
"""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from activities import rules
from activities.certainty import OPEN
from activities.models import Activity, Mapping, Organisation, Term, User
from activities.models.activity import CONFIRMED_FOR, ActivityQuerySet
from activities.queries.matrix.claims import ANSWERED, BITS, CONTRADICTS, MARK, MARKS, OPEN_LINK, Marks, marks
from activities.queries.sectors import STAKEHOLDERS
from activities.queries.vocabulary import Vocabulary
from activities.queries.workspace.rows import RowLink, WorkspaceRow, rows

#: no live link at all · a live link that ITU has not confirmed · not confirmed for a year, or never · a claimed Goal
#: that the Matrix gives to none of the Action Lines, without an answer (`queries.matrix.claims`) · a "main purpose"
#: without a rationale (for a Goal, the rationale of one of its targets is enough)
UNMAPPED, OPEN_LINKS, STALE, CONTRADICTORY, UNREASONED = GROUPS = (
    "unmapped",
    "open",
    "stale",
    "contradictory",
    "unreasoned",
)
#: Most activities of a page, and most links named on it.
PER_PAGE, PER_PAGE_NAMED = 30, 240
#: Most links named in a row of an activity to confirm; rows of other groups name all.
NAMED = 10

NO_MARKS = Marks((), {}, "{}")

LIVE_LINKS = Mapping.objects.filter(activity=OuterRef("pk"), withdrawn=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """Activities in each group, out of `activities`."""

    activities: int = 0
    unmapped: int = 0
    open: int = 0
    stale: int = 0
    contradictory: int = 0
    unreasoned: int = 0

    @property
    def need(self) -> bool:
        """Whether there is anything to do."""
        return any(getattr(self, group) for group in GROUPS)


def sectors_of(user: User) -> tuple[str, ...]:
    """The Sectors that the user may choose; for a coordinator all, and STAKEHOLDERS."""
    if rules.can_edit_every_activity(user):
        return (*Organisation.Sector.values, STAKEHOLDERS)
    return tuple(sector for sector in Organisation.Sector.values if sector in user.sectors)


def own_activities(user: User, sector: str = "") -> ActivityQuerySet:
    """The live activities that the user can edit, all or those of one of `sectors_of`."""
    mine = Activity.objects.live().editable_by(user)
    if sector:
        mine = mine.of_sector("" if sector == STAKEHOLDERS else sector)
    return mine


def everything(user: User, sector: str) -> bool:
    """Whether `own_activities` returns all live activities."""
    return not sector and rules.can_edit_every_activity(user)


def most_of_all(user: User, sector: str) -> bool:
    """Whether `own_activities` is so large that selecting its links costs more than reading all links."""
    return rules.can_edit_every_activity(user) and sector in ("", STAKEHOLDERS)


COUNTS = """
  WITH {marks}, mine AS MATERIALIZED ({mine}),
  links AS (
    SELECT m.activity_id,
           bit_or({mark} | CASE WHEN m.certainty IN ('official', 'confirmed') THEN 0 ELSE {open} END) AS bits
      FROM activities_mapping m WHERE NOT m.withdrawn {narrowed} GROUP BY m.activity_id),
  {answered}
  SELECT own.activities, own.activities - mapped.activities, mapped.open, own.stale, mapped.contradictory,
         unreasoned.activities
    FROM (SELECT count(*) AS activities, count(*) FILTER (WHERE confirmed_on IS NULL OR confirmed_on < %s) AS stale
            FROM mine) own,
         (SELECT count(*) AS activities, count(*) FILTER (WHERE bits & {open} <> 0) AS open,
                 count(*) FILTER (WHERE {contradicts}) AS contradictory
            FROM (SELECT {bits} AS bits FROM links JOIN mine ON mine.id = links.activity_id
                    LEFT JOIN answered ON answered.activity_id = links.activity_id) linked) mapped,
         (SELECT count(DISTINCT m.activity_id) AS activities
            FROM activities_mapping m JOIN mine ON mine.id = m.activity_id
           WHERE m.strength = 3 AND m.rationale = '' AND NOT m.withdrawn AND NOT EXISTS (
                 SELECT 1 FROM activities_mapping below JOIN activities_term target ON target.id = below.term_id
                  WHERE below.activity_id = m.activity_id AND below.rationale <> '' AND NOT below.withdrawn
                        AND target.kind = 'target' AND target.parent_id = m.term_id)) unreasoned"""
NARROWED = "AND m.activity_id IN (SELECT id FROM mine)"


def counts(user: User, sector: str, known: Vocabulary, today: date) -> Counts:
    """The number of activities in each group. Two queries: the links of the Matrix, and activities with links."""
    try:
        mine, params = own_activities(user, sector).order_by().values("id", "confirmed_on").query.sql_with_params()
    except EmptyResultSet:  # a focal point without Sectors
        return Counts()
    sql = COUNTS.format(
        marks=MARKS,
        mine=mine,
        mark=MARK,
        open=OPEN_LINK,
        narrowed="" if most_of_all(user, sector) else NARROWED,
        contradicts=CONTRADICTS,
        answered=ANSWERED,
        bits=BITS,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [marks(known).literal, *params, today - CONFIRMED_FOR])
        return Counts(*cursor.fetchone())


def in_group(mine: ActivityQuerySet, group: str, today: date, ways: Marks, whole: bool = False) -> ActivityQuerySet:
    """The activities of `mine` in the group; `whole`: `mine` has most of all activities."""
    if group == UNMAPPED:
        return mine.filter(~Exists(LIVE_LINKS))
    if group == OPEN_LINKS:
        return with_open_links(mine)
    if group == STALE:
        return mine.stale(today)
    if group == UNREASONED:
        return mine.filter(Exists(LIVE_LINKS.filter(UNREASONED_LINK, ~Exists(REASONED_TARGETS))))
    return mine.filter(id__in=contradictory(mine, ways, whole))


def with_open_links(activities: ActivityQuerySet) -> ActivityQuerySet:
    """Those with a link to confirm."""
    return activities.filter(Exists(LIVE_LINKS.filter(certainty__in=OPEN)))


UNREASONED_LINK = Q(strength=Mapping.Strength.MAIN_PURPOSE, rationale="")
#: Links of the same activity to targets of the Goal of a link, with a rationale.
REASONED_TARGETS = Mapping.objects.filter(
    activity=OuterRef("activity"), term__kind=Term.Kind.TARGET, term__parent=OuterRef("term"), withdrawn=False
).exclude(rationale="")
CONTRADICTING = """
  WITH {marks}, {answered} SELECT activity_id FROM (
    SELECT links.activity_id, {bits} AS bits FROM (
      SELECT m.activity_id, bit_or({mark}) AS bits FROM activities_mapping m
       WHERE NOT m.withdrawn {narrowed} GROUP BY m.activity_id) links
      LEFT JOIN answered ON answered.activity_id = links.activity_id) linked WHERE {contradicts}"""


def contradictory(mine: ActivityQuerySet, ways: Marks, whole: bool) -> RawSQL:
    """Ids of activities that contradict the Matrix; if `whole`, not only those of `mine`."""
    narrowed, params = "", ()
    if not whole:
        sql, params = mine.order_by().values("id").query.sql_with_params()
        narrowed = f"AND m.activity_id IN ({sql})"
    sql = CONTRADICTING.format(
        marks=MARKS, mark=MARK, contradicts=CONTRADICTS, narrowed=narrowed, answered=ANSWERED, bits=BITS
    )
    return RawSQL(sql, (ways.literal, *params))  # noqa: S611 - constants and compiled SQL; every value is a parameter


@dataclass(frozen=True, slots=True)
class Page:
    """`next`: the cursor of the next page, "" on the last."""

    rows: tuple[WorkspaceRow, ...]
    next: str


def page(
    user: User, group: str, sector: str, known: Vocabulary, today: date, after: int | None = None, per_page=PER_PAGE
) -> Page:
    """A page of a group, newest activity first. Three queries: links of the Matrix, activities, their links."""
    ways = marks(known)
    try:
        found = in_group(own_activities(user, sector), group, today, ways, most_of_all(user, sector)).order_by("-id")
        if after is not None:
            found = found.filter(id__lt=after)
        made = rows(found[: per_page + 1], ways, known)
    except EmptyResultSet:
        return Page((), "")
    names = (len(named(row, group)) + len(row.contradicted) * (group == CONTRADICTORY) for row in made[:per_page])
    here = max(1, sum(so_far <= PER_PAGE_NAMED for so_far in accumulate(names)))
    return Page(made[:here], str(made[here - 1].id) if len(made) > here else "")


def named(row: WorkspaceRow, group: str) -> tuple[RowLink, ...]:
    """The links that a row of the group's list names."""
    if group == OPEN_LINKS:
        return row.open
    if group == UNREASONED:
        return row.unreasoned
    return row.links[:NAMED] if group == STALE else row.lines


def count(user: User, group: str, sector: str, known: Vocabulary, today: date) -> int:
    """The number of activities in the group. One query, or two with the links of the Matrix."""
    ways = marks(known) if group == CONTRADICTORY else NO_MARKS
    return in_group(own_activities(user, sector), group, today, ways, most_of_all(user, sector)).count()
