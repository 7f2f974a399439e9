"""The style sheets keep their promises: contrast in both schemes, layers, logical properties, no stray colour."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = sorted(STATIC.glob("css/**/*.css"))
TOKENS = (STATIC / "css" / "tokens.css").read_text()
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SIDE = "left|right|top|bottom"
PHYSICAL = re.compile(rf"(?:^|[\s{{;])((?:margin|padding|border)-(?:{SIDE})\b|(?:{SIDE}|width|height)\s*:)")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[\s;,)])|rgba?\(|hsla?\(")
ASIDE = re.compile(r"/\*.*?\*/|@media[^{]*", re.DOTALL)

LIGHT, _, REST = TOKENS.partition("@media screen and (prefers-color-scheme: dark)")
DARK = REST.partition("@media print")[0]


def colours(text):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))


SCHEMES = {"light": colours(LIGHT), "dark": colours(LIGHT) | colours(DARK)}
READ_ON = [
    *[(text, paper) for text in ("ink", "ink-quiet", "link", "link-hover") for paper in ("paper", "wash", "link-wash")],
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("action-line", "action-line-wash"),
    ("warn", "warn-wash"),
    ("error", "paper"),
    ("error", "error-wash"),
    ("done", "done-wash"),
    ("ink", "warn-wash"),
    ("ink", "error-wash"),
    ("ink", "done-wash"),
    ("on-highlight", "highlight"),
    *[(f"on-goal-{number}", f"goal-{number}") for number in range(1, 18)],
]


def top_level(text):
    """What opens each outermost block of a style sheet: the layer's name, or the bare selector that has none."""
    depth, opening = 0, ""
    for character in text:
        if character == "{":
            if depth == 0:
                yield opening.strip().removeprefix("@layer ")
            depth += 1
        elif character == "}":
            depth, opening = depth - 1, ""
        elif character == ";" and depth == 0:
            opening = ""
        elif depth == 0:
            opening += character


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, success criterion 1.4.3)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_reaches_4_5_to_1(scheme):
    palette = SCHEMES[scheme]
    assert [pair for pair in READ_ON if contrast(palette[pair[0]], palette[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_of_fields_and_focus_reach_3_to_1(scheme):
    palette = SCHEMES[scheme]
    assert [name for name in ("line-strong", "focus") if contrast(palette[name], palette["paper"]) < 3] == []


def test_white_text_only_on_the_goals_that_bear_it():
    white = [number for number in range(1, 18) if SCHEMES["light"][f"on-goal-{number}"] == "#ffffff"]
    assert white == [1, 4, 8, 10, 13, 16, 17]


def test_the_first_sheet_orders_the_layers():
    assert COMMENT.sub("", TOKENS).strip().startswith("@layer tokens, base, layout, components, pages;")


def test_every_rule_stands_in_a_layer():
    named = {"tokens", "base", "layout", "components", "pages"}
    found = {sheet.name: {*top_level(COMMENT.sub("", sheet.read_text()))} - named for sheet in SHEETS}
    assert {name: outside for name, outside in found.items() if outside} == {}


def test_no_physical_property():
    found = {sheet.name: PHYSICAL.findall(ASIDE.sub("", sheet.read_text())) for sheet in SHEETS}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_colours_are_named_in_the_tokens_only():
    # Pictures leave the site as files, so they bring their own palette.
    own = [sheet for sheet in SHEETS if sheet.name not in ("tokens.css", "picture.css")]
    found = {sheet.name: COLOUR.findall(sheet.read_text()) for sheet in own}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    ("template", "heading"),
    [("500.html", "<h1>Sorry, there is a problem</h1>"), ("503.html", "<h1>Sorry, SDG Map is not available</h1>")],
)
def test_pages_for_the_worst_moment_need_no_context(template, heading):
    page = render_to_string(template)
    assert heading in page
    assert '<a class="button" href="">Try again</a>' in page
