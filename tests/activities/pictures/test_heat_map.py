"""The heat map: shades, cells, contrast, sentence and table."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.pictures import standalone
from activities.pictures.heat_map import HeatCell, HeatMap, heat_map_picture, shade, shade_ranges
from activities.pictures.picture import Label
from activities.pictures.words import Unit


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own markup


ROWS = (
    Label("C2", "Infrastructure", "/action-lines/C2/", "line"),
    Label("C10", "Ethics", "/action-lines/C10/", "line"),
)
GOALS = (Label("4", "Quality education", "/goals/4/", "goal-4"), Label("9", "Industry", "/goals/9/", "goal-9", "Goal"))
STYLES = Path(__file__).parents[3] / "static/css"


def heat_map(*rows, unit=Unit.ACTIVITIES):
    cells = tuple(tuple(HeatCell(value, f"/c/{r}/{c}/") for c, value in enumerate(row)) for r, row in enumerate(rows))
    return HeatMap(ROWS, GOALS, cells, unit)


def test_shades_step_by_the_square_root():
    assert [shade(value, 45) for value in (None, 0, 1, 2, 5, 10, 20, 31, 45, 99)] == [0, 0, 1, 2, 2, 3, 4, 5, 6, 6]
    assert (shade(1, 1), shade(3, 0)) == (6, 0)


@given(st.integers(1, 2000))
def test_the_legend_agrees_with_the_shades(maximum):
    named = {value: step for step, low, high in shade_ranges(maximum) for value in range(low, high + 1)}
    assert named == {value: shade(value, maximum) for value in range(1, maximum + 1)}


def test_cells_hold_their_figure_shade_and_link_and_empty_ones_are_no_links():
    picture = heat_map_picture(heat_map((0, 45), (None, 2)), key="heat", title="Matrix")
    svg = read(picture.svg)
    assert svg.get("role") == "group"
    assert svg.get("viewBox") == "0 0 312 152"
    cells = [mark for mark in svg.findall("*") if mark.find("rect") is not None and mark.tag in "ag"][2:-1]
    seen = [
        (mark.tag, mark.get("href"), mark.find("rect").get("class"), mark.findtext("text"), mark.findtext("title"))
        for mark in cells
    ]
    assert seen == [
        ("g", None, "shade-0", None, "C2 Infrastructure × 4 Quality education: 0 activities"),
        ("a", "/c/0/1/", "shade-6", "45", "C2 Infrastructure × Goal 9 (Industry): 45 activities"),
        ("g", None, "shade-0", "–", "C10 Ethics × 4 Quality education: no figure"),
        ("a", "/c/1/1/", "shade-2", "2", "C10 Ethics × Goal 9 (Industry): 2 activities"),
    ]


def test_marks_and_gaps_are_drawn_and_explained():
    cells = ((HeatCell(0, "/gap/", "Gap", True, True), HeatCell(3, "/both/", "Both", True)), (HeatCell(0), HeatCell(2)))
    data = HeatMap(ROWS, GOALS, cells, mark="Marked cells are official.", gap="Gaps: 1.")
    svg = read(heat_map_picture(data, key="heat", title="Matrix").svg)
    shapes = {
        mark.findtext("title"): [(each.tag, each.get("class")) for each in mark if each.tag != "title"]
        for mark in svg.findall("*")
    }
    assert shapes["Gap"] == [
        ("rect", "gap-ground"),
        ("rect", "gap"),
        ("polygon", "gap-digits"),
        ("text", "gap-digits"),
    ]
    assert shapes["Both"] == [("rect", "shade-6"), ("polygon", "digits-6"), ("text", "digits-6")]
    assert shapes["Marked cells are official."] == [
        ("rect", "shade-2"),
        ("polygon", "digits-2"),
        ("text", "small"),
    ]
    assert shapes["Gaps: 1."] == [("rect", "gap-ground"), ("rect", "gap"), ("polygon", "gap-digits"), ("text", "small")]
    assert svg.find("a[title='Gap']").get("href") == "/gap/"
    assert svg.find("a[title='Gap']").findtext("text") == "0"


def test_the_mark_is_in_the_corner_where_a_line_ends():
    cells = tuple(tuple(HeatCell(1, marked=True) for _column in GOALS) for _row in ROWS)
    for rtl, across in ((False, 269.0), (True, 43.0)):
        data = HeatMap(ROWS, GOALS, cells)
        mark = next(read(heat_map_picture(data, key="heat", title="Matrix", rtl=rtl).svg).iter("polygon"))
        assert mark.get("points").split()[1] == f"{across:g},42"


def test_the_table_holds_the_same_figures():
    picture = heat_map_picture(heat_map((0, 45), (None, 2)), key="heat", title="Matrix")
    assert picture.table.plain() == [
        ["Action Line", "4 Quality education", "Goal 9 (Industry)"],
        ["C2 Infrastructure", 0, 45],
        ["C10 Ethics", "no figure", 2],
    ]


def test_the_sentence_names_the_fullest_cell_and_counts_the_empty_ones():
    one = heat_map_picture(heat_map((0, 45), (None, 2)), key="heat", title="Matrix")
    assert (
        one.sentence
        == "C2 Infrastructure and Goal 9 (Industry) have the most in common: 45 activities; 2 of 4 cells are empty."
    )
    tie = heat_map_picture(heat_map((1, 1), (0, 0), unit=Unit.LINKS), key="heat", title="Matrix")
    assert tie.sentence == "The 2 largest cells have 1 link each; 2 of 4 cells are empty."


def test_nothing_gives_a_sentence_and_no_drawing():
    picture = heat_map_picture(heat_map((0, 0), (0, None)), key="heat", title="Matrix")
    assert (picture.svg, picture.sentence) == ("", "There are no activities to show here yet.")


def test_rows_of_another_length_are_refused():
    with pytest.raises(ValueError, match="cells must be 2 rows of 2"):
        heat_map((1, 2), (3,))


def test_mirrored_the_row_names_stand_on_the_right():
    picture = heat_map_picture(heat_map((0, 45), (None, 2)), key="heat", title="Matrix", rtl=True)
    svg = read(picture.svg)
    assert svg.get("direction") == "rtl"
    assert [text.get("x") for text in svg.iter("text") if text.get("class") == "label"] == ["312", "312"]
    assert [rect.get("x") for rect in svg.iter("rect") if rect.get("class").startswith("swatch")] == ["41", "1"]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_digits_reach_contrast_on_every_shade_in_light_and_dark():
    tokens = re.findall(r"--(on-)?shade-(\d): (#\w{6})", (STYLES / "components/picture.css").read_text())
    assert len(tokens) == 28
    for scheme in (tokens[:14], tokens[14:]):
        paper = {step: colour for on, step, colour in scheme if not on}
        ink = {step: colour for on, step, colour in scheme if on}
        assert {step: contrast(paper[step], ink[step]) >= 4.5 for step in paper} == dict.fromkeys("0123456", True)


def test_downloads_use_the_colours_of_the_page():
    tokens = dict(re.findall(r"--([\w-]+): (#\w{6})", (STYLES / "tokens.css").read_text().split("@media")[0]))
    picture = (STYLES / "components/picture.css").read_text().split("@media")[0]
    page = tokens | dict(re.findall(r"--([\w-]+): (#\w{6})", picture))
    named = {"accent": "link", "line": "action-line", "muted": "ink-quiet"}
    assert {hue: page[named.get(hue, hue)] for hue in standalone.HUES} == standalone.HUES
    assert (page["warn-line"], page["warn"]) == (standalone.GAP_LINE, standalone.GAP_DIGITS)
    assert list(standalone.SHADES) == [page[f"shade-{step}"] for step in range(7)]
