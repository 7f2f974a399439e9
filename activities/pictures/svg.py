"""Writes SVG: elements are built as a tree and serialised once, which escapes all text.

Colours are set by classes (static/css/components/picture.css); the content security policy forbids style attributes.
`Sheet` mirrors positions for right-to-left pages.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

Element = ET.Element

# Characters that XML 1.0 forbids, and bidirectional overrides and isolates: a shortened label could leave one of them
# open and reorder the text around it.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


def clean(text):
    """`text` as one line of valid XML text: without forbidden characters, white space collapsed."""
    return " ".join(FORBIDDEN.sub("", str(text)).split())


def safe_href(href):
    """`href` if it is an address inside the site or an http(s) address, else None (for example for `javascript:`)."""
    address = clean(href or "")
    if not address or "\\" in address:
        return None
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return None
    if scheme:
        return address if scheme in {"http", "https"} else None
    return address if address[0] in "/?#" else None


def number(value):
    """A coordinate or length as short text with two decimals at most: 12.50 gives "12.5", 3.0 gives "3"."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(tag, *children, **attributes):
    """An SVG element. Children are elements, strings or None; `class_` and `text_anchor` become `class`, `text-anchor`.

    Attributes that are None are omitted; numbers have two decimals at most.
    """
    made = ET.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            text = number(value) if isinstance(value, int | float) else clean(value)
            made.set(name.rstrip("_").replace("_", "-"), text)
    for child in children:
        if child is None:
            continue
        if isinstance(child, ET.Element):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + _kept_spaces(child)
        else:
            made.text = (made.text or "") + _kept_spaces(child)
    return made


def _kept_spaces(text):
    """Clean text that stays separated from its neighbours: leading and trailing spaces are kept."""
    text = str(text)
    inner = clean(text)
    if not inner:
        return " " if text else ""
    return (" " if text[0] == " " else "") + inner + (" " if text[-1] == " " else "")


def title(text):
    """The full text of a shortened or unlabelled element: its tooltip, and its name for screen readers."""
    return element("title", clean(text))


def link(href, name, *children, class_="mark"):
    """`children` as a link with an accessible name, or as a group with a tooltip if `href` is not a safe address."""
    address = safe_href(href)
    if address is None:
        return element("g", title(name), *children, class_=class_)
    return element("a", title(name), *children, class_=class_, href=address, aria_label=name)


def serialise(root):
    """The tree as markup that templates do not escape again: ElementTree has escaped every text and attribute."""
    return SafeString(mark_safe(ET.tostring(root, encoding="unicode")))  # noqa: S308


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing surface `width` wide; `rtl` mirrors it. `unit` is "%" for pictures that stretch with the page."""

    width: float
    rtl: bool = False
    unit: str = ""

    @property
    def direction(self):
        return "rtl" if self.rtl else "ltr"

    def x(self, position):
        """The horizontal position of a point."""
        return self._length(self.width - position if self.rtl else position)

    def span(self, start, width):
        """`x` and `width` of a box that starts `start` from the reading edge."""
        return {"x": self._length(self.width - start - width if self.rtl else start), "width": self._length(width)}

    def code(self, text):
        """A code (9.c, C7-ehealth) that is always left to right.

        It uses isolating characters: a `direction` on the span would also reverse the anchor of the whole text.
        """
        span = element("tspan", text, class_="code")
        if self.rtl and span.text:
            span.text = f"\u2066{span.text}\u2069"
        return span

    def _length(self, value):
        return f"{number(float(value))}{self.unit}" if self.unit else float(value)
