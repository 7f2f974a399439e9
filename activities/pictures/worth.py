"""Whether a chart says more than a sentence. The rules and their reasons are in docs/design.md, "Charts"."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from activities.pictures.picture import Picture

#: With fewer activities, or fewer values above zero, a sentence takes the place of the chart.
LEAST_COUNTED, LEAST_VALUES = 10, 3
#: So does it if one value has this share of all activities.
NEARLY_ALL = 0.9
#: Different years that columns by year need. Half of the activities must have a known year.
LEAST_YEARS = 5
#: With more than MOST_ROWS bars, a page shows the largest ROWS.
MOST_ROWS, ROWS = 9, 8


def worth_drawing(values: Iterable[int], counted: int) -> bool:
    """Whether bars of `values` tell a reader something. `counted` is the number of distinct activities behind them."""
    above = [value for value in values if value > 0]
    return counted >= LEAST_COUNTED and len(above) >= LEAST_VALUES and max(above) < NEARLY_ALL * counted


def years_worth_drawing(years: Mapping[int, int], counted: int) -> bool:
    """The same for columns by year. `years` is {year: activities}; `counted` includes activities without a year."""
    known = [number for number in years.values() if number > 0]
    return worth_drawing(known, counted) and len(known) >= LEAST_YEARS and 2 * sum(known) >= counted


def shortened(picture: Picture) -> Picture:
    """The picture with the largest ROWS bars as lines of a page, in their order; the others are `smaller`.

    A picture with up to MOST_ROWS bars stays as it is: one more line takes no more room than naming it.
    """
    if len(picture.rows) <= MOST_ROWS:
        return picture
    kept = {id(row) for row in sorted(picture.rows, key=lambda row: -row.value)[:ROWS]}
    return replace(
        picture,
        rows=tuple(row for row in picture.rows if id(row) in kept),
        smaller=tuple(row for row in picture.rows if id(row) not in kept),
    )


def drawn_if(worth: bool, picture: Picture) -> Picture:
    """The picture, or the same without its drawing on pages: sentence, table and files stay."""
    return picture if worth else replace(picture, shown=False)
