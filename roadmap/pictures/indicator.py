"""The picture of an indicator series, or of figures on a target, for one area."""

from dataclasses import replace

from django.utils.formats import number_format
from django.utils.translation import get_language_bidi, gettext

from activities.certainty import SETTLED, Certainty
from activities.pictures.lines import lines_picture
from activities.pictures.picture import Cell, Picture, Table
from activities.pictures.series import LineSeries, lines_sentence, with_unit


def series_picture(shown) -> Picture:
    """A line chart of the totals, or of the groups if there are no totals; one line for each edition.

    `shown` is a SeriesFigures of roadmap.queries.indicators or an AreaFigures of roadmap.queries.targets. The table has
    every figure, with edition and source.
    """
    drawn = [line for line in shown.lines if not line.disaggregation]
    # If only groups have figures, lines are labelled with the group; the title names the area.
    drawn = drawn or [replace(line, area=line.disaggregation, disaggregation="") for line in shown.lines]
    drawn.sort(key=lambda line: (-line.known[-1].year, line.area))
    picture = lines_picture(
        drawn,
        key=shown.key,
        title=gettext("%(series)s, %(area)s") % {"series": shown.title, "area": shown.area},
        unit=shown.sign,
        sentence=sentence(drawn, shown.sign),
        rtl=get_language_bidi(),
    )
    return replace(picture, table=figures_table(shown, picture.title))


def figures_table(shown, caption: str) -> Table:
    """Every figure of `shown`, including those of groups, which the picture may omit."""
    heading = gettext("Per cent") if shown.sign == "%" else shown.sign
    headers = (gettext("Year"), gettext("Group"), heading, gettext("Edition"), gettext("Source"))
    return Table(
        headers,
        tuple(
            (
                Cell(str(figure.year)),
                Cell(figure.group or gettext("all")),
                Cell(number_format(figure.value.normalize(), use_l10n=True), float(figure.value)),
                Cell(figure.edition),
                Cell(origin(figure), href=figure.source_url or None),
            )
            for figure in shown.figures
        ),
        caption,
    )


def origin(figure) -> str:
    """The source of a figure, with its certainty unless its source gives it or ITU has checked it."""
    words = figure.note or figure.publication
    if figure.certainty in SETTLED:
        return words
    return gettext("%(source)s (%(certainty)s)") % {"source": words, "certainty": Certainty(figure.certainty).label}


def sentence(lines: list[LineSeries], unit: str) -> str:
    """The trend of the longest line, then the latest figure if it is from another edition. The two are not compared."""
    if len({line.subject for line in lines}) != 1:
        return lines_sentence(lines, unit)
    longest = max(lines, key=lambda line: (len(line.known), line.edition))
    newest = max(lines, key=lambda line: (line.known[-1].year, line.edition))
    words = lines_sentence([longest], unit)
    if newest is longest:
        return words
    last = newest.known[-1]
    return (
        words
        + " "
        + gettext("The latest figure is %(value)s for %(year)s (%(edition)s edition). It may not be comparable.")
        % {"value": with_unit(last.value, unit), "year": str(last.year), "edition": newest.edition}
    )
