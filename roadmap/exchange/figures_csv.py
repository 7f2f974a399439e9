"""The figures of an indicator as a CSV file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from activities.rules import public_source

if TYPE_CHECKING:
    from roadmap.models import SeriesValue

COLUMNS = [
    "indicator",
    "series_code",
    "series",
    "area",
    "year",
    "value",
    "unit",
    "disaggregation",
    "edition",
    "publication",
    "note",
    "source_url",
    "certainty",
]


def figure_rows(values: Iterable[SeriesValue]) -> Iterator[list]:
    """The header, then one row for each figure with its edition, publication and source.

    `values` are read with their series and term.
    """
    yield COLUMNS
    for value in values:
        yield [
            value.series.term.code,
            value.series.series_code,
            value.series.title,
            value.area,
            value.year,
            f"{value.value.normalize():f}",
            value.unit,
            value.disaggregation,
            value.edition,
            value.publication,
            value.note,
            public_source(value.source_url),
            value.certainty,
        ]
