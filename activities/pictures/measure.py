"""Estimates the width of a text, and computes the ticks of a scale. The server has no fonts to measure with."""

import math
import unicodedata

from activities.pictures.svg import clean

NARROW = frozenset("iljtfrI.,:;'|!()[] -/")
ELLIPSIS = "…"


def text_width(text, size):
    """The estimated width of `text` at font size `size`, in the same unit. Usual system fonts need a little less."""
    return sum(_advance(character) for character in text) * size


def _advance(character):
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    if character in NARROW:
        return 0.33
    if character.isupper() or character in "mwMW@%":
        return 0.72
    return 0.57


def fit(text, width, size):
    """`text` shortened with an ellipsis to fit `width`. The caller should show the full text in a title."""
    text = clean(text)
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + ELLIPSIS, size) > width:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def wrap(text, width, size, lines=2):
    """`text` in at most `lines` lines of `width`. The last is shortened if the text is too long."""
    words = clean(text).split(" ")
    made = []
    while words and len(made) < lines - 1:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size) <= width:
            line = f"{line} {words.pop(0)}"
        made.append(fit(line, width, size))
    if words:
        made.append(fit(" ".join(words), width, size))
    return tuple(made)


def ticks(maximum, count=4, whole=True):
    """Round values from 0 to at least `maximum`, about `count` steps; `whole` keeps them integers.

    >>> ticks(87)
    (0, 25, 50, 75, 100)
    """
    if maximum < 1e-6:
        return (0, 1)
    raw = maximum / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    if whole:
        step = max(1, math.ceil(step))
    steps = math.ceil(maximum / step - 1e-9)
    return tuple(round(step * i, 10) if not whole else step * i for i in range(steps + 1))
