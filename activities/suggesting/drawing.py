"""Draws the activities that a model learns from: trusted ones first, spread over Goals, Action Lines, organisations and
languages, each text once, and of one import only a part."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from zlib import crc32

#: The most activities that a model learns from.
MOST = 4_000
#: One import may take 1/ONE_IMPORT of MOST or, if there is little else, all but TAKEN places for each other activity.
ONE_IMPORT, TAKEN = 5, 10


class Trust(IntEnum):
    """How much people have looked at an activity, most first."""

    ANSWERED = 0  # someone accepted or rejected a suggestion
    CHECKED = 1  # it has a confirmed or official link, or is curated
    IMPORTED = 2  # a row of an import of which nobody has edited the text or a link


@dataclass(frozen=True, slots=True)
class Candidate:
    """An activity that a model could learn from. `words` is the same for near-duplicates, "" for a title without
    words. `batch` names the import that it is from; it is "" for curated activities, which are shipped with the product
    or edited by staff."""

    id: int
    trust: Trust
    words: str
    goals: Collection[str]
    lines: Collection[str]
    organisation: int | None
    language: str
    batch: str


#: The values of a candidate in each dimension over which the draw spreads.
DIMENSIONS: tuple[Callable[[Candidate], Collection[str]], ...] = (
    lambda row: row.goals,
    lambda row: row.lines,
    lambda row: (str(row.organisation or ""),),
    lambda row: (row.language,),
)


def drawn(rows: Sequence[Candidate], most: int = MOST) -> set[int]:
    """The ids of at most `most` rows. The same rows give the same ids, in whatever order they come, and a few more
    rows change few of them.

    Near-duplicates are drawn once, but each answered row is drawn. An import gets at most a fifth of `most`. If there
    are few other rows, it gets more: all of `most` without any, and TAKEN places less for each.
    """
    mixed = sorted(rows, key=lambda row: (row.trust, crc32(b"%d" % row.id), row.id))
    different = _once(mixed)
    size = Counter(row.batch for row in different)
    room = {batch: max(most // ONE_IMPORT, most - TAKEN * (len(different) - own)) for batch, own in size.items()}
    draw = _Draw(most, room)
    for trust in Trust:
        draw.spread([row for row in different if row.trust == trust])
    return draw.chosen


def _once(rows: Sequence[Candidate]) -> list[Candidate]:
    """The first of rows with the same words and organisation, and all answered ones."""
    seen: set[tuple[str, int | None]] = set()
    found = []
    for row in rows:
        same = (row.words, row.organisation)
        if row.trust == Trust.ANSWERED or not row.words or same not in seen:
            found.append(row)
        seen.add(same)
    return found


class _Draw:
    """What has been chosen so far, of at most `most` rows, and of each import at most so many as it has `room` for."""

    def __init__(self, most: int, room: Mapping[str, int]):
        self.most, self.room = most, room
        self.chosen: set[int] = set()
        self._of_batch: Counter[str] = Counter()

    def spread(self, rows: Sequence[Candidate]) -> None:
        """Choose rows: each dimension in turn chooses one, each time for its next value."""
        choosing = deque(self._in_turn(rows, values) for values in DIMENSIONS)
        while choosing and len(self.chosen) < self.most:
            dimension = choosing.popleft()
            row = next(dimension, None)
            if row is not None:
                self.chosen.add(row.id)
                self._of_batch[row.batch] += 1
                choosing.append(dimension)

    def _in_turn(
        self, rows: Sequence[Candidate], values: Callable[[Candidate], Collection[str]]
    ) -> Iterator[Candidate]:
        """A row that is still open for the first value, then one for the second, and so on, again and again."""
        of_value: dict[str, list[Candidate]] = defaultdict(list)
        for row in rows:
            for value in values(row) or ("",):
                of_value[value].append(row)
        turns = deque(iter(of_value[value]) for value in sorted(of_value))
        while turns:
            queue = turns.popleft()
            found = next(filter(self._open, queue), None)
            if found is not None:
                yield found
                turns.append(queue)

    def _open(self, row: Candidate) -> bool:
        fits = row.trust == Trust.ANSWERED or not row.batch or self._of_batch[row.batch] < self.room[row.batch]
        return fits and row.id not in self.chosen
