"""Answers as they are shown on the reference page: the beginning, with remarks in place of what is left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

#: The most items of a list, keys of an object of lists, and characters of a text that are shown.
ITEMS, KEYS, CHARACTERS = 1, 3, 160


def shortened(value: Any) -> Any:
    """The value, shortened, with a remark in place of the omitted parts."""
    if isinstance(value, dict):
        shown = {key: shortened(part) for key, part in value.items()}
        if len(shown) > KEYS and all(isinstance(part, list) for part in value.values()):
            shown = dict(list(shown.items())[:KEYS]) | {"…": More(len(value) - KEYS)}
        return shown
    if isinstance(value, list):
        kept_items = [shortened(part) for part in value[:ITEMS]]
        return [*kept_items, More(len(value) - ITEMS)] if len(value) > ITEMS else kept_items
    if isinstance(value, str) and len(value) > CHARACTERS:
        return value[:CHARACTERS].rstrip() + "…"
    return value


@dataclass(frozen=True, slots=True)
class More:
    """The number of omitted parts."""

    count: int

    def __str__(self):
        return "… " + _("%(count)s more") % {"count": self.count}


def lines(value: Any, indent: str = "", before: str = "", after: str = "") -> Iterator[str]:
    """The lines of the JSON, indented by two spaces. A More is a remark without quotation marks."""
    if isinstance(value, More):
        yield f"{indent}{value}"
    elif isinstance(value, dict | list) and value:
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        yield f"{indent}{before}{opening}"
        items = list(value.items()) if isinstance(value, dict) else [(None, part) for part in value]
        for number, (key, part) in enumerate(items, 1):
            name = "" if key is None or isinstance(part, More) else f"{orjson.dumps(key).decode()}: "
            last = number == len(items) or isinstance(items[number][1], More)
            yield from lines(part, indent + "  ", name, "" if last else ",")
        yield f"{indent}{closing}{after}"
    else:
        yield f"{indent}{before}{orjson.dumps(value).decode()}{after}"
