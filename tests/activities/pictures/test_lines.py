"""Line charts: editions and gaps are never joined, labels do not overlap, table and sentence agree with the data."""

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.pictures.lines import BESIDE, HEIGHT, LINE_HEIGHT, RIGHT, WIDTH, lines_picture
from activities.pictures.series import LineSeries, Point, with_unit


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own markup


def series(area, values, edition="2025", group=""):
    return LineSeries(area, edition, tuple(Point(year, value) for year, value in values.items()), group)


def traces(picture):
    """Corners of each polyline, with the classes of its series."""
    found = []
    for group in read(picture.svg).iter("g"):
        found += [(group.get("class"), len(line.get("points").split())) for line in group.findall("polyline")]
    return found


def points(picture):
    return [node.findtext("title") for node in read(picture.svg).iter() if node.get("class") == "point"]


def test_editions_are_never_joined():
    old = series("World", {2020: 50, 2021: 52, 2022: 54}, "2023")
    new = series("World", {2022: 60, 2023: 62}, "2025")
    picture = lines_picture([old, new], key="l", title="Internet users")
    assert traces(picture) == [("hue-series-1 edition-1", 3), ("hue-series-1 edition-0", 2)]
    labels = ["".join(text.itertext()) for text in read(picture.svg).iter("text") if text.get("class") == "line-label"]
    assert sorted(labels) == ["WorldWorld2023 edition", "WorldWorld2025 edition"]


def test_missing_years_are_gaps():
    one = series("World", {2015: 40, 2016: 42, 2017: None, 2018: 47, 2020: 50, 2021: 51})
    picture = lines_picture([one], key="l", title="T")
    assert [count for _, count in traces(picture)] == [2, 2]
    assert points(picture) == [
        "World, 2015: 40% (2025 edition)",
        "World, 2016: 42% (2025 edition)",
        "World, 2018: 47% (2025 edition)",
        "World, 2020: 50% (2025 edition)",
        "World, 2021: 51% (2025 edition)",
    ]


def test_one_value_is_one_point_and_no_line():
    picture = lines_picture([series("World", {2024: 68.3})], key="l", title="T")
    assert (traces(picture), points(picture)) == ([], ["World, 2024: 68.3% (2025 edition)"])
    assert picture.sentence == "World: 68.3% in 2024 (2025 edition)."


@pytest.mark.parametrize("data", [[], [series("World", {2024: None})]])
def test_nothing_gives_a_sentence_and_no_drawing(data):
    picture = lines_picture(data, key="l", title="T")
    assert (picture.svg, picture.sentence) == ("", "There are no figures to show here yet.")


def test_the_axis_starts_at_zero():
    picture = lines_picture([series("World", {2020: 91, 2021: 97})], key="l", title="T")
    ticks = [text.text for text in read(picture.svg).iter("text") if text.text and text.text.endswith("%")]
    assert ticks == ["0%", "25%", "50%", "75%", "100%"]


def test_ticks_of_small_figures_keep_the_decimals_they_need():
    picture = lines_picture([series("World", {2020: 0.02, 2021: 0.08})], key="l", title="T")
    ticks = [text.text for text in read(picture.svg).iter("text") if text.text and text.text.endswith("%")]
    assert ticks == ["0%", "0.02%", "0.04%", "0.06%", "0.08%"]


def test_the_table_equals_the_data():
    data = [series("World", {2021: 51.04, 2020: None}, "2025", "women"), series("Africa", {2021: 0.0}, "2024")]
    assert lines_picture(data, key="l", title="T").table.plain() == [
        ["Area", "Group", "Edition", "Year", "Per cent"],
        ["World", "women", "2025", "2020", "no figure"],
        ["World", "women", "2025", "2021", 51.04],
        ["Africa", "all", "2024", "2021", 0.0],
    ]


@pytest.mark.parametrize(
    ("data", "unit", "sentence"),
    [
        ([("World", {2020: 50, 2024: 60})], "%", "World: up from 50% in 2020 to 60% in 2024 (2025 edition)."),
        ([("World", {2020: 60, 2024: 50})], "%", "World: down from 60% in 2020 to 50% in 2024 (2025 edition)."),
        ([("World", {2020: 60, 2024: 60})], "%", "World: 60% in 2024, as in 2020 (2025 edition)."),
        (
            [("World", {2001: 0.61, 2021: 17.8})],
            "per 100 inhabitants",
            "World: up from 0.6 in 2001 to 17.8 per 100 inhabitants in 2021 (2025 edition).",
        ),
        (
            [("Europe", {2024: 91}), ("Africa", {2024: 38}), ("Asia", {2023: 99})],
            "%",
            "In 2024, the highest figure is 91% (Europe) and the lowest is 38% (Africa).",
        ),
        ([("Europe", {2024: 91}), ("Asia", {2024: 91})], "%", "In 2024, Asia and Europe are equal at 91%."),
    ],
)
def test_the_sentence_follows_the_newest_figures(data, unit, sentence):
    made = sorted((series(area, values) for area, values in data), key=lambda one: one.area)
    assert lines_picture(made, key="l", title="T", unit=unit).sentence == sentence


def test_the_sentence_does_not_compare_across_editions():
    data = [series("World", {2010: 30, 2022: 80}, "2023"), series("World", {2023: 66, 2024: 68}, "2025")]
    assert lines_picture(data, key="l", title="T").sentence == (
        "World: up from 66% in 2023 to 68% in 2024 (2025 edition)."
    )


def test_a_seventh_series_stands_in_the_table_only():
    data = [series(f"Area {index}", {2023: 10 * index, 2024: 10 * index + 1}) for index in range(1, 8)]
    picture = lines_picture(data, key="l", title="T")
    assert len(traces(picture)) == 6
    assert picture.note == "1 more series is in the table."
    assert len(picture.table.rows) == 14


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.booleans())
def test_labels_at_the_line_ends_do_not_overlap_and_stay_inside(values, rtl):
    data = [series(f"Least developed countries {i}", {2023: v, 2024: v}) for i, v in enumerate(values)]
    svg = read(lines_picture(data, key="l", title="T", rtl=rtl).svg)
    lines = sorted(float(span.get("y")) for span in svg.iter("tspan"))
    assert all(after - before >= LINE_HEIGHT - 0.02 for before, after in pairwise(lines))
    assert lines[0] >= LINE_HEIGHT - 3.02
    assert lines[-1] <= HEIGHT


def connectors(picture):
    return [line.get("class") for line in read(picture.svg).iter("line") if "connector" in line.get("class")]


def ends(picture):
    """Where each label begins, and where the last point of its line is."""
    svg = read(picture.svg)
    starts = [
        float(next(text.iter("tspan")).get("x")) for text in svg.iter("text") if text.get("class") == "line-label"
    ]
    return sorted(starts), sorted(float(point.get("cx")) for point in svg.iter("circle"))


def test_names_of_lines_that_end_close_together_are_tied_to_them():
    data = [series(f"Area {number}", {2023: 50 + number, 2024: 50 + number}) for number in range(4)]
    assert connectors(lines_picture(data, key="l", title="T")) == ["connector"] * 4


def test_the_name_of_a_line_that_ends_early_is_beside_its_end():
    data = [series("World", {2010: 30, 2011: 40}), series("Africa", {2011: 10, 2024: 12})]
    picture = lines_picture(data, key="l", title="T")
    starts, points = ends(picture)
    assert connectors(picture) == ["connector"]
    assert starts == [pytest.approx(points[1] + BESIDE, abs=0.1), WIDTH - RIGHT + 12]


def test_without_room_beside_its_end_the_name_has_a_dotted_connector():
    late = {year: 60 + (year % 2) for year in range(2016, 2025)}
    data = [series("Least developed countries of Africa", {2010: 60, 2015: 60}), series("World", late)]
    crowd = [series(f"Area {n}", {2015: value, 2016: value, 2024: value}) for n, value in enumerate((45, 54, 66, 75))]
    classes = connectors(lines_picture([*data, *crowd], key="l", title="T"))
    assert sorted(set(classes)) == ["connector", "connector connector--far"]


def test_mirrored_time_runs_to_the_left():
    data = [series("World", {2020: 50, 2024: 60})]
    first, last = (
        float(node.get("cx")) for node in read(lines_picture(data, key="l", title="T", rtl=True).svg).iter("circle")
    )
    assert first > last


def test_a_trace_of_a_figure_is_never_written_as_nothing():
    assert [with_unit(value, "%") for value in (0, 0.01, 0.06, 99.96)] == ["0%", "<0.1%", "0.1%", "100%"]
