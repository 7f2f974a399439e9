"""Sentences whose figures are links. The same sentence is plain text for charts, files and descriptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True, slots=True)
class Linked:
    """A figure or a name with the address that it leads to; "" for none. A `code` is shown first, left to right."""

    text: str
    href: str = ""
    code: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.text, self.code)))

    @property
    def html(self) -> SafeString:
        words = escape(self.text)
        if self.code:
            words = format_html('{}{}<bdi class="code" dir="ltr">{}</bdi>', words, " " if words else "", self.code)
        return format_html('<a href="{}">{}</a>', self.href, words) if self.href else words


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translated message and what its %(names)s stand for: words, numbers, Linked or other Sentences.

    `str()` gives plain text, `html` the same with links. Messages are text: their markup is escaped, too.
    """

    message: str
    parts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.parts

    @property
    def html(self) -> SafeString:
        return SafeString(str(escape(self.message)) % {name: html_of(part) for name, part in self.parts.items()})


@dataclass(frozen=True, slots=True)
class Isolated:
    """A name that may be written from right to left, apart from the words around it."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def html(self) -> SafeString:
        return format_html("<bdi>{}</bdi>", self.text)


def html_of(part: object) -> SafeString:
    """The part with its links, and everything else in it escaped."""
    return part.html if isinstance(part, (Isolated, Linked, Sentence)) else escape(str(part))


def series(items: Sequence[object], last: str | None = None) -> Sentence:
    """`A`, `A and B`, `A, B and C`, with the links of the items. `last` takes the place of `%(most)s and %(last)s`."""
    if len(items) < 2:
        return Sentence("%(only)s", {"only": items[0] if items else ""})
    message = last or pgettext("list of names", "%(most)s and %(last)s")
    return Sentence(message, {"most": listed(items[:-1]), "last": items[-1]})


def listed(items: Sequence[object]) -> Sentence:
    """`A, B, C`, with the links of the items."""
    names = {f"item_{number}": item for number, item in enumerate(items)}
    return Sentence(_(", ").join(f"%({name})s" for name in names), names)
