"""How current the activities are, by type of organisation and by country, and whom a coordinator can remind."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from activities.models import Activity, Country, Organisation
from activities.models.activity import CONFIRMED_FOR, NO_ORGANISATION, ActivityQuerySet, Freshness
from activities.queries.submissions.owners import to_remind_of

#: The row of ITU's own activities, and of activities without an organisation.
ITU, NONE = "itu", "none"


@dataclass(frozen=True, slots=True)
class FreshnessRow:
    """Numbers of live activities in one row, in the order of `Freshness`."""

    value: str
    label: str | Promise
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def due(self) -> int:
        """All but the fresh ones."""
        return self.total - self.counts[0]


def conditions(today: date) -> dict[str, Q]:
    """{Freshness: the activities in this state}, as Freshness.of has them."""
    one, two, three = (today - years * CONFIRMED_FOR for years in (1, 2, 3))
    return {
        Freshness.FRESH: Q(confirmed_on__gte=one),
        Freshness.YEAR: Q(confirmed_on__lt=one, confirmed_on__gte=two),
        Freshness.TWO_YEARS: Q(confirmed_on__lt=two, confirmed_on__gte=three),
        Freshness.INACTIVE: Q(confirmed_on__lt=three),
        Freshness.NEVER: Q(confirmed_on=None),
    }


def counted(today: date, *groups: str) -> list[tuple[Any, ...]]:
    """For each group its values, then the numbers of activities in the order of `Freshness`. One query."""
    sums = {f"state{place}": Count("pk", filter=which) for place, which in enumerate(conditions(today).values())}
    return list(Activity.objects.live().values(*groups).annotate(**sums).order_by().values_list(*groups, *sums))


def by_type(today: date) -> list[FreshnessRow]:
    """ITU, each type of organisation, and activities without one; rows without activities are left out. One query."""
    found: dict[str, list[int]] = {}
    for sector, kind, *counts in counted(today, "organisation__sector", "organisation__type"):
        value = ITU if sector else kind or NONE
        found[value] = [one + other for one, other in zip(found.get(value, [0] * 5), counts, strict=True)]
    labels: dict[str, str | Promise] = {ITU: _("ITU"), **dict(Organisation.Type.choices), NONE: NO_ORGANISATION}
    return [FreshnessRow(value, label, tuple(found[value])) for value, label in labels.items() if value in found]


def by_country(today: date) -> list[FreshnessRow]:
    """Countries of the organisations, those with most due activities first. Two queries."""
    found = {country: tuple(counts) for country, *counts in counted(today, "organisation__country") if country}
    names = dict(Country.objects.filter(code__in=found).values_list("code", "name"))
    rows = [FreshnessRow(code, names.get(code, code), counts) for code, counts in found.items()]
    return sorted(rows, key=lambda row: (-row.due, str(row.label)))


def due_in(kind: str, country: str, today: date) -> ActivityQuerySet:
    """The activities that are due, of a type of organisation (or ITU) and of a country; "" means any. Those of an open
    review round are left out: their owners are asked there."""
    due = to_remind_of(today)
    if kind == ITU:
        due = due.exclude(organisation__sector="").filter(organisation__isnull=False)
    elif kind == NONE:
        due = due.filter(organisation=None)
    elif kind:
        due = due.filter(organisation__type=kind, organisation__sector="")
    return due.filter(organisation__country=country) if country else due
