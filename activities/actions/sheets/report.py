"""What a check found, as the page shows it and as the annotated file does."""

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

#: The page shows so many rows of each kind; the annotated file shows all.
MOST_SHOWN = {NEW_ROW: 100, CHANGED: 200, CONFLICTING: 200, WRONG: 500}
MOST_UNREAD = 20
#: Characters of a cell that are quoted.
QUOTED = 200


class Report:
    """Gathers what rows are, chunk by chunk. `finished` gives the Job's result:

    counts      {sheet: {kind: rows}}; totals {kind: rows}
    new, changed, conflicting   [{sheet, row, key, title, act, href, differences: [[column, as it stands, wanted]], …}]
    faults      [{sheet, row, column, reason, fix}]; fault_count
    unread      what the file holds beyond our sheets and columns, in words
    wanted      {sheet: [row numbers that there is something to write for]}
    seen        {key of a row in conflict: Change that it stands at}
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
            self.marks[key] = Mark(WRONG, _("Wrong: ") + " ".join(map(in_words, of_row)), notes)
        who = Change.objects.in_bulk({one.seen for one in self.shown[CONFLICTING]})
        return {
            "counts": self.counts,
            "totals": {kind: sum(counts[kind] for counts in self.counts.values()) for kind in KINDS},
            NEW_ROW: [told(one) for one in self.shown[NEW_ROW]],
            CHANGED: [told(one) for one in self.shown[CHANGED]],
            CONFLICTING: [told(one) | by(who.get(one.seen)) for one in self.shown[CONFLICTING]],
            "faults": [
                {"sheet": f.file, "row": f.row, "column": f.column, "reason": f.reason, "fix": f.fix}
                for f in sorted(book.faults, key=lambda f: (f.file, f.row))[: MOST_SHOWN[WRONG]]
            ],
            "fault_count": len(book.faults),
            "unread": book.unread()[:MOST_UNREAD],
            "wanted": self.wanted,
            "seen": self.seen,
        }

    def told(self, book: Book) -> Iterator[tuple[str, str]]:
        """Label and text for the page Read me of the annotated file: what has no row of its own, too."""
        labels = {NEW_ROW: _("New"), CHANGED: _("Changed"), UNCHANGED: _("Unchanged")}
        labels |= {CONFLICTING: _("In conflict"), WRONG: _("Wrong")}
        for kind, label in labels.items():
            rows = sum(counts[kind] for counts in self.counts.values())
            yield label, _("%(rows)s rows") % {"rows": rows}
        for fault in book.faults:
            if fault.row == 1:
                yield fault.file, in_words(fault)
        for part in book.unread()[:MOST_UNREAD]:
            yield _("Not read"), part

    def _mark(self, one: Found) -> Mark:
        if one.kind == UNCHANGED:
            return self._same
        if one.kind == NEW_ROW:
            return Mark(NEW_ROW, _("New"), {"Activity": ""})
        notes = {column: as_it_stands(now, one.kind) for column, now, _then in one.differences}
        if one.kind == CHANGED:
            return Mark(one.kind, _("Changed: %(columns)s") % {"columns": ", ".join(notes)}, notes)
        text = _("In conflict, for somebody has changed the row since: ") + "; ".join(
            _("%(column)s: now %(now)s, yours %(yours)s")
            % {"column": column, "now": quoted(now), "yours": quoted(then)}
            for column, now, then in one.differences
        )
        return Mark(one.kind, text, notes)


def told(one: Found) -> dict[str, Any]:
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
    """Who wrote the row that is in conflict, and when, in the language of the check."""
    if change is None:
        return {"who": "", "at": ""}
    return {"who": change.actor, "at": date_format(timezone.localtime(change.at), "DATETIME_FORMAT")}


def in_words(fault: Fault) -> str:
    return f"{fault.column}: {fault.reason} {fault.fix}".strip()


def as_it_stands(now: str, kind: str) -> str:
    """The note on a cell that the file would change."""
    if kind == CONFLICTING:
        return _("Somebody else made it %(now)s.") % {"now": quoted(now)} if now else _("Somebody else emptied it.")
    return _("It stands at %(now)s.") % {"now": quoted(now)} if now else _("It is empty.")


def quoted(text: str) -> str:
    return f"“{first_words(text)}”" if text else _("empty")


def first_words(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
