"""ETags from the last Change. A client that has the latest version gets 304 after one small query."""

import hashlib
from functools import cache
from pathlib import Path
from zlib import crc32

from django.utils.translation import get_language

from activities.queries.state import State

CACHE_CONTROL = "public, max-age=0, must-revalidate"


@cache
def code_version() -> str:
    """A mark of the code and the codes of reference: copies become invalid with an upgrade."""
    app = Path(__file__).resolve().parent.parent
    digest = hashlib.blake2b(digest_size=6)
    for source in sorted([*app.rglob("*.py"), *app.rglob("*.sql"), *app.rglob("*.csv")]):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def etag(state: State, address: str, *, facts: bool, figures: bool) -> str:
    """The ETag of an answer that contains `facts`, `figures` or both. Figures only change with a rebuild.

    It is weak: a proxy may compress the answer, and rows may be newer than the number, which is read first.
    """
    parts = [state.facts] if facts else []
    if figures:
        parts.append(f"{state.built_through}.{state.built_at.timestamp() if state.built_at else 0:.3f}")
    parts.append(f"{crc32(f'{state.epoch} {code_version()} {get_language()} {address}'.encode()):08x}")
    return f'W/"{"-".join(parts)}"'


def seen(if_none_match: str, tag: str) -> bool:
    """Whether the header contains the tag, by weak comparison."""
    if not if_none_match:
        return False
    opaque = tag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") == opaque for part in if_none_match.split(","))
