"""The component on a page, and the downloaded file."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from django.template.loader import render_to_string

from activities.pictures.bars import Bar, StackedBar, bars_picture, stacked_bars_picture
from activities.pictures.columns import Column, columns_picture
from activities.pictures.flow import Flow, FlowBand, FlowNode, flow_picture
from activities.pictures.heat_map import HeatCell, HeatMap, heat_map_picture
from activities.pictures.lines import lines_picture
from activities.pictures.picture import Cell, Label, Picture, Table
from activities.pictures.series import LineSeries, Point
from activities.pictures.standalone import standalone_svg, style_sheet


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own markup


SVG = "{http://www.w3.org/2000/svg}"
CSS = Path(__file__).parents[3] / "static/css/components/picture.css"
LINE, GOAL = Label("C2", "Infrastructure", "/action-lines/C2/", "line"), Label("9", "Industry", "/goals/9/", "goal-9")


def every_picture(rtl=False):
    sector = FlowNode(Label("ITU-D", ""), 3)
    flow = Flow(
        ("Sector", "Action Line", "Goal"),
        ((sector,), (FlowNode(LINE, 3),), (FlowNode(GOAL, 3),)),
        (FlowBand("ITU-D", "C2", 3, "/a/", 1.0),),
        (FlowBand("C2", "9", 3, "/b/"),),
    )
    editions = [LineSeries("World", year, (Point(2020, 50), Point(2021, 51))) for year in ("2023", "2024", "2025")]
    stacked = [StackedBar(GOAL, (1, 2, 3))]
    return [
        heat_map_picture(HeatMap((LINE,), (GOAL,), ((HeatCell(3, "/c/"),),)), key="heat", title="Heat", rtl=rtl),
        bars_picture([Bar(GOAL, 3, 1.5)], key="bars", title="Bars", rtl=rtl),
        stacked_bars_picture(stacked, ("a", "b", "c"), key="stack", title="Stack", rtl=rtl),
        columns_picture([Column(2024, 3, "/y/")], key="years", title="Years", rtl=rtl),
        flow_picture(flow, key="flow", title="Flow", rtl=rtl),
        lines_picture(editions, key="lines", title="Lines", rtl=rtl),
    ]


def classes(svg):
    return {name for node in svg.iter() for name in node.get("class", "").split()}


def test_no_picture_needs_inline_style_or_script():
    for picture in every_picture():
        svg = read(picture.svg)
        assert not [node for node in svg.iter() if node.tag in {"style", "script"} or "style" in node.attrib]
        assert svg.get("role") == ("group" if picture.interactive else "img")
        names = [svg.find("title").get("id"), svg.find("desc").get("id")]
        assert svg.get("aria-labelledby").split() == names


def test_every_mark_has_its_rule_on_the_page_and_in_the_file():
    # Hooks that need no rule of their own: they group, or take their look from what stands inside them.
    plain = {"mark", "label", "legend", "edition-0"}
    page, file = (set(re.findall(r"\.([a-z][\w-]*)", text)) for text in (CSS.read_text(), style_sheet()))
    for picture in every_picture():
        used = {name for name in classes(read(picture.svg)) if not name.startswith("picture-svg")} - plain
        assert used - {"part-3"} - page == set(), picture.key
        assert used - {"part-3"} - file == set(), picture.key


def test_the_downloaded_file_stands_alone():
    for rtl in (False, True):
        for picture in every_picture(rtl):
            text = standalone_svg(picture, source="SDG Map, data as of 3 May 2026")
            assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg"')
            root = read(text.encode())
            assert {node.tag for node in root.iter() if not node.tag.startswith(SVG)} == set()
            assert root.findtext(f"{SVG}title") == picture.title
            assert root.findtext(f"{SVG}desc") == picture.sentence
            assert len(root.findall(f"{SVG}style")) == 1
            assert list(root.iter(f"{SVG}a")) == []
            assert "var(" not in text
            said = [node.text for node in root.findall(f"{SVG}text")]
            assert (said[0], said[-1]) == (picture.title, "SDG Map, data as of 3 May 2026")
            assert root.get("direction") == ("rtl" if rtl else "ltr")


def test_links_of_a_file_lead_to_the_site():
    picture = every_picture()[3]
    root = read(standalone_svg(picture, base_url="https://sdg.example/").encode())
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == ["https://sdg.example/y/"]


def test_an_empty_picture_is_still_a_file_that_says_why():
    root = read(standalone_svg(bars_picture([], key="s", title="Sectors")).encode())
    assert [node.text for node in root.findall(f"{SVG}text")] == [
        "Sectors",
        "There are no activities to show here yet.",
    ]


def render(picture, **context):
    return " ".join(render_to_string("components/picture.html", {"picture": picture} | context).split())


def test_the_component_shows_sentence_picture_table_source_and_files():
    picture = every_picture()[4]
    html = render(
        picture, heading=True, source="ITU & partners", as_of="3 May 2026", svg_url="/f.svg", csv_url="/f.csv"
    )
    assert '<h2 class="picture__heading">Flow</h2>' in html
    assert f'<figcaption class="picture__sentence">{picture.sentence}</figcaption>' in html
    assert picture.svg in html
    assert '<a class="picture__skip" href="#picture-flow-table">' in html
    assert 'class="picture__frame picture__frame--scrolls" tabindex="0" role="region" aria-label="Flow"' in html
    assert '<a href="/action-lines/C2/"><bdi class="code" dir="ltr">C2</bdi> Infrastructure</a>' in html
    assert "Source: ITU &amp; partners" in html
    assert "Data as of 3 May 2026" in html
    assert '<a href="/f.svg" download>' in html
    assert '<a href="/f.csv" download>' in html


def test_the_component_without_extras_has_no_empty_lines_and_no_unsafe_text():
    hostile = "<script>alert(1)</script>"
    table = Table((hostile,), ((Cell(hostile, href="javascript:alert(1)", code=hostile),),), hostile)
    html = render(Picture("x", "", hostile, hostile, table, 0, 0))
    assert "<script>" not in html
    assert "javascript:" not in html
    assert "picture__source" not in html
    assert "picture__nothing" not in html
    assert "picture__files" not in html
    assert "picture__frame" not in html
    assert "<h2" not in html
