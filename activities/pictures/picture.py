"""What all pictures have: an SVG, a name, one sentence, and a table of the same figures."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from activities.pictures.svg import Sheet, clean, element, safe_href, serialise


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a Term in a picture: `code` (C2, 9), short `title`, the address of its page, and its colour.

    `kind` ("Goal") is placed before the code in sentences and tooltips: `Goal 9 (Industry, …)`.
    `hue` is one of `accent`, `line` (Action Lines), `goal-1` … `goal-17`, `series-1` … `series-6`, `muted`.
    """

    code: str
    title: str
    href: str | None = None
    hue: str = "accent"
    kind: str = ""

    @property
    def hue_class(self):
        return f"hue-{self.hue}"

    @property
    def address(self):
        """`href` if it is a safe address, else None."""
        return safe_href(self.href)

    @property
    def name(self):
        """Code and title: `C4 Capacity building`, `Goal 4 (Quality education)`."""
        if self.kind and self.code and self.title:
            return clean(f"{self.kind} {self.code} ({self.title})")
        return clean(" ".join(part for part in (self.code, self.title) if part))


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell. `value` is the raw figure for `text` (None for words); `code` is always left to right."""

    text: str
    value: int | float | None = None
    href: str | None = None
    code: str = ""

    @property
    def address(self):
        """`href` if it is a safe address, else None."""
        return safe_href(self.href)

    @property
    def is_number(self):
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Table:
    """The picture's figures. Each of the `rows` has as many cells as `headers`; its first cell is its heading."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str

    def plain(self):
        """Headers and rows for a CSV file: raw numbers if there are any, else code and text."""
        return [list(self.headers)] + [
            [cell.value if cell.is_number else " ".join(filter(None, (cell.code, cell.text))) for cell in row]
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its strength, 1 to 3, and its start and length in percent of the longest bar."""

    strength: int
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Row:
    """A bar as a line of a page: label, figure, the same in words, and the bar's parts (one part for a plain bar)."""

    label: Label
    value: int
    text: str
    spoken: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture.

    `svg` is empty when there is nothing to draw; the sentence then says so. `width` and `height` are the drawing's own
    size, for the downloaded file. `scrolls`: the picture is wide and scrolls in its own frame instead of shrinking.
    `interactive`: it contains links. `note` says what the picture omits or how it counts.

    `shown`: whether pages show the drawing; if not, they show only the sentence, and the file has the drawing.
    `rows` are the bars of a bar chart as lines of a page, whose labels wrap where those of the drawing are cut;
    `legend` names their parts, (strength, name), strongest first. `smaller` are rows that pages name on one line after
    the others. `nothing` are the labels of bars that are zero, after `nothing_lead` ("No activities:").
    """

    key: str
    svg: SafeString
    title: str
    sentence: str
    table: Table
    width: float
    height: float
    scrolls: bool = False
    interactive: bool = False
    note: str = ""
    shown: bool = True
    rows: tuple[Row, ...] = ()
    legend: tuple[tuple[int, str], ...] = ()
    smaller: tuple[Row, ...] = ()
    nothing: tuple[Label, ...] = ()
    nothing_lead: str = ""

    @property
    def nothing_words(self) -> str:
        """`No activities: 5, 7, 9.`, or "" if no bar is zero."""
        names = gettext(", ").join(label.code or label.title for label in self.nothing)
        return f"{self.nothing_lead} {names}." if names else ""


def draw(
    *,
    key,
    title,
    sentence,
    table,
    sheet_width,
    height,
    children,
    rtl,
    kind,
    fluid=False,
    scrolls=False,
    note="",
    **more,
):
    """The Picture of the drawn `children`, in a root element with name, description and role. `more` are its fields.

    `fluid` pictures are drawn in percentages of the page's width and their text does not scale; other pictures scale
    with their viewBox.
    """
    interactive = any(next(child.iter("a"), None) is not None for child in children)
    names = f"picture-{key}-title picture-{key}-description"
    root = element(
        "svg",
        element("title", title, id=f"picture-{key}-title"),
        element("desc", sentence, id=f"picture-{key}-description"),
        *children,
        class_=f"picture-svg picture-svg--{kind}",
        role="group" if interactive else "img",
        aria_labelledby=names,
        direction=Sheet(sheet_width, rtl).direction,
        viewBox=None if fluid else f"0 0 {sheet_width} {round(height)}",
        width="100%" if fluid else None,
        height=float(round(height)) if fluid else None,
    )
    return Picture(
        key=key,
        svg=serialise(root),
        title=title,
        sentence=sentence,
        table=table,
        width=sheet_width,
        height=round(height),
        scrolls=scrolls,
        interactive=interactive,
        note=note,
        **more,
    )


def empty(*, key, title, sentence, table):
    """A picture without a drawing: only the sentence that says why."""
    return Picture(key=key, svg=SafeString(""), title=title, sentence=sentence, table=table, width=0, height=0)
