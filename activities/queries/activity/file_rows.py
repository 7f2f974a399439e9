"""All activities of a filter in the order of the list, as rows of a workbook. PostgreSQL makes the cells, which is
several times as fast as Python."""

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Func, IntegerField, OuterRef, QuerySet

from activities.models import Mapping as Link
from activities.models.activity import ActivityQuerySet
from activities.queries.activity.cells import CODED, goal_parameters, statement
from activities.queries.activity.listing import ordered

#: [[Term, strength], …] of an activity, in official order.
PAIR = Func("term_id", "strength", template="ARRAY[%(expressions)s]", output_field=ArrayField(IntegerField()))
LINKS = ArraySubquery(
    Link.objects.filter(activity=OuterRef("pk"), withdrawn=False).order_by("term_id").values(pair=PAIR)
)
CHUNK = 3000


def ranked(queryset: ActivityQuerySet, words: str) -> QuerySet[Any, Any]:
    """(id, key) of all live activities of the queryset, the best match first. The list only ranks the newest hits."""
    query = SearchQuery(words, search_type="websearch", config="english")
    keys = queryset.live().annotate(key=SearchRank(F("search"), query))
    return keys.order_by("-key", "-id").values_list("id", "key")


def row_ids(queryset: ActivityQuerySet, sort: str, words: str) -> array:
    """Ids of all live activities of the queryset, in the order of the list. One query; eight bytes per activity."""
    keys = ranked(queryset, words) if sort == "relevance" and words else ordered(queryset, sort, "")
    return array("q", keys.values_list("id", flat=True))


class Rows:
    """The rows of the ids in their order. Addresses begin with `site`; `regions` are the names of regions, and `goals`
    are the Goals in their order, each (id, code, title). Activities that have been withdrawn since are left out.

    There is one statement per three thousand rows, which limits memory, and no open transaction or cursor between them:
    a client may take minutes to fetch a file, or disconnect.
    """

    def __init__(
        self,
        ids: Sequence[int],
        columns: Sequence[str],
        *,
        site: str,
        regions: Mapping[str, str],
        goals: Sequence[tuple[int, str, str]],
    ):
        self.ids, self.sql = ids, statement(columns, len(goals))
        self.known = {"site": site, "kinds": CODED, "regions": json.dumps(regions), **goal_parameters(goals)}

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for parameters in self._parameters():
            with connection.cursor() as cursor:
                cursor.execute(self.sql, parameters)
                yield from cursor.fetchall()

    def _parameters(self) -> Iterator[dict[str, Any]]:
        for start in range(0, len(self.ids), CHUNK):
            # an array as text, which PostgreSQL parses ten times as fast as ARRAY[1, 2, …]
            yield self.known | {"ids": f"{{{','.join(map(str, self.ids[start : start + CHUNK]))}}}"}
