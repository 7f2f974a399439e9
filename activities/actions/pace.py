"""How many rows one Change of a long piece of work writes, so that other writers have their turn in between."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

#: At most so many rows in one Change; fewer in the first ones, and as many as are written in HELD_FOR after that.
CHUNK = 500
FIRST = 100
LEAST = 20
#: The most unchanged rows that the result of such work lists.
MOST_LISTED = 500
#: Seconds for which a Change may hold the ledger's lock. Other writers wait meanwhile.
HELD_FOR = 0.4


class Pace:
    """How many rows the next Change writes: as many as the last one could in HELD_FOR."""

    def __init__(self) -> None:
        self.rows = min(FIRST, CHUNK)

    @contextmanager
    def held(self, rows: int) -> Iterator[None]:
        began = time.monotonic()
        yield
        seconds = max(0.001, time.monotonic() - began)
        self.rows = max(min(LEAST, CHUNK), min(CHUNK, 2 * self.rows, round(rows * HELD_FOR / seconds)))
