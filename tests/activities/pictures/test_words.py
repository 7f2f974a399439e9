"""Figures in words: rounded, never cut off."""

import pytest

from activities.pictures.words import figure


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(57.98, 1, "58.0"), (57.98, None, "58.0"), (0.96, 1, "1.0"), (81.88, 0, "82"), (1234, None, "1,234")],
)
def test_figure_rounds(value, decimals, expected):
    assert figure(value, decimals) == expected
