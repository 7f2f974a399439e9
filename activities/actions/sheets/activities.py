"""Compare rows of the sheet Activities with the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from activities import rules
from activities.actions.sheets.found import (
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
from activities.exchange.sheets.layout import ACTIVITIES, FIELDS, activity_cells
from activities.exchange.sheets.rows import SheetRow
from activities.models.sector import Sector
from activities.queries.editing import sheets
from activities.queries.editing.sheets import Version


def compare_activities(known: Known, rows: Sequence[SheetRow]) -> list[Found]:
    """Four queries at most, and those of merged activities."""
    found = [Found(ACTIVITIES, row, activity=sheet_fields.activity_number(row)) for row in rows]
    there = sheets.editable_activities([f.activity for f in found if isinstance(f.activity, int)], known.user)
    known.look_up_merged(version["merged_into_id"] for version in there.values())
    seen = {f.key: sheet_fields.change_number(f.row) for f in found if isinstance(f.activity, int)}
    past = sheets.past_activities(
        (f.activity, seen[f.key] or 0)
        for f in found
        if isinstance(f.activity, int) and f.activity in there and earlier(seen[f.key], there[f.activity])
    )
    for one in found:
        if isinstance(one.activity, int):
            existing(known, one, there.get(one.activity), seen[one.key], past)
        elif one.activity:
            entered(known, one)
        elif not one.row.text("Change"):  # what else is wrong with a new one
            fields_of_new(known, one.row)
    refuse_known_titles(known, [one for one in found if one.fields and not isinstance(one.activity, int)])
    return settled(found)


def existing(known: Known, one: Found, now: Version | None, seen: int | None, past: Mapping[Any, Version]) -> None:
    """Compare the row of an activity. If it does not say which version it was, its cells are still checked where they
    differ from the current one."""
    row, pk = one.row, one.activity
    withdrawal = sheet_fields.wants_withdrawal(row)
    if now is None:
        reason = _("You cannot edit activity %(number)s.") % {"number": pk}
        row.fault("Activity", reason, _("Delete the row, or correct the number."))
        return
    one.title, one.seen = now["title"], now["change_id"]
    if known.repeated(one, pk, "Activity") and not seen:
        return
    base = version(row, seen, now, past.get((pk, seen))) or now
    before = activity_cells(base, known.words)
    values = sheet_fields.activity_fields(row, edited(row, before), known.words)
    mine = {FIELDS[ACTIVITIES][column]: value for column, value in values.items()}
    mine = {name: value for name, value in mine.items() if value != base[name]}
    if withdrawal and mine:
        row.fault("Action", _("The row is both edited and withdrawn."), _("Do only one of the two."))
    check_fields(known, row, now | mine, mine)
    one.fields = {} if withdrawal else {name: value for name, value in mine.items() if value != now[name]}
    if one.fields and now["withdrawn"]:
        row.fault("Activity", *withdrawn_fault(known, now, _("Restore it on its page first.")))
    if row.faulty:
        return
    if withdrawal:
        known.leaving[now["id"]] = row.number
        one.act, one.differences = WITHDRAW, [("Action", "", sheet_fields.WITHDRAW)]
        one.kind = UNCHANGED if now["withdrawn"] else changed(seen, now)
    elif not one.fields:
        one.kind = UNCHANGED
    else:
        one.act, one.kind = UPDATE, changed(seen, now)
        now_cells, then = activity_cells(now, known.words), activity_cells(now | one.fields, known.words)
        one.differences = differences(now_cells, then)


def entered(known: Known, one: Found) -> None:
    """Check the row of a new activity."""
    row = one.row
    label = str(one.activity)
    repeated = known.repeated(one, label, "Activity", _("Number new activities: new 1, new 2 …"))
    if known.labels.get(label) and not repeated:  # an earlier Job created it, then was cancelled or failed
        one.kind, one.title = UNCHANGED, row.text("Title")
        return
    if sheet_fields.wants_withdrawal(row):
        row.fault("Action", _("A new activity cannot be withdrawn."), _("Delete the row."))
    one.fields = fields_of_new(known, row)
    one.title = one.fields.get("title") or ""
    if row.faulty:
        return
    one.kind, one.act = NEW_ROW, CREATE
    one.differences = [(c, "", text) for c in columns_of_new(row) if (text := row.raw(c).strip())]
    known.labels.setdefault(label, 0)


def fields_of_new(known: Known, row: SheetRow) -> dict[str, Any]:
    values = sheet_fields.activity_fields(row, columns_of_new(row), known.words)
    fields = {FIELDS[ACTIVITIES][column]: value for column, value in values.items()}
    check_fields(known, row, fields, fields)
    return fields


def check_fields(known: Known, row: SheetRow, all_fields: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
    """Check rules that concern several cells: years and permission."""
    start, end = all_fields.get("start_year"), all_fields.get("end_year")
    if start and end and end < start and not {"start_year", "end_year"}.isdisjoint(mine):
        reason = _("The activity ends in %(end)s, before it starts in %(start)s.") % {"end": end, "start": start}
        row.fault("End year", reason, _("Correct one of the two years."))
    organisation = mine.get("organisation_id")
    if organisation:
        name = known.words.organisations[organisation]
        if not rules.can_edit_activity_of(known.user, name if name in Sector.values else ""):
            allowed = ", ".join(known.words.offered) or _("none")
            fix = _("Choose one that you can edit (%(sectors)s), or ask a coordinator to change it.")
            fix %= {"sectors": allowed}
            row.fault("Organisation", _("You cannot edit the activities of %(name)s.") % {"name": name}, fix)


def refuse_known_titles(known: Known, found: Sequence[Found]) -> None:
    """Refuse new activities whose title and organisation exist already: a file uploaded again must not create them
    twice, also if one of them has been merged into another activity since."""
    named = [one for one in found if one.title and not one.row.faulty.keys() & {"Title", "Organisation"}]
    if not named:
        return
    there = sheets.same_titles(one.title for one in named)
    merged = sheets.merged_titles(one.title for one in named)
    known.look_up_merged(into for _pk, into in merged.values())
    for one in named:
        key = (one.title, one.fields["organisation_id"])
        fix, see = _("Enter its number in the column Activity, or choose another title for the new activity."), None
        if pk := there.get(key):
            reason, see = _("Activity %(number)s already has this title.") % {"number": pk}, pk
        elif key in merged:
            pk, into = merged[key]
            see, title = known.merged[into]
            reason = _("Activity %(number)s had this title and was merged into activity %(into)s, “%(title)s”.")
            reason %= {"number": pk, "into": see, "title": title[:60]}
            fix = _("Delete the row and edit activity %(into)s, or choose another title for a different activity.")
            fix %= {"into": see}
        elif first := known.first.get((ACTIVITIES, key)):
            reason = _("Row %(row)s already has an activity with this title.") % {"row": first}
        else:
            if not one.row.faulty:
                known.first[ACTIVITIES, key] = one.row.number
            continue
        one.row.fault("Title", reason, fix, see)
        label = str(one.activity)
        # a row that repeats the label leaves it to the row that had it first
        if known.labels.get(label) == 0 and known.first.get((ACTIVITIES, label)) == one.row.number:
            del known.labels[label]


def version(row: SheetRow, seen: int | None, now: Version, past: Version | None) -> Version | None:
    """The version that the editor saw; None, with a fault, if the row does not name one."""
    if seen and seen == now["change_id"]:
        return now
    if seen == 0:
        row.fault("Change", _("The cell is empty."), sheet_fields.copy_again())
    elif seen and past is None:
        reason = _("Change %(number)s is not a version of this activity.") % {"number": seen}
        row.fault("Change", reason, sheet_fields.copy_again())
    return past if seen else None
