"""The form of a paste into the grid: which cells, and a table of strengths as spreadsheets copy it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.exchange.sheets.fields import STRENGTH_OF
from activities.forms.cell import STRENGTHS
from activities.forms.fields import WhyField
from activities.models import Activity, Term
from activities.queries.editing.grid import CELLS
from activities.queries.editing.paste import Key, Wanted
from activities.validators import clean_line, row_number

#: Most faulty cells that are named.
NAMED = 10
#: Most characters of one faulty cell that are quoted.
QUOTED = 40
BROKEN = gettext_lazy("The request is incomplete. Reload the matrix editor, then paste again.")


class NumbersField(forms.CharField):
    """Numbers, or pairs of numbers such as 12-3, separated by commas. Cleans to a list of tuples."""

    widget = forms.HiddenInput

    def __init__(self, *, of: int, **kwargs):
        self.of = of
        super().__init__(max_length=40 * CELLS, **kwargs)

    def clean(self, value) -> list[tuple[int, ...]]:
        parts = [part.split("-") for part in super().clean(value).split(",") if part]
        numbers = [tuple(map(row_number, part)) for part in parts]
        if any(len(each) != self.of or None in each for each in numbers):
            raise ValidationError(BROKEN)
        return numbers  # type: ignore[return-value]


class PasteForm(forms.Form):
    """`rows` and `columns`: activities and Terms of the grid from the first selected cell on; `seen`: the Change of
    each of their cells, row by row. `height` and `width`: the size of the selection. `text`: what was copied.

    `left_out`: the cells that the preview listed as left out; `replace`: those of them, each with the Change that the
    preview showed, that the editor replaces all the same.
    """

    rows = NumbersField(of=1)
    columns = NumbersField(of=1)
    seen = NumbersField(of=1)
    height = forms.IntegerField(min_value=1, max_value=CELLS)
    width = forms.IntegerField(min_value=1, max_value=CELLS)
    text = forms.CharField(
        label=gettext_lazy("Copied text"),
        strip=False,
        max_length=100_000,
        error_messages={"required": gettext_lazy("Nothing was copied. Copy cells first, then paste them.")},
    )
    left_out = NumbersField(of=2, required=False)
    replace = NumbersField(of=3, required=False)
    reason = WhyField()

    cells: list[Wanted]
    #: How many cells of the text are empty, so that their cells stay as they are.
    empty = 0

    def __init__(self, data: Any = None, **kwargs):
        if data is not None:  # boxes send one value each
            data = data.copy()
            data["replace"] = ",".join(data.getlist("replace"))
        super().__init__(data, auto_id="paste-%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        rows, columns = ([number for (number,) in cleaned[name]] for name in ("rows", "columns"))
        seen = [number for (number,) in cleaned["seen"]]
        linkable = Term.objects.exclude(kind=Term.Kind.INDICATOR).filter(id__in=columns)
        if len(seen) != len(rows) * len(columns) or len({*rows}) < len(rows) or linkable.count() < len(columns):
            raise ValidationError(BROKEN)
        lines = cells_of(cleaned["text"])
        longest = max(map(len, lines))
        high, wide = self.area(len(lines), longest)
        refuse_beyond(high, len(rows), wide, len(columns))
        # only now: many short lines beside a long one would fill up the memory
        texts = [line + [""] * (longest - len(line)) for line in lines]
        strengths = [[strength_of(text) for text in line] for line in texts]
        area = [(row, column) for row in range(high) for column in range(wide)]
        wrong, self.cells = [], []
        for row, column in area:
            text = texts[row % len(texts)][column % longest]
            strength = strengths[row % len(texts)][column % longest]
            if strength is not None:
                place = row * len(columns) + column
                self.cells.append(Wanted(rows[row], columns[column], strength, seen[place]))
            elif text:
                wrong.append((rows[row], columns[column], text))
        if wrong:
            raise ValidationError(no_strengths(wrong))
        self.empty = len(area) - len(self.cells)
        if not self.cells:
            raise ValidationError(_("All cells of the copied text are empty, so there is nothing to paste."))
        return cleaned

    def area(self, high: int, wide: int) -> tuple[int, int]:
        """Rows and columns that are pasted into: the selection if the text fits into it several times, else as many as
        the text has."""
        height, width = self.cleaned_data["height"], self.cleaned_data["width"]
        return (height, width) if height % high == 0 and width % wide == 0 else (high, wide)

    def wanted(self) -> list[Wanted]:
        """All cells, those to replace against the version that the preview showed."""
        shown = {(activity, term): change for activity, term, change in self.cleaned_data["replace"]}
        return [Wanted(cell.activity, cell.term, cell.strength, shown.get(cell.key, cell.seen)) for cell in self.cells]

    def to_write(self) -> list[Wanted]:
        """The cells without those that the preview listed as left out and the editor does not replace."""
        shown = {(activity, term) for activity, term, _change in self.cleaned_data["replace"]}
        left_out: set[Key] = {*self.cleaned_data["left_out"]} - shown
        return [cell for cell in self.wanted() if cell.key not in left_out]


def cells_of(text: str) -> list[list[str]]:
    """The cells of each line of tab-separated text, as spreadsheets copy it. Lines can be of different lengths."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    return [[clean_line(cell) for cell in line.split("\t")] for line in text.split("\n")]


def strength_of(text: str) -> int | None:
    """0 to 3 for a digit or for the name of a strength; None for an empty cell and for anything else."""
    names = STRENGTH_OF | {str(label).casefold(): strength for strength, label in STRENGTHS} | {"0": 0}
    return names.get(text.casefold())


def refuse_beyond(high: int, rows: int, wide: int, columns: int) -> None:
    if high * wide > CELLS:
        message = _("The copied text has %(count)s cells. Paste at most %(most)s at once.")
        counts = {"count": high * wide, "most": CELLS}
        raise ValidationError(message % {name: number_format(n, force_grouping=True) for name, n in counts.items()})
    if high > rows:
        message = _(
            "The copied text has %(high)s rows, but the page has only %(rows)s from the selected cell on. Copy fewer "
            "rows, or select a cell further up."
        )
        raise ValidationError(message % {"high": high, "rows": rows})
    if wide > columns:
        message = _(
            "The copied text has %(wide)s columns, but the grid has only %(columns)s from the selected cell on. Copy "
            "fewer columns, or select a cell closer to the start of the row."
        )
        raise ValidationError(message % {"wide": wide, "columns": columns})


def no_strengths(wrong: list[tuple[int, int, str]]) -> list[str]:
    """A message for each cell that is not a strength, the first NAMED of them by activity and code. Two queries."""
    titles = dict(Activity.objects.filter(id__in={row for row, _column, _text in wrong}).values_list("id", "title"))
    codes = dict(Term.objects.filter(id__in={column for _row, column, _text in wrong}).values_list("id", "code"))
    message = _("“%(title)s”, %(code)s: “%(text)s” is not a strength. Enter 0, 1, 2 or 3, or leave the cell empty.")
    found = [
        message % {"title": titles.get(row, row), "code": codes[column], "text": text[:QUOTED]}
        for row, column, text in wrong[:NAMED]
    ]
    if more := max(0, len(wrong) - NAMED):
        words = ngettext("%(n)s more cell is not a strength.", "%(n)s more cells are not strengths.", more)
        found.append(words % {"n": more})
    return found
