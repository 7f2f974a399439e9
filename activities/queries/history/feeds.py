"""The latest changes of activities and their links, of one place or of all: what an Atom feed shows.

An entry is one activity in one Change. Places are a Goal, an Action Line, a country or an organisation. Who wrote a
Change, and why, is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from activities.models import Activity, Change
from activities.queries.history.of_activity import Step, steps_of
from activities.queries.vocabulary import Vocabulary

#: Entries of a feed.
MOST = 50
#: The latest rows of each table among which the entries of a Goal, an Action Line or of everything are found. One
#: Change can write many links of one activity.
LATEST = "ORDER BY {table}.change_id DESC, {table}.pgh_id DESC LIMIT 1000"


@dataclass(frozen=True, slots=True)
class Place:
    """What a feed is about. `condition` is SQL about an activity: `{id}` stands for its id, `{row}` for its row or one
    of its versions. `left`: a later version may no longer match, and the feed has the entry that says so."""

    condition: str = "true"
    values: Mapping[str, Any] | None = None
    left: bool = False


EVERYTHING = Place()


def of_term(pk: int) -> Place:
    """Activities that are or were linked to the Term; for a Goal, also to its targets and indicators."""
    linked = """{id} IN (SELECT m.activity_id FROM activities_mapping m JOIN activities_term t ON t.id = m.term_id
                          WHERE t.id = %(term)s OR t.goal_id = %(term)s)"""
    return Place(linked, {"term": pk})


def of_country(code: str) -> Place:
    return Place("{row}.countries @> ARRAY[%(country)s]::varchar[]", {"country": code}, left=True)


def of_organisation(pk: int) -> Place:
    return Place("{row}.organisation_id = %(organisation)s", {"organisation": pk}, left=True)


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


ENTRIES = """
WITH here AS MATERIALIZED (
    SELECT e.pgh_id, e.pgh_obj_id, e.change_id FROM activities_activityevent e
     WHERE e.pgh_label <> 'delete' AND {of_versions} {latest_versions})
SELECT change_id, pgh_obj_id AS activity FROM here
{left}
UNION
SELECT * FROM (
    SELECT e.change_id, e.activity_id
      FROM activities_mappingevent e JOIN activities_activity a ON a.id = e.activity_id
     WHERE e.pgh_label <> 'delete' AND {of_rows} {latest_links}) linked
 ORDER BY 1 DESC, 2 DESC LIMIT %(most)s"""
LEFT = """
UNION
SELECT next.change_id, next.pgh_obj_id FROM here CROSS JOIN LATERAL (
    SELECT e.change_id, e.pgh_obj_id FROM activities_activityevent e
     WHERE e.pgh_obj_id = here.pgh_obj_id AND e.pgh_id > here.pgh_id AND e.pgh_label <> 'delete'
     ORDER BY e.pgh_id LIMIT 1) next"""


def entries(place: Place, known: Vocabulary) -> list[FeedEntry]:
    """The latest 50 entries of a place, latest first. Five queries; one more if an organisation changed."""
    latest = "" if place.left else LATEST.format(table="e")
    sql = ENTRIES.format(
        of_versions=place.condition.format(id="e.pgh_obj_id", row="e"),
        of_rows=place.condition.format(id="e.activity_id", row="a"),
        latest_versions=latest,
        latest_links=latest,
        left=LEFT if place.left else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {**(place.values or {}), "most": MOST})
        pairs = cursor.fetchall()
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
