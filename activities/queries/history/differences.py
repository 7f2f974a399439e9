"""Compare two values: unchanged, removed and added parts. Texts are compared word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

#: A word, a punctuation mark or a run of spaces. Each Chinese or Japanese character counts as a word.
TOKEN = re.compile(r"\s+|[\u3040-\u9fff]|[^\W\u3040-\u9fff]+|[^\w\s]")
#: Texts with more tokens take too long to compare; they are shown one after the other.
COMPARED = 3000
#: Texts with less in common are shown one after the other, because scattered matches are hard to read.
ALIKE = 0.35
#: Characters of unchanged text shown on either side of a change.
AROUND = 120


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a difference. `kind` is "" for unchanged, "del" for removed, "ins" for added, "to" for the arrow
    between two values. `href` is set for rows with a page; `code` is True for codes of Terms."""

    text: str
    kind: str = ""
    href: str = ""
    code: bool = False


def marked(parts: Sequence[Part], kind: str) -> tuple[Part, ...]:
    return tuple(replace(part, kind=kind) for part in parts)


class Effort:
    """How much more comparing one page may do, in pairs of words: half a million take about half a second. Texts for
    which nothing is left are shown one after the other."""

    def __init__(self, pairs: int):
        self.left = pairs

    def allows(self, pairs: int) -> bool:
        allowed = pairs <= self.left
        self.left -= pairs if allowed else 0
        return allowed


def text_parts(old: str, new: str, effort: Effort | None = None) -> tuple[Part, ...]:
    """The difference between two texts, word by word if they are similar and `effort` allows it."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if not before or not after:
        return tuple(Part(text, kind) for text, kind in ((old, "del"), (new, "ins")) if text)
    whole = (Part(old, "del"), Part("", "to"), Part(new, "ins"))
    if len(before) + len(after) > COMPARED or (effort and not effort.allows(len(before) * len(after))):
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    in_both = sum(len(words(before[a : a + size])) for a, _b, size in matcher.get_matching_blocks())
    if min(len(before), len(after)) < 3 or 2 * in_both < ALIKE * (len(words(before)) + len(words(after))):
        return whole
    found: list[Part] = []
    for removed, added, unchanged in runs(matcher.get_opcodes(), before, after):
        found += [Part(removed, "del")] if removed else []
        found += [Part(added, "ins")] if added else []
        found += [Part(unchanged)] if unchanged else []
    return tuple(shortened(found))


def words(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if not token.isspace()]


def runs(opcodes: list[tuple], before: list[str], after: list[str]) -> Iterator[tuple[str, str, str]]:
    """(removed, added, the unchanged text after them). A space between two changes counts as part of both."""
    removed, added = "", ""
    for place, (what, a, b, c, d) in enumerate(opcodes):
        old, new = "".join(before[a:b]), "".join(after[c:d])
        inside = 0 < place < len(opcodes) - 1
        if what == "equal" and not (inside and old.isspace()):
            yield removed, added, old
            removed, added = "", ""
        else:
            removed, added = removed + old, added + new
    if removed or added:
        yield removed, added, ""


def shortened(parts: list[Part]) -> Iterator[Part]:
    """The parts with long unchanged text shortened in the middle, or at the ends of the whole text."""
    for place, part in enumerate(parts):
        first, last = place == 0, place == len(parts) - 1
        if part.kind or len(part.text) <= AROUND * (1 if first or last else 2) + 20:
            yield part
        elif first:
            yield Part("… " + part.text[-AROUND:])
        elif last:
            yield Part(part.text[:AROUND] + " …")
        else:
            yield Part(f"{part.text[:AROUND]} … {part.text[-AROUND:]}")


def list_parts(old: Sequence[Part], new: Sequence[Part]) -> tuple[Part, ...]:
    """The difference between two lists: first the values in both, then the removed and the added ones."""
    unchanged = [part for part in new if part in old]
    removed = [replace(part, kind="del") for part in old if part not in new]
    added = [replace(part, kind="ins") for part in new if part not in old]
    return separated([*unchanged, *removed, *added])


def value_parts(old: Sequence[Part], new: Sequence[Part]) -> tuple[Part, ...]:
    """One value, or list of values, replaced by another."""
    arrow = (Part("", "to"),) if old and new else ()
    return (*separated(marked(old, "del")), *arrow, *separated(marked(new, "ins")))


def separated(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a list with commas between."""
    return tuple(each for part in parts for each in (Part(", "), part))[1:]
