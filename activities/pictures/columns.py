"""Columns by year: a histogram with few ticks. Years without figures are gaps."""

from dataclasses import dataclass

from django.utils.translation import gettext

from activities.pictures.measure import text_width, ticks
from activities.pictures.picture import Cell, Picture, Table, draw, empty
from activities.pictures.svg import Sheet, element, link
from activities.pictures.words import Unit, counted, figure, nothing_yet, unit_name

NARROW, WIDE, PLOT, TOP, FOOT = 340, 640, 160, 14, 28


@dataclass(frozen=True, slots=True)
class Column:
    """One year. `value` None means that there is no figure, which is not the same as 0."""

    year: int
    value: int | None
    href: str | None = None


def columns_sentence(columns, unit=Unit.ACTIVITIES):
    """A sentence on the years covered and the highest year."""
    known = sorted((column for column in columns if column.value), key=lambda column: column.year)
    if not known:
        return nothing_yet(unit)
    top = max(known, key=lambda column: column.value)
    facts = {
        "first": str(known[0].year),
        "last": str(known[-1].year),
        "top": str(top.year),
        "count": counted(top.value, unit),
    }
    if len(known) == 1:
        return gettext("Figures are known for one year: %(count)s in %(top)s.") % facts
    if sum(1 for column in known if column.value == top.value) > 1:
        return gettext("Between %(first)s and %(last)s, no year has more than %(count)s.") % facts
    return gettext("Between %(first)s and %(last)s, the year with the most is %(top)s: %(count)s.") % facts


def columns_picture(
    columns, *, key, title, unit=Unit.ACTIVITIES, hue="accent", sentence=None, note="", rtl=False
) -> Picture:
    """Draw one column a year, from the first year given to the last."""
    columns = tuple(sorted(columns, key=lambda column: column.year))
    rows = tuple(
        (
            Cell(str(column.year), href=column.href),
            Cell(gettext("no figure") if column.value is None else figure(column.value), column.value),
        )
        for column in columns
    )
    table = Table((gettext("Year"), unit_name(unit)), rows, title)
    sentence = sentence or columns_sentence(columns, unit)
    highest = max((column.value or 0 for column in columns), default=0)
    if not highest:
        return empty(key=key, title=title, sentence=sentence, table=table)
    sheet = Sheet(100, rtl, "%")
    scale = ticks(highest, count=3)
    margin = 100 * (text_width(figure(scale[-1]), 12.5) + 8) / NARROW
    first, last = columns[0].year, columns[-1].year
    slot = (100 - margin) / (last - first + 1)
    children = [_tick(sheet, value, scale[-1], margin) for value in scale]
    for column in columns:
        start = margin + (column.year - first) * slot
        children.append(_column(sheet, column, start, min(slot, 12), scale[-1], unit, hue, slot))
    for year in _years_named(first, last):
        # The label of the last year is aligned with the end of the picture if its column is too narrow.
        at_end = year == last and slot < 9
        middle = 100 if at_end else margin + (year - first + 0.5) * slot
        anchor = "end" if at_end else "middle"
        words = element("text", str(year), x=sheet.x(middle), y=TOP + PLOT + 19, text_anchor=anchor, class_="small")
        children.append(words)
    return draw(
        key=key,
        title=title,
        sentence=sentence,
        table=table,
        sheet_width=WIDE,
        height=TOP + PLOT + FOOT,
        children=children,
        rtl=rtl,
        kind="columns",
        fluid=True,
        note=note,
    )


def _tick(sheet, value, top_value, margin):
    y = TOP + PLOT * (1 - value / top_value)
    return element(
        "g",
        element("line", x1=sheet.x(margin), x2=sheet.x(100), y1=y, y2=y, class_="axis" if value == 0 else "grid"),
        element("text", figure(value), x=sheet.x(0), y=y + 4, class_="small"),
    )


def _column(sheet, column, start, width, top_value, unit, hue, slot):
    count = gettext("no figure") if column.value is None else counted(column.value, unit)
    name = gettext("%(year)s: %(count)s") % {"year": str(column.year), "count": count}
    # A transparent shape of full height: low columns are as easy to point at as high ones.
    shapes = [element("rect", **sheet.span(start, slot), y=TOP, height=PLOT, class_="catch")]
    if column.value:
        height = PLOT * column.value / top_value
        box = sheet.span(start + (slot - width * 0.78) / 2, width * 0.78)
        shapes.append(element("rect", **box, y=TOP + PLOT - height, height=height, class_=f"bar hue-{hue}"))
    return link(column.href if column.value else None, name, *shapes)


def _years_named(first, last):
    """The years to label: at most six, evenly spaced, always including the last."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 500, 10**4) if (last - first) // step < 6)
    return [year for year in range(first, last + 1) if (last - year) % step == 0]
