"""The result of a check, for the page and for the annotated file."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.actions.sheets.found import CHANGED, CONFLICTING, KINDS, NEW_ROW, UNCHANGED, WRONG, Found
from activities.exchange.csv_files.rows import Fault
from activities.exchange.sheets.annotated import Mark
from activities.exchange.sheets.reading import Book
from activities.models import Change
from activities.models.authors import source

#: Most rows of each kind on the page; the annotated file has all.
MOST_SHOWN = {NEW_ROW: 100, CHANGED: 200, CONFLICTING: 200, WRONG: 500}
MOST_UNREAD = 20
#: Most characters quoted of a cell.
QUOTED = 200


class Report:
    """Collects the results of rows, chunk by chunk. `finished` returns the result of the Job:

    counts      {sheet: {kind: rows}}; totals {kind: rows}
    new, changed, conflicting   [{sheet, row, key, title, activity, act, seen, differences: [[column, current, new]]}];
                conflicting also has who, at
    faults      [{sheet, row, column, reason, fix}]; fault_count. `see`, if there: number of an activity
    unread      unknown sheets and columns, in words
    wanted      {sheet: [numbers of the rows to write]}
    seen        {key of a row in conflict: its current Change}
    """

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        self.shown: dict[str, list[dict[str, Any]]] = {kind: [] for kind in (NEW_ROW, CHANGED, CONFLICTING)}
        self.faults: list[Fault] = []
        self.of_headings: list[Fault] = []
        self.wanted: dict[str, list[int]] = {}
        self.seen: dict[str, int] = {}
        self._same = Mark(UNCHANGED, _("Unchanged"))

    def headings(self, faults: Sequence[Fault]) -> None:
        """Faults of the headings of a sheet."""
        self.of_headings += faults
        self._list(faults)

    def add(self, found: Sequence[Found], faults: Sequence[Fault]) -> dict[int, Mark]:
        """Rows of one sheet and their faults. Returns {number of the row: its mark in the annotated file}."""
        marks = {}
        for one in found:
            counts = self.counts.setdefault(one.sheet, dict.fromkeys(KINDS, 0))
            counts[one.kind] += 1
            if one.kind in (NEW_ROW, CHANGED, CONFLICTING):
                self.wanted.setdefault(one.sheet, []).append(one.row.number)
            if one.kind == CONFLICTING:
                self.seen[one.key] = one.seen
            if one.kind in self.shown and len(self.shown[one.kind]) < MOST_SHOWN[one.kind]:
                self.shown[one.kind].append(as_shown(one))
            if one.kind != WRONG:
                marks[one.row.number] = self._mark(one)
        faults = sorted(faults, key=lambda fault: fault.row)
        self._list(faults)
        for row, group in groupby(faults, lambda fault: fault.row):
            of_row, notes = list(group), dict[str, str]()
            for fault in of_row:
                notes[fault.column] = f"{notes.get(fault.column, '')} {said(fault)}".strip()
            marks[row] = Mark(WRONG, _("Error: ") + " ".join(map(in_words, of_row)), notes)
        return marks

    def _list(self, faults: Sequence[Fault]) -> None:
        self.faults += faults[: MOST_SHOWN[WRONG] - len(self.faults)]

    def finished(self, book: Book) -> dict[str, Any]:
        who = Change.objects.in_bulk({row["seen"] for row in self.shown[CONFLICTING]})
        return {
            "counts": self.counts,
            "totals": {kind: sum(counts[kind] for counts in self.counts.values()) for kind in KINDS},
            NEW_ROW: self.shown[NEW_ROW],
            CHANGED: self.shown[CHANGED],
            CONFLICTING: [row | by(who.get(row["seen"])) for row in self.shown[CONFLICTING]],
            "faults": [
                {"sheet": f.file, "row": f.row, "column": f.column, "reason": f.reason, "fix": f.fix}
                | ({"see": f.see} if f.see else {})
                for f in self.faults
            ],
            "fault_count": book.faults.total,
            "unread": book.unread()[:MOST_UNREAD],
            "wanted": self.wanted,
            "seen": self.seen,
        }

    def summary(self, book: Book) -> Iterator[tuple[str, str]]:
        """(label, text) for the sheet Read me of the annotated file."""
        labels = {NEW_ROW: _("New"), CHANGED: _("Changed"), UNCHANGED: _("Unchanged")}
        labels |= {CONFLICTING: _("In conflict"), WRONG: _("With errors")}
        for kind, label in labels.items():
            rows = sum(counts[kind] for counts in self.counts.values())
            yield label, _("%(rows)s rows") % {"rows": rows}
        for fault in self.of_headings:
            yield fault.file, in_words(fault)
        for part in book.unread()[:MOST_UNREAD]:
            yield _("Ignored"), part

    def _mark(self, one: Found) -> Mark:
        if one.kind == UNCHANGED:
            return self._same
        if one.kind == NEW_ROW:
            return Mark(NEW_ROW, _("New"), {"Activity": ""})
        notes = {column: note(now, one.kind) for column, now, _then in one.differences}
        if one.kind == CHANGED:
            return Mark(one.kind, _("Changed: %(columns)s") % {"columns": ", ".join(notes)}, notes)
        text = _("In conflict, because someone has changed the row since: ") + "; ".join(
            _("%(column)s: now %(now)s, yours %(yours)s")
            % {"column": column, "now": quoted(now), "yours": quoted(then)}
            for column, now, then in one.differences
        )
        return Mark(one.kind, text, notes)


def as_shown(one: Found) -> dict[str, Any]:
    return {
        "sheet": one.sheet,
        "row": one.row.number,
        "key": one.key,
        "title": first_words(one.title),
        "activity": one.activity if isinstance(one.activity, int) else None,
        "act": one.act,
        "seen": one.seen,
        "differences": [[column, first_words(now), first_words(then)] for column, now, then in one.differences],
    }


def by(change: Change | None) -> dict[str, Any]:
    """Who last changed the row in conflict, "" for a command, and when, in the language of the check."""
    if change is None:
        return {"who": "", "at": ""}
    who = "" if source(change.actor, change.by_id) else change.actor
    return {"who": who, "at": date_format(timezone.localtime(change.at), "DATETIME_FORMAT")}


def in_words(fault: Fault) -> str:
    return f"{fault.column}: {said(fault)}"


def said(fault: Fault) -> str:
    """Reason, fix, and the address of the activity to look at."""
    address = settings.SITE_URL + reverse("activity", args=[fault.see]) if fault.see else ""
    return " ".join(filter(None, (fault.reason, fault.fix, address)))


def note(now: str, kind: str) -> str:
    """The note on a changed cell."""
    if kind == CONFLICTING:
        return _("Someone else changed it to %(now)s.") % {"now": quoted(now)} if now else _("Someone else emptied it.")
    return _("Current value: %(now)s.") % {"now": quoted(now)} if now else _("Currently empty.")


def quoted(text: str) -> str:
    return f"“{first_words(text)}”" if text else _("empty")


def first_words(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
