"""Which public rows Changes wrote, and which Goals, Action Lines, countries and organisations these concern: what the
events of webhooks are made of.

Read from the history, so that an activity that leaves a country still concerns it. Everything is bounded: a Change can
write hundreds of thousands of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from activities.models import Change, Organisation, Term
from activities.queries.facts.registry import followed
from activities.queries.history.tracked import Tracked, tracked

#: What pages call the rows of resources that have names of the API.
CALLED = {
    "terms": _("Goals, targets and other entries"),
    "texts": _("Texts of entries"),
    "crosswalks": _("Links between frameworks"),
    "mappings": _("Links of activities"),
}
#: Rows of each table that are looked at in one Change.
MOST_ROWS = 500
#: Changes that are looked at together.
MOST_CHANGES = 100


def tables() -> dict[str, Tracked]:
    """{name of the resource: its table}: the public facts, which all have a history. Others are for staff."""
    return {name: tracked()[str(resource.model._meta.model_name)] for name, resource in followed().items()}


def titles() -> dict[str, str]:
    """{name of the resource: what pages call its rows}"""
    return {name: str(CALLED.get(name, resource.title)) for name, resource in followed().items()}


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row that a Change wrote. `what` is created, changed or withdrawn. The sets have what the row concerns, before
    and after: codes of Goals, Action Lines and countries, ids of organisations."""

    resource: str
    pk: int
    what: str
    goals: frozenset[str] = frozenset()
    action_lines: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Event:
    """One Change. `counts` has the number of rows of each resource that it wrote; `rows` at most 500 of each."""

    number: int
    at: datetime
    counts: dict[str, int] = field(default_factory=dict)
    rows: list[EventRow] = field(default_factory=list)


#: One table. The columns are the same for all versions of a row, except `withdrawn`.
ROWS = """
SELECT c.id, {place}, w.* FROM unnest(%(changes)s::bigint[]) c (id) CROSS JOIN LATERAL (
    SELECT pgh_obj_id, bool_or(pgh_label = 'insert'), (array_agg({withdrawn} ORDER BY pgh_id DESC))[1], {activity},
           {terms}, {organisation}, {country}, count(*) OVER ()
      FROM {events} WHERE change_id = c.id AND pgh_label <> 'delete' GROUP BY pgh_obj_id
     ORDER BY pgh_obj_id LIMIT {most}) w"""
#: The countries and organisations of activities in Changes and before them.
PLACES = """
SELECT w.change, w.activity, array_remove(array_agg(DISTINCT country), NULL),
       array_remove(array_agg(DISTINCT e.organisation_id), NULL)
  FROM unnest(%(changes)s::bigint[], %(activities)s::bigint[]) w (change, activity)
 CROSS JOIN LATERAL (
       (SELECT countries, organisation_id FROM activities_activityevent
         WHERE pgh_obj_id = w.activity AND change_id <= w.change ORDER BY pgh_id DESC LIMIT 1)
       UNION ALL
       (SELECT countries, organisation_id FROM activities_activityevent
         WHERE pgh_obj_id = w.activity AND change_id < w.change ORDER BY pgh_id DESC LIMIT 1)) e
  LEFT JOIN LATERAL unnest(e.countries) country ON true
 GROUP BY 1, 2"""
#: The Terms to which activities were linked before or after Changes; links that were added later count, too.
LINKED = """
SELECT w.change, w.activity, array_agg(DISTINCT m.term_id)
  FROM unnest(%(changes)s::bigint[], %(activities)s::bigint[]) w (change, activity)
  JOIN activities_mapping m ON m.activity_id = w.activity AND (NOT m.withdrawn OR m.change_id >= w.change)
 GROUP BY 1, 2"""


def events(after: int) -> list[Event]:
    """The next Changes after a number, at most 100, also those that wrote nothing public. Five queries at most."""
    found = {
        number: Event(number, at)
        for number, at in Change.objects.filter(id__gt=after).order_by("id").values_list("id", "at")[:MOST_CHANGES]
    }
    if not found:
        return []
    known = tables()
    names = list(known)
    sql = " UNION ALL ".join(sql_of(table, place) for place, table in enumerate(known.values()))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1, 2, 3", {"changes": list(found)})
        written = cursor.fetchall()
    concerned = Concerned(written)
    for number, place, pk, created, withdrawn, activity, terms, organisation, country, count in written:
        resource = names[place]
        found[number].counts[resource] = count
        what = "created" if created else "withdrawn" if withdrawn else "changed"
        # an activity concerns the Goals of all its links, a link only its own
        own = concerned.linked.get((number, activity), ()) if resource == "activities" else terms
        goals, lines = concerned.terms(own or ())
        countries, organisations = concerned.places.get((number, activity), ((), ()))
        row = EventRow(
            resource,
            pk,
            what,
            goals,
            lines,
            frozenset([*countries, *([country] if country else [])]),
            frozenset([*organisations, *([organisation] if organisation else [])]),
        )
        found[number].rows.append(row)
    return list(found.values())


def sql_of(table: Tracked, place: int) -> str:
    """The rows of one table: each named column, or NULL if it has no such column."""
    own = {"activity": "activity", "term": "terms", "organisation": "organisation"}.get(table.name)
    terms = [
        f"max({one.attname})"
        for one in table.fields
        if one.related_model is Term and one.name in ("term", "from_term", "to_term", "indicator")
    ]
    columns = {
        "activity": "max(activity_id)" if "activity_id" in table.columns else "NULL::bigint",
        "terms": f"ARRAY[{', '.join(terms)}]" if terms else "NULL::bigint[]",
        "organisation": "NULL::bigint",
        "country": "max(country_id)" if own == "organisation" else "NULL::text",
    }
    if own:
        columns[own] = "ARRAY[pgh_obj_id]" if own == "terms" else "pgh_obj_id"
    withdrawn = "withdrawn" if table.withdrawable else "false"
    return ROWS.format(events=table.events, place=place, withdrawn=withdrawn, most=MOST_ROWS, **columns)


class Concerned:
    """What the activities and Terms of the written rows concern. Three queries at most.

    `linked` is {(Change, activity): ids of its Terms}, `places` {(Change, activity): (countries, organisations)}.
    """

    def __init__(self, written: Iterable[tuple]):
        pairs = {(row[0], row[5]) for row in written if row[5]}
        wanted = {term for row in written for term in row[6] or () if term}
        self.linked: dict[tuple[int, int], list[int]] = {}
        self.places: dict[tuple[int, int], tuple[list[str], list[int]]] = {}
        if pairs:
            changes, activities = map(list, zip(*pairs, strict=True))
            values: dict[str, Any] = {"changes": changes, "activities": activities}
            with connection.cursor() as cursor:
                cursor.execute(LINKED, values)
                self.linked = {(number, pk): terms for number, pk, terms in cursor.fetchall()}
                cursor.execute(PLACES, values)
                self.places = {(number, pk): (countries, bodies) for number, pk, countries, bodies in cursor.fetchall()}
        wanted.update(term for terms in self.linked.values() for term in terms)
        rows = Term.objects.filter(id__in=wanted).values_list("id", "kind", "code", "goal__code") if wanted else ()
        self.codes = {pk: (goal, code if kind == Term.Kind.ACTION_LINE else None) for pk, kind, code, goal in rows}

    def terms(self, ids: Iterable[int]) -> tuple[frozenset[str], frozenset[str]]:
        """The codes of the Goals and of the Action Lines of these Terms."""
        pairs = [self.codes[pk] for pk in ids if pk in self.codes]
        return frozenset(goal for goal, _line in pairs if goal), frozenset(line for _goal, line in pairs if line)


def ids_of(slugs: Iterable[str]) -> dict[str, frozenset[int]]:
    """{slug: id of the organisation, and of the one it was merged into}. One query, none without slugs."""
    wanted = set(slugs)
    rows = Organisation.objects.filter(slug__in=wanted).values_list("slug", "id", "merged_into") if wanted else ()
    return {slug: frozenset(pk for pk in both if pk) for slug, *both in rows}
