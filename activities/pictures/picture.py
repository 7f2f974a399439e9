"""What every picture is: an SVG, a name, one sentence and the table of the same figures."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from activities.pictures.svg import Sheet, clean, element, safe_href, serialise


@dataclass(frozen=True, slots=True)
class Label:
    """A term as a picture names it: `code` (C2, 9), short `title`, page, and the class of its colour.

    `kind` ("Goal") goes before a code that says little alone, in sentences and tooltips: `Goal 9 (Industry, …)`.
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
    def name(self):
        """Code and title in one: `C4 Capacity building`, `Goal 4 (Quality education)`."""
        if self.kind and self.code and self.title:
            return clean(f"{self.kind} {self.code} ({self.title})")
        return clean(" ".join(part for part in (self.code, self.title) if part))


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell. `value` is the raw figure behind `text` (None for words); `code` stays left to right."""

    text: str
    value: int | float | None = None
    href: str | None = None
    code: str = ""

    @property
    def address(self):
        """`href` if it is safe to follow, else None."""
        return safe_href(self.href)

    @property
    def is_number(self):
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Table:
    """The picture's figures: `rows` of as many cells as `headers`; the first cell of a row is its heading."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str

    def plain(self):
        """Headers and rows for a CSV file: raw numbers where there are any, else code and text."""
        return [list(self.headers)] + [
            [cell.value if cell.is_number else " ".join(filter(None, (cell.code, cell.text))) for cell in row]
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture.

    `svg` is empty when there is nothing to draw; the sentence then says so. `width` and `height` are the drawing's own
    size, used by a downloaded file. `scrolls` marks a wide picture that keeps its size and scrolls in its own frame.
    `interactive` tells that there are links inside. `note` says what the picture leaves out or how it counts.
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


def draw(*, key, title, sentence, table, sheet_width, height, children, rtl, kind, fluid=False, scrolls=False, note=""):
    """Wrap drawn `children` in the root element, with its name, description and role, and make the Picture.

    `fluid` pictures are drawn in percentages of the page's width, so that their text keeps its size; the others scale
    by their viewBox.
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
    )


def empty(*, key, title, sentence, table):
    """A picture of nothing: no axes, only the sentence that says why."""
    return Picture(key=key, svg=SafeString(""), title=title, sentence=sentence, table=table, width=0, height=0)
