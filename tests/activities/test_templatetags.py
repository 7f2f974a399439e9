"""Template tags: the whole text each gives."""

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.urls import ResolverMatch
from django.utils import translation

from activities.templatetags import sdgmap


def render(source, path="/activities/", **context):
    request = RequestFactory().get(path)
    return Template(source).render(RequestContext(request, context))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("9.c", '<bdi class="code" dir="ltr">9.c</bdi>'),
        (9, '<bdi class="code" dir="ltr">9</bdi>'),
        ("<b>", '<bdi class="code" dir="ltr">&lt;b&gt;</bdi>'),
        (None, ""),
        ("", ""),
    ],
)
def test_code(value, expected):
    assert sdgmap.code(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (9, "goal-9"),
        ("09", "goal-9"),
        ("17", "goal-17"),
        ("9.c.1", "goal-9"),
        (0, ""),
        ("18", ""),
        ("C2", ""),
        ("٩", ""),
        (None, ""),
    ],
)
def test_goal_class(value, expected):
    assert sdgmap.goal_class(value) == expected


@pytest.mark.parametrize(
    ("number", "of", "expected"),
    [
        (0, 50, "0%"),
        (21, 50, "42%"),
        (50, 50, "100%"),
        (1, 1000, "<1%"),
        (999, 1000, ">99%"),
        (1, 0, "–"),
        (1, None, "–"),
        (None, 50, "–"),
        (113, 138, "82%"),
    ],
)
def test_percent(number, of, expected):
    assert sdgmap.percent(number, of) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (2020, 2023, "2020–2023"),
        (2020, 2020, "2020"),
        (2020, None, "since 2020"),
        (None, 2019, "until 2019"),
        (None, None, ""),
    ],
)
def test_years(start, end, expected):
    assert sdgmap.years(start, end) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a \x02school\x03 and a \x02school\x03",
            "a <mark>school</mark> and a <mark>school</mark>",
        ),
        ("<b>\x02<i>\x03", "&lt;b&gt;<mark>&lt;i&gt;</mark>"),
        ("\x02never closed", "never closed"),
        ("never opened\x03", "never opened"),
        ("\x02\x03", ""),
        (None, ""),
    ],
)
def test_safe_highlight(text, expected):
    assert sdgmap.safe_highlight(text) == expected


def test_safe_highlight_is_not_escaped_again():
    assert Template("{{ text|safe_highlight }}").render(Context({"text": "\x02R&D\x03"})) == "<mark>R&amp;D</mark>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% query goal='9' %}", "?q=school&amp;goal=9&amp;after=x"),
        ("{% query goal='9' after=None %}", "?q=school&amp;goal=9"),
        ("{% query goal=none after='' %}", "?q=school"),
        ("{% query goal=many after=None %}", "?q=school&amp;goal=1&amp;goal=17"),
        ("{% query q='a&b' goal=None after=None %}", "?q=a%26b"),
        ("{% query q=None goal=None after=None %}", "?"),
    ],
)
def test_query(source, expected):
    path = "/activities/?q=school&goal=3&goal=4&after=x"
    assert render(source, path, none=None, many=["1", "17"]) == expected


def test_query_without_a_request_starts_from_nothing():
    assert Template("{% query goal='9' %}").render(Context()) == "?goal=9"


@pytest.mark.parametrize(
    ("url_name", "expected"),
    [
        ("goal-list", ' aria-current="page"'),
        ("goal", ' aria-current="true"'),
        ("matrix", ""),
    ],
)
def test_here(url_name, expected):
    request = RequestFactory().get("/")
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=url_name)
    assert Template("{% here 'goal-list' 'goal' %}").render(RequestContext(request)) == expected


def test_here_on_an_error_page_marks_nothing():
    assert render("{% here 'goal-list' %}") == ""


def test_percent_follows_the_language():
    with translation.override("fr"):
        assert sdgmap.percent(21, 50) == "42%"
