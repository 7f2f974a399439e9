"""Activities with the codes of their links: the latest of a page, and those of a sheet of paper."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, F, Max, OuterRef, Q, QuerySet, Value, When

from activities.models import Activity, Mapping, Term
from activities.queries.cached import cached
from activities.queries.state import AsOf

#: The most activities on a sheet of paper.
MOST = 18


@dataclass(frozen=True, slots=True)
class Work:
    """An activity with the codes of the Goals (of its targets, too) and the Action Lines that it is linked to."""

    activity: Activity
    goals: tuple[str, ...]
    lines: tuple[str, ...]


def work_of(name: str, which: Q, as_of: AsOf) -> tuple[Work, ...]:
    """Up to 18 live activities that `which` selects. `name` is that of the selection in the cache.

    ITU's come first, then the strongest link, then the latest start. Two queries, one if the order is cached.
    """
    ids = cached(f"sheet:{name}", as_of, lambda: ranked(which))
    found = with_codes().in_bulk(ids)
    return tuple(work(found[pk]) for pk in ids if pk in found)


def work_for(term: Term, as_of: AsOf) -> tuple[Work, ...]:
    """The same for the activities of a Goal (by its targets, too) or an Action Line. Only links to it count."""
    links = Q(mappings__term__goal=term) if term.kind == Term.Kind.GOAL else Q(mappings__term=term)
    return work_of(f"term:{term.pk}", links & Q(mappings__withdrawn=False), as_of)


def ranked(which: Q) -> list[int]:
    """The ids of the activities in their order. One query."""
    strength = Max("mappings__strength", filter=Q(mappings__withdrawn=False))
    rows = (
        Activity.objects.live()
        .filter(which)
        .annotate(
            itu=Case(
                When(organisation__sector__gt="", then=Value(True)), default=Value(False), output_field=BooleanField()
            ),
            strongest=strength,
        )
        .order_by("-itu", F("strongest").desc(nulls_last=True), F("start_year").desc(nulls_last=True), "-id")
    )
    return list(rows.values_list("id", flat=True)[:MOST])


def latest(which: Q, number: int) -> tuple[Work, ...]:
    """The live activities that `which` selects with the latest start, and the newest of the same start. One query."""
    rows = with_codes().filter(which).order_by(F("start_year").desc(nulls_last=True), "-id")
    return tuple(work(activity) for activity in rows[:number])


def with_codes() -> QuerySet[Any, Any]:
    """Live activities with their organisation and the codes of their links."""
    links = Mapping.objects.live().filter(activity=OuterRef("pk"))
    goals = links.filter(term__goal__isnull=False).order_by("term__goal__position").values("term__goal__code")
    lines = links.filter(term__kind=Term.Kind.ACTION_LINE).order_by("term__position").values("term__code")
    rows = Activity.objects.live().select_related("organisation").defer("search", "description")
    return rows.annotate(goal_codes=ArraySubquery(goals), line_codes=ArraySubquery(lines))


def work(activity: Any) -> Work:
    """The Work of an activity from `with_codes`. A Goal is named once, however many of its targets are linked."""
    return Work(activity, tuple(dict.fromkeys(activity.goal_codes)), tuple(activity.line_codes))
