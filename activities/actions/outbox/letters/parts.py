"""What a letter is made of. Plain text and HTML are rendered from the same parts.

Values come from people: parts hold them as they are, and the HTML template escapes them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from activities.validators import clean_line, clean_prose


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, which may be a `quote` of what someone wrote, under a `heading`, followed by a link."""

    text: str = ""
    heading: str = ""
    quote: bool = False
    label: str = ""
    href: str = ""


@dataclass(frozen=True)
class Letter:
    subject: str
    parts: list[Part] = field(default_factory=list)
    #: Why the receiver gets this, at the end.
    why: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a letter is for: the id of a person, or None for an address without an account."""

    person: int | None


Values = dict[str, Any]
Writer = Callable[[Values, Receiver], Letter]


def cleaned(part: Part) -> Part:
    """Without control characters and marks that turn the direction of the text that follows."""
    return Part(clean_prose(part.text), clean_line(part.heading), part.quote, clean_line(part.label), part.href)


def site(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def link(label: str, path: str) -> Part:
    return Part(label=label, href=site(path))


def quote(text: str, heading: str = "") -> Part:
    return Part(str(text), heading, quote=True)
