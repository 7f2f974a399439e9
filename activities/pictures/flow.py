"""A Sankey diagram from Sectors through Action Lines to Goals. Each band is a link, its width a count."""

from dataclasses import dataclass

from django.utils.translation import gettext

from activities.pictures.flow_layout import WIDE, Frame, place
from activities.pictures.measure import fit, text_width, wrap
from activities.pictures.picture import Cell, Label, Picture, Table, draw, empty
from activities.pictures.svg import Sheet, element, link, number
from activities.pictures.words import Unit, counted, figure, nothing_yet, unit_name

TOP = 34
LOOSE = 1.08  # in a wide font, a title is up to this many times as wide as text_width estimates
BOLD = 1.25  # how much wider than text_width estimates a bold code can be


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A node of the flow. `value` is its number of distinct activities, shown beside its name."""

    label: Label
    value: int


@dataclass(frozen=True, slots=True)
class FlowBand:
    """From the node with code `source` to the one with code `target` in the next column.

    `value` is the count in whole activities, and the width unless `weight` is given. `weight` is a fractional count:
    each activity counts 1 in total, divided equally among its bands, and as much enters a node as leaves it.
    """

    source: str
    target: str
    value: int
    href: str | None = None
    weight: float | None = None

    @property
    def width(self):
        return self.value if self.weight is None else self.weight


@dataclass(frozen=True, slots=True)
class Flow:
    """Three columns of nodes in display order, and the bands from the first to the second (`into`) and from the second
    to the third (`out`). Codes are unique within a column. Raises ValueError for an unknown code."""

    headings: tuple[str, str, str]
    columns: tuple[tuple[FlowNode, ...], tuple[FlowNode, ...], tuple[FlowNode, ...]]
    into: tuple[FlowBand, ...]
    out: tuple[FlowBand, ...]
    unit: Unit = Unit.ACTIVITIES

    def __post_init__(self):
        first, second, third = ({node.label.code for node in column} for column in self.columns)
        for bands, sources, targets in ((self.into, first, second), (self.out, second, third)):
            for band in bands:
                if band.source not in sources or band.target not in targets:
                    raise ValueError(f"Flow: no such nodes for the band {band.source} → {band.target}.")

    def stages(self):
        """The two halves: `(sources by code, targets by code, bands that are not empty)`."""
        first, second, third = ({node.label.code: node for node in column} for column in self.columns)
        return tuple(
            (sources, targets, tuple(band for band in bands if band.value > 0))
            for sources, targets, bands in ((first, second, self.into), (second, third, self.out))
        )


def flow_sentence(flow):
    """A sentence on the largest band into the middle column and the largest out of it, by whole counts."""
    (sectors, lines, into), (_, goals, out) = flow.stages()
    if not into and not out:
        return nothing_yet(flow.unit)
    parts = []
    for sources, targets, bands in ((sectors, lines, into), (lines, goals, out)):
        if bands:
            widest = max(bands, key=lambda band: band.value)
            parts.append(band_name(sources[widest.source], targets[widest.target], widest, flow.unit))
    if len(parts) == 1:
        return gettext("The largest flow is %(way)s.") % {"way": parts[0]}
    return gettext("The largest flows are %(first)s and %(second)s.") % {"first": parts[0], "second": parts[1]}


def band_name(source, target, band, unit):
    """`ITU-D → C4 Capacity building: 45 activities`."""
    return gettext("%(source)s → %(target)s: %(count)s") % {
        "source": source.label.name,
        "target": target.label.name,
        "count": counted(band.value, unit),
    }


def flow_picture(flow: Flow, *, key, title, sentence=None, rtl=False, frame: Frame = WIDE) -> Picture:
    """Draw `flow`. Nodes without a band are shown, which makes gaps visible. An empty flow draws nothing."""
    table = _table(flow, title)
    sentence = sentence or flow_sentence(flow)
    stages = flow.stages()
    if not any(bands for _, _, bands in stages):
        return empty(key=key, title=title, sentence=sentence, table=table)
    placed = place(flow, frame)
    sheet = Sheet(frame.width, rtl)
    edges = frame.edges()
    children = []
    for stage, (sources, targets, bands) in enumerate(stages):
        left, right = edges[stage]
        ribbons = []
        for band in bands:
            ribbon = placed.ribbons[stage][band.source, band.target]
            # Bands to a Goal have the Goal's colour, bands to an Action Line the colour of Action Lines.
            hue = targets[band.target].label.hue_class if stage else "hue-line"
            shape = element("path", d=_path(sheet, left, right, ribbon), class_=f"band {hue}")
            ribbons.append(
                link(band.href, band_name(sources[band.source], targets[band.target], band, flow.unit), shape)
            )
        children.append(element("g", *ribbons))
    for index, column in enumerate(flow.columns):
        children.append(_heading(sheet, frame, index, flow.headings[index]))
        boxes = placed.boxes[index]
        children.extend(_node(sheet, frame, index, node, boxes[node.label.code], flow.unit) for node in column)
    note = ""
    if any(band.weight is not None for band in (*flow.into, *flow.out)):
        note = gettext(
            "Widths count each activity once, in equal shares among its Action Lines and Goals. The numbers count "
            "whole activities, so one activity can be counted in several."
        )
    return draw(
        key=key,
        title=title,
        sentence=sentence,
        table=table,
        sheet_width=frame.width,
        height=TOP + placed.height + 8,
        children=children,
        rtl=rtl,
        kind="flow-narrow" if frame.stacked else "flow",
        scrolls=not frame.stacked,
        note=note,
    )


def _path(sheet, left, right, ribbon):
    """The path of a ribbon of constant height from its source to its target."""
    x1, x2, bend = sheet.x(left), sheet.x(right), sheet.x((left + right) / 2)
    a, b, c = number(x1), number(x2), number(bend)
    y1, y2 = TOP + ribbon.start, TOP + ribbon.end
    y3, y4 = y2 + ribbon.width, y1 + ribbon.width
    p, q, r, s = (number(y) for y in (y1, y2, y3, y4))
    return f"M{a} {p}C{c} {p} {c} {q} {b} {q}V{r}C{c} {r} {c} {s} {a} {s}Z"


def _heading(sheet, frame, index, words):
    position = (0, frame.edges()[0][1], frame.width - frame.right - (frame.node if frame.stacked else 0))[index]
    return element("text", words, x=sheet.x(position), y=16, text_anchor="start", class_="small")


def _node(sheet, frame, index, node, box, unit):
    (left, middle), (after, right) = frame.edges()
    label, top, height = node.label, TOP + box.top, box.height
    starts = ((left - frame.node,), (middle, after - frame.node), (right,))[index]
    hue = "hue-line" if index == 1 else label.hue_class
    shapes = []
    if index == 1 and height:
        span = sheet.span(middle, frame.middle)
        shapes.append(element("rect", **span, y=top, height=height, class_="corridor hue-line"))
    if height:
        shapes += [
            element("rect", **sheet.span(x, frame.node), y=top, height=height, class_=f"node {hue}") for x in starts
        ]
    near, far = (3, 4) if frame.stacked else (7, 8)
    start, room = (
        (0, frame.left - 10),
        (middle + frame.node + near, frame.middle - 2 * frame.node - 2 * near),
        (right + frame.node + far, frame.right - 2 * far),
    )[index]
    shapes.extend((_stacked if frame.stacked else _in_line)(sheet, frame, node, start, room, top + height / 2))
    name = gettext("%(label)s: %(count)s") % {"label": label.name, "count": counted(node.value, unit)}
    return link(label.href, name, *shapes)


def _in_line(sheet, frame, node, start, room, centre):
    """Code, as much of the title as there is room for, and number."""
    label, count, size = node.label, figure(node.value), frame.size
    named_by_code = label.title if label.title and label.title != label.code else ""
    shown = fit(label.code, room - text_width(f" {count}", size), size)
    free = room - BOLD * text_width(shown, size) - text_width(f"  {count}", size)
    words = fit(named_by_code, free / LOOSE, 13) if named_by_code else ""
    parts = [sheet.code(shown), f" {words} " if words else " ", element("tspan", count, class_="count")]
    return [element("text", *parts, x=sheet.x(start), y=centre + 4.5, class_="label")]


def _stacked(sheet, frame, node, start, room, centre):
    """The code, and the number below it; a name of several words has two lines, the number at the end of the second."""
    first, *second = wrap(node.label.code, room + 12, frame.size)
    count = element("tspan", figure(node.value), class_="count")
    below = [sheet.code(second[0]), " ", count] if second else [count]
    return [
        element("text", sheet.code(first), x=sheet.x(start), y=centre - 1, class_="label"),
        element("text", *below, x=sheet.x(start), y=centre + frame.size, class_="label"),
    ]


def _table(flow, caption):
    bands = [(stage[0][b.source], stage[1][b.target], b) for stage in flow.stages() for b in stage[2]]
    weighted = any(band.weight is not None for _, _, band in bands)
    headers = (gettext("From"), gettext("To"), unit_name(flow.unit)) + (
        (gettext("Fractional count"),) if weighted else ()
    )
    rows = []
    for source, target, band in bands:
        row = [
            Cell(source.label.title, href=source.label.href, code=source.label.code),
            Cell(target.label.title, href=target.label.href, code=target.label.code),
            Cell(figure(band.value), band.value, band.href),
        ]
        if weighted:
            row.append(Cell("–" if band.weight is None else figure(band.weight, 2), band.weight))
        rows.append(tuple(row))
    return Table(headers, tuple(rows), caption)
