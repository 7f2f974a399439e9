"""What each row of a workbook means as things stand: new, changed, unchanged, conflicting or wrong.

A row says what its editor saw by the number of a Change. Cells that still say what that version said were not edited,
so they are neither read nor judged; only edited cells can be wrong, differ, or conflict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from activities import rules
from activities.exchange import sheet_in
from activities.exchange.sheet_in import SheetRow
from activities.exchange.sheet_layout import ACTIVITIES, FIELDS, MAPPINGS, activity_cells, mapping_cells
from activities.exchange.sheet_out import LONGEST, cut
from activities.exchange.sheet_words import Words
from activities.models import User
from activities.models.sector import Sector
from activities.queries import sheets
from activities.queries.sheets import Version

NEW_ROW, CHANGED, UNCHANGED, CONFLICTING, WRONG = KINDS = ("new", "changed", "unchanged", "conflicting", "wrong")
CREATE, UPDATE, WITHDRAW = "create", "update", "withdraw"
#: Cells that a new activity or a new link must have.
REQUIRED = {ACTIVITIES: ("Title", "Kind", "Status", "Organisation"), MAPPINGS: ("Strength",)}


@dataclass(slots=True)
class Found:
    """What came of one row. `act` is what would be done, `fields` what it would write.

    `differences` are (column, as it stands, as the row wants it); `seen` is the Change of the row as it stands, 0 for
    none: who decides on a conflict decides on that version and no later one.
    """

    sheet: str
    row: SheetRow
    kind: str = WRONG
    act: str = ""
    activity: int | str | None = None
    term: int | None = None
    title: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    seen: int = 0

    @property
    def key(self) -> str:
        return f"{self.sheet}:{self.row.number}"


class Comparer:
    """Compares rows, some hundreds at a time, with the database. `labels` are new activities by the name that the file
    gives them: {label: id, 0 while there is none}."""

    def __init__(self, words: Words, user: User, labels: Mapping[str, int] | None = None):
        self.words, self.user = words, user
        self.labels: dict[str, int] = dict(labels or {})
        self.first: dict[tuple[str, Any], int] = {}
        self.leaving: dict[int, int] = {}

    def compare(self, sheet: str, rows: Sequence[SheetRow]) -> list[Found]:
        return self.activities(rows) if sheet == ACTIVITIES else self.mappings(rows)

    # --- the sheet Activities ---

    def activities(self, rows: Sequence[SheetRow]) -> list[Found]:
        """Four queries at most."""
        found = [Found(ACTIVITIES, row, activity=sheet_in.activity_number(row)) for row in rows]
        there = sheets.editable_activities([f.activity for f in found if isinstance(f.activity, int)], self.user)
        seen = {f.key: sheet_in.change_number(f.row) for f in found if isinstance(f.activity, int)}
        past = sheets.past_activities(
            (f.activity, seen[f.key] or 0)
            for f in found
            if isinstance(f.activity, int) and f.activity in there and earlier(seen[f.key], there[f.activity])
        )
        for one in found:
            if isinstance(one.activity, int):
                self.existing(one, there.get(one.activity), seen[one.key], past)
            elif one.activity:
                self.entered(one)
        self.refuse_known_titles([one for one in found if one.act == CREATE])
        return settled(found)

    def existing(self, one: Found, now: Version | None, seen: int | None, past: Mapping[Any, Version]) -> None:
        row, pk = one.row, one.activity
        if now is None:
            reason = _("Activity %(number)s is not one that you keep.") % {"number": pk}
            row.fault("Activity", reason, _("Take the row out of the file, or correct the number."))
            return
        one.title, one.seen = now["title"], now["change_id"]
        if self.repeated(one, pk, "Activity"):
            return
        base = version(row, seen, now, past.get((pk, seen)))
        withdrawal = sheet_in.wants_withdrawal(row)
        if base is None or row.told:
            return
        before = activity_cells(base, self.words)
        values = sheet_in.activity_fields(row, edited(row, before), self.words)
        mine = {FIELDS[ACTIVITIES][column]: value for column, value in values.items()}
        mine = {name: value for name, value in mine.items() if value != base[name]}
        if withdrawal and mine and not row.told:
            row.fault("Action", _("The row is edited and withdrawn at once."), _("Do one of the two."))
        self.check_fields(row, now | mine, mine)
        if row.told:
            return
        if withdrawal:
            self.leaving[now["id"]] = row.number
            one.act, one.differences = WITHDRAW, [("Action", "", sheet_in.WITHDRAW)]
            one.kind = UNCHANGED if now["withdrawn"] else changed(seen, now)
            return
        one.fields = {name: value for name, value in mine.items() if value != now[name]}
        if not one.fields:
            one.kind = UNCHANGED
        elif now["withdrawn"]:
            row.fault("Activity", _("The activity has been withdrawn."), _("Restore it on its page first."))
        else:
            one.act, one.kind = UPDATE, changed(seen, now)
            now_cells, then = activity_cells(now, self.words), activity_cells(now | one.fields, self.words)
            one.differences = differences(now_cells, then)

    def entered(self, one: Found) -> None:
        """A row for an activity that is to be made."""
        row = one.row
        label = str(one.activity)
        if self.repeated(one, label, "Activity", _("Number the new ones: new 1, new 2 …")):
            return
        if self.labels.get(label):  # an earlier Job made it, and was then called off or failed
            one.kind, one.title = UNCHANGED, row.text("Title")
            return
        if sheet_in.wants_withdrawal(row):
            row.fault("Action", _("A new activity cannot be withdrawn."), _("Take the row out of the file."))
        columns = [c for c in FIELDS[ACTIVITIES] if c in REQUIRED[ACTIVITIES] or row.cell(c) is not None]
        values = sheet_in.activity_fields(row, columns, self.words)
        fields = {FIELDS[ACTIVITIES][column]: value for column, value in values.items()}
        self.check_fields(row, fields, fields)
        one.title = fields.get("title") or ""
        if row.told:
            return
        one.kind, one.act, one.fields = NEW_ROW, CREATE, fields
        one.differences = [(c, "", text) for c in columns if (text := row.raw(c).strip())]
        self.labels.setdefault(label, 0)

    def check_fields(self, row: SheetRow, all_fields: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        """What one cell alone cannot tell."""
        start, end = all_fields.get("start_year"), all_fields.get("end_year")
        if start and end and end < start and not {"start_year", "end_year"}.isdisjoint(mine):
            reason = _("The activity ends in %(end)s, before it starts in %(start)s.") % {"end": end, "start": start}
            row.fault("End year", reason, _("Correct one of the two years."))
        organisation = mine.get("organisation_id")
        if organisation:
            name = self.words.organisations[organisation]
            if not rules.can_edit_activity_of(self.user, name if name in Sector.values else ""):
                kept = ", ".join(self.words.offered) or _("none")
                fix = _("Choose one that you keep (%(sectors)s), or ask a coordinator.") % {"sectors": kept}
                row.fault("Organisation", _("You do not keep the activities of %(name)s.") % {"name": name}, fix)

    def refuse_known_titles(self, found: Sequence[Found]) -> None:
        """An activity that is entered twice is counted twice: who sends a file again must not double what it made."""
        there = sheets.same_titles(one.fields["title"] for one in found) if found else {}
        for one in found:
            key = (one.fields["title"], one.fields["organisation_id"])
            fix = _("Write its number into the column Activity, or give the new one another title.")
            if pk := there.get(key):
                reason = _("An activity of this title is there already: %(number)s.") % {"number": pk}
            elif first := self.first.get((ACTIVITIES, key)):
                reason = _("An activity of this title stands in row %(row)s already.") % {"row": first}
            else:
                self.first[ACTIVITIES, key] = one.row.number
                continue
            one.row.fault("Title", reason, fix)
            if self.labels.get(str(one.activity)) == 0:
                del self.labels[str(one.activity)]

    # --- the sheet Mappings ---

    def mappings(self, rows: Sequence[SheetRow]) -> list[Found]:
        """Three queries at most."""
        found = []
        for row in rows:
            named = sheet_in.activity_number(row)
            found.append(Found(MAPPINGS, row, activity=named, term=sheet_in.term_of(row, self.words)))
        ids = {pk for one in found if (pk := self.pk(one))}
        activities = sheets.editable_activities(ids, self.user)
        links = sheets.mappings_of(activities)
        seen = {one.key: sheet_in.change_number(one.row) for one in found}
        past = sheets.past_mappings(
            (link["id"], seen[one.key] or 0)
            for one in found
            if (link := links.get((self.pk(one), one.term or 0))) and earlier(seen[one.key], link)
        )
        for one in found:
            self.link(one, activities, links, seen[one.key], past)
        return settled(found)

    def pk(self, one: Found) -> int:
        """The id of the activity; 0 where there is none yet."""
        return one.activity if isinstance(one.activity, int) else self.labels.get(str(one.activity), 0)

    def link(
        self,
        one: Found,
        activities: Mapping[int, Version],
        links: Mapping[tuple[int, int], Version],
        seen: int | None,
        past: Mapping[Any, Version],
    ) -> None:
        row, pk = one.row, self.pk(one)
        withdrawal = sheet_in.wants_withdrawal(row)
        if one.term:
            one.title = self.words.terms[one.term][1]
        activity = activities.get(pk)
        if one.activity is None:
            return
        if activity is None and (pk or isinstance(one.activity, int)):  # a new one may have gone to others meanwhile
            reason = _("Activity %(number)s is not one that you keep.") % {"number": pk}
            row.fault("Activity", reason, _("Take the row out of the file, or correct the number."))
            return
        if isinstance(one.activity, str) and one.activity not in self.labels:
            reason = _("The sheet Activities has no “%(label)s” that could be entered.") % {"label": one.activity[:60]}
            row.fault("Activity", reason, _("Add its row there, or mend it."))
            return
        one.title = f"{activity['title'] if activity else one.activity} → {one.title}"
        if one.term is None or self.repeated(one, (one.activity, one.term), "Code"):
            return
        now = links.get((pk, one.term))
        one.seen = now["change_id"] if now else 0
        live = now is not None and not now["withdrawn"]
        if seen is None:
            return
        base = None
        if seen and not (withdrawal and not live):
            base = version_of_link(row, seen, now, past.get((now["id"], seen)) if now else None)
            if base is None:
                return
        self.say(one, now, base, seen, live=live, withdrawal=withdrawal)
        if one.act and activity and (activity["withdrawn"] or pk in self.leaving) and one.kind != UNCHANGED:
            row.fault("Activity", _("The activity has been withdrawn."), _("Restore it first, or take the row out."))

    def say(
        self, one: Found, now: Version | None, base: Version | None, seen: int, *, live: bool, withdrawal: bool
    ) -> None:
        """What the row wants of a link: nothing, a new one, another one, its end."""
        row = one.row
        if withdrawal:
            one.act, one.differences = WITHDRAW, [("Action", "", sheet_in.WITHDRAW)]
            one.kind = changed(seen, now) if live and now else UNCHANGED
            return
        if base:
            columns = edited(row, mapping_cells(base))
        else:
            columns = [c for c in FIELDS[MAPPINGS] if c in REQUIRED[MAPPINGS] or row.cell(c) is not None]
        values = sheet_in.mapping_fields(row, columns)
        if row.told:
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

    def repeated(self, one: Found, key: Any, column: str, fix: str = "") -> bool:
        """Whether an earlier row says something of the same; that is a fault of the later one."""
        first = self.first.setdefault((one.sheet, key), one.row.number)
        if first != one.row.number:
            reason = _("The same stands in row %(row)s already.") % {"row": first}
            one.row.fault(column, reason, fix or _("Delete one of the two rows."))
        return first != one.row.number


def settled(found: list[Found]) -> list[Found]:
    """A row with a fault is wrong, whatever else was found of it."""
    for one in found:
        if one.row.told:
            one.kind, one.act = WRONG, ""
    return found


def earlier(seen: int | None, now: Version) -> bool:
    return bool(seen) and seen != now["change_id"]


def changed(seen: int | None, now: Version) -> str:
    return CHANGED if seen == now["change_id"] else CONFLICTING


def version(row: SheetRow, seen: int | None, now: Version, past: Version | None) -> Version | None:
    """The activity as the editor saw it; None, with a fault, where the row does not tell."""
    if seen and seen == now["change_id"]:
        return now
    if seen == 0:
        row.fault("Change", _("The cell is empty."), sheet_in.copy_again())
    elif seen and past is None:
        reason = _("Change %(number)s did not write this activity.") % {"number": seen}
        row.fault("Change", reason, sheet_in.copy_again())
    return past if seen else None


def version_of_link(row: SheetRow, seen: int, now: Version | None, past: Version | None) -> Version | None:
    """The same of a link."""
    if now and seen == now["change_id"]:
        return now
    if past is None:
        reason = _("Change %(number)s did not write this link.") % {"number": seen}
        fix = _(
            "For a new link leave the cell empty. To put one in place of another, withdraw that in a row of its own."
        )
        row.fault("Change", reason, fix)
    return past


def edited(row: SheetRow, before: Mapping[str, str]) -> list[str]:
    """Columns whose cell no longer says what was in the file that was downloaded."""
    found = []
    for column, text in before.items():
        if column in row.at and not same(row.raw(column), cut(text)):
            found.append(column)
            if len(text) > LONGEST:
                row.fault(
                    column, _("The text is too long for a cell: a part of it is missing."), _("Edit it on its page.")
                )
    return found


def same(one: str, other: str) -> bool:
    """Programs write the ends of lines in their own ways."""
    return one == other or line_ends(one) == line_ends(other)


def line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def differences(now: Mapping[str, str], then: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(column, now[column], then[column]) for column in now if now[column] != then[column]]
