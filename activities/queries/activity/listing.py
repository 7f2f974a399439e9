"""Pages of activities with their mappings, as JSON made by PostgreSQL: one statement a page, keyset order, no count."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import orjson
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from activities.models.activity import ActivityQuerySet
from activities.models.place import worldwide_sql
from activities.queries.activity.cells import PUBLIC_URL
from activities.validators import row_number

#: Labels of the sort keys. Within equal values, the highest id comes first.
SORTS = {
    "newest": _("Newest entry first"),
    "start": _("Latest start first"),
    "title": _("Title"),
    "relevance": _("Best match first"),
}
#: The number of newest hits that are ranked. Ranking reads all the words of each.
RANKED = 1000

#: Terms are looked up by their key: OFFSET 0 stops the planner from scanning them for each activity. Rows are turned
#: into JSON as a whole, which is faster than naming each key.
MAPPINGS = """
    SELECT coalesce(json_agg(link), '[]'::json) FROM (
        SELECT m.id, t.framework, t.kind, t.code, t.title, m.strength, m.rationale, m.evidence_url, m.origin,
               m.certainty, m.change_id AS change
          FROM activities_mapping m JOIN LATERAL (
               SELECT f.slug AS framework, t.kind, t.code, t.title
                 FROM activities_term t JOIN activities_framework f ON f.id = t.framework_id
                WHERE t.id = m.term_id OFFSET 0) t ON true
         WHERE m.activity_id = a.id AND NOT m.withdrawn ORDER BY m.term_id) link"""

ACTIVITY = f"""json_build_object(
    'id', a.id, 'slug', a.slug, 'title', a.title, 'description', a.description, 'kind', a.kind, 'status', a.status,
    'organisation', CASE WHEN o.id IS NOT NULL THEN json_build_object('slug', o.slug, 'name', o.name, 'type', o.type,
        'sector', nullif(o.sector, ''), 'country', o.country_id) END,
    'partners', a.partners, 'start_year', a.start_year, 'end_year', a.end_year, 'countries', a.countries,
    'regions', a.regions, 'worldwide', {worldwide_sql("a")}, 'url', {PUBLIC_URL}, 'origin', a.origin,
    'description_certainty', a.description_certainty, 'language', a.language, 'original_title', a.original_title,
    'original_description', a.original_description, 'change', a.change_id, 'mappings', ({MAPPINGS}))::text"""

#: An activity whose source names no organisation has none.
ITS_ORGANISATION = "LEFT JOIN activities_organisation o ON o.id = a.organisation_id"
HEADLINE = """ts_headline('english', {column}, websearch_to_tsquery('english', %s),
    E'StartSel=\\x02, StopSel=\\x03, {options}')"""
SNIPPET = "MaxFragments=2, MaxWords=40, MinWords=15, FragmentDelimiter= … "


class BadCursor(ValueError):
    """`after` is not a cursor of this list in this order."""


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` are JSON texts of activities, `highlights` their titles and descriptions with hits marked \\x02…\\x03."""

    rows: list[str]
    next: str | None
    highlights: list[tuple[str, str]]

    def parsed(self) -> list[dict[str, Any]]:
        return [orjson.loads(row) for row in self.rows]


def page(
    queryset: ActivityQuerySet, *, sort: str = "newest", after: str = "", limit: int = 50, words: str = ""
) -> Page:
    """Up to `limit` live activities of the queryset, after the cursor `after`. No row is on two pages.

    Raises BadCursor. `words` are needed for relevance and highlights. One query.
    """
    if sort == "relevance" and not words:
        sort = "newest"
    keys = ordered(queryset, sort, words)
    if after:
        keys = keys.filter(_beyond(sort, _decoded(sort, after)))
    try:
        ids_sql, params = keys[: limit + 1].query.sql_with_params()
    except EmptyResultSet:  # the filters exclude each other, which Django knows without a query
        return Page([], None, [])
    title: tuple[str, str] = ("''", "''")
    snippet: tuple[str, ...] = ()
    if words:
        title = (
            HEADLINE.format(column="a.title", options="HighlightAll=true"),
            HEADLINE.format(column="a.description", options=SNIPPET),
        )
        snippet = (words, words)
    # constants and compiled SQL; every value is a parameter
    sql = (
        f"SELECT chosen.id, chosen.key, {ACTIVITY}, {title[0]}, {title[1]} FROM ({ids_sql}) AS chosen (id, key) "  # noqa: S608
        f"JOIN activities_activity a ON a.id = chosen.id {ITS_ORGANISATION} "
        f"ORDER BY chosen.key {'ASC' if sort == 'title' else 'DESC'}, chosen.id DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (*snippet, *params))
        rows = cursor.fetchall()
    more = rows[limit - 1] if len(rows) > limit else None
    shown = rows[:limit]
    return Page(
        rows=[row[2] for row in shown],
        next=_encoded(sort, more[1], more[0]) if more else None,
        highlights=[(row[3], row[4]) for row in shown] if words else [],
    )


def one(pk: int) -> dict[str, Any] | None:
    """An activity with its live mappings, even if it is withdrawn, or None if there is none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {DETAIL} {DETAIL_FROM}", [pk])
        row = cursor.fetchone()
    return orjson.loads(row[0]) if row else None


DETAIL = ACTIVITY.removesuffix(")::text") + ", 'withdrawn', a.withdrawn, 'merged_into', a.merged_into_id)::text"
DETAIL_FROM = f"FROM activities_activity a {ITS_ORGANISATION} WHERE a.id = %s"


def one_json(pk: int) -> str | None:
    """The JSON text of `one`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {DETAIL} {DETAIL_FROM}", [pk])
        row = cursor.fetchone()
    return row[0] if row else None


def ordered(queryset: ActivityQuerySet, sort: str, words: str) -> QuerySet[Any, Any]:
    """(id, key) of the queryset's live activities in the given order."""
    queryset = queryset.live()
    if sort == "relevance" and words:
        newest = queryset.order_by("-id").values("id")[:RANKED]
        query = SearchQuery(words, search_type="websearch", config="english")
        ranked = Activity.objects.filter(id__in=newest).annotate(key=Cast(SearchRank(F("search"), query), FloatField()))
        return ranked.order_by("-key", "-id").values_list("id", "key")
    if sort == "title":
        return queryset.annotate(key=F("title")).order_by("title", "-id").values_list("id", "key")
    if sort == "start":
        return queryset.annotate(key=Coalesce("start_year", 0)).order_by("-key", "-id").values_list("id", "key")
    return queryset.annotate(key=F("id")).order_by("-id").values_list("id", "key")


def _beyond(sort: str, cursor: tuple[Any, int]) -> Q:
    key, pk = cursor
    if sort == "newest":
        return Q(id__lt=pk)
    further = Q(key__gt=key) if sort == "title" else Q(key__lt=key)
    return further | Q(key=key, id__lt=pk)


def _encoded(sort: str, key: Any, pk: int) -> str:
    if sort == "newest":
        return str(pk)
    return base64.urlsafe_b64encode(orjson.dumps([key, pk])).decode().rstrip("=")


KEY_TYPES: dict[str, type] = {"title": str, "start": int, "relevance": float}


def _decoded(sort: str, text: str) -> tuple[Any, int]:
    if sort == "newest":
        if (number := row_number(text)) is not None:
            return None, number
        raise BadCursor(text)
    try:
        key, pk = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursor(text) from error
    if type(key) is not KEY_TYPES[sort] or type(pk) is not int or abs(pk) > 2**62:
        raise BadCursor(text)
    if (isinstance(key, int) and abs(key) > 9999) or (isinstance(key, str) and "\0" in key):
        raise BadCursor(text)
    return key, pk
