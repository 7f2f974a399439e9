"""Enter, edit, confirm, withdraw, restore and merge activities. Each action is one Change. All raise NotEditable when
the person may not edit the activity."""

from contextlib import suppress
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.actions.editors import editable_row
from activities.actions.ledger import NothingChanged, Refused, record, refuse_if_stale
from activities.actions.mappings import write_mapping
from activities.models import Activity, Certainty, Change, Mapping, User

#: Fields that an editor may change. `organisation_id` is an id; arrays are lists of codes.
FIELDS = (
    "title description kind status organisation_id partners start_year end_year countries regions url "
    "description_certainty"
).split()


def create_activity(*, fields: dict[str, Any], reason: str = "", by: User | str) -> Activity:
    """Create an activity from FIELDS. Its origin is staff, and it is confirmed today."""
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
        today = row.confirmed_on == timezone.localdate()
        said_already = (row.change.verb, row.change.actor) == (change.verb, change.actor)
        if not (today and said_already):
            refuse_if_stale(row, seen)
        if today:
            raise NothingChanged
        amend_activity(row, {}, change)
    return row


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


def merge_activities(
    *, duplicate: Activity, into: Activity, seen: tuple[int, int], reason: str = "", by: User | str
) -> Activity:
    """Withdraw `duplicate` and give its links to `into`. Where both have a link, the higher strength wins and empty
    fields are filled from the duplicate. The address of the duplicate redirects to `into`.

    `seen` are the Changes of both that the editor saw. Raises Stale; Refused if they are the same or one is withdrawn.
    """
    with record(by, "activity.merge", reason) as change:
        gone, stays = (editable_row(each, by) for each in (duplicate, into))
        if gone.pk == stays.pk:
            raise Refused(_("An activity cannot be merged into itself."))
        if stays.withdrawn or gone.withdrawn:
            raise Refused(_("One of the two has been withdrawn. Restore it first."))
        refuse_if_stale(gone, seen[0])
        refuse_if_stale(stays, seen[1])
        take_over(gone, stays, change)
        gone.withdrawn, gone.merged_into, gone.change = True, stays, change
        gone.save(update_fields=["withdrawn", "merged_into", "change"])
        return stays


def take_over(gone: Activity, stays: Activity, change: Change) -> None:
    """Give `stays` the live links of `gone`."""
    held = {row.term_id: row for row in stays.mappings.all()}
    for other in gone.mappings.filter(withdrawn=False):
        row = held.get(other.term_id)
        if row is None or row.withdrawn:
            wanted = {name: getattr(other, name) for name in ("strength", "rationale", "evidence_url", "certainty")}
            write_mapping(row, stays.pk, other.term_id, wanted, other.origin, change)
            continue
        wanted = {
            "strength": max(row.strength, other.strength),
            "rationale": row.rationale or other.rationale,
            "evidence_url": row.evidence_url or other.evidence_url,
            "certainty": Certainty.surest(row.certainty, other.certainty),
        }
        if any(getattr(row, name) != value for name, value in wanted.items()):
            write_mapping(row, stays.pk, other.term_id, wanted, Mapping.Origin.STAFF, change)


def enter_activity(fields: dict[str, Any], origin: str, change: Change) -> Activity:
    """Insert an activity under `change`. Its slug is made from its title."""
    return Activity.objects.create(
        slug=free_slug(fields["title"]),
        origin=origin,
        confirmed_on=timezone.localdate(),
        change=change,
        **{"description_certainty": Certainty.CONFIRMED} | fields,
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
