"""Checks for forms, serializers and imports. Pure functions: no database, no request."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

#: The highest possible number of a row.
HIGHEST = 2**63 - 1
#: Years that the database accepts, from the founding of the International Telegraph Union.
FIRST_YEAR, LAST_YEAR = 1865, 2100
TATWEEL = "\u0640"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Marks that change the direction of the text after them and can disguise it (Unicode TR 36).
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")
#: The most marks on one letter in any script (Unicode TR 15, "Stream-Safe Text Format").
MOST_MARKS = 30
#: Texts up to this length are always normalised quickly.
SHORT = 1000
#: Longer than any code or name. Of longer words, only the beginning is compared.
LONGEST_NAME = 300


def clean_text(text: str) -> str:
    """The text in NFC, without control characters and tatweel, with each run of white space as one space."""
    text = unicodedata.normalize("NFC", without_heaps(text)).replace(TATWEEL, "")
    return " ".join(CONTROLS.sub("", text).split())


def without_heaps(text: str) -> str:
    """The text with at most thirty marks on each letter.

    Normalisation sorts the marks of each letter in quadratic time: a megabyte of them would take an hour.
    """
    if len(text) <= SHORT or text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_prose(text: str) -> str:
    """Clean text in lines, with at most one empty line between two of them, without marks that change the direction
    of text."""
    lines = [clean_text(TURNS.sub("", line)) for line in LINE_ENDS.sub("\n", text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def clean_line(text: str) -> str:
    """One line of text as `clean_text` returns it, without marks that change its direction."""
    return clean_text(TURNS.sub("", text))


def has_sign_in(address: str) -> bool:
    """Whether a web address contains a user name or a password: it opens what is not public, and misleads readers about
    the host that it leads to."""
    try:
        return "@" in urlsplit(address).netloc
    except ValueError:
        return False


def row_number(text: str) -> int | None:
    """The number of a row or Change if the text is plain digits, else None."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    number = int(text)
    return number if number <= HIGHEST else None


def split_list(text: str) -> list[str]:
    """The entries of a semicolon-separated list in order, without blanks and repetitions."""
    return list(dict.fromkeys(part for part in (clean_text(p) for p in text.split(";")) if part))


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Up to `count` known codes that look like `word`, the most likely first.

    Codes that differ only in case, in O for 0 or l for 1, or in leading words ("SDG 9") come before similar ones.
    """
    codes = {_shape(code): code for code in sorted(known)}
    shaped = _shape(word[:LONGEST_NAME])
    if shaped in codes:
        return [codes[shaped]]
    close = [codes[s] for s in difflib.get_close_matches(shaped, codes, n=count, cutoff=0.55)]
    if close:
        return close
    for length in range(len(shaped), 1, -1):
        if alike := [code for shape, code in codes.items() if shape.startswith(shaped[:length])]:
            return alike[:count]
    return []


def _shape(code: str) -> str:
    shaped = re.sub(r"^(sdg|goal|target|action line|wsis)\s*", "", clean_text(code).lower())
    shaped = re.sub(r"(?<=[\d.])o|\bo(?=[\d.])", "0", shaped)
    return re.sub(r"(?<=[\d.])[li]|\b[li](?=[\d.])", "1", shaped).rstrip(".")
