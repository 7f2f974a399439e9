"""Write hundreds of rows of a workbook or a batch in a few statements, under one Change and by the rules of
`actions.activities` and `actions.mappings`."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from django.utils import timezone
from django.utils.text import slugify

from activities.actions.activities import free_slug
from activities.actions.sheets.found import CREATE, UPDATE, WITHDRAW
from activities.models import Activity, Certainty, Change, Mapping


class Writable(Protocol):
    """A checked row. `act` is CREATE, UPDATE or WITHDRAW; `activity` the id of the activity, or a label for a new
    one; `term` the id of the Term of a link."""

    @property
    def act(self) -> str: ...
    @property
    def activity(self) -> int | str | None: ...
    @property
    def term(self) -> int | None: ...
    @property
    def fields(self) -> dict[str, Any]: ...


Row = TypeVar("Row", bound=Writable)


def write_activities(found: Sequence[Writable], change: Change) -> dict[str, int]:
    """Create, update and withdraw activities. Returns {label in the file: id} of those created."""
    entered = [one for one in found if one.act == CREATE]
    slugs = free_slugs([one.fields["title"] for one in entered])
    today = timezone.localdate()
    made = Activity.objects.bulk_create(
        Activity(
            slug=slug,
            origin=Activity.Origin.STAFF,
            confirmed_on=today,
            change=change,
            **{"description_certainty": Certainty.PROPOSED} | one.fields,
        )
        for slug, one in zip(slugs, entered, strict=True)
    )
    amended = {int(one.activity or 0): one.fields for one in found if one.act == UPDATE}
    rows = list(Activity.objects.filter(id__in=list(amended)))
    for row in rows:
        for name, value in amended[row.pk].items():
            setattr(row, name, value)
        row.change, row.confirmed_on = change, today  # an edit also confirms the activity
    update(Activity, rows, amended.values(), ["change", "confirmed_on"])
    leaving = [int(one.activity or 0) for one in found if one.act == WITHDRAW]
    Activity.objects.filter(id__in=leaving).update(withdrawn=True, change=change)
    return {str(one.activity): row.pk for one, row in zip(entered, made, strict=True)}


def write_mappings(found: Sequence[Row], pk_of: Callable[[Row], int], change: Change) -> None:
    """Create, update and withdraw links. A withdrawn link is restored with the origin staff. `pk_of` returns the id of
    a row's activity."""
    keys = {(pk_of(one), one.term or 0): one for one in found}
    rows = Mapping.objects.filter(activity_id__in={pk for pk, _term in keys}, term_id__in={t for _pk, t in keys})
    there = {(row.activity_id, row.term_id): row for row in rows if (row.activity_id, row.term_id) in keys}
    staff, proposed = Mapping.Origin.STAFF, {"certainty": Certainty.PROPOSED}
    Mapping.objects.bulk_create(
        Mapping(activity_id=pk, term_id=term, origin=staff, change=change, **(proposed | one.fields))
        for (pk, term), one in keys.items()
        if (pk, term) not in there
    )
    altered = []
    for key, row in there.items():
        one = keys[key]
        if one.act == WITHDRAW:
            row.withdrawn = True
        else:
            if row.withdrawn:
                row.withdrawn, row.origin = False, staff
            for name, value in one.fields.items():
                setattr(row, name, value)
        row.change = change
        altered.append(row)
    update(Mapping, altered, (one.fields for one in keys.values()), ["change", "withdrawn", "origin"])


def update(model: type[Any], rows: Sequence[Any], fields: Iterable[dict[str, Any]], always: list[str]) -> None:
    """Write all columns in `fields` of the rows, in one statement. All rows exist, since the ledger's lock is held:
    each one "conflicts" and is updated, in a tenth of the time of `bulk_update`."""
    names = {model._meta.get_field(name.removesuffix("_id")).name for each in fields for name in each}
    if rows:
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=[*sorted(names | set(always))]
        )


def free_slugs(titles: Sequence[str]) -> list[str]:
    """A free slug for each title. One query, and one more for each that is taken."""
    wanted = [slugify(title)[:180].strip("-") or "activity" for title in titles]
    taken = set(Activity.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    free: list[str] = []
    for title, slug in zip(titles, wanted, strict=True):
        if slug in taken:
            slug = free_slug(title)
        base, number = slug, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        free.append(slug)
    return free
