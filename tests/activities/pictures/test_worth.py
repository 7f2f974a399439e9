"""When a page shows a chart, and when it shows a sentence instead."""

from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string

from activities.pictures.bars import Bar, StackedBar, bars_picture, stacked_bars_picture
from activities.pictures.picture import Label
from activities.pictures.standalone import standalone_svg
from activities.pictures.worth import drawn_if, worth_drawing, years_worth_drawing


@pytest.mark.parametrize(
    ("values", "counted", "expected"),
    [
        ((5, 3, 2), 10, True),
        ((5, 3, 1), 9, False),  # fewer than ten activities
        ((8, 2), 10, False),  # two values
        ((8, 2, 0), 10, False),  # a zero is no third value
        ((89, 9, 2), 100, True),
        ((90, 9, 1), 100, False),  # nearly all in one bar
        ((20, 19, 18), 20, False),  # an activity may count in several bars: the share is of the activities
        ((), 0, False),
    ],
)
def test_bars_need_ten_activities_three_values_and_no_value_with_nearly_all(values, counted, expected):
    assert worth_drawing(values, counted) is expected


@pytest.mark.parametrize(
    ("years", "counted", "expected"),
    [
        ({2020: 2, 2021: 2, 2022: 2, 2023: 2, 2024: 2}, 20, True),
        ({2020: 2, 2021: 2, 2022: 2, 2023: 2, 2024: 2}, 21, False),  # fewer than half are known
        ({2020: 4, 2021: 4, 2022: 4, 2023: 4}, 16, False),  # four years
        ({2020: 4, 2021: 4, 2022: 4, 2023: 4, 2024: 0}, 16, False),
        ({2020: 2, 2021: 2, 2022: 2, 2023: 2, 2024: 1}, 9, False),
    ],
)
def test_columns_need_five_years_and_half_of_them_known(years, counted, expected):
    assert years_worth_drawing(years, counted) is expected


def goal(number, value):
    return Bar(Label(str(number), f"Goal title {number}", f"/goals/{number}/", f"goal-{number}"), value)


def page(picture, **context) -> str:
    return " ".join(render_to_string("components/picture.html", {"picture": picture} | context).split())


def test_a_picture_that_says_nothing_is_a_sentence_with_table_and_file():
    picture = drawn_if(False, bars_picture([goal(9, 2), goal(4, 1)], key="g", title="Goals", sentence="Two and one."))
    html = page(picture, csv_url="/g.csv", svg_url="/g.svg")
    assert "<svg" not in html
    assert "Two and one." in html
    assert "Show as table" in html
    assert 'href="/g.csv"' in html
    assert 'href="/g.svg"' in html
    assert "<rect" in standalone_svg(picture)


def test_a_picture_worth_drawing_is_left_as_it_is():
    picture = bars_picture([goal(9, 2)], key="g", title="Goals")
    assert drawn_if(True, picture) is picture


def test_zeros_are_one_line_that_leads_on_and_stay_in_the_table():
    picture = bars_picture([goal(9, 2), goal(5, 0), goal(7, 0)], key="g", title="Goals")
    assert len(ET.fromstring(picture.svg).findall("a")) == 1  # noqa: S314 - our own markup
    assert [label.code for label in picture.nothing] == ["5", "7"]
    assert picture.nothing_words == "No activities: 5, 7."
    assert picture.table.plain()[1:] == [["9 Goal title 9", 2], ["5 Goal title 5", 0], ["7 Goal title 7", 0]]
    line = '<a href="/goals/5/" title="Goal title 5"><bdi class="code" dir="ltr">5</bdi></a>, '
    assert f'<p class="picture__nothing">No activities: {line}' in page(picture)
    assert "No activities: 5, 7." in standalone_svg(picture)


def test_where_all_is_zero_the_sentence_says_so_alone():
    picture = bars_picture([goal(5, 0)], key="g", title="Goals")
    assert (picture.sentence, picture.nothing) == ("There are no activities to show here yet.", ())


def test_bars_as_lines_of_the_page_have_uncut_labels_and_true_lengths():
    name = "Organisation for the advancement of everything that is long " * 3
    picture = bars_picture([Bar(Label("", name), 8), goal(9, 2)], key="g", title="Goals")
    html = page(picture, as_rows=True)
    assert name.strip() in html
    assert '<a class="bar-row__label" href="/goals/9/"><bdi class="code" dir="ltr">9</bdi> Goal title 9</a>' in html
    assert '<rect class="bar hue-goal-9" x="0.00%" width="25.00%" height="14"/>' in html
    assert '<span class="visually-hidden">2 activities</span>' in html
    assert "bar-legend" not in html


def test_parts_of_bars_as_lines_follow_each_other_and_have_a_legend():
    bars = [StackedBar(Label("9", "Industry", "javascript:alert(1)", "goal-9"), (4, 0, 4))]
    html = page(stacked_bars_picture(bars, ("related", "contributes", "main"), key="s", title="S"), as_rows=True)
    assert '<rect class="bar hue-goal-9 part-3" x="0.00%" width="50.00%" height="14"/>' in html
    assert '<rect class="bar hue-goal-9 part-1" x="50.00%" width="50.00%" height="14"/>' in html
    assert "8 activities (main 4; related 4)" in html
    assert '<ul class="bar-legend"' in html
    assert "javascript:" not in html


def test_the_sentence_can_be_left_to_the_page():
    picture = bars_picture([goal(9, 2)], key="g", title="Goals", sentence="Said elsewhere.")
    assert "Said elsewhere." not in page(picture, wordless=True, as_rows=True)
