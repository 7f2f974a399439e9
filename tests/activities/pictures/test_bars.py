"""Bars, stacked bars and columns by year."""

from xml.etree import ElementTree as ET

import pytest

from activities.pictures.bars import Bar, StackedBar, bars_picture, stacked_bars_picture
from activities.pictures.columns import Column, columns_picture
from activities.pictures.picture import Label
from activities.pictures.words import Unit


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own markup


def sector(name, value, fractional=None):
    return Bar(Label("", name, f"/activities/?sector={name}"), value, fractional)


def drawn(picture, tag="rect", name="bar"):
    return [shape for shape in read(picture.svg).iter(tag) if name in shape.get("class", "").split()]


def percent(text):
    return float(text.rstrip("%"))


def test_one_bar_is_drawn_exactly():
    picture = bars_picture([Bar(Label("9", "Industry", "/goals/9/", "goal-9"), 5)], key="goals", title="By Goal")
    assert picture.svg == (
        '<svg class="picture-svg picture-svg--bars" role="group" '
        'aria-labelledby="picture-goals-title picture-goals-description" direction="ltr" width="100%" height="44">'
        '<title id="picture-goals-title">By Goal</title>'
        '<desc id="picture-goals-description">Only 9 Industry: 5 activities.</desc>'
        '<a class="mark" href="/goals/9/" aria-label="9 Industry: 5 activities"><title>9 Industry: 5 activities</title>'
        '<rect x="0%" width="100%" y="0" height="44" class="catch" />'
        '<text x="0%" y="15" class="label"><tspan class="code">9</tspan> Industry</text>'
        '<rect x="0%" width="93.96%" y="21" height="14" rx="1" class="bar hue-goal-9" />'
        '<text x="93.96%" dx="7" y="33" class="value">5</text></a></svg>'
    )


def test_lengths_follow_the_figures_and_zero_draws_no_bar():
    picture = bars_picture([sector("ITU-D", 128), sector("ITU-T", 32), sector("ITU-R", 0)], key="s", title="Sectors")
    first, second = (percent(bar.get("width")) for bar in drawn(picture))
    assert first / second == pytest.approx(4, abs=0.01)
    assert picture.table.plain() == [["Name", "Activities"], ["ITU-D", 128], ["ITU-T", 32], ["ITU-R", 0]]


@pytest.mark.parametrize(
    ("bars", "total", "sentence"),
    [
        ([("ITU-D", 128), ("ITU-T", 26)], 180, "ITU-D has the most: 128 of 180 activities (71%)."),
        (
            [("ITU-D", 60), ("ITU-T", 50)],
            180,
            "ITU-D comes first with 60 of 180 activities (33%), then ITU-T with 50.",
        ),
        ([("A", 3), ("B", 2)], None, "A comes first with 3 activities, then B with 2."),
        ([("A", 3), ("B", 3), ("C", 1)], None, "A and B come first with 3 activities each."),
        ([("A", 1), ("B", 1), ("C", 1), ("D", 1)], None, "4 come first with 1 activity each."),
        ([("A", 1), ("B", 0)], 1, "Only A: 1 of 1 activity (100%)."),
        ([("A", 0)], 180, "There are no activities to show here yet."),
        ([], None, "There are no activities to show here yet."),
    ],
)
def test_the_sentence_says_who_comes_first(bars, total, sentence):
    picture = bars_picture([sector(*bar) for bar in bars], key="s", title="Sectors", total=total)
    assert picture.sentence == sentence


def test_nothing_draws_nothing():
    picture = bars_picture([sector("ITU-D", 0)], key="s", title="Sectors")
    assert (picture.svg, picture.interactive) == ("", False)


def test_a_shared_count_is_a_notch_a_number_and_a_column():
    picture = bars_picture([sector("A", 10, 2.5), sector("B", 4, None)], key="s", title="S", heading="Sector")
    bar, notch = drawn(picture)[0], drawn(picture, "line", "notch")
    assert [percent(line.get("x1")) for line in notch] == [pytest.approx(percent(bar.get("width")) / 4, abs=0.01)]
    assert [text.text for text in drawn(picture, "text", "value")] == ["10 (2.5)", "4"]
    assert picture.table.plain() == [["Sector", "Activities", "Fractional count"], ["A", 10, 2.5], ["B", 4, "–"]]
    assert "each activity counts as one in total" in picture.note


def test_mirrored_bars_grow_from_the_right():
    picture = bars_picture([sector("A", 4), sector("B", 1)], key="s", title="S", rtl=True)
    for bar in drawn(picture):
        assert percent(bar.get("x")) + percent(bar.get("width")) == pytest.approx(100, abs=0.02)
    assert {text.get("x") for text in drawn(picture, "text", "label")} == {"100%"}


def test_hostile_labels_stay_text():
    hostile = "<script>alert(1)</script>\"'\x00\x1b"
    picture = bars_picture([Bar(Label("<b>", hostile, "javascript:alert(1)"), 1)], key="s", title=hostile)
    svg = read(picture.svg)
    assert {node.tag for node in svg.iter()} == {"svg", "title", "desc", "g", "text", "tspan", "rect"}
    assert "".join(drawn(picture, "text", "label")[0].itertext()) == "<b> <script>alert(1)</script>\"'"


def test_long_labels_are_cut_and_spoken_in_full():
    name = "Organisation for the advancement of everything that is long " * 3
    picture = bars_picture([Bar(Label("", name), 1)], key="s", title="S")
    assert drawn(picture, "text", "label")[0].text.endswith("…")
    assert read(picture.svg).findtext("g/title") == f"{name.strip()}: 1 activity"


def test_stacked_parts_touch_strongest_first():
    parts = ("related", "contributes", "main purpose")
    bars = [StackedBar(Label("9", "Industry", hue="goal-9"), (4, 0, 2)), StackedBar(Label("4", "Education"), (0, 0, 0))]
    picture = stacked_bars_picture(bars, parts, key="s", title="Strength", heading="Goal")
    shapes = [bar for bar in drawn(picture) if bar.get("class").endswith("hue-goal-9")]
    assert [shape.get("class") for shape in shapes] == ["bar part-3 hue-goal-9", "bar part-1 hue-goal-9"]
    first, second = ((percent(shape.get("x")), percent(shape.get("width"))) for shape in shapes)
    assert second[0] == pytest.approx(first[0] + first[1], abs=0.02)
    assert second[1] == pytest.approx(2 * first[1], abs=0.02)
    assert picture.table.plain() == [
        ["Goal", "related", "contributes", "main purpose", "Total"],
        ["9 Industry", 4, 0, 2, 6],
        ["4 Education", 0, 0, 0, 0],
    ]


@pytest.mark.parametrize("parts", [(), ("a", "b"), ("a", "b", "c", "d")])
def test_parts_that_do_not_fit_the_values_are_refused(parts):
    with pytest.raises(ValueError, match="one to three parts"):
        stacked_bars_picture([StackedBar(Label("", "A"), (1, 2, 3))], parts, key="s", title="S")


def test_missing_years_are_gaps():
    columns = [Column(2020, 4, "/activities/?year=2020"), Column(2018, 2), Column(2021, None), Column(2022, 0)]
    picture = columns_picture(columns, key="years", title="By year")
    shapes = drawn(picture)
    assert [float(shape.get("height")) for shape in shapes] == [80, 160]
    # 2018 to 2022 are five places; the two columns stand two places apart.
    catch = drawn(picture, "rect", "catch")
    place = percent(catch[0].get("width"))
    assert percent(shapes[1].get("x")) - percent(shapes[0].get("x")) == pytest.approx(2 * place, abs=0.02)
    assert picture.table.plain() == [
        ["Year", "Activities"],
        ["2018", 2],
        ["2020", 4],
        ["2021", "no figure"],
        ["2022", 0],
    ]
    assert picture.sentence == "Between 2018 and 2020, the year with the most is 2020: 4 activities."
    assert [link.get("href") for link in read(picture.svg).iter("a")] == ["/activities/?year=2020"]


def test_one_year_and_no_year():
    one = columns_picture([Column(2024, 1)], key="y", title="Y", unit=Unit.MAPPINGS)
    assert one.sentence == "Figures are known for one year: 1 link in 2024."
    assert len(drawn(one)) == 1
    none = columns_picture([], key="y", title="Y")
    assert (none.svg, none.sentence, none.table.rows) == ("", "There are no activities to show here yet.", ())


def test_a_long_history_names_few_years_and_always_the_last():
    picture = columns_picture([Column(1969, 1), Column(2026, 3)], key="y", title="Y", rtl=True)
    years = [text.text for text in drawn(picture, "text", "small") if len(text.text) == 4]
    assert years == ["1976", "1986", "1996", "2006", "2016", "2026"]
