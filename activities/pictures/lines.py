"""A line chart of an indicator by year. A line joins neighbouring years of one area and one edition only."""

from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext, ngettext

from activities.pictures.measure import text_width, ticks, wrap
from activities.pictures.picture import Cell, Picture, Table, draw, empty
from activities.pictures.series import lines_sentence, rounded, with_unit
from activities.pictures.svg import Sheet, element, number
from activities.pictures.svg import title as tooltip
from activities.pictures.words import figure

WIDTH, HEIGHT = 380, 236
RIGHT, TOP, FOOT = 116, 12, 24
LINE_HEIGHT, SIZE = 13, 12
#: The longest connector in the colour of its line. A longer one could be read as a line that joins editions: the label
#: is put beside the point if there is room, and otherwise has a dotted connector in grey.
LONGEST_TIE = 60
#: From a point to the label beside it.
BESIDE = 7
MOST = 6


def lines_picture(series, *, key, title, unit="%", sentence=None, rtl=False) -> Picture:
    """Draw up to six `series`, in the order given; the table holds all. `unit` is "%" or words such as "per 100".

    Series of one subject share a colour. Editions differ by dash and marker; the latest is a solid line.
    """
    series = tuple(series)
    table = _table(series, title, unit)
    sentence = sentence or lines_sentence(series, unit)
    full = tuple(one for one in series if one.known)
    drawn = full[:MOST]
    if not drawn:
        return empty(key=key, title=title, sentence=sentence, table=table)
    sheet = Sheet(WIDTH, rtl)
    scale = _Scale.of(drawn, sheet, unit)
    subjects = list(dict.fromkeys(one.subject for one in drawn))
    newest = max(one.edition for one in drawn)
    children = [_tick(scale, value, unit) for value in scale.ticks] + _years(scale)
    labels = []
    for one in drawn:
        editions = sorted({other.edition for other in drawn if other.subject == one.subject}, reverse=True)
        age = min(editions.index(one.edition), 2)
        classes = f"hue-series-{subjects.index(one.subject) + 1} edition-{age}"
        children.append(element("g", *_marks(scale, one, age, unit), class_=classes))
        last, edition = one.known[-1], ""
        if len(editions) > 1 or one.edition != newest:
            edition = gettext("%(edition)s edition") % {"edition": one.edition}
        labels.append(_Label(scale.x(last.year), scale.y(last.value), 2, edition, one.subject, classes))
    if sum(label.height + 1 for label in labels) > HEIGHT:
        labels = [replace(label, most_lines=1) for label in labels]
    children.extend(_labels(sheet, labels, [corner for one in drawn for corner in _course(scale, one)]))
    left_out = len(full) - len(drawn)
    note = ""
    if left_out:
        note = ngettext(
            "%(count)s more series is in the table.", "%(count)s more series are in the table.", left_out
        ) % {"count": figure(left_out)}
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
        note=note,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    sheet: Sheet
    left: float
    first: int
    last: int
    ticks: tuple[float, ...]

    @classmethod
    def of(cls, drawn, sheet, unit):
        years = [point.year for one in drawn for point in one.known]
        highest = max(point.value for one in drawn for point in one.known)
        # All axes start at 0 to make heights comparable; percentages end at 100 or below.
        steps = ticks(highest, count=4, whole=highest >= 4)
        left = 8 + max(text_width(tick_text(value, unit), SIZE) for value in steps)
        return cls(sheet, left, min(years), max(years), steps)

    def x(self, year):
        span = WIDTH - RIGHT - self.left
        share = (year - self.first) / (self.last - self.first) if self.last > self.first else 0.5
        return self.left + 6 + (span - 12) * share

    def y(self, value):
        return TOP + (HEIGHT - TOP - FOOT) * (1 - value / self.ticks[-1])


def tick_text(value, unit):
    decimals = len(f"{value:.9f}".rstrip("0").partition(".")[2])
    return f"{figure(value, decimals)}%" if unit == "%" else figure(value, decimals)


def _tick(scale, value, unit):
    y, sheet = scale.y(value), scale.sheet
    return element(
        "g",
        element(
            "line",
            x1=sheet.x(scale.left),
            x2=sheet.x(WIDTH - RIGHT),
            y1=y,
            y2=y,
            class_="axis" if value == 0 else "grid",
        ),
        element("text", tick_text(value, unit), x=sheet.x(0), y=y + 4, class_="small"),
    )


def _years(scale):
    """The labels of the first and the last year, and of the middle one if there is room."""
    span = scale.last - scale.first
    named = {scale.first, scale.last} | ({scale.first + span // 2} if span >= 6 else set())
    return [
        element(
            "text",
            str(year),
            x=scale.sheet.x(scale.x(year)),
            y=HEIGHT - 7,
            text_anchor="middle",
            class_="small",
        )
        for year in sorted(named)
    ]


def _marks(scale, one, age, unit):
    """Lines for runs of consecutive years, then a marker with its figure for each point."""
    made = []
    for run in one.runs():
        if len(run) > 1:
            corners = " ".join(f"{number(scale.sheet.x(scale.x(p.year)))},{number(scale.y(p.value))}" for p in run)
            made.append(element("polyline", points=corners, class_="trace"))
    for point in one.known:
        facts = {
            "subject": one.subject,
            "year": str(point.year),
            "value": with_unit(point.value, unit),
            "edition": one.edition,
        }
        words = gettext("%(subject)s, %(year)s: %(value)s (%(edition)s edition)") % facts
        made.append(_marker(scale.sheet.x(scale.x(point.year)), scale.y(point.value), age, words))
    return made


def _marker(x, y, age, words):
    """A dot for the latest edition, a square for the one before, a diamond for older ones."""
    if age == 0:
        return element("circle", tooltip(words), cx=x, cy=y, r=2.4, class_="point")
    if age == 1:
        return element("rect", tooltip(words), x=x - 2.3, y=y - 2.3, width=4.6, height=4.6, class_="point")
    corners = f"{number(x)},{number(y - 3.2)} {number(x + 3.2)},{number(y)} {number(x)},{number(y + 3.2)} "
    return element("polygon", tooltip(words), points=f"{corners}{number(x - 3.2)},{number(y)}", class_="point")


@dataclass(frozen=True, slots=True)
class _Label:
    x: float
    y: float
    most_lines: int
    edition: str
    subject: str
    classes: str

    @property
    def lines(self):
        return wrap(self.subject, RIGHT - 14, SIZE, self.most_lines)

    @property
    def edition_lines(self):
        return wrap(self.edition, RIGHT - 14, SIZE, 2) if self.edition else ()

    @property
    def width(self):
        return max(text_width(line, SIZE) for line in (*self.lines, *self.edition_lines))

    @property
    def height(self):
        return LINE_HEIGHT * (len(self.lines) + len(self.edition_lines))


def _course(scale, one):
    """Places that a line covers: its points, and its runs in steps of a few units."""
    for run in one.runs():
        at = [(scale.x(point.year), scale.y(point.value)) for point in run]
        yield at[0]
        for (x1, y1), (x2, y2) in pairwise(at):
            steps = max(1, round(max(x2 - x1, abs(y2 - y1)) / 4))
            yield from ((x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps) for step in range(1, steps + 1))


def _labels(sheet, labels, covered):
    """Names beside points that are far from the edge, if there is room; the others at the edge, with connectors.

    Names that would overlap are moved apart. `covered` are the places that lines cover.
    """
    made, beside, edge = [], [], []
    for label in labels:
        top = _room(label, covered, beside) if WIDTH - RIGHT + 12 - label.x > LONGEST_TIE else None
        if top is None:
            edge.append(label)
        else:
            beside.append((label, top))
            made.append(element("g", _name(sheet, label, label.x + BESIDE, top), class_=label.classes))
    for label, top in zip(*_apart(edge), strict=True):
        start = WIDTH - RIGHT + 12
        far = " connector--far" if start - label.x > LONGEST_TIE else ""
        ends = {"x1": sheet.x(label.x + 4), "y1": label.y, "x2": sheet.x(start - 3), "y2": top + label.height / 2}
        tie = element("line", **ends, class_=f"connector{far}")
        made.append(element("g", tie, _name(sheet, label, start, top), class_=label.classes))
    return made


def _room(label, covered, beside):
    """The upper edge of the label beside its point, level with it, above or below; None if there is no room."""
    left, right = label.x + BESIDE, label.x + BESIDE + label.width
    if right > WIDTH - RIGHT:
        return None
    for top in (label.y - label.height / 2, label.y - label.height - 5, label.y + 5):
        bottom = top + label.height
        free = not any(left - 3 < x < right + 3 and top - 3 < y < bottom + 3 for x, y in covered)
        apart = all(
            other.x + BESIDE > right or other.x + BESIDE + other.width < left or at > bottom or at + other.height < top
            for other, at in beside
        )
        if free and apart and top >= 0 and bottom <= HEIGHT - FOOT:
            return top
    return None


def _name(sheet, label, start, top):
    lines = [(line, {}) for line in label.lines]
    lines += [(line, {"class_": "edition"}) for line in label.edition_lines]
    spans = [
        element("tspan", line, x=sheet.x(start), y=top + LINE_HEIGHT * (index + 1) - 3, **classes)
        for index, (line, classes) in enumerate(lines)
    ]
    return element("text", tooltip(label.subject), *spans, class_="line-label")


def _apart(labels):
    """The labels from top to bottom with their upper edges, each as near to its line as the others allow."""
    ordered = sorted(labels, key=lambda label: label.y)
    tops, floor = [], 0.0
    for label in ordered:
        tops.append(max(floor, label.y - label.height / 2))
        floor = tops[-1] + label.height + 1
    ceiling = float(HEIGHT - 2)
    for index in range(len(ordered) - 1, -1, -1):
        tops[index] = min(tops[index], ceiling - ordered[index].height)
        ceiling = tops[index] - 1
    return ordered, tops


def _table(series, caption, unit):
    heading = gettext("Per cent") if unit == "%" else unit
    headers = (gettext("Area"), gettext("Group"), gettext("Edition"), gettext("Year"), heading)
    rows = []
    for one in series:
        for point in sorted(one.points, key=lambda point: point.year):
            text = gettext("no figure") if point.value is None else rounded(point.value)
            rows.append(
                (
                    Cell(one.area),
                    Cell(one.disaggregation or gettext("all")),
                    Cell(one.edition),
                    Cell(str(point.year)),
                    Cell(text, point.value),
                )
            )
    return Table(headers, tuple(rows), caption)
