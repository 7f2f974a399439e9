"""ETags from the last Change, so that a reader who has seen it gets 304 for the price of one small query."""

import hashlib
from functools import cache
from pathlib import Path
from zlib import crc32

from django.utils.translation import get_language

from activities.queries.state import State

CACHE_CONTROL = "public, max-age=0, must-revalidate"


@cache
def code_version() -> str:
    """Changes whenever the code that shapes answers does, so that nobody's copy outlives an upgrade."""
    app = Path(__file__).resolve().parent.parent
    digest = hashlib.blake2b(digest_size=6)
    for source in sorted([*app.rglob("*.py"), *app.rglob("*.sql")]):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def etag(state: State, address: str, *, facts: bool, figures: bool) -> str:
    """Weak, since a proxy may compress and a row may be newer than the number read before it. `facts` and `figures`
    say what the answer is made of: an answer made of figures alone stays the same while they are not rebuilt.
    """
    parts = [str(state.change)] if facts else []
    if figures:
        parts.append(f"{state.built_through}.{state.built_at.timestamp() if state.built_at else 0:.3f}")
    parts.append(f"{crc32(f'{code_version()} {get_language()} {address}'.encode()):08x}")
    return f'W/"{"-".join(parts)}"'


def seen(if_none_match: str, tag: str) -> bool:
    """Whether the header lists the tag, by weak comparison."""
    if not if_none_match:
        return False
    opaque = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == opaque for part in if_none_match.split(","))
