"""Two values side by side: what stayed, what went, what came. Long texts are compared word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

#: A word, a sign, a run of blanks; each Chinese or Japanese character is a word of its own.
TOKEN = re.compile(r"\s+|[\u3040-\u9fff]|[^\W\u3040-\u9fff]+|[^\w\s]")
#: Beyond so many tokens a comparison takes too long; such texts are shown one after the other.
COMPARED = 3000
#: Texts with less in common than this are shown one after the other, for scattered matches cannot be read.
ALIKE = 0.35
#: Of a text that stayed, so many characters are shown on either side of a change.
AROUND = 120


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a difference. `kind` is "" for what stayed, "del" for what went, "ins" for what came, "to" for the
    arrow between two values; `code` and `href` belong to Terms and other rows that are linked."""

    text: str
    kind: str = ""
    href: str = ""
    code: bool = False


def marked(parts: Sequence[Part], kind: str) -> tuple[Part, ...]:
    return tuple(replace(part, kind=kind) for part in parts)


def text_parts(old: str, new: str) -> tuple[Part, ...]:
    """How one text became another, word by word where they are alike."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if not before or not after:
        return tuple(Part(text, kind) for text, kind in ((old, "del"), (new, "ins")) if text)
    whole = (Part(old, "del"), Part("", "to"), Part(new, "ins"))
    if len(before) + len(after) > COMPARED:
        return whole
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    stayed = sum(len(words(before[a : a + size])) for a, _b, size in matcher.get_matching_blocks())
    if min(len(before), len(after)) < 3 or 2 * stayed < ALIKE * (len(words(before)) + len(words(after))):
        return whole
    found: list[Part] = []
    for went, came, kept in runs(matcher.get_opcodes(), before, after):
        found += [Part(went, "del")] if went else []
        found += [Part(came, "ins")] if came else []
        found += [Part(kept)] if kept else []
    return tuple(shortened(found))


def words(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if not token.isspace()]


def runs(opcodes: list[tuple], before: list[str], after: list[str]) -> Iterator[tuple[str, str, str]]:
    """(what went, what came, what stayed after it); a blank that stayed between two changes belongs to both."""
    went, came = "", ""
    for place, (what, a, b, c, d) in enumerate(opcodes):
        old, new = "".join(before[a:b]), "".join(after[c:d])
        inside = 0 < place < len(opcodes) - 1
        if what == "equal" and not (inside and old.isspace()):
            yield went, came, old
            went, came = "", ""
        else:
            went, came = went + old, came + new
    if went or came:
        yield went, came, ""


def shortened(parts: list[Part]) -> Iterator[Part]:
    """The parts with what stayed cut in the middle, or at the ends of the text."""
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
    """How one list of values became another: what both have first, then what went and what came."""
    stayed = [part for part in new if part in old]
    went = [replace(part, kind="del") for part in old if part not in new]
    came = [replace(part, kind="ins") for part in new if part not in old]
    return separated([*stayed, *went, *came])


def value_parts(old: Sequence[Part], new: Sequence[Part]) -> tuple[Part, ...]:
    """One value, or list of values, in place of another."""
    arrow = (Part("", "to"),) if old and new else ()
    return (*separated(marked(old, "del")), *arrow, *separated(marked(new, "ins")))


def separated(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a list with commas between."""
    return tuple(each for part in parts for each in (Part(", "), part))[1:]
