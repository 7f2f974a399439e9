"""Words of a search in short texts that are at hand: names, titles and codes."""

import re
import unicodedata
from collections.abc import Iterable

HIT_START, HIT_END = "\x02", "\x03"
#: Words that say nothing by themselves.
SMALL = frozenset("a an and as at by for from in is of on or the to with".split())
PART = re.compile(r"[\w.]+(?:[-/'’&][\w.]+)*")
INNER = re.compile(r"[-/'’&]")


def fold(text: str) -> str:
    """The text without upper case and accents: "Côte d’Ivoire" gives "cote d'ivoire"."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text).casefold().replace("’", "'")
    return "".join(character for character in plain if not unicodedata.combining(character))


def words_of(text: str) -> list[str]:
    """The folded words of a search. Words that say nothing are left out, unless there are no others."""
    words = [part.strip(".") for part in PART.findall(fold(text))]
    words = [word for word in words if word]
    return [word for word in words if word not in SMALL] or words


def searchable(*texts: str) -> str:
    """The texts as `has_words` reads them: folded, a space before and after each word and each part of one."""
    parts: list[str] = []
    for part in PART.findall(fold(" ".join(texts))):
        part = part.rstrip(".")
        parts.append(part)
        if inner := INNER.split(part)[1:]:
            parts += inner
    return f" {' '.join(parts)} "


def has_words(words: Iterable[str], text: str) -> bool:
    """Whether each word begins a word of a `searchable` text.

    Short words, and words that end with a digit, must be whole or begin a code: "9" and "c2" find 9.1 and C2-a, not 91
    and C20.
    """
    return all(_has(word, text) for word in words)


def _has(word: str, text: str) -> bool:
    if is_whole(word):
        return any(f" {word}{end}" in text for end in " .-/")
    return f" {word}" in text


def is_whole(word: str) -> bool:
    """Whether a word of a search is too short, or too much like a code, to stand for the beginning of another word."""
    return len(word) < 3 or word[-1].isdigit()


def mark(text: str, words: Iterable[str]) -> str:
    """The text with the beginnings of words that match between \\x02 and \\x03, for the filter `safe_highlight`."""
    folded, places = [], []
    for place, character in enumerate(text):
        for one in fold(character):
            folded.append(one)
            places.append(place)
    plain = "".join(folded)
    hit = set()
    for word in words:
        end = r"(?!\w)" if is_whole(word) else ""
        for found in re.finditer(rf"(?<!\w){re.escape(word)}{end}", plain):
            hit.update(places[found.start() : found.end()])
    marked = [
        f"{HIT_START if place in hit and place - 1 not in hit else ''}{character}"
        f"{HIT_END if place in hit and place + 1 not in hit else ''}"
        for place, character in enumerate(text)
    ]
    return "".join(marked)
