"""Gaps: expected links without activities, and links of activities that break a rule.

Expected work comes from crosswalk links: official ones of the WSIS-SDG Matrix, and those of Strategic Plans and other
frameworks, most of which the editors propose; and from the entries of all frameworks. Its figures are those of the
summaries. Claims are counted from the facts; for claimed Goals and
contradictions of the Matrix see `queries.matrix.claims`. The thresholds are those of the Task Force: an activity with
more than three Goals needs a rationale for each, with more than eight also evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet

from activities.models import Activity, Crosswalk, Term, User
from activities.models.framework import MATRIX, term_url
from activities.queries.addresses import list_filters, list_href, term_filter
from activities.queries.editing.links import EVIDENCE_BEYOND, RATIONALE_BEYOND
from activities.queries.matrix.claims import ANSWERED, BITS, CONTRADICTS, GOALS, HAS_BOTH, MARK, MARKS, Marks, marks
from activities.queries.matrix.grid import slice_of
from activities.queries.vocabulary import Option, Vocabulary
from activities.queries.workspace.needs import NARROWED, most_of_all, own_activities
from activities.queries.workspace.rows import WorkspaceRow, rows


@dataclass(frozen=True, slots=True)
class Missing:
    """A link without a live activity linked to both ends. `served`: number of activities linked to its Term."""

    kind: str
    code: str
    title: str
    href: str
    rationale: str
    official: bool
    certainty: str
    served: int
    served_href: str


@dataclass(frozen=True, slots=True)
class Line:
    """An Action Line or plan entry with its missing links, out of `links`. `able`: number of activities that could
    contribute, either of the Action Line or linked to another Term of the plan entry."""

    framework: str
    kind: str
    code: str
    title: str
    href: str
    links: int
    missing: tuple[Missing, ...]
    able: int
    able_href: str


@dataclass(frozen=True, slots=True)
class Expected:
    """`missing` of `links` are gaps; `unserved` of their Terms have no activity. `uncounted`: links that no activity
    has both ends of but that are not counted as gaps."""

    lines: tuple[Line, ...]
    links: int
    missing: int
    unserved: int
    uncounted: int = 0


LINK_COLUMNS = (
    "name",
    "standing",
    "rationale",
    "certainty",
    "summary__activities",
    "from_term__framework__slug",
    "from_term__framework__title",
    "from_term__kind",
    "from_term__code",
    "from_term__title",
    "from_term__summary__activities",
    "from_term__summary__reached",
    "to_term__framework__slug",
    "to_term__kind",
    "to_term__code",
    "to_term__title",
    "to_term__summary__activities",
)


def expected(sector: str = "") -> tuple[Expected, Expected]:
    """(gaps of the Matrix, gaps of other frameworks). Two queries, or one without a Sector.

    A gap of the Matrix is a link without a live activity linked to both ends. In other frameworks, whose entries have
    few links, the Term must also have no activity at all. `sector` applies only to `able`.
    """
    rows = list(
        Crosswalk.objects.live()
        .of_contributions()
        .order_by("from_term__framework__position", "from_term__position", "to_term__position")
        .values(*LINK_COLUMNS)
    )
    able = slice_of(sector)[1].get("action_line", {}) if sector else None
    official = [row for row in rows if of_matrix(row)]
    others = [row for row in rows if not of_matrix(row)]
    unserved = [row for row in others if without_activities(row) and row["to_term__summary__activities"] == 0]
    return (
        gathered(official, [row for row in official if without_activities(row)], sector, able),
        gathered(others, unserved, sector, None),
    )


def of_matrix(row: dict) -> bool:
    return row["name"] == MATRIX and row["standing"] == Crosswalk.Standing.OFFICIAL


def without_activities(row: dict) -> bool:
    """Whether no live activity is linked to both ends; False before the first summary."""
    return row["summary__activities"] == 0


def gathered(rows: list[dict], missing: list[dict], sector: str, able: dict[str, int] | None) -> Expected:
    totals: dict[tuple[str, str], int] = {}
    for row in rows:
        totals[start(row)] = totals.get(start(row), 0) + 1
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in missing:
        groups.setdefault(start(row), []).append(row)
    return Expected(
        lines=tuple(line_of(found, totals[key], sector, able) for key, found in groups.items()),
        links=len(rows),
        missing=len(missing),
        unserved=len({end(row) for row in missing if row["to_term__summary__activities"] == 0}),
        uncounted=sum(without_activities(row) for row in rows) - len(missing),
    )


def start(row: dict) -> tuple[str, str]:
    return row["from_term__framework__slug"], row["from_term__code"]


def end(row: dict) -> tuple[str, str]:
    return row["to_term__framework__slug"], row["to_term__code"]


def line_of(rows: list[dict], links: int, sector: str, able: dict[str, int] | None) -> Line:
    first = rows[0]
    framework, kind, code = first["from_term__framework__slug"], first["from_term__kind"], first["from_term__code"]
    is_line = kind == Term.Kind.ACTION_LINE
    could = first["from_term__summary__activities" if is_line else "from_term__summary__reached"] or 0
    return Line(
        framework=first["from_term__framework__title"],
        kind=str(Term.Kind(kind).label),
        code=code,
        title=first["from_term__title"],
        href=term_url(framework, kind, code),
        links=links,
        missing=tuple(missing_of(row) for row in rows),
        able=could if able is None else able.get(code, 0),
        able_href=list_href({"action_line": code} | list_filters(sector)) if is_line else "",
    )


def missing_of(row: dict) -> Missing:
    framework, kind, code = row["to_term__framework__slug"], row["to_term__kind"], row["to_term__code"]
    return Missing(
        kind=kind,
        code=code,
        title=row["to_term__title"],
        href=term_url(framework, kind, code),
        rationale=row["rationale"],
        official=row["standing"] == Crosswalk.Standing.OFFICIAL,
        certainty=row["certainty"],
        served=row["to_term__summary__activities"] or 0,
        served_href=list_href(term_filter(framework, kind, code)),
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Number of entries of one framework valid today, and of those without a live activity."""

    slug: str
    title: str
    entries: int
    unmapped: int


def coverage(today: date) -> tuple[Coverage, ...]:
    """All frameworks that have entries, in their order. One query."""
    unmapped = Count("id", filter=Q(summary__activities=0))
    rows = (
        valid_terms(today)
        .order_by("framework__position", "framework")
        .values_list("framework__slug", "framework__title")
        .annotate(entries=Count("id"), unmapped=unmapped)
    )
    return tuple(Coverage(*row) for row in rows)


def unmapped_terms(today: date) -> QuerySet[Term, Any]:
    """The Terms that `coverage` counts as unmapped. One query."""
    rows = valid_terms(today).filter(summary__activities=0).order_by("framework__position", "position")
    return rows.values("framework__title", "kind", "code", "title")


def valid_terms(today: date) -> QuerySet[Term]:
    """Terms that activities can be linked to, except expired ones."""
    return Term.objects.exclude(kind=Term.Kind.INDICATOR).exclude(valid_to__lt=today)


@dataclass(frozen=True, slots=True)
class Claims:
    """Numbers of live activities: all; `both` with Action Lines and Goals, and those contradicting the Matrix; `many`
    with more than three Goals, and those without a rationale for some; `most` with more than eight, and those without
    evidence for some. The ids are those of the first offenders, newest first."""

    activities: int = 0
    both: int = 0
    contradictory: int = 0
    many: int = 0
    unreasoned: int = 0
    most: int = 0
    unevidenced: int = 0
    contradictory_ids: tuple[int, ...] = ()
    unreasoned_ids: tuple[int, ...] = ()
    unevidenced_ids: tuple[int, ...] = ()


LACKS_REASON = f"goals > {RATIONALE_BEYOND} AND unreasoned <> 0"
LACKS_EVIDENCE = f"goals > {EVIDENCE_BEYOND} AND unevidenced <> 0"
CLAIMS = """
  WITH {marks}, mine AS MATERIALIZED ({mine}),
  links AS (
    SELECT m.activity_id, bit_or({mark}) AS bits,
           bit_or(CASE WHEN m.rationale <> '' THEN {mark} ELSE 0 END) AS reasoned,
           bit_or(CASE WHEN m.evidence_url <> '' THEN {mark} ELSE 0 END) AS evidenced
      FROM activities_mapping m WHERE NOT m.withdrawn {narrowed} GROUP BY m.activity_id),
  {answered},
  claims AS (
    SELECT links.activity_id, {bits} AS bits, bit_count((links.bits & {goals})::int::bit(32)) AS goals,
           links.bits & {goals} & ~reasoned AS unreasoned, links.bits & {goals} & ~evidenced AS unevidenced
      FROM links JOIN mine ON mine.id = links.activity_id
      LEFT JOIN answered ON answered.activity_id = links.activity_id)
  SELECT (SELECT count(*) FROM mine), count(*) FILTER (WHERE {has_both}), count(*) FILTER (WHERE {contradicts}),
         count(*) FILTER (WHERE goals > {reasoned_from}), count(*) FILTER (WHERE {lacks_reason}),
         count(*) FILTER (WHERE goals > {evidenced_from}), count(*) FILTER (WHERE {lacks_evidence}),
         (array_agg(activity_id ORDER BY activity_id DESC) FILTER (WHERE {contradicts}))[1:%s],
         (array_agg(activity_id ORDER BY activity_id DESC) FILTER (WHERE {lacks_reason}))[1:%s],
         (array_agg(activity_id ORDER BY activity_id DESC) FILTER (WHERE {lacks_evidence}))[1:%s]
    FROM claims"""


def claims(user: User, sector: str, known: Vocabulary, first: int) -> Claims:
    """Figures of the activities that the user can edit, and the `first` offenders of each kind. Two queries, one for
    the links of the Matrix; none if the user can edit nothing."""
    try:
        mine, params = own_activities(user, sector).order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return Claims()
    sql = CLAIMS.format(
        marks=MARKS,
        mine=mine,
        mark=MARK,
        narrowed="" if most_of_all(user, sector) else NARROWED,
        goals=GOALS,
        has_both=HAS_BOTH,
        contradicts=CONTRADICTS,
        answered=ANSWERED,
        bits=BITS,
        reasoned_from=RATIONALE_BEYOND,
        evidenced_from=EVIDENCE_BEYOND,
        lacks_reason=LACKS_REASON,
        lacks_evidence=LACKS_EVIDENCE,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [marks(known).literal, *params, first, first, first])
        row = cursor.fetchone()
    return Claims(*row[:7], *(tuple(ids or ()) for ids in row[7:]))


@dataclass(frozen=True, slots=True)
class Offender:
    """An activity and its claimed Goals: all, those that contradict the Matrix, those without rationale or evidence."""

    row: WorkspaceRow
    goals: tuple[Option, ...]
    contradicted: tuple[Option, ...]
    unreasoned: tuple[Option, ...]
    unevidenced: tuple[Option, ...]


def offenders(ids: Iterable[int], known: Vocabulary) -> dict[int, Offender]:
    """{id: the activity}, newest first. Three queries, one for the links of the Matrix."""
    ways = marks(known)
    found = rows(Activity.objects.filter(id__in=set(ids)).order_by("-id"), ways, known)
    return {row.id: offender(row, ways) for row in found}


def offender(row: WorkspaceRow, ways: Marks) -> Offender:
    claimed = reasoned = evidenced = 0
    for link in row.links:
        goals = ways.of_term.get(link.term.id, 0) & GOALS
        claimed |= goals
        reasoned |= goals if link.reasoned else 0
        evidenced |= goals if link.evidenced else 0
    return Offender(
        row=row,
        goals=ways.named(claimed),
        contradicted=row.contradicted,
        unreasoned=ways.named(claimed & ~reasoned),
        unevidenced=ways.named(claimed & ~evidenced),
    )
