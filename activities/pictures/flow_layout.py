"""Computes the positions of the nodes and ribbons of a flow. Lengths are in the drawing's units."""

from dataclasses import dataclass

NODE = 8
MIDDLE_GAP = 252
INNER_HEIGHT = 830
LABEL_HEIGHT = 17
GAP = 9
WIDEST_GAP = 30
THINNEST = 0.75


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


def place(flow):
    """The layout of `flow`, with one scale for all columns: widths can be compared across the picture.

    Nodes stay in the given order and have room for their labels. No band is thinner than `THINNEST`.
    """
    codes = [[node.label.code for node in column] for column in flow.columns]
    bands = [stage[2] for stage in flow.stages()]
    scale = _scale(codes, bands)
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
    slots = [[max(LABEL_HEIGHT, column[name]) for name in names] for column, names in zip(heights, codes, strict=True)]
    total = max(sum(column) + GAP * max(0, len(column) - 1) for column in slots)
    boxes = tuple(_stack(names, column, slot, total) for names, column, slot in zip(codes, heights, slots, strict=True))
    ribbons = tuple(_ribbons(widths[stage], codes[stage + 1], codes[stage], boxes, stage) for stage in range(2))
    return Placed(boxes, ribbons, total)


def _scale(codes, bands):
    """Units of height for one unit of weight. The largest column becomes about `INNER_HEIGHT` high."""
    heaviest = max(sum(band.width for band in stage) for stage in bands)
    gaps = max(GAP * max(0, len(column) - 1) for column in codes)
    return max(0, INNER_HEIGHT - gaps) / heaviest if heaviest else 0


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
