"""The latest recorded acts and what each wrote, told from the history of the rows."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.cache import caches
from django.db.models import BigIntegerField, Count, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Cast

from activities.models import Activity, Change

#: The tables that readers hear about, and the field of their history that names the activity, if it is about one.
TOLD = {"Activity": "id", "Mapping": "activity_id", "Term": "", "Crosswalk": "", "TermText": ""}


@dataclass(frozen=True, slots=True)
class Wrote:
    """Rows of one table that an act added and altered. A withdrawal alters a row."""

    added: int = 0
    altered: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One Change: `wrote` by model name; `activity` is the one activity it was about, if it was about one alone."""

    number: int
    at: datetime
    actor: str
    verb: str
    reason: str
    wrote: dict[str, Wrote]
    activity: Activity | None


#: What a Change wrote by model name, and the one activity it was about, if it was about one alone.
Told = tuple[dict[str, Wrote], int | None]


def latest_acts(count: int = 5) -> tuple[Act, ...]:
    """The newest first. Three queries, or two: what a Change wrote never changes, so it is kept once told."""
    changes = list(Change.objects.order_by("-id").values_list("id", "at", "actor", "verb", "reason")[:count])
    told = written([number for number, *_rest in changes])
    activities = Activity.objects.live().in_bulk({alone for _wrote, alone in told.values() if alone})
    return tuple(
        Act(number, at, actor, verb, reason, told[number][0], activities.get(told[number][1] or 0))
        for number, at, actor, verb, reason in changes
    )


def written(numbers: list[int]) -> dict[int, Told]:
    """What each Change wrote. One query, or none when all of them have been told before."""
    keys = {f"written:{number}": number for number in numbers}
    found: dict[int, Told] = {keys[key]: told for key, told in caches["process"].get_many(keys).items()}
    if missing := [number for number in numbers if number not in found]:
        fresh = histories(missing)
        caches["process"].set_many({f"written:{number}": told for number, told in fresh.items()}, timeout=None)
        found |= fresh
    return found


def histories(numbers: list[int]) -> dict[int, Told]:
    """The same, always from the history of the rows. One query."""
    wrote: dict[int, dict[str, Wrote]] = {number: {} for number in numbers}
    about: dict[int, set[int | None]] = {number: set() for number in numbers}
    first, *others = [history(name, field, numbers) for name, field in TOLD.items()]
    for number, name, added, touched, lowest, highest in first.union(*others, all=True):
        wrote[number][name] = Wrote(added, touched - added)
        about[number] |= {lowest, highest}
    return {
        number: (
            {name: wrote[number][name] for name in TOLD if name in wrote[number]},
            ids.pop() if len(ids) == 1 else None,
        )
        for number, ids in about.items()
    }


def history(name: str, field: str, numbers: list[int]) -> QuerySet:
    """One row a Change: number, table, rows added, rows added or altered, lowest and highest activity or None."""
    events = apps.get_model("activities", f"{name}Event").objects.filter(change__in=numbers)
    nothing = Value(None, output_field=BigIntegerField())
    ends = (Min(field), Max(field)) if field else (nothing, nothing)
    return (
        events.order_by()
        .values("change_id")
        .annotate(
            told=Value(name),
            added=Count("pgh_obj", distinct=True, filter=Q(pgh_label="insert")),
            touched=Count("pgh_obj", distinct=True),
            lowest=Cast(ends[0], BigIntegerField()),
            highest=Cast(ends[1], BigIntegerField()),
        )
        .values_list("change_id", "told", "added", "touched", "lowest", "highest")
    )
