"""The latest figures of ITU's indicators, for the map's pages of Goals and targets."""

from collections.abc import Collection, Iterator

from activities.extensions import IndicatorFigure
from activities.pictures.words import figure
from roadmap.queries.indicators import latest_for_the_world


def latest_figures(codes: Collection[str]) -> Iterator[IndicatorFigure]:
    """The latest figure for the world of each indicator that has one. One query."""
    for value in latest_for_the_world(codes):
        number = figure(float(value.value))
        yield IndicatorFigure(
            code=value.series.term.code,
            value=f"{number}%" if value.unit == "percent" else f"{number} {value.unit}",
            what=", ".join(filter(None, (value.series.title, value.disaggregation))),
            year=value.year,
            certainty=value.certainty,
            others=value.others,
        )
