"""A heat map of Action Lines and Goals for downloads and embeds. The matrix page uses the same shades."""

from dataclasses import dataclass

from django.utils.translation import gettext

from activities.pictures.measure import fit
from activities.pictures.picture import Cell, Label, Picture, Table, draw, empty
from activities.pictures.svg import Sheet, element, link, number, title
from activities.pictures.words import Unit, counted, figure, nothing_yet

SHADES = 6
LABEL_WIDTH, CELL_WIDTH, CELL_HEIGHT, HEAD, GAP = 232, 40, 30, 40, 2
#: Height of a line of the legend, and the side of a corner mark.
LEGEND, CORNER = 26, 7


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell. `value` None means that there is no figure; 0 means that there is nothing to count.

    `marked` cells have a mark in a corner, gaps a border; the heat map says what these mean.
    """

    value: int | None
    href: str | None = None
    title: str = ""
    marked: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class HeatMap:
    """`cells[r][c]` belongs to `rows[r]` and `columns[c]`. Raises ValueError for a row of the wrong length.

    `mark` and `gap` are the sentences of the legend on marked cells and on gaps; "" where there are none.
    """

    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    unit: Unit = Unit.ACTIVITIES
    mark: str = ""
    gap: str = ""

    def __post_init__(self):
        if len(self.cells) != len(self.rows) or any(len(row) != len(self.columns) for row in self.cells):
            raise ValueError(f"Heat map: cells must be {len(self.rows)} rows of {len(self.columns)}.")

    @property
    def maximum(self):
        return max((cell.value or 0 for row in self.cells for cell in row), default=0)


def shade(value, maximum):
    """The shade of `value`, from 0 (nothing) to 6 (`maximum`), by its square root.

    A few cells contain most activities: with equal steps, all others would have the same shade.
    """
    if not value or value <= 0 or maximum <= 0:
        return 0
    return next(step for step in range(1, SHADES + 1) if step * step * maximum >= SHADES**2 * min(value, maximum))


def shade_ranges(maximum):
    """For a legend: `(shade, lowest, highest)` of each shade used for whole numbers up to `maximum`."""
    ranges, lowest = [], 1
    for step in range(1, SHADES + 1):
        highest = step * step * maximum // SHADES**2
        if highest >= lowest:
            ranges.append((step, lowest, highest))
            lowest = highest + 1
    return tuple(ranges)


def heat_map_sentence(data):
    """A sentence on the largest cell and the number of empty cells."""
    if not data.maximum:
        return nothing_yet(data.unit)
    crossings = [
        (cell.value or 0, row, column)
        for row, cells in zip(data.rows, data.cells, strict=True)
        for column, cell in zip(data.columns, cells, strict=True)
    ]
    top = [crossing for crossing in crossings if crossing[0] == data.maximum]
    _, row, column = top[0]
    facts = {
        "row": row.name,
        "column": column.name,
        "count": counted(data.maximum, data.unit),
        "places": figure(len(top)),
        "empty": figure(sum(1 for crossing in crossings if not crossing[0])),
        "all": figure(len(crossings)),
    }
    if len(top) > 1:
        return (
            gettext("The %(places)s largest cells have %(count)s each; %(empty)s of %(all)s cells are empty.") % facts
        )
    words = gettext("%(row)s and %(column)s have the most in common: %(count)s; %(empty)s of %(all)s cells are empty.")
    return words % facts


def heat_map_picture(data: HeatMap, *, key, title, sentence=None, corner=None, rtl=False) -> Picture:
    """Draw `data`. `corner` is the heading of the table's first column, by default "Action Line"."""
    table = _table(data, title, corner or gettext("Action Line"))
    sentence = sentence or heat_map_sentence(data)
    if not data.maximum:
        return empty(key=key, title=title, sentence=sentence, table=table)
    width = LABEL_WIDTH + CELL_WIDTH * len(data.columns)
    sheet = Sheet(width, rtl)
    bottom = HEAD + CELL_HEIGHT * len(data.rows)
    children = [_column_head(sheet, index, label) for index, label in enumerate(data.columns)]
    for index, label in enumerate(data.rows):
        children.append(_row_head(sheet, index, label))
        children.extend(_cell(sheet, data, index, column, cell) for column, cell in enumerate(data.cells[index]))
    children.extend(_legend(sheet, data, bottom + 24))
    return draw(
        key=key,
        title=title,
        sentence=sentence,
        table=table,
        sheet_width=width,
        height=bottom + LEGEND * (2 + bool(data.mark) + bool(data.gap)),
        children=children,
        rtl=rtl,
        kind="heat-map",
        scrolls=True,
    )


def _column_head(sheet, index, label):
    start = LABEL_WIDTH + index * CELL_WIDTH
    box = element(
        "rect", **sheet.span(start + 1, CELL_WIDTH - GAP), y=4, height=28, rx=3, class_=f"swatch {label.hue_class}"
    )
    middle = sheet.x(start + CELL_WIDTH / 2)
    text = element("text", label.code, x=middle, y=23, text_anchor="middle", class_=f"head on-{label.hue}")
    return link(label.href, label.name, box, text)


def _row_head(sheet, index, label):
    room = LABEL_WIDTH - 16 - 7.5 * (len(label.code) + 1)
    text = element(
        "text",
        sheet.code(label.code),
        f" {fit(label.title, room, 13)}",
        x=sheet.x(0),
        y=HEAD + index * CELL_HEIGHT + 19,
        class_="label",
    )
    return link(label.href, label.name, text)


def _cell(sheet, data, row, column, cell):
    step = shade(cell.value, data.maximum)
    start, top = LABEL_WIDTH + column * CELL_WIDTH, HEAD + row * CELL_HEIGHT
    if cell.value is None:
        text = "–"
    elif cell.value or cell.gap:
        text = figure(cell.value)
    else:
        text = ""
    name = cell.title or gettext("%(row)s × %(column)s: %(count)s") % {
        "row": data.rows[row].name,
        "column": data.columns[column].name,
        "count": gettext("no figure") if cell.value is None else counted(cell.value, data.unit),
    }
    box = _box(sheet, start + 1, top, CELL_WIDTH - GAP, CELL_HEIGHT - GAP, step, cell.marked, cell.gap)
    digits = None
    if text:
        middle = sheet.x(start + CELL_WIDTH / 2)
        classes = "gap-digits" if cell.gap and not step else f"digits-{step}"
        digits = element("text", text, x=middle, y=top + 18.5, text_anchor="middle", class_=classes)
    # Empty cells are not links: with a keyboard, a reader would have to step through a hundred of them.
    return link(cell.href if step or cell.gap else None, name, *box, digits)


def _box(sheet, start, top, width, height, step, marked=False, gap=False):
    """A cell, or its like in the legend: the shade, the border of a gap inside its edge, the mark in its corner."""
    shade_class = "gap-ground" if gap and not step else f"shade-{step}"
    shapes = [element("rect", **sheet.span(start, width), y=top, height=height, rx=3, class_=shade_class)]
    if gap:
        inner = sheet.span(start + 1, width - 2)
        shapes.append(element("rect", **inner, y=top + 1, height=height - 2, rx=2, class_="gap"))
    if marked:
        end, edge = start + width - 2, top + 2
        corners = ((end - CORNER, edge), (end, edge), (end, edge + CORNER))
        points = " ".join(f"{number(sheet.x(x))},{number(float(y))}" for x, y in corners)
        shapes.append(element("polygon", points=points, class_="gap-digits" if gap and not step else f"digits-{step}"))
    return shapes


def _legend(sheet, data, top):
    """The steps of shade on one line, then a line each for the mark and the gaps."""
    yield _steps(sheet, data, top)
    for words, marked, gap in ((data.mark, True, False), (data.gap, bool(data.mark), True)):
        if words:
            top += LEGEND
            box = _box(sheet, LABEL_WIDTH + 1, top - 2, 24, 18, 0 if gap else 2, marked, gap)
            text = element("text", words, x=sheet.x(LABEL_WIDTH + 34), y=top + 11.5, class_="small")
            yield element("g", title(words), *box, text, class_="legend")


def _steps(sheet, data, top):
    x = LABEL_WIDTH + 1
    children = [title(gettext("Legend"))]
    children.append(element("rect", **sheet.span(x, 20), y=top, height=14, rx=3, class_="shade-0"))
    children.append(element("text", gettext("none"), x=sheet.x(x + 26), y=top + 11.5, class_="small"))
    x += 76
    for step, lowest, highest in shade_ranges(data.maximum):
        words = figure(lowest) if lowest == highest else f"{figure(lowest)}–{figure(highest)}"
        children.append(element("rect", **sheet.span(x, 20), y=top, height=14, rx=3, class_=f"shade-{step}"))
        children.append(element("text", words, x=sheet.x(x + 26), y=top + 11.5, class_="small"))
        x += 84
    return element("g", *children, class_="legend")


def _table(data, caption, corner):
    rows = []
    for label, cells in zip(data.rows, data.cells, strict=True):
        figures = tuple(
            Cell(gettext("no figure") if cell.value is None else figure(cell.value), cell.value, cell.href)
            for cell in cells
        )
        rows.append((Cell(label.title, href=label.href, code=label.code), *figures))
    return Table((corner, *(column.name for column in data.columns)), tuple(rows), caption)
