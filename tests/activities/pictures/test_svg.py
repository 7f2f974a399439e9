"""The writer of SVG: escaping, addresses, mirroring, estimates of width."""

from xml.etree import ElementTree as ET

import pytest

from activities.pictures.measure import fit, ticks, wrap
from activities.pictures.svg import Sheet, clean, element, link, number, safe_href, serialise


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own markup


def test_hostile_text_and_attributes_are_escaped():
    made = serialise(element("text", "<script>alert('x')</script> & \"more\"", aria_label='"><script>'))
    assert made == (
        '<text aria-label="&quot;&gt;&lt;script&gt;">&lt;script&gt;alert(\'x\')&lt;/script&gt; &amp; "more"</text>'
    )


def test_characters_that_xml_forbids_are_dropped_and_the_rest_parses():
    assert clean("a\x00b\x0b c\ud800\ufffe\u202ed\n e") == "ab cd e"
    assert read(serialise(element("text", "nul \x00 bell \x07 end"))).text == "nul bell end"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\x00script:alert(1)",
        "data:text/html,x",
        "goals/9/",
        "/\\evil.example",
        "http://[",
        "",
        None,
    ],
)
def test_an_address_that_leads_astray_is_refused(href):
    assert safe_href(href) is None


@pytest.mark.parametrize("href", ["/goals/9/", "?sector=ITU-D&goal=9", "#top", "https://www.itu.int/"])
def test_an_honest_address_is_kept(href):
    assert safe_href(href) == href


def test_a_link_has_a_name_and_without_an_address_it_is_a_group():
    shape = element("rect", width=3)
    assert serialise(link("/goals/9/", "Goal 9: 4", shape)) == (
        '<a class="mark" href="/goals/9/" aria-label="Goal 9: 4"><title>Goal 9: 4</title><rect width="3" /></a>'
    )
    assert serialise(link("javascript:1", "Goal 9", shape)) == (
        '<g class="mark"><title>Goal 9</title><rect width="3" /></g>'
    )


def test_a_right_to_left_sheet_mirrors_points_and_boxes_and_isolates_codes():
    left, right = Sheet(200), Sheet(200, rtl=True)
    assert (left.x(30), right.x(30)) == (30, 170)
    assert (left.span(30, 50), right.span(30, 50)) == ({"x": 30, "width": 50}, {"x": 120, "width": 50})
    assert Sheet(100, True, "%").span(0, 62.5) == {"x": "37.5%", "width": "62.5%"}
    assert (left.code("9.c").text, right.code("9.c").text) == ("9.c", "\u20669.c\u2069")


def test_numbers_are_short():
    assert [number(value) for value in (3, 3.0, 12.5, 0.126, -0.001, 100.0)] == ["3", "3", "12.5", "0.13", "0", "100"]


def test_long_labels_are_cut_with_an_ellipsis_and_short_ones_left():
    assert fit("Capacity building", 200, 13) == "Capacity building"
    assert fit("International and regional cooperation", 90, 13) == "International…"
    assert fit("信息社会世界峰会", 40, 13) == "信息…"


def test_names_wrap_in_two_lines_and_the_second_is_cut():
    assert wrap("Least developed countries", 100, 12) == ("Least developed", "countries")
    assert wrap("Landlocked developing countries and small island states", 110, 12) == (
        "Landlocked",
        "developing countr…",
    )


@pytest.mark.parametrize(
    ("maximum", "whole", "expected"),
    [
        (87, True, (0, 25, 50, 75, 100)),
        (1, True, (0, 1)),
        (3, True, (0, 1, 2, 3)),
        (0, True, (0, 1)),
        (0.4, False, (0, 0.1, 0.2, 0.3, 0.4)),
        (5e-324, False, (0, 1)),
    ],
)
def test_ticks_are_few_and_round(maximum, whole, expected):
    assert ticks(maximum, whole=whole) == expected
