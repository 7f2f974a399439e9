"""Checks shared by forms, serializers and imports. Pure functions: no database, no request."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

#: The highest number that a row can have.
HIGHEST = 2**63 - 1
#: Years that the database takes: from the founding of the International Telegraph Union on.
FIRST_YEAR, LAST_YEAR = 1865, 2100
TATWEEL = "\u0640"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Marks that turn the direction of what follows, so that a text could show itself as another (Unicode TR 36).
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")
#: No script puts more marks on one letter (Unicode TR 15, "Stream-Safe Text Format").
MOST_MARKS = 30
#: Texts up to this length are normalised in no time whatever they hold.
SHORT = 1000
#: No code or name is longer; of a longer word only the beginning is compared.
LONGEST_NAME = 300


def clean_text(text: str) -> str:
    """The text in NFC, without control characters and tatweel, with each run of white space as one space."""
    text = unicodedata.normalize("NFC", without_heaps(text)).replace(TATWEEL, "")
    return " ".join(CONTROLS.sub("", text).split())


def without_heaps(text: str) -> str:
    """The text without the marks beyond thirty on one letter: normalisation sorts those of each letter in quadratic
    time, so that a megabyte of them would keep a processor busy for an hour."""
    if len(text) <= SHORT or text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_prose(text: str) -> str:
    """The same with its paragraphs: lines keep their ends, at most one empty line stands between two of them, and what
    turns the direction of text is taken out."""
    lines = [clean_text(TURNS.sub("", line)) for line in LINE_ENDS.sub("\n", text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def clean_line(text: str) -> str:
    """Text of one line, as `clean_text` gives it, without what turns its direction."""
    return clean_text(TURNS.sub("", text))


def row_number(text: str) -> int | None:
    """The number of a row or Change that the text writes in plain digits; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    number = int(text)
    return number if number <= HIGHEST else None


def split_list(text: str) -> list[str]:
    """A semicolon list without its blanks and repetitions, in order."""
    return list(dict.fromkeys(part for part in (clean_text(p) for p in text.split(";")) if part))


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Up to `count` known codes that look like `word`, the likeliest first.

    A code that differs only in case, in O for 0 or l for 1, or in leading words ("SDG 9") comes before lookalikes.
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
