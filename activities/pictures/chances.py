"""A chart of chances beside the share that was correct; points on the diagonal are exact."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from activities.pictures.lines import tick_text
from activities.pictures.measure import text_width
from activities.pictures.picture import Cell, Picture, Table, draw, empty
from activities.pictures.svg import Sheet, element, number
from activities.pictures.svg import title as tooltip
from activities.pictures.words import figure

WIDTH, HEIGHT = 320, 280
SIZE, RIGHT, TOP, FOOT = 12, 10, 12, 40
STEPS = (0, 25, 50, 75, 100)


def chances_picture(
    bins: Sequence[tuple[float, float, int]], *, key: str, title: str, sentence: str, rtl: bool = False
) -> Picture:
    """`bins` are (chance said, share that was right, suggestions), each between 0 and 1, in the order of the chance."""
    table = _table(bins, title)
    if not bins:
        return empty(key=key, title=title, sentence=sentence, table=table)
    sheet = Sheet(WIDTH, rtl)
    left = 8 + text_width("100%", SIZE)

    def x(share: float) -> float:
        return sheet.x(left + 6 + (WIDTH - RIGHT - left - 12) * share)

    def y(share: float) -> float:
        return TOP + (HEIGHT - TOP - FOOT) * (1 - share)

    children = []
    for step in STEPS:
        at, words = y(step / 100), tick_text(step, "%")
        line = element("line", x1=x(0), x2=x(1), y1=at, y2=at, class_="grid" if step else "axis")
        children += [line, element("text", words, x=sheet.x(0), y=at + 4, class_="small")]
        children.append(
            element("text", words, x=x(step / 100), y=HEIGHT - FOOT + 16, text_anchor="middle", class_="small")
        )
    children.append(
        element("text", gettext("Chance shown"), x=x(0.5), y=HEIGHT - 6, text_anchor="middle", class_="small")
    )
    children.append(element("line", x1=x(0), x2=x(1), y1=y(0), y2=y(1), class_="axis"))
    corners = " ".join(f"{number(x(said))},{number(y(right))}" for said, right, _n in bins)
    marks = [element("polyline", points=corners, class_="trace")] if len(bins) > 1 else []
    marks += [
        element("circle", tooltip(_words(said, right, n)), cx=x(said), cy=y(right), r=3, class_="point")
        for said, right, n in bins
    ]
    children.append(element("g", *marks, class_="hue-series-1 edition-0"))
    return draw(
        key=key,
        title=title,
        sentence=sentence,
        table=table,
        sheet_width=WIDTH,
        height=HEIGHT,
        children=children,
        rtl=rtl,
        kind="lines",
        note=gettext("Points on the straight line are exact; points below it promise too much."),
    )


def _words(said: float, right: float, n: int) -> str:
    return ngettext(
        "Chance %(said)s%%: %(right)s%% of %(n)s suggestion was correct",
        "Chance %(said)s%%: %(right)s%% of %(n)s suggestions were correct",
        n,
    ) % {"said": figure(100 * said, 0), "right": figure(100 * right, 0), "n": figure(n)}


def _table(bins: Sequence[tuple[float, float, int]], title: str) -> Table:
    rows = tuple(
        (
            Cell(tick_text(round(100 * said), "%"), round(100 * said)),
            Cell(tick_text(round(100 * right), "%"), round(100 * right)),
            Cell(figure(n), n),
        )
        for said, right, n in bins
    )
    return Table((gettext("Chance shown"), gettext("Correct"), gettext("Suggestions")), rows, title)
