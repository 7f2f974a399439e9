"""Dates, times and numbers look alike: 29 November 2026, 14:05, 5,342."""

from datetime import datetime

import pytest
from django.template import Context, Template
from django.utils import formats

AT = datetime(2026, 11, 9, 14, 5)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ at }}", "9 November 2026, 14:05"),
        ("{{ at.date }}", "9 November 2026"),
        ("{{ at|date }}", "9 November 2026"),
        ("{{ at|time }}", "14:05"),
        ('{{ at|date:"DATETIME_FORMAT" }}', "9 November 2026, 14:05"),
        ('{{ at|date:"SHORT_DATETIME_FORMAT" }}', "9 November 2026, 14:05"),
        ('{{ 5342|floatformat:"0g" }}', "5,342"),
        ("{{ 2026 }}", "2026"),
    ],
)
def test_formats(template, expected):
    assert Template(template).render(Context({"at": AT}, use_tz=False)) == expected


def test_formats_in_python():
    assert formats.date_format(AT) == "9 November 2026"
    assert formats.date_format(AT, "DATETIME_FORMAT") == "9 November 2026, 14:05"
    assert formats.time_format(AT.time()) == "14:05"
