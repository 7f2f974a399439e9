"""Where the nodes and ribbons of a flow stand. Lengths are in the drawing's units."""

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
    """A node: its upper edge and height. Its height is the sum of its ribbons on the fuller side."""

    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band: its upper edge at the source and at the target, and its width, the same at both."""

    start: float
    end: float
    width: float


@dataclass(frozen=True, slots=True)
class Placed:
    """`boxes[column][code]`, `ribbons[stage][source, target]`, and the height that all of it needs."""

    boxes: tuple[dict[str, Box], ...]
    ribbons: tuple[dict[tuple[str, str], Ribbon], ...]
    height: float


def place(flow):
    """Lay `flow` out: one scale for all columns, so that widths compare across the whole picture.

    Node order is the one given. Every node keeps room for its label; a band is never thinner than `THINNEST`.
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
    """Units of height for one unit of weight, so that the fullest column comes to about `INNER_HEIGHT`."""
    heaviest = max(sum(band.width for band in stage) for stage in bands)
    gaps = max(GAP * max(0, len(column) - 1) for column in codes)
    return max(0, INNER_HEIGHT - gaps) / heaviest if heaviest else 0


def _stack(names, heights, slots, total):
    """Nodes from top to bottom, the column centred; spare height widens the gaps a little, not without limit."""
    spare = total - sum(slots)
    gap = min(WIDEST_GAP, spare / (len(names) - 1)) if len(names) > 1 else 0
    top = (spare - gap * (len(names) - 1)) / 2
    boxes = {}
    for name, slot in zip(names, slots, strict=True):
        boxes[name] = Box(top + (slot - heights[name]) / 2, heights[name])
        top += slot + gap
    return boxes


def _ribbons(widths, targets, sources, boxes, stage):
    """Ribbons leave a node in the order of their targets and arrive in the order of their sources: few crossings."""
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
