"""A copy of all mappings by the client of docs/api.md, and how long it takes to bring it up to date after edits."""

import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from activities.actions.ledger import record
from activities.models import Activity, Organisation
from tests.benchmarks.servers import BenchError, Web
from tests.following import empty_copy, follow

EDITS = 1000


@dataclass(frozen=True, slots=True)
class Followed:
    """Seconds of each step, and the rows that each brought."""

    whole: float
    rows: int
    again: float
    edited: int
    renamed: float
    of_one: int


def followed(web: Web) -> Followed:
    """Copy all mappings; follow 1,000 edited activities, then the new name of the organisation with the most links."""
    api, copy = f"{web.address}/api/v1", empty_copy()
    whole = timed(api, copy)
    rows = len(copy["rows"])
    edit_activities()
    before = dict(copy["rows"])
    again = timed(api, copy)
    edited = sum(before[key] is not row for key, row in copy["rows"].items())
    largest = rename_largest()
    before = dict(copy["rows"])
    renamed = timed(api, copy)
    of_one = sum(before[key] is not row for key, row in copy["rows"].items())
    names = {row["organisation_name"] for row in copy["rows"].values() if row["organisation"] == largest.slug}
    if names != {largest.name}:
        raise BenchError("the copy has the old name of an organisation")
    return Followed(whole, rows, again, edited, renamed, of_one)


def timed(api: str, copy: dict) -> float:
    began = time.perf_counter()
    follow()(copy, api, "mappings")
    return time.perf_counter() - began


def edit_activities() -> None:
    """One Change for each of 1,000 activities, spread over the map, in one transaction to save time."""
    live = list(Activity.objects.live().order_by("id").values_list("id", "title"))
    some = live[:: max(1, len(live) // EDITS)][:EDITS]
    with transaction.atomic():
        for pk, title in some:
            with record("benchmark", "activity.edit") as change:
                Activity.objects.filter(pk=pk).update(title=f"{title[:400]} {change.pk}", change=change)


def rename_largest() -> Organisation:
    live = Q(activities__withdrawn=False)
    largest = Organisation.objects.annotate(size=Count("activities", filter=live)).order_by("-size").first()
    with record("benchmark", "organisation.edit") as change:
        Organisation.objects.filter(pk=largest.pk).update(name=f"{largest.name[:200]} {change.pk}", change=change)
    largest.refresh_from_db()
    return largest
