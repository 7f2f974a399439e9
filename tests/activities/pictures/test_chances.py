"""The chart of chances beside what was right: its points, its table, and its mirror image."""

from xml.etree import ElementTree as ET

from activities.pictures.chances import chances_picture

BINS = [(0.05, 0.04, 3000), (0.55, 0.5, 40), (0.92, 0.95, 1)]


def drawn(bins, **more):
    return chances_picture(bins, key="c", title="Chances", sentence="Off by two points.", **more)


def circles(picture):
    svg = ET.fromstring(picture.svg)  # noqa: S314 - our own markup
    return [(float(c.get("cx")), float(c.get("cy")), c.findtext("title")) for c in svg.iter("circle")]


def test_each_step_is_a_point_with_its_figures():
    marks = circles(drawn(BINS))
    assert [words for _x, _y, words in marks] == [
        "Chance 5%: 4% of 3,000 suggestions were correct",
        "Chance 55%: 50% of 40 suggestions were correct",
        "Chance 92%: 95% of 1 suggestion was correct",
    ]
    assert marks[0][0] < marks[1][0] < marks[2][0]
    assert marks[0][1] > marks[1][1] > marks[2][1]  # higher on the page


def test_the_table_has_the_same_figures():
    assert drawn(BINS).table.plain()[1:] == [[5, 4, 3000], [55, 50, 40], [92, 95, 1]]


def test_from_right_to_left_it_is_mirrored():
    left, right = circles(drawn(BINS)), circles(drawn(BINS, rtl=True))
    assert [x for x, _y, _w in right] == sorted((x for x, _y, _w in right), reverse=True)
    assert [y for _x, y, _w in left] == [y for _x, y, _w in right]


def test_nothing_measured_is_a_sentence():
    assert drawn([]).svg == ""
