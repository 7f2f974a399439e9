"""All activities of a filter in the order of their list, one at a time, for files."""

from array import array
from collections.abc import Iterator, Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Func, IntegerField, OuterRef

from activities.models import Activity, Mapping
from activities.models.activity import ActivityQuerySet
from activities.queries.activities import ordered

COLUMNS = (
    "id",
    "title",
    "kind",
    "status",
    "organisation__name",
    "organisation__type",
    "organisation__sector",
    "partners",
    "start_year",
    "end_year",
    "countries",
    "regions",
    "description",
    "description_verified",
    "url",
    "change_id",
)
#: [[Term, strength], …] of an activity, in official order.
PAIR = Func("term_id", "strength", template="ARRAY[%(expressions)s]", output_field=ArrayField(IntegerField()))
LINKS = ArraySubquery(
    Mapping.objects.filter(activity=OuterRef("pk"), withdrawn=False).order_by("term_id").values(pair=PAIR)
)
CHUNK = 1000


def row_ids(queryset: ActivityQuerySet, sort: str, words: str) -> array:
    """Ids of all live activities of the queryset, in the order of the list. One query; eight bytes an activity."""
    if sort == "relevance" and words:
        # the list ranks the newest hits only; a file holds all of them
        query = SearchQuery(words, search_type="websearch", config="english")
        keys = queryset.live().annotate(key=SearchRank(F("search"), query)).order_by("-key", "-id")
    else:
        keys = ordered(queryset, sort, "")
    return array("q", keys.values_list("id", flat=True))


def rows(ids: Sequence[int]) -> Iterator[dict]:
    """{column: value} with `links`, in the order of the ids. One query for each thousand, so that memory stays flat.

    No transaction and no cursor is held open in between: a reader may take minutes to fetch a file, or go away. What
    was withdrawn meanwhile is left out.
    """
    read = Activity.objects.live().annotate(links=LINKS).values(*COLUMNS, "links")
    for start in range(0, len(ids), CHUNK):
        chunk = list(ids[start : start + CHUNK])
        found = {row["id"]: row for row in read.filter(id__in=chunk).order_by()}
        yield from (found[pk] for pk in chunk if pk in found)
