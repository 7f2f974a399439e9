"""The flow: geometry that adds up, links, names, table."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.pictures.flow import Flow, FlowBand, FlowNode, flow_picture
from activities.pictures.flow_layout import NARROW, WIDE, place
from activities.pictures.picture import Label


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own markup


HEADINGS = ("Sector", "Action Line", "Goal")


def nodes(prefix, count, hue="accent"):
    return tuple(FlowNode(Label(f"{prefix}{i}", f"Name {i}", f"/{prefix}{i}/", hue), 1) for i in range(count))


def small():
    columns = (
        (FlowNode(Label("ITU-D", "", "/s/ITU-D/"), 45),),
        (
            FlowNode(Label("C4", "Capacity building", "/action-lines/C4/", "line"), 45),
            FlowNode(Label("C9", "Media", "/action-lines/C9/", "line"), 0),
        ),
        (FlowNode(Label("4", "Quality education", "/goals/4/", "goal-4"), 40), FlowNode(Label("9", "Industry"), 5)),
    )
    into = (FlowBand("ITU-D", "C4", 45, "/activities/?sector=ITU-D&line=C4"), FlowBand("ITU-D", "C9", 0))
    return Flow(HEADINGS, columns, into, (FlowBand("C4", "4", 40, "/x/"), FlowBand("C4", "9", 5, "/y/")))


def test_every_band_is_a_named_link_and_empty_ones_are_not_drawn():
    svg = read(flow_picture(small(), key="flow", title="Flow").svg)
    bands = [mark for mark in svg.iter("a") if mark.find("path") is not None]
    assert [(a.get("href"), a.get("aria-label"), a.find("path").get("class")) for a in bands] == [
        ("/activities/?sector=ITU-D&line=C4", "ITU-D → C4 Capacity building: 45 activities", "band hue-line"),
        ("/x/", "C4 Capacity building → 4 Quality education: 40 activities", "band hue-goal-4"),
        ("/y/", "C4 Capacity building → 9 Industry: 5 activities", "band hue-accent"),
    ]
    assert [a.findtext("title") for a in bands] == [a.get("aria-label") for a in bands]


@pytest.mark.parametrize("rtl", [False, True])
def test_on_a_phone_all_three_columns_fit_in_343_pixels(rtl):
    """Codes above their numbers, the longest of them uncut, and room for the bands between."""
    columns = (
        (FlowNode(Label("Stakeholders", "", "/s/"), 1234),),
        (FlowNode(Label("C7-eenvironment", "E-environment", "/c/", "line"), 1234),),
        (FlowNode(Label("17", "Partnerships", "/g/", "goal-17"), 1234),),
    )
    into, out = (FlowBand("Stakeholders", "C7-eenvironment", 9),), (FlowBand("C7-eenvironment", "17", 9),)
    flow = Flow(("Sector", "Action Line", "Goal"), columns, into, out)
    picture = flow_picture(flow, key="narrow", title="Flow", rtl=rtl, frame=NARROW)
    svg = read(picture.svg)
    assert (picture.scrolls, svg.get("viewBox").split()[2]) == (False, "343")
    words = ["".join(text.itertext()).strip("\u2066\u2069") for text in svg.iter("text")]
    assert words == [
        "Sector",
        "Stakeholders",
        "1,234",
        "Action Line",
        "C7-eenvironment",
        "1,234",
        "Goal",
        "17",
        "1,234",
    ]
    assert NARROW.edges() == ((85, 132), (250, 298))
    assert [mark.get("aria-label") for mark in svg.iter("a")] == [
        "Stakeholders: 1,234 activities",
        "C7-eenvironment E-environment: 1,234 activities",
        "17 Partnerships: 1,234 activities",
    ]


def test_table_and_sentence():
    picture = flow_picture(small(), key="flow", title="Flow")
    assert picture.table.plain() == [
        ["From", "To", "Activities"],
        ["ITU-D", "C4 Capacity building", 45],
        ["C4 Capacity building", "4 Quality education", 40],
        ["C4 Capacity building", "9 Industry", 5],
    ]
    assert picture.sentence == (
        "The largest flows are ITU-D → C4 Capacity building: 45 activities "
        "and C4 Capacity building → 4 Quality education: 40 activities."
    )
    assert (picture.scrolls, picture.interactive) == (True, True)


def test_nothing_gives_a_sentence_and_no_drawing():
    columns = (nodes("s", 2), nodes("c", 3), nodes("g", 2))
    picture = flow_picture(Flow(HEADINGS, columns, (), ()), key="flow", title="Flow")
    assert (picture.svg, picture.sentence) == ("", "There are no activities to show here yet.")


@pytest.mark.parametrize("band", [FlowBand("nowhere", "c0", 1), FlowBand("s0", "g0", 1)])
def test_a_band_between_unknown_nodes_is_refused(band):
    with pytest.raises(ValueError, match="no such nodes"):
        Flow(HEADINGS, (nodes("s", 1), nodes("c", 1), nodes("g", 1)), (band,), ())


def test_mirrored_the_sectors_stand_on_the_right():
    pair = [read(flow_picture(small(), key="f", title="F", rtl=rtl).svg) for rtl in (False, True)]
    width = float(pair[0].get("viewBox").split()[2])
    boxes = [[r for r in svg.iter("rect") if "node" in r.get("class")] for svg in pair]
    for plain, mirrored in zip(*boxes, strict=True):
        assert float(mirrored.get("x")) == width - float(plain.get("x")) - float(plain.get("width"))
    assert [svg.get("direction") for svg in pair] == ["ltr", "rtl"]


@st.composite
def flows(draw):
    """Activities with a Sector, one to three Action Lines and one to three Goals; whole or shared (1/n) widths."""
    columns = (
        nodes("s", draw(st.integers(1, 5))),
        nodes("c", draw(st.integers(1, 18))),
        nodes("g", draw(st.integers(1, 17))),
    )
    names = [[node.label.code for node in column] for column in columns]
    some = [st.lists(st.sampled_from(column), min_size=1, max_size=3, unique=True) for column in names]
    activities = draw(st.lists(st.tuples(st.sampled_from(names[0]), some[1], some[2]), min_size=1, max_size=40))
    into, out = {}, {}
    for sector, lines, goals in activities:
        for line in lines:
            value, weight = into.get((sector, line), (0, 0))
            into[sector, line] = value + 1, weight + 1 / len(lines)
            for goal in goals:
                value, weight = out.get((line, goal), (0, 0))
                out[line, goal] = value + 1, weight + 1 / len(lines) / len(goals)
    shared = draw(st.booleans())
    bands = [
        tuple(FlowBand(a, b, value, None, weight if shared else None) for (a, b), (value, weight) in stage.items())
        for stage in (into, out)
    ]
    return Flow(HEADINGS, columns, *bands)


@settings(max_examples=60, deadline=None)
@given(flows())
def test_band_widths_sum_to_node_heights_and_keep_inside_their_node(flow):
    placed = place(flow)
    for column, boxes in enumerate(placed.boxes):
        for name, box in boxes.items():
            sides = []
            if column > 0:
                sides.append([(r.end, r.width) for (_, b), r in placed.ribbons[column - 1].items() if b == name])
            if column < 2:
                sides.append([(r.start, r.width) for (a, _), r in placed.ribbons[column].items() if a == name])
            totals = [sum(width for _, width in side) for side in sides]
            assert max(totals) == pytest.approx(box.height)
            for side in sides:
                edge = box.top - 1e-6
                for start, width in sorted(side):
                    assert start >= edge - 1e-6  # no two bands overlap at a node
                    edge = start + width
                assert edge <= box.top + box.height + 1e-6


@settings(max_examples=60, deadline=None)
@given(flows())
def test_nodes_keep_their_order_and_room_for_their_labels(flow):
    placed = place(flow)
    for boxes in placed.boxes:
        middles = [box.top + box.height / 2 for box in boxes.values()]
        assert all(b - a >= WIDE.label_height - 1e-6 for a, b in pairwise(middles))
        assert all(box.top >= -1e-6 and box.top + box.height <= placed.height + 1e-6 for box in boxes.values())


def test_shared_weights_conserve_the_flow_through_every_action_line():
    columns = (nodes("s", 1), nodes("c", 2), nodes("g", 2))
    into = (FlowBand("s0", "c0", 30, None, 20.0), FlowBand("s0", "c1", 20, None, 10.0))
    out = (
        FlowBand("c0", "g0", 30, None, 12.0),
        FlowBand("c0", "g1", 15, None, 8.0),
        FlowBand("c1", "g1", 20, None, 10.0),
    )
    picture = flow_picture(Flow(HEADINGS, columns, into, out), key="flow", title="Flow")
    placed = place(Flow(HEADINGS, columns, into, out))
    assert placed.boxes[1]["c0"].height == pytest.approx(2 * placed.boxes[1]["c1"].height)
    assert picture.table.plain()[1] == ["s0 Name 0", "c0 Name 0", 30, 20.0]
    assert picture.note.startswith("Widths count each activity once")
