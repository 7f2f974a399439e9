"""Reads JSON lists of the UN Statistics Division's API (https://unstats.un.org/SDGAPI/v1/sdg/).

Goal/List?includechildren=true, Target/List, Indicator/List: entries with code, title, description, targets, indicators.
"""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from activities.exchange.sdg_texts.shapes import Found, SdgTextsError

NAME = "UNSD API JSON"
#: The service only answers in English.
LANGUAGE = "en"
CHILDREN = ("targets", "indicators")


def knows(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{") and b'"code"' in data


def read(data: bytes, name: str) -> Iterator[Found]:
    """Each entry of the list and of the lists inside it. A Goal's sentence is its title, not its description."""
    try:
        entries = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SdgTextsError(_("%(name)s is not valid JSON: %(reason)s") % {"name": name, "reason": error}) from error
    waiting = entries if isinstance(entries, list) else [entries]
    while waiting:
        entry = waiting.pop()
        if not isinstance(entry, dict) or "code" not in entry:
            continue
        yield Found(entry["code"], LANGUAGE, entry.get("title") or entry.get("description"))
        for key in CHILDREN:
            children = entry.get(key)
            waiting.extend(children if isinstance(children, list) else ())
