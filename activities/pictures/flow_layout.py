"""Computes the positions of the nodes and ribbons of a flow. Lengths are in the drawing's units."""

from dataclasses import dataclass

WIDEST_GAP = 30
THINNEST = 0.75


@dataclass(frozen=True, slots=True)
class Frame:
    """The sizes of a drawing. `left`, `middle` and `right` are the room for labels, `middle` with the nodes beside it.

    `stacked`: labels are a code and, below it, the number; else code, title and number on one line.
    """

    width: int
    left: int
    middle: int
    right: int
    node: int
    size: float
    label_height: int
    gap: int
    inner_height: int
    stacked: bool = False

    def edges(self):
        """Where the bands of each half start and end, between the labels of the three columns."""
        free = self.width - self.left - self.right - self.middle
        middle = self.left + round(free * (0.5 if self.stacked else 0.42))
        return ((self.left + self.node, middle), (middle + self.middle, self.width - self.right - self.node))


#: For a wide window and for files, and for a phone: all three columns in 343 pixels.
WIDE = Frame(width=1136, left=172, middle=252, right=252, node=8, size=13.5, label_height=17, gap=9, inner_height=830)
NARROW = Frame(
    width=343, left=80, middle=118, right=40, node=5, size=11, label_height=26, gap=4, inner_height=620, stacked=True
)


@dataclass(frozen=True, slots=True)
class Box:
    """The upper edge and height of a node. The height is the sum of its ribbons on the side with more."""

    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The upper edge of a band at its source and at its target, and its width, which is the same at both."""

    start: float
    end: float
    width: float


@dataclass(frozen=True, slots=True)
class Placed:
    """`boxes[column][code]`, `ribbons[stage][source, target]`, and the total height."""

    boxes: tuple[dict[str, Box], ...]
    ribbons: tuple[dict[tuple[str, str], Ribbon], ...]
    height: float


def place(flow, frame=WIDE):
    """The layout of `flow` in a frame, with one scale for all columns: widths can be compared across the picture.

    Nodes stay in the given order and have room for their labels. No band is thinner than `THINNEST`.
    """
    codes = [[node.label.code for node in column] for column in flow.columns]
    bands = [stage[2] for stage in flow.stages()]
    scale = _scale(codes, bands, frame)
    widths = [{(b.source, b.target): max(THINNEST, scale * b.width) for b in stage} for stage in bands]
    heights = []
    for column, names in enumerate(codes):
        arriving = widths[column - 1] if column else {}
        leaving = widths[column] if column < len(widths) else {}
        heights.append(
            {
                name: max(
                    sum(width for (_, target), width in arriving.items() if target == name),
                    sum(width for (source, _), width in leaving.items() if source == name),
                )
                for name in names
            }
        )
    slots = [
        [max(frame.label_height, column[name]) for name in names] for column, names in zip(heights, codes, strict=True)
    ]
    total = max(sum(column) + frame.gap * max(0, len(column) - 1) for column in slots)
    boxes = tuple(_stack(names, column, slot, total) for names, column, slot in zip(codes, heights, slots, strict=True))
    ribbons = tuple(_ribbons(widths[stage], codes[stage + 1], codes[stage], boxes, stage) for stage in range(2))
    return Placed(boxes, ribbons, total)


def _scale(codes, bands, frame):
    """Units of height for one unit of weight. The largest column becomes about as high as the frame says."""
    heaviest = max(sum(band.width for band in stage) for stage in bands)
    gaps = max(frame.gap * max(0, len(column) - 1) for column in codes)
    return max(0, frame.inner_height - gaps) / heaviest if heaviest else 0


def _stack(names, heights, slots, total):
    """Place nodes from top to bottom, the column centred. Spare height widens the gaps, up to a limit."""
    spare = total - sum(slots)
    gap = min(WIDEST_GAP, spare / (len(names) - 1)) if len(names) > 1 else 0
    top = (spare - gap * (len(names) - 1)) / 2
    boxes = {}
    for name, slot in zip(names, slots, strict=True):
        boxes[name] = Box(top + (slot - heights[name]) / 2, heights[name])
        top += slot + gap
    return boxes


def _ribbons(widths, targets, sources, boxes, stage):
    """Place ribbons: they leave in the order of targets and arrive in the order of sources, with few crossings."""
    starts = {}
    for source in sources:
        used = sum(width for (name, _), width in widths.items() if name == source)
        at = boxes[stage][source].top + (boxes[stage][source].height - used) / 2
        for target in targets:
            if (source, target) in widths:
                starts[source, target] = at
                at += widths[source, target]
    ribbons = {}
    for target in targets:
        used = sum(width for (_, name), width in widths.items() if name == target)
        at = boxes[stage + 1][target].top + (boxes[stage + 1][target].height - used) / 2
        for source in sources:
            if (source, target) in widths:
                ribbons[source, target] = Ribbon(starts[source, target], at, widths[source, target])
                at += widths[source, target]
    return ribbons
