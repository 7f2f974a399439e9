"""Horizontal bars, plain or stacked. The label is above its bar, also on wide screens.

Bars are drawn in percentages of the page's width: they stretch, but their text does not.
"""

from dataclasses import dataclass

from django.utils.translation import gettext

from activities.pictures.measure import fit, text_width
from activities.pictures.picture import Cell, Label, Part, Picture, Row, Table, draw, empty
from activities.pictures.svg import Sheet, element, link
from activities.pictures.words import Unit, counted, figure, listed, none_of, nothing_yet, part_of, unit_name

ROW, BAR, LABEL_BASELINE, LEGEND = 44, 14, 15, 30
# The narrowest page (a 375 px phone without its margins) and the width of a downloaded file, in pixels.
NARROW, WIDE = 340, 640


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `fractional`, if shown, is the same count with each activity divided equally among its Terms (1/n)."""

    label: Label
    value: int
    fractional: float | None = None


@dataclass(frozen=True, slots=True)
class StackedBar:
    """One bar in parts: `values[i]` is the count of the i-th part."""

    label: Label
    values: tuple[int, ...]

    @property
    def value(self):
        return sum(self.values)


def bars_sentence(bars, unit=Unit.ACTIVITIES, total=None):
    """A sentence on the largest bars. `total`, if given, is the denominator: the number of distinct things counted."""
    ranked = sorted((bar for bar in bars if bar.value), key=lambda bar: -bar.value)
    if not ranked:
        return nothing_yet(unit)
    highest = ranked[0].value
    first = [bar.label.name for bar in ranked if bar.value == highest]
    facts = {"names": listed(first), "count": part_of(highest, total, unit) if total else counted(highest, unit)}
    if len(ranked) == 1:
        return gettext("Only %(names)s: %(count)s.") % facts
    if len(first) > 3:
        facts["many"] = figure(len(first))
        return gettext("%(many)s come first with %(count)s each.") % facts
    if len(first) > 1:
        return gettext("%(names)s come first with %(count)s each.") % facts
    if total and highest * 2 > total:
        return gettext("%(names)s has the most: %(count)s.") % facts
    facts |= {"next": ranked[1].label.name, "next_count": figure(ranked[1].value)}
    return gettext("%(names)s comes first with %(count)s, then %(next)s with %(next_count)s.") % facts


def bars_picture(
    bars, *, key, title, unit=Unit.ACTIVITIES, total=None, heading=None, sentence=None, rtl=False
) -> Picture:
    """Draw `bars` in the order given. `heading` heads the label column of the table; `total` is the denominator.

    Bars that are zero are in the table, and by name in `nothing`, but not in the drawing.
    """
    bars = tuple(bars)
    heading = heading or gettext("Name")
    has_fractions = any(bar.fractional is not None for bar in bars)
    headers = (heading, unit_name(unit)) + ((gettext("Fractional count"),) if has_fractions else ())
    rows = []
    for bar in bars:
        row = [_heading_cell(bar.label), Cell(figure(bar.value), bar.value)]
        if has_fractions:
            shared = "–" if bar.fractional is None else figure(bar.fractional, 1)
            row.append(Cell(shared, bar.fractional))
        rows.append(tuple(row))
    table = Table(headers, tuple(rows), title)
    sentence = sentence or bars_sentence(bars, unit, total)
    zero = _zero(bars, unit)
    bars = tuple(bar for bar in bars if bar.value)
    if not bars:
        return empty(key=key, title=title, sentence=sentence, table=table)
    highest = max(bar.value for bar in bars)
    sheet = Sheet(100, rtl, "%")
    texts = [_value_text(bar) for bar in bars]
    room = _bar_room(texts)
    children = []
    for index, (bar, text) in enumerate(zip(bars, texts, strict=True)):
        top, length = index * ROW, room * bar.value / highest
        name = gettext("%(label)s: %(count)s") % {"label": bar.label.name, "count": counted(bar.value, unit)}
        if bar.fractional is not None:
            name = gettext("%(name)s, fractional count %(shared)s") % {
                "name": name,
                "shared": figure(bar.fractional, 1),
            }
        box = sheet.span(0, length)
        shapes = [_catch(sheet, top), _label(sheet, bar.label, top)]
        shapes.append(element("rect", **box, y=top + 21, height=BAR, rx=1, class_=f"bar {bar.label.hue_class}"))
        if bar.fractional:
            # A notch inside the bar marks the fractional count.
            at = sheet.x(room * min(bar.fractional, highest) / highest)
            shapes.append(element("line", x1=at, x2=at, y1=top + 19, y2=top + 37, class_="notch"))
        shapes.append(_value(sheet, length, top, text))
        children.append(link(bar.label.href, name, *shapes))
    note = ""
    if has_fractions:
        note = gettext(
            "In the bar, an activity counts once for each Goal or Action Line that it contributes to. The notch and "
            "the number in brackets are the fractional count: each activity counts as one in total, divided equally."
        )
    return draw(
        key=key,
        title=title,
        sentence=sentence,
        table=table,
        sheet_width=WIDE,
        height=ROW * len(bars),
        children=children,
        rtl=rtl,
        kind="bars",
        fluid=True,
        note=note,
        rows=tuple(
            Row(bar.label, bar.value, text, counted(bar.value, unit), (Part(3, 0.0, 100 * bar.value / highest),))
            for bar, text in zip(bars, texts, strict=True)
        ),
        **zero,
    )


def stacked_bars_picture(
    bars, parts, *, key, title, unit=Unit.ACTIVITIES, total=None, heading=None, sentence=None, rtl=False
) -> Picture:
    """Draw `bars` in parts. `parts` are their names, weakest first (1 related, 2 contributes, 3 main purpose).

    The strongest part is at the start of the bar, where lengths are easy to compare. Bars that are zero are in the
    table, and by name in `nothing`. Raises ValueError for more than three parts, or if a bar has a different number of
    values.
    """
    bars, parts = tuple(bars), tuple(parts)
    if not 1 <= len(parts) <= 3 or any(len(bar.values) != len(parts) for bar in bars):
        raise ValueError(f"Stacked bars: one to three parts, and {len(parts)} values in each bar.")
    rows = tuple(
        (_heading_cell(bar.label), *(Cell(figure(v), v) for v in bar.values), Cell(figure(bar.value), bar.value))
        for bar in bars
    )
    table = Table((heading or gettext("Name"), *parts, gettext("Total")), rows, title)
    sentence = sentence or bars_sentence(bars, unit, total)
    zero = _zero(bars, unit)
    bars = tuple(bar for bar in bars if bar.value)
    if not bars:
        return empty(key=key, title=title, sentence=sentence, table=table)
    highest = max(bar.value for bar in bars)
    sheet = Sheet(100, rtl, "%")
    room = _bar_room([figure(bar.value) for bar in bars])
    children, rows = [_parts_legend(sheet, parts)], []
    for index, bar in enumerate(bars):
        top, start, spoken, shares = LEGEND + index * ROW, 0.0, [], []
        shapes = [_catch(sheet, top), _label(sheet, bar.label, top)]
        for part in reversed(range(len(parts))):
            value = bar.values[part]
            if not value:
                continue
            length = room * value / highest
            strength = part + 1 + 3 - len(parts)
            classes = f"bar part-{strength} {bar.label.hue_class}"
            shapes.append(element("rect", **sheet.span(start, length), y=top + 21, height=BAR, class_=classes))
            spoken.append(gettext("%(part)s %(value)s") % {"part": parts[part], "value": figure(value)})
            shares.append(Part(strength, 100 * start / room, 100 * value / highest))
            start += length
        shapes.append(_value(sheet, start, top, figure(bar.value)))
        count = f"{counted(bar.value, unit)} ({'; '.join(spoken)})"
        name = gettext("%(label)s: %(count)s") % {"label": bar.label.name, "count": count}
        children.append(link(bar.label.href, name, *shapes))
        rows.append(Row(bar.label, bar.value, figure(bar.value), count, tuple(shares)))
    return draw(
        key=key,
        title=title,
        sentence=sentence,
        table=table,
        sheet_width=WIDE,
        height=LEGEND + ROW * len(bars),
        children=children,
        rtl=rtl,
        kind="bars",
        fluid=True,
        rows=tuple(rows),
        legend=tuple((part + 1 + 3 - len(parts), parts[part]) for part in reversed(range(len(parts)))),
        **zero,
    )


def _zero(bars, unit):
    """The fields of a Picture for its bars that are zero."""
    nothing = tuple(bar.label for bar in bars if not bar.value)
    return {"nothing": nothing, "nothing_lead": none_of(unit)} if nothing else {}


def _heading_cell(label):
    return Cell(label.title, href=label.href, code=label.code)


def _value_text(bar):
    if not bar.fractional:
        return figure(bar.value)
    return f"{figure(bar.value)} ({figure(bar.fractional, 1)})"


def _bar_room(texts):
    """The largest width of a bar, in percent, that leaves room for its figure on a narrow page."""
    return 100 - 100 * (max(text_width(text, 15) for text in texts) + 12) / NARROW


def _catch(sheet, top):
    """A transparent shape over the whole row: short bars are as easy to point at as long ones."""
    return element("rect", **sheet.span(0, 100), y=top, height=ROW, class_="catch")


def _label(sheet, label, top):
    room = NARROW - text_width(label.code + " ", 15)
    children = (sheet.code(label.code), " ") if label.code else ()
    text = fit(label.title, room, 14.5)
    return element("text", *children, text, x=sheet.x(0), y=top + LABEL_BASELINE, class_="label")


def _value(sheet, end, top, text):
    step = -7 if sheet.rtl else 7
    return element("text", text, x=sheet.x(end), dx=step, y=top + 33, class_="value")


def _parts_legend(sheet, parts):
    children, start = [], 0.0
    for part in reversed(range(len(parts))):
        strength = part + 1 + 3 - len(parts)
        box = sheet.span(start, 3.2)
        children.append(element("rect", **box, y=4, height=11, class_=f"bar part-{strength} hue-muted"))
        words = fit(parts[part], NARROW * 0.26, 13)
        children.append(element("text", words, x=sheet.x(start + 4.6), y=14, class_="small"))
        start += 33
    return element("g", *children, class_="legend")
