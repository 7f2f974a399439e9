"""Compare rows of the sheet Mappings with the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.sheets.found import (
    CONFLICTING,
    CREATE,
    NEW_ROW,
    UNCHANGED,
    UPDATE,
    WITHDRAW,
    Found,
    Known,
    changed,
    columns_of_new,
    differences,
    earlier,
    edited,
    settled,
    withdrawn_fault,
)
from activities.exchange.sheets import fields as sheet_fields
from activities.exchange.sheets.layout import FIELDS, MAPPINGS, mapping_cells
from activities.exchange.sheets.rows import SheetRow
from activities.queries.editing import sheets
from activities.queries.editing.sheets import Version


def compare_mappings(known: Known, rows: Sequence[SheetRow]) -> list[Found]:
    """Three queries at most, and those of merged activities."""
    found = []
    for row in rows:
        named = sheet_fields.activity_number(row)
        found.append(Found(MAPPINGS, row, activity=named, term=sheet_fields.term_of(row, known.words)))
    ids = {pk for one in found if (pk := known.pk(one))}
    activities = sheets.editable_activities(ids, known.user)
    known.look_up_merged(version["merged_into_id"] for version in activities.values())
    links = sheets.mappings_of(activities)
    seen = {one.key: sheet_fields.change_number(one.row) for one in found}
    past = sheets.past_mappings(
        (now["id"], seen[one.key] or 0)
        for one in found
        if (now := links.get((known.pk(one), one.term or 0))) and earlier(seen[one.key], now)
    )
    for one in found:
        link(known, one, activities, links, seen[one.key], past)
    return settled(found)


def link(
    known: Known,
    one: Found,
    activities: Mapping[int, Version],
    links: Mapping[tuple[int, int], Version],
    seen: int | None,
    past: Mapping[Any, Version],
) -> None:
    row, pk = one.row, known.pk(one)
    withdrawal = sheet_fields.wants_withdrawal(row)
    if one.term:
        one.title = known.words.terms[one.term][1]
    activity = activities.get(pk)
    named = is_named(known, one, activity)
    if activity or named:
        one.title = f"{activity['title'] if activity else one.activity} → {one.title}"
    if not named or one.term is None:
        if seen == 0 and not withdrawal:  # what else is wrong with a new link
            sheet_fields.mapping_fields(row, columns_of_new(row))
        return
    known.repeated(one, (one.activity, one.term), "Code")
    now = links.get((pk, one.term))
    one.seen = now["change_id"] if now else 0
    live = now is not None and not now["withdrawn"]
    base = None
    if seen and not (withdrawal and not live):
        base = version_of_link(row, seen, now, past.get((now["id"], seen)) if now else None)
    decide(one, now, now if row.faulty.get("Change") else base, seen or 0, live=live, withdrawal=withdrawal)
    gone = activity and (activity["withdrawn"] or pk in known.leaving)
    if activity and gone and one.kind != UNCHANGED and (one.act or row.faulty):
        row.fault("Activity", *withdrawn_fault(known, activity, _("Restore it first, or delete the row.")))


def is_named(known: Known, one: Found, activity: Version | None) -> bool:
    """Whether the row names an activity that the user can edit, or a new one of the file. If not, the row gets a
    fault."""
    pk = known.pk(one)
    if one.activity is None:
        return False
    if activity is None and (pk or isinstance(one.activity, int)):  # a new one may have moved to another Sector since
        reason = _("You cannot edit activity %(number)s.") % {"number": pk}
        one.row.fault("Activity", reason, _("Delete the row, or correct the number."))
        return False
    if isinstance(one.activity, str) and one.activity not in known.labels:
        reason = _("The sheet Activities has no valid row “%(label)s”.") % {"label": one.activity[:60]}
        one.row.fault("Activity", reason, _("Add the row there, or correct it."))
        return False
    return True


def decide(one: Found, now: Version | None, base: Version | None, seen: int, *, live: bool, withdrawal: bool) -> None:
    """Set what the row does to the link: nothing, create, update or withdraw."""
    row = one.row
    if withdrawal:
        one.act, one.differences = WITHDRAW, [("Action", "", sheet_fields.WITHDRAW)]
        one.kind = changed(seen, now) if live and now else UNCHANGED
        return
    columns = edited(row, mapping_cells(base)) if base else columns_of_new(row)
    values = sheet_fields.mapping_fields(row, columns)
    if row.faulty:
        return
    mine = {FIELDS[MAPPINGS][column]: value for column, value in values.items()}
    if base:
        mine = {name: value for name, value in mine.items() if value != base[name]}
    if live and now:
        mine = {name: value for name, value in mine.items() if value != now[name]}
    one.fields = mine
    if base and not mine:
        one.kind = UNCHANGED
    elif live and now:
        one.act, one.kind = (UPDATE, changed(seen, now)) if mine else ("", UNCHANGED)
        one.differences = differences(mapping_cells(now), mapping_cells(now | mine))
    else:
        one.act, one.kind = CREATE, CONFLICTING if base else NEW_ROW
        one.differences = [(c, _("withdrawn") if base else "", row.raw(c)) for c in columns if row.raw(c)]


def version_of_link(row: SheetRow, seen: int, now: Version | None, past: Version | None) -> Version | None:
    """The version of a link that the editor saw; None, with a fault, if there is none."""
    if now and seen == now["change_id"]:
        return now
    if past is None:
        reason = _("Change %(number)s is not a version of this link.") % {"number": seen}
        fix = _("For a new link, leave the cell empty. To replace a link, withdraw the old one in its own row.")
        row.fault("Change", reason, fix)
    return past
