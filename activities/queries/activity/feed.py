"""The feed of mappings in the order of their Changes, including withdrawn ones, as JSON made by PostgreSQL.

A mapping counts as withdrawn when its activity is. The trigger `mappings_follow` of Activity sets the Change of such
mappings to the Change that withdrew or restored the activity, which puts them into the feed.
"""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from activities.queries.activity.listing import BadCursor

MAPPING = """json_build_object(
    'id', m.id, 'change', m.change_id, 'withdrawn', m.withdrawn OR a.withdrawn,
    'activity', json_build_object('id', a.id, 'title', a.title, 'organisation', o.slug),
    'framework', f.slug, 'kind', t.kind, 'code', t.code, 'title', t.title, 'strength', m.strength,
    'rationale', m.rationale, 'evidence_url', m.evidence_url, 'origin', m.origin, 'certainty', m.certainty)::text"""
CURSOR = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`rows` are JSON texts of mappings, `next` is the cursor after the last of them, None at the end of the feed."""

    rows: list[str]
    next: str | None


def feed(queryset: QuerySet, *, after: str = "", limit: int = 50) -> FeedPage:
    """Up to `limit` mappings of the queryset after a Change number ("12345": all of later Changes) or a cursor
    ("12345-678": also the rest of that Change). Raises BadCursor. One query.
    """
    keys = queryset.order_by("change_id", "id")
    if after:
        keys = keys.filter(_beyond(after))
    ids_sql, params = keys.values_list("id")[: limit + 1].query.sql_with_params()
    sql = (
        f"SELECT m.change_id, m.id, {MAPPING} FROM ({ids_sql}) AS chosen (id) "  # noqa: S608 - constants, and the ORM's SQL
        "JOIN activities_mapping m ON m.id = chosen.id JOIN activities_activity a ON a.id = m.activity_id "
        "LEFT JOIN activities_organisation o ON o.id = a.organisation_id JOIN activities_term t ON t.id = m.term_id "
        "JOIN activities_framework f ON f.id = t.framework_id ORDER BY m.change_id, m.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    more = len(rows) > limit
    shown = rows[:limit]
    return FeedPage([row[2] for row in shown], f"{shown[-1][0]}-{shown[-1][1]}" if more else None)


def _beyond(after: str) -> Q | TupleGreaterThan:
    found = CURSOR.fullmatch(after)
    if not found:
        raise BadCursor(after)
    change, pk = found.groups()
    if pk is None:
        return Q(change_id__gt=int(change))
    # compared as a pair, which lets the index on (change, id) find the row directly, however large the Change is
    return TupleGreaterThan(Tuple("change_id", "id"), (int(change), int(pk)))
