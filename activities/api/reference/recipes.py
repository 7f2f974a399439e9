"""The recipes of docs/api.md, for the reference page. They are written once, and the tests run them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"
#: The site in the examples of the guide.
SITE = "https://sdgmap.example"
#: {name of a code block: how it is shown}
LANGUAGES = {"sh": "curl", "python": "Python", "r": "R"}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A job with its programs: {language: code}. `paragraphs` are texts with `code` in them."""

    number: int
    title: str
    paragraphs: tuple[str, ...]
    programs: dict[str, str]


@cache
def recipes() -> tuple[Recipe, ...]:
    """All recipes of the guide; none where the guide is not installed."""
    return tuple(read(GUIDE.read_text())) if GUIDE.exists() else ()


def read(guide: str) -> list[Recipe]:
    """The recipes of the text of the guide: its headings with a number."""
    found = []
    for section in re.split(r"^##+ ", guide, flags=re.MULTILINE):
        heading, _line, body = section.partition("\n")
        if numbered := re.fullmatch(r"(\d+)\. (.+)", heading):
            prose = [" ".join(one.split()) for one in BLOCK.sub("", body).split("\n\n")]
            paragraphs = tuple(re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", one) for one in prose if one)
            found.append(Recipe(int(numbered[1]), numbered[2], paragraphs, dict(BLOCK.findall(body))))
    return found
