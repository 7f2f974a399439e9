"""A conflict as its page offers it."""

import html
import re

CHOICE = re.compile(
    r'name="keep_(\w+)" value="mine"( checked)?>.*?<span class="difference__value"[^>]*>(.*?)</span></label>.*?'
    r'name="keep_\1" value="theirs"( checked)?>.*?<span class="difference__value"[^>]*>(.*?)</span></label>',
    re.DOTALL,
)
OTHER = re.compile(r'name="keep_(\w+)" value="other"( checked)?>')


def choices(response) -> dict[str, tuple[str, str, str]]:
    """{field: (my value, the current value, the one that is chosen: mine, theirs, other or "")}."""
    page = response.content.decode()
    other = {name for name, checked in OTHER.findall(page) if checked}
    found = {}
    for name, mine_checked, mine, theirs_checked, theirs in CHOICE.findall(page):
        chosen = "mine" if mine_checked else "theirs" if theirs_checked else "other" if name in other else ""
        found[name] = (plain(mine), plain(theirs), chosen)
    return found


def writable(response) -> set[str]:
    """The fields for which another value can be written."""
    return {name for name, _checked in OTHER.findall(response.content.decode())}


def plain(value: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", value))
