"""The latest changes of activities and their links, of one place or of all: what an Atom feed shows.

An entry is one activity in one Change. Places are a Goal, an Action Line, a country or an organisation. Who wrote a
Change, and why, is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from activities.models import Activity, Change
from activities.queries.history.of_activity import Step, steps_of
from activities.queries.vocabulary import Vocabulary

#: Entries of a feed.
MOST = 50
#: Rows of each history among which the entries of a place are looked for first, and then if these have too few.
NEWEST, MORE = 2_000, 20_000
#: A place with fewer activities than this is read whole instead of MORE.
FEW = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a feed is about. `condition` is SQL about an activity: `{id}` stands for its id, `{row}` for its row or one
    of its versions. `members` is SQL of the activities of the place, to count them. `left`: a later version may no
    longer match, and the feed has the entry that says so. `term`: the id of a Term. `%(terms)s` in the SQL are
    this id and, of a Goal, those of its targets and indicators."""

    condition: str = "true"
    members: str = "SELECT FROM activities_activity"
    values: Mapping[str, Any] = field(default_factory=dict)
    left: bool = False
    term: int | None = None


EVERYTHING = Place()


def of_term(pk: int) -> Place:
    """Activities that are or were linked to the Term; for a Goal, also to its targets and indicators."""
    linked = "{id} IN (SELECT m.activity_id FROM activities_mapping m WHERE m.term_id = ANY (%(terms)s))"
    return Place(linked, "SELECT FROM activities_mapping WHERE term_id = ANY (%(terms)s)", term=pk)


def of_country(code: str) -> Place:
    named = "{row}.countries @> ARRAY[%(country)s]::varchar[]"
    return Place(
        named, f"SELECT FROM activities_activity a WHERE {named.format(row='a')}", {"country": code}, left=True
    )


def of_organisation(pk: int) -> Place:
    led = "{row}.organisation_id = %(organisation)s"
    return Place(led, f"SELECT FROM activities_activity a WHERE {led.format(row='a')}", {"organisation": pk}, left=True)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What one Change did to one activity. `what` is one word or two ("Added", "Links changed")."""

    change: int
    at: datetime
    activity: int
    title: str
    href: str
    what: str
    steps: tuple[Step, ...]


#: The entries among the newest rows of both histories, and whether these are all rows. A version is in the place, or
#: the one before it was. Rows have the order of their Changes, because only one Change is written at a time.
RECENT = """
WITH versions AS MATERIALIZED (
    SELECT e.pgh_id, e.pgh_obj_id, e.change_id, e.countries, e.organisation_id FROM activities_activityevent e
     WHERE e.pgh_label <> 'delete' ORDER BY e.pgh_id DESC LIMIT %(rows)s),
links AS MATERIALIZED (
    SELECT e.change_id, e.activity_id FROM activities_mappingevent e
     WHERE e.pgh_label <> 'delete' ORDER BY e.pgh_id DESC LIMIT %(rows)s),
entries AS (
    SELECT v.change_id, v.pgh_obj_id AS activity FROM versions v WHERE {of_versions}
    {left}
    UNION
    SELECT l.change_id, l.activity_id FROM links l JOIN activities_activity a ON a.id = l.activity_id WHERE {of_links}
     ORDER BY 1 DESC, 2 DESC LIMIT %(most)s)
SELECT coalesce(json_agg(json_build_array(change_id, activity) ORDER BY change_id DESC, activity DESC), '[]'),
       (SELECT count(*) FROM versions) < %(rows)s AND (SELECT count(*) FROM links) < %(rows)s FROM entries"""
LEFT_RECENTLY = """
    UNION
    SELECT v.change_id, v.pgh_obj_id FROM versions v CROSS JOIN LATERAL (
        SELECT e.countries, e.organisation_id FROM activities_activityevent e
         WHERE e.pgh_obj_id = v.pgh_obj_id AND e.pgh_id < v.pgh_id AND e.pgh_label <> 'delete'
         ORDER BY e.pgh_id DESC LIMIT 1) before WHERE {of_before}"""
#: The entries among all rows of the activities of the place.
WHOLE = """
WITH here AS MATERIALIZED (
    SELECT e.pgh_id, e.pgh_obj_id, e.change_id FROM activities_activityevent e
     WHERE e.pgh_label <> 'delete' AND {of_versions})
SELECT change_id, pgh_obj_id AS activity FROM here
{left}
UNION
SELECT e.change_id, e.activity_id
  FROM activities_mappingevent e JOIN activities_activity a ON a.id = e.activity_id
 WHERE e.pgh_label <> 'delete' AND {of_links}
 ORDER BY 1 DESC, 2 DESC LIMIT %(most)s"""
LEFT = """
UNION
SELECT next.change_id, next.pgh_obj_id FROM here CROSS JOIN LATERAL (
    SELECT e.change_id, e.pgh_obj_id FROM activities_activityevent e
     WHERE e.pgh_obj_id = here.pgh_obj_id AND e.pgh_id > here.pgh_id AND e.pgh_label <> 'delete'
     ORDER BY e.pgh_id LIMIT 1) next"""
SOME = "SELECT count(*) FROM ({members} LIMIT %(few)s) members"


def latest(place: Place, known: Vocabulary) -> list[tuple[int, int]]:
    """(Change, activity) of the latest 50 entries, latest first: one query, up to three where little of the place is
    among the latest rows.

    Looking through all rows of a place takes seconds if it has many activities. But then most of its latest entries
    are among the newest rows of the histories.
    """
    values = {**place.values, "most": MOST, "few": FEW}
    if place.term is not None:
        values["terms"] = terms_of(known, place.term)
    with connection.cursor() as cursor:
        found, complete = among_newest(cursor, place, values, NEWEST)
        if complete or len(found) == MOST:
            return found
        cursor.execute(SOME.format(members=place.members), values)
        if cursor.fetchone()[0] == FEW:
            found, complete = among_newest(cursor, place, values, MORE)
            if complete or len(found) == MOST:
                return found
        of_versions = place.condition.format(id="e.pgh_obj_id", row="e")
        of_links = place.condition.format(id="e.activity_id", row="a")
        sql = WHOLE.format(of_versions=of_versions, of_links=of_links, left=LEFT if place.left else "")
        cursor.execute(sql, values)
        return cursor.fetchall()


def among_newest(cursor, place: Place, values: Mapping[str, Any], rows: int) -> tuple[list[tuple[int, int]], bool]:
    """The latest entries among the newest rows of each history, and whether these are all rows."""
    sql = RECENT.format(
        of_versions=place.condition.format(id="v.pgh_obj_id", row="v"),
        of_links=place.condition.format(id="l.activity_id", row="a"),
        left=LEFT_RECENTLY.format(of_before=place.condition.format(id="v.pgh_obj_id", row="before"))
        if place.left
        else "",
    )
    cursor.execute(sql, {**values, "rows": rows})
    pairs, complete = cursor.fetchone()
    return [(change, activity) for change, activity in pairs], complete


def terms_of(known: Vocabulary, pk: int) -> list[int]:
    """The ids of a Term and, of a Goal, of its targets and indicators."""
    option = known.by_term.get(pk)
    if option is None or option.goal != option.value:
        return [pk]
    return [*known.goal_terms[option.value]]


def entries(place: Place, known: Vocabulary) -> list[FeedEntry]:
    """The latest 50 entries of a place, latest first. Five queries, up to seven where few of its entries are among the
    latest rows; one more if an organisation changed."""
    pairs = latest(place, known)
    changes = Change.objects.only("id", "at").in_bulk({change for change, _pk in pairs})
    activities = Activity.objects.only("id", "title").in_bulk({pk for _change, pk in pairs})
    steps = steps_of(list(activities), known)
    return [
        FeedEntry(
            change=number,
            at=changes[number].at,
            activity=pk,
            title=activities[pk].title,
            href=activities[pk].get_absolute_url(),
            what=what_in_words(steps[pk, number]),
            steps=steps[pk, number],
        )
        for number, pk in pairs
        if pk in activities and steps.get((pk, number))
    ]


def what_in_words(steps: tuple[Step, ...]) -> str:
    """What a Change did, from its alterations in words."""
    words = {step.text for step in steps}
    for text, what in (
        (_("Activity entered"), _("Added")),
        (_("Withdrawn"), _("Withdrawn")),
        (_("Restored"), _("Restored")),
    ):
        if text in words:
            return what
    if any(text.startswith(_("Merged into activity %(number)s").partition("%")[0]) for text in words):
        return _("Merged")
    return _("Links changed") if all(step.terms for step in steps) else _("Changed")
