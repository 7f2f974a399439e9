"""Enter, edit, confirm, withdraw and restore activities. Each action is one Change. All raise NotEditable when
the person may not edit the activity."""

from contextlib import suppress
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from activities.actions.editors import editable_row
from activities.actions.ledger import NothingChanged, record, refuse_if_stale
from activities.models import Activity, Certainty, Change, User


def create_activity(*, fields: dict[str, Any], reason: str = "", by: User | str) -> Activity:
    """Create an activity from its FIELDS. Its origin is staff, and it is confirmed today."""
    with record(by, "activity.create", reason) as change:
        return enter_activity(fields, Activity.Origin.STAFF, change)


def update_activity(
    *, activity: Activity, fields: dict[str, Any], seen: int, reason: str = "", by: User | str
) -> Activity:
    """Update the given FIELDS and confirm the activity. Raises Stale with the current row."""
    row = activity
    with suppress(NothingChanged), record(by, "activity.update", reason) as change:
        row = editable_row(activity, by)
        if all(getattr(row, name) == value for name, value in fields.items()):
            raise NothingChanged
        refuse_if_stale(row, seen)
        amend_activity(row, fields, change)
    return row


def confirm_activity(*, activity: Activity, seen: int, by: User | str) -> Activity:
    """Confirm that the version in `seen` is still correct. A second confirmation on the same day does nothing. Raises
    Stale."""
    row = activity
    with suppress(NothingChanged), record(by, "activity.confirm") as change:
        row = editable_row(activity, by)
        confirm_under(row, seen, change)
    return row


def confirm_under(row: Activity, seen: int, change: Change) -> None:
    """Confirm the current row under `change`. Raises Stale, and NothingChanged if it was confirmed today."""
    today = row.confirmed_on == timezone.localdate()
    said_already = (row.change.verb, row.change.actor) == (change.verb, change.actor)
    if not (today and said_already):
        refuse_if_stale(row, seen)
    if today:
        raise NothingChanged
    amend_activity(row, {}, change)


def withdraw_activity(*, activity: Activity, seen: int, reason: str, by: User | str) -> Activity:
    """Remove the activity from all lists and figures. Its page and history remain. Raises Stale."""
    row = activity
    with suppress(NothingChanged), record(by, "activity.withdraw", reason) as change:
        row = editable_row(activity, by)
        if row.withdrawn:
            raise NothingChanged
        refuse_if_stale(row, seen)
        row.withdrawn, row.change = True, change
        row.save(update_fields=["withdrawn", "change"])
    return row


def restore_activity(*, activity: Activity, seen: int, reason: str = "", by: User | str) -> Activity:
    """Restore a withdrawn or merged activity with its mappings. Raises Stale."""
    row = activity
    with suppress(NothingChanged), record(by, "activity.restore", reason) as change:
        row = editable_row(activity, by)
        if not row.withdrawn:
            raise NothingChanged
        refuse_if_stale(row, seen)
        row.withdrawn, row.merged_into, row.change = False, None, change
        row.save(update_fields=["withdrawn", "merged_into", "change"])
    return row


def enter_activity(fields: dict[str, Any], origin: str, change: Change) -> Activity:
    """Insert an activity under `change`. Its slug is made from its title."""
    return Activity.objects.create(
        slug=free_slug(fields["title"]),
        origin=origin,
        confirmed_on=timezone.localdate(),
        change=change,
        **{"description_certainty": Certainty.PROPOSED} | fields,
    )


def amend_activity(row: Activity, fields: dict[str, Any], change: Change) -> None:
    """Update the fields under `change`. An edit also confirms the activity."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.change, row.confirmed_on = change, timezone.localdate()
    names = [Activity._meta.get_field(name.removesuffix("_id")).name for name in fields]
    row.save(update_fields=[*names, "confirmed_on", "change"])


def free_slug(title: str) -> str:
    """A slug that no activity has: the words of the title, with a number if they are taken."""
    base = slugify(title)[:180].strip("-") or "activity"
    taken = set(Activity.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
