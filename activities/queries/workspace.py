"""What needs a focal point: activities of the own Sectors with something to do, and what others did to them.

`GROUPS` are the five reasons. An activity may stand in several of them; withdrawn ones stand in none.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from activities import rules
from activities.models import Activity, Mapping, Organisation, User
from activities.models.activity import CONFIRMED_FOR, ActivityQuerySet
from activities.queries.claims import CONTRADICTS, MARK, MARKS, UNVERIFIED, Marks, marks
from activities.queries.matrix import STAKEHOLDERS
from activities.queries.vocabulary import Option, Vocabulary

#: no live link at all · a live link that nobody has verified · not confirmed for a year, or never · a claimed Goal that
#: the Matrix gives to none of the Action Lines (`activities.queries.claims`) · a "main purpose" without a rationale
UNMAPPED, UNVERIFIED_LINKS, STALE, CONTRADICTORY, UNREASONED = GROUPS = (
    "unmapped",
    "unverified",
    "stale",
    "contradictory",
    "unreasoned",
)
PER_PAGE = 40
#: Changes by others are told for so long, so many of them, with so many activities each.
RECENT, TOLD, NAMED = timedelta(days=14), 20, 3

NO_MARKS = Marks((), {}, "{}")

LIVE_LINKS = Mapping.objects.filter(activity=OuterRef("pk"), withdrawn=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """Activities in each group, out of `activities`."""

    activities: int = 0
    unmapped: int = 0
    unverified: int = 0
    stale: int = 0
    contradictory: int = 0
    unreasoned: int = 0

    @property
    def need(self) -> bool:
        """Whether there is anything to do."""
        return any(getattr(self, group) for group in GROUPS)


def sectors_of(user: User) -> tuple[str, ...]:
    """The Sectors that the user may switch between: for a coordinator all, and the stakeholders'."""
    if rules.can_edit_every_activity(user):
        return (*Organisation.Sector.values, STAKEHOLDERS)
    return tuple(sector for sector in Organisation.Sector.values if sector in user.sectors)


def kept_by(user: User, sector: str = "") -> ActivityQuerySet:
    """The live activities that the user keeps, all or those of one of `sectors_of`."""
    mine = Activity.objects.live().editable_by(user)
    if sector:
        mine = mine.filter(organisation__sector="" if sector == STAKEHOLDERS else sector)
    return mine


def everything(user: User, sector: str) -> bool:
    """Whether `kept_by` leaves nothing out, so that no statement need compare."""
    return not sector and rules.can_edit_every_activity(user)


def most_of_all(user: User, sector: str) -> bool:
    """Whether `kept_by` leaves so much that picking its links out costs more than reading all of them."""
    return rules.can_edit_every_activity(user) and sector in ("", STAKEHOLDERS)


COUNTS = """
  WITH {marks}, mine AS MATERIALIZED ({mine}),
  links AS (
    SELECT m.activity_id, bit_or({mark} | CASE WHEN m.verified THEN 0 ELSE {unverified} END) AS bits
      FROM activities_mapping m WHERE NOT m.withdrawn {narrowed} GROUP BY m.activity_id)
  SELECT own.activities, own.activities - mapped.activities, mapped.unverified, own.stale, mapped.contradictory,
         unreasoned.activities
    FROM (SELECT count(*) AS activities, count(*) FILTER (WHERE confirmed_on IS NULL OR confirmed_on < %s) AS stale
            FROM mine) own,
         (SELECT count(*) AS activities, count(*) FILTER (WHERE bits & {unverified} <> 0) AS unverified,
                 count(*) FILTER (WHERE {contradicts}) AS contradictory
            FROM links JOIN mine ON mine.id = links.activity_id) mapped,
         (SELECT count(DISTINCT m.activity_id) AS activities
            FROM activities_mapping m JOIN mine ON mine.id = m.activity_id
           WHERE m.strength = 3 AND m.rationale = '' AND NOT m.withdrawn) unreasoned"""
NARROWED = "AND m.activity_id IN (SELECT id FROM mine)"


def counts(user: User, sector: str, known: Vocabulary, today: date) -> Counts:
    """How many activities each group holds. Two queries: the Matrix's links, and one pass over activities and links."""
    try:
        mine, params = kept_by(user, sector).order_by().values("id", "confirmed_on").query.sql_with_params()
    except EmptyResultSet:  # a focal point without Sectors
        return Counts()
    sql = COUNTS.format(
        marks=MARKS,
        mine=mine,
        mark=MARK,
        unverified=UNVERIFIED,
        narrowed="" if most_of_all(user, sector) else NARROWED,
        contradicts=CONTRADICTS,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [marks(known).literal, *params, today - CONFIRMED_FOR])
        return Counts(*cursor.fetchone())


def in_group(mine: ActivityQuerySet, group: str, today: date, ways: Marks, whole: bool = False) -> ActivityQuerySet:
    """Those of `mine` that the group holds; `whole` says that `mine` are most of all there are."""
    if group == UNMAPPED:
        return mine.filter(~Exists(LIVE_LINKS))
    if group == UNVERIFIED_LINKS:
        return mine.filter(Exists(LIVE_LINKS.filter(verified=False)))
    if group == STALE:
        return mine.stale(today)
    if group == UNREASONED:
        return mine.filter(Exists(LIVE_LINKS.filter(UNREASONED_LINK)))
    return mine.filter(id__in=contradictory(mine, ways, whole))


UNREASONED_LINK = Q(strength=Mapping.Strength.MAIN_PURPOSE, rationale="")
CONTRADICTING = """
  WITH {marks} SELECT activity_id FROM (
    SELECT m.activity_id, bit_or({mark}) AS bits FROM activities_mapping m
     WHERE NOT m.withdrawn {narrowed} GROUP BY m.activity_id) links WHERE {contradicts}"""


def contradictory(mine: ActivityQuerySet, ways: Marks, whole: bool) -> RawSQL:
    """Ids of activities that contradict the Matrix; others than `mine` are among them when `whole`."""
    narrowed, params = "", ()
    if not whole:
        sql, params = mine.order_by().values("id").query.sql_with_params()
        narrowed = f"AND m.activity_id IN ({sql})"
    sql = CONTRADICTING.format(marks=MARKS, mark=MARK, contradicts=CONTRADICTS, narrowed=narrowed)
    return RawSQL(sql, (ways.literal, *params))  # noqa: S611 - constants and compiled SQL; every value is a parameter


@dataclass(frozen=True, slots=True)
class Link:
    """A live link of an activity. `seen` is the number of the Change that wrote it."""

    term: Option
    kind: str
    code: str
    strength: int
    verified: bool
    reasoned: bool
    evidenced: bool
    seen: int


@dataclass(frozen=True, slots=True)
class Row:
    """An activity in the list of a group. `links` in official order; `contradicted` are the Goals that contradict the
    Matrix; `seen` is the number of the Change that last wrote the activity itself."""

    id: int
    title: str
    kind: str
    sector: str
    organisation: str
    description: str
    start_year: int | None
    end_year: int | None
    confirmed_on: date | None
    seen: int
    changed_at: datetime
    links: tuple[Link, ...] = ()
    contradicted: tuple[Option, ...] = ()

    @property
    def unverified(self) -> tuple[Link, ...]:
        return tuple(link for link in self.links if not link.verified)

    @property
    def unreasoned(self) -> tuple[Link, ...]:
        return tuple(
            link for link in self.links if link.strength == Mapping.Strength.MAIN_PURPOSE and not link.reasoned
        )

    @property
    def lines(self) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.kind == "action_line")


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is the cursor of the page after, "" on the last."""

    rows: tuple[Row, ...]
    next: str


def page(
    user: User, group: str, sector: str, known: Vocabulary, today: date, after: int | None = None, per_page=PER_PAGE
) -> Page:
    """A page of a group, the newest entry first. Three queries: the Matrix's links, the activities, their links."""
    ways = marks(known)
    try:
        found = in_group(kept_by(user, sector), group, today, ways, most_of_all(user, sector)).order_by("-id")
        if after is not None:
            found = found.filter(id__lt=after)
        made = rows(found[: per_page + 1], ways, known)
    except EmptyResultSet:
        return Page((), "")
    return Page(made[:per_page], str(made[per_page - 1].id) if len(made) > per_page else "")


COLUMNS = {
    "id": "id",
    "title": "title",
    "kind": "kind",
    "sector": "organisation__sector",
    "organisation": "organisation__name",
    "description": "description",
    "start_year": "start_year",
    "end_year": "end_year",
    "confirmed_on": "confirmed_on",
    "seen": "change_id",
    "changed_at": "change__at",
}


def rows(activities: ActivityQuerySet, ways: Marks, known: Vocabulary) -> tuple[Row, ...]:
    """The activities with their links, in their order. Two queries, whatever they are."""
    found = list(activities.values_list(*COLUMNS.values()))
    names = list(COLUMNS)
    links = links_of([values[0] for values in found], known)
    bits = sums(links, ways)
    return tuple(
        Row(
            **dict(zip(names, values, strict=True)),
            links=tuple(links.get(values[0], ())),
            contradicted=ways.contradicted(bits.get(values[0], 0)),
        )
        for values in found
    )


LINK_COLUMNS = ("term_id", "term__kind", "term__code", "strength", "verified", "rationale", "evidence_url", "change_id")


def links_of(ids: list[int], known: Vocabulary) -> dict[int, list[Link]]:
    """{activity: its live links in official order}. One query, none without ids."""
    links: dict[int, list[Link]] = {}
    if not ids:
        return links
    found = (
        Mapping.objects.filter(activity_id__in=ids, withdrawn=False)
        .order_by("term__framework__position", "term__position")
        .values_list("activity_id", *LINK_COLUMNS)
    )
    for activity, term, kind, code, strength, verified, rationale, evidence, change in found:
        link = Link(known.by_term[term], kind, code, strength, verified, bool(rationale), bool(evidence), change)
        links.setdefault(activity, []).append(link)
    return links


def sums(links: dict[int, list[Link]], ways: Marks) -> dict[int, int]:
    """{activity: the sum of its links' marks}"""
    found = dict.fromkeys(links, 0)
    for activity, own in links.items():
        for link in own:
            found[activity] |= ways.of_term.get(link.term.id, 0)
    return found


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
    """The same as `kept_by`, withdrawn ones among them, as a condition on an activity `a` and its parameters."""
    if everything(user, sector):
        return "true", []
    ids = list(known.sector_ids.values())
    if sector == STAKEHOLDERS:
        return ("a.organisation_id <> ALL(%s)", [ids]) if rules.can_edit_every_activity(user) else ("false", [])
    wanted = [sector] if sector else [one for one in user.sectors if one]
    wanted = [one for one in wanted if rules.can_edit_activity_of(user, one)]
    ids = [known.sector_ids[one] for one in wanted if one in known.sector_ids]
    return ("a.organisation_id = ANY(%s)", [ids]) if ids else ("false", [])


def count(user: User, group: str, sector: str, known: Vocabulary, today: date) -> int:
    """How many activities the group holds. One query, or two for the Matrix's links."""
    ways = marks(known) if group == CONTRADICTORY else NO_MARKS
    return in_group(kept_by(user, sector), group, today, ways, most_of_all(user, sector)).count()


def touched_by(number: int) -> set[int]:
    """Ids of the activities that a Change wrote, or some of whose links it wrote, as long as nobody wrote them since.
    One query. For Changes that wrote few rows."""
    wrote = Activity.objects.filter(change=number).order_by().values_list("id", flat=True)
    linked = Mapping.objects.filter(change=number).order_by().values_list("activity_id", flat=True)
    return set(wrote.union(linked))
