"""The latest recorded acts and what each wrote, told from the history of the rows."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
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


def latest_acts(count: int = 5) -> tuple[Act, ...]:
    """The newest first. Three queries, however much the acts wrote."""
    changes = list(Change.objects.order_by("-id").values_list("id", "at", "actor", "verb", "reason")[:count])
    wrote, alone = histories([number for number, *_rest in changes])
    activities = Activity.objects.live().in_bulk(set(alone.values()))
    return tuple(
        Act(number, at, actor, verb, reason, wrote.get(number, {}), activities.get(alone.get(number)))
        for number, at, actor, verb, reason in changes
    )


def histories(numbers: list[int]) -> tuple[dict[int, dict[str, Wrote]], dict[int, int]]:
    """What each Change wrote, and the activity of each Change that was about one alone. One query."""
    wrote: dict[int, dict[str, Wrote]] = {}
    about: dict[int, set[int | None]] = {}
    first, *others = [history(name, field, numbers) for name, field in TOLD.items()]
    for number, name, added, touched, lowest, highest in first.union(*others, all=True):
        wrote.setdefault(number, {})[name] = Wrote(added, touched - added)
        about.setdefault(number, set()).update({lowest, highest})
    ordered = {number: {name: tables[name] for name in TOLD if name in tables} for number, tables in wrote.items()}
    alone = {number: ids.pop() for number, ids in about.items() if len(ids) == 1}
    return ordered, {number: activity for number, activity in alone.items() if activity is not None}


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
