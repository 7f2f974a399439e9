"""The result of a check, for the page and for the annotated file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.actions.sheets.found import CHANGED, CONFLICTING, KINDS, NEW_ROW, UNCHANGED, WRONG, Found
from activities.exchange.csv_files.rows import Fault
from activities.exchange.sheets.annotated import Mark
from activities.exchange.sheets.reading import Book
from activities.models import Change

#: Most rows of each kind on the page; the annotated file has all.
MOST_SHOWN = {NEW_ROW: 100, CHANGED: 200, CONFLICTING: 200, WRONG: 500}
MOST_UNREAD = 20
#: Most characters quoted of a cell.
QUOTED = 200


class Report:
    """Collects the results of rows, chunk by chunk. `finished` returns the result of the Job:

    counts      {sheet: {kind: rows}}; totals {kind: rows}
    new, changed, conflicting   [{sheet, row, key, title, act, href, differences: [[column, current, new]], …}]
    faults      [{sheet, row, column, reason, fix}]; fault_count
    unread      unknown sheets and columns, in words
    wanted      {sheet: [numbers of the rows to write]}
    seen        {key of a row in conflict: its current Change}
    """

    def __init__(self, file: str):
        self.file = file
        self.counts: dict[str, dict[str, int]] = {}
        self.shown: dict[str, list[Found]] = {kind: [] for kind in MOST_SHOWN}
        self.wanted: dict[str, list[int]] = {}
        self.seen: dict[str, int] = {}
        self.marks: dict[tuple[str, int], Mark] = {}
        self._same = Mark(UNCHANGED, _("Unchanged"))

    def add(self, found: Sequence[Found]) -> None:
        for one in found:
            counts = self.counts.setdefault(one.sheet, dict.fromkeys(KINDS, 0))
            counts[one.kind] += 1
            if one.kind in (NEW_ROW, CHANGED, CONFLICTING):
                self.wanted.setdefault(one.sheet, []).append(one.row.number)
            if one.kind == CONFLICTING:
                self.seen[one.key] = one.seen
            if one.kind in self.shown and len(self.shown[one.kind]) < MOST_SHOWN[one.kind]:
                self.shown[one.kind].append(one)
            self.marks[one.sheet, one.row.number] = self._mark(one)

    def finished(self, book: Book) -> dict[str, Any]:
        faults: dict[tuple[str, int], list[Fault]] = {}
        for fault in book.faults:
            faults.setdefault((fault.file, fault.row), []).append(fault)
        for key, of_row in faults.items():
            notes = {fault.column: f"{fault.reason} {fault.fix}".strip() for fault in of_row}
            self.marks[key] = Mark(WRONG, _("Error: ") + " ".join(map(in_words, of_row)), notes)
        who = Change.objects.in_bulk({one.seen for one in self.shown[CONFLICTING]})
        return {
            "counts": self.counts,
            "totals": {kind: sum(counts[kind] for counts in self.counts.values()) for kind in KINDS},
            NEW_ROW: [as_shown(one) for one in self.shown[NEW_ROW]],
            CHANGED: [as_shown(one) for one in self.shown[CHANGED]],
            CONFLICTING: [as_shown(one) | by(who.get(one.seen)) for one in self.shown[CONFLICTING]],
            "faults": [
                {"sheet": f.file, "row": f.row, "column": f.column, "reason": f.reason, "fix": f.fix}
                for f in sorted(book.faults, key=lambda f: (f.file, f.row))[: MOST_SHOWN[WRONG]]
            ],
            "fault_count": len(book.faults),
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
        for fault in book.faults:
            if fault.row == 1:
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
    """Who last changed the row in conflict, and when, in the language of the check."""
    if change is None:
        return {"who": "", "at": ""}
    return {"who": change.actor, "at": date_format(timezone.localtime(change.at), "DATETIME_FORMAT")}


def in_words(fault: Fault) -> str:
    return f"{fault.column}: {fault.reason} {fault.fix}".strip()


def note(now: str, kind: str) -> str:
    """The note on a changed cell."""
    if kind == CONFLICTING:
        return _("Someone else changed it to %(now)s.") % {"now": quoted(now)} if now else _("Someone else emptied it.")
    return _("Current value: %(now)s.") % {"now": quoted(now)} if now else _("Currently empty.")


def quoted(text: str) -> str:
    return f"“{first_words(text)}”" if text else _("empty")


def first_words(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
