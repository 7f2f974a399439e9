"""Data of the workbook that staff edit, and the rows that an upload is compared with."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import F
from django.utils.translation import override

from activities.models import Activity, Country, Mapping, Organisation, Region, Term, User

ActivityEvent = apps.get_model("activities", "ActivityEvent")
MappingEvent = apps.get_model("activities", "MappingEvent")

#: Columns of a version of an activity and of a mapping.
ACTIVITY = (
    "title description description_certainty kind status organisation_id start_year end_year regions countries "
    "partners url withdrawn change_id"
).split()
MAPPING = "strength rationale evidence_url certainty withdrawn change_id".split()
CHUNK = 1000

#: A row of the database as a file sees it: attribute names and values.
Version = dict[str, Any]


def words() -> dict[str, Any]:
    """Names of organisations, kinds, statuses, regions, countries and Terms: the arguments of
    `exchange.sheets.words.Words`. Always in English. Three queries."""
    organisations = list(Organisation.objects.order_by("id").values_list("id", "name", "slug", "sector", "withdrawn"))
    counted = Counter(sector or name for _pk, name, _slug, sector, _gone in organisations)
    called = {
        pk: sector or (name if counted[name] == 1 else f"{name} [{slug}]")
        for pk, name, slug, sector, _gone in organisations
    }
    terms = Term.objects.order_by("framework__position", "position")
    with override("en"):
        labels = {
            "kinds": {value: str(label) for value, label in Activity.Kind.choices},
            "statuses": {value: str(label) for value, label in Activity.Status.choices},
            "regions": {value: str(label) for value, label in Region.choices},
        }
    return {
        "organisations": called,
        "former": frozenset(pk for pk, _name, _slug, _sector, gone in organisations if gone),
        "countries": dict(Country.objects.order_by("code").values_list("code", "name")),
        "terms": {pk: rest for pk, *rest in terms.values_list("id", "framework__slug", "code", "title")},
        **labels,
    }


def activity_rows(ids: Sequence[int]) -> Iterator[Version]:
    """Live activities with their `links` as (Term, strength). Two queries for each thousand."""
    for chunk in chunks(ids):
        found = {row["id"]: row for row in Activity.objects.live().filter(id__in=chunk).values("id", *ACTIVITY)}
        links: dict[int, list[tuple[int, int]]] = {}
        rows = Mapping.objects.filter(activity_id__in=chunk, withdrawn=False).order_by("activity_id", "term_id")
        for activity, term, strength in rows.values_list("activity_id", "term_id", "strength"):
            links.setdefault(activity, []).append((term, strength))
        yield from (found[pk] | {"links": links.get(pk, ())} for pk in chunk if pk in found)


def mapping_rows(ids: Sequence[int]) -> Iterator[Version]:
    """Live links with the `title` of their activity: activities in the order of the ids, Terms in official order."""
    for chunk in chunks(ids):
        found: dict[int, list[Version]] = {}
        rows = (
            Mapping.objects.live()
            .filter(activity_id__in=chunk)
            .order_by("term_id")
            .annotate(title=F("activity__title"))
        )
        for row in rows.values("activity_id", "term_id", "title", *MAPPING):
            found.setdefault(row["activity_id"], []).append(row)
        for pk in chunk:
            yield from found.get(pk, ())


def count_links(ids: Sequence[int], most: int) -> int:
    """How many links the activities have, counted until more than `most`."""
    count = 0
    for chunk in chunks(ids):
        count += Mapping.objects.filter(activity_id__in=chunk, withdrawn=False).count()
        if count > most:
            break
    return count


def editable_activities(ids: Iterable[int], user: User) -> dict[int, Version]:
    """{id: current version} of activities that the user can edit, including withdrawn ones, with `merged_into_id`."""
    rows = Activity.objects.editable_by(user).filter(id__in=set(ids))
    return {row["id"]: row for row in rows.values("id", "merged_into_id", *ACTIVITY)}


def where_merged(targets: Iterable[int]) -> dict[int, tuple[int, str]]:
    """{id of an activity into which another was merged: (id, title) of the one where both are now}. One query, and one
    for each time that they were merged again. A circle, which reverts can close, ends before its beginning."""
    targets = set(targets)
    known: dict[int, tuple[str, int | None]] = {}
    wanted = targets
    while wanted:
        rows = Activity.objects.filter(id__in=wanted).values_list("id", "title", "merged_into_id")
        known |= {pk: (title, into) for pk, title, into in rows}
        wanted = {into for _title, into in known.values() if into} - known.keys()
    found = {}
    for target in targets & known.keys():
        pk, passed = target, {target}
        while (into := known[pk][1]) is not None and into in known and into not in passed:
            pk = into
            passed.add(pk)
        found[target] = (pk, known[pk][0])
    return found


def mappings_of(activities: Iterable[int]) -> dict[tuple[int, int], Version]:
    """{(activity, Term): current version of the link}, including withdrawn ones."""
    rows = Mapping.objects.filter(activity_id__in=set(activities)).values("id", "activity_id", "term_id", *MAPPING)
    return {(row["activity_id"], row["term_id"]): row for row in rows}


def past_activities(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Version]:
    """{(id, Change): the activity after that Change}, from the history tables."""
    wanted = set(wanted)
    if not wanted:
        return {}
    ids, changes = {pk for pk, _change in wanted}, {change for _pk, change in wanted}
    rows = ActivityEvent.objects.filter(pgh_obj_id__in=ids, change_id__in=changes).order_by("pgh_id")
    found = {(row["pgh_obj_id"], row["change_id"]): row for row in rows.values("pgh_obj_id", *ACTIVITY)}
    return {key: found[key] for key in wanted & found.keys()}


def past_mappings(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Version]:
    """{(id, Change): the mapping after that Change}, from the history tables."""
    wanted = set(wanted)
    if not wanted:
        return {}
    ids, changes = {pk for pk, _change in wanted}, {change for _pk, change in wanted}
    rows = MappingEvent.objects.filter(pgh_obj_id__in=ids, change_id__in=changes).order_by("pgh_id")
    found = {(row["pgh_obj_id"], row["change_id"]): row for row in rows.values("pgh_obj_id", *MAPPING)}
    return {key: found[key] for key in wanted & found.keys()}


def same_titles(titles: Iterable[str]) -> dict[tuple[str, int | None], int]:
    """{(title, organisation): id} of live activities with these titles."""
    rows = Activity.objects.live().filter(title__in=set(titles)).order_by("-id")
    return {(title, organisation): pk for pk, title, organisation in rows.values_list("id", "title", "organisation_id")}


def merged_titles(titles: Iterable[str]) -> dict[tuple[str, int | None], tuple[int, int]]:
    """{(title, organisation): (id, id of the activity it was merged into)} of merged activities with these titles."""
    rows = Activity.objects.filter(merged_into__isnull=False, title__in=set(titles)).order_by("-id")
    found = rows.values_list("title", "organisation_id", "id", "merged_into_id")
    return {(title, organisation): (pk, into) for title, organisation, pk, into in found if into}


def chunks(ids: Sequence[int], size: int = CHUNK) -> Iterator[list[int]]:
    left = iter(ids)
    while chunk := list(islice(left, size)):
        yield chunk
