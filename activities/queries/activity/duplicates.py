"""Finds activities that may be duplicates, by the words of their titles."""

from dataclasses import dataclass

from django.db import connection

from activities.models import Activity, Organisation, User
from activities.models.activity import NO_ORGANISATION
from activities.validators import row_number


@dataclass(frozen=True, slots=True)
class Likely:
    """A possible duplicate. `share` is the share of words, of those in either title, that are in both: 0 to 1."""

    id: int
    title: str
    organisation: str
    sector: str
    start: int | None
    end: int | None
    share: float


#: The most activities compared for each word: duplicates also share the rare words.
LOOKED_AT = 500
#: The smallest share of words of a possible duplicate.
ALIKE = 0.5

SQL = r"""
WITH word AS MATERIALIZED (
    SELECT lexeme, ('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''':A')::tsquery AS sought
      FROM unnest(to_tsvector('english', %(title)s)) LIMIT 30),
hit AS MATERIALIZED (
    SELECT DISTINCT a.id FROM word CROSS JOIN LATERAL (
           SELECT id FROM activities_activity
            WHERE search @@ word.sought AND NOT withdrawn LIMIT %(looked_at)s) AS a
     UNION
    SELECT id FROM activities_activity WHERE title = %(title)s AND NOT withdrawn),
scored AS MATERIALIZED (
    SELECT a.id, a.title = %(title)s AS same, length(ts_filter(a.search, '{a}')) AS own,
           (SELECT count(*) FROM word WHERE a.search @@ word.sought) AS shared
      FROM hit JOIN activities_activity a ON a.id = hit.id
     WHERE hit.id IS DISTINCT FROM %(beside)s),
alike AS (
    SELECT id, CASE WHEN same THEN 1
                    ELSE shared::float / nullif(own + (SELECT count(*) FROM word) - shared, 0) END AS share
      FROM scored)
SELECT a.id, a.title, o.name, o.sector, a.start_year, a.end_year, alike.share
  FROM alike JOIN activities_activity a ON a.id = alike.id
  LEFT JOIN activities_organisation o ON o.id = a.organisation_id
 WHERE alike.share >= %(alike)s
 ORDER BY alike.share DESC, a.id DESC LIMIT %(limit)s"""


def titled_like(
    title: str, *, beside: int | None = None, alike: float = ALIKE, limit: int = 5, looked_at: int = LOOKED_AT
) -> list[Likely]:
    """Live activities whose titles share at least `alike` of the words with `title`, the most similar first. One query.

    Words are compared by their stems, in any order. Identical titles are always found. `beside` is an activity to leave
    out.
    """
    parameters = {"title": title, "beside": beside, "alike": alike, "looked_at": looked_at, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(SQL, parameters)
        return [likely(*row) for row in cursor.fetchall()]


def likely(
    pk: int, title: str, organisation: str | None, sector: str | None, start: int | None, end: int | None, share: float
) -> Likely:
    return Likely(pk, title, organisation or str(NO_ORGANISATION), sector or "", start, end, share)


def named(words: str, user: User, *, beside: int, limit: int = 10) -> list[Likely]:
    """Live activities that the user may edit, found by their number or by words of the title. One query."""
    found = Activity.objects.editable_by(user).live().exclude(pk=beside)
    if (number := row_number(words)) is not None:
        found = found.filter(pk=number)
    else:
        for word in words.split()[:8]:
            found = found.filter(title__icontains=word)
    columns = ("id", "title", "organisation__name", "organisation__sector", "start_year", "end_year")
    rows = found.order_by("-id").values_list(*columns)[:limit]
    return [likely(pk, title, name, sector, start, end, 0) for pk, title, name, sector, start, end in rows]


def organisations_called(words: str, *, limit: int = 12) -> list[Organisation]:
    """Organisations whose name contains each of the words, or parts of them, by name. One query."""
    found = Organisation.objects.live()
    for word in words.split()[:8]:
        found = found.filter(name__icontains=word)
    return list(found.order_by("name")[:limit]) if words.strip() else []
