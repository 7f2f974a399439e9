"""Makes a published string fit to show: one Unicode form, no leftovers of PDF, HTML or spreadsheet."""

import html
import re
import unicodedata
from dataclasses import dataclass

#: Elements that part words; any other is taken out without a trace.
BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|td|tr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
#: Only what can be an element: “<-2 standard deviations” and Chinese titles in <…> must survive.
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
TATWEEL = "\u0640"
#: Soft hyphen, zero-width and bidirectional marks, byte order mark, control characters other than white space.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
#: White space but for a single no-break space, which French sets before a colon.
BLANKS = re.compile(r"\s{2,}|[^\S\u00a0\u202f]")
#: A digit stuck to the last word. Three small letters at least, so that CO2 and km² stay.
FOOTNOTE = re.compile(r"(?<=[a-zß-öø-ÿа-яё]{3})[\d*†¹²³⁴-⁹]{1,2}(?=[.]?$)")
CELL = re.compile(r"\+[A-Z]{1,2}\d{1,5}$")
NO_SPACE = re.compile(r"(?<=\d),(?=[^\W\d_])")
#: Characters lost in decoding.
LOST = re.compile("[\ufffd\ud800-\udfff]")
#: Words of English that have no business in another language's sentence.
ENGLISH = re.compile(r"(?<!\S)(?:and|of|which)(?!\S)")


@dataclass(frozen=True, slots=True)
class Normalised:
    text: str
    #: Keys of gather.FAULTS, for what had to be mended.
    mended: tuple[str, ...] = ()


def normalise(raw: str) -> Normalised:
    """`raw` in NFC, without tags, entities, tatweel, invisible marks and doubled blanks; what else was mended is named.

    Invisible clean-up goes unnamed: it changes no reading. A footnote digit, a stray spreadsheet reference and a blank
    missing after a comma are named, since they were printed in the source.
    """
    text = without_tags(html.unescape(without_tags(raw)))
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace(TATWEEL, "")
    text = BLANKS.sub(" ", text).strip()
    mended = []
    for name, pattern, instead in (("cell", CELL, ""), ("footnote", FOOTNOTE, ""), ("no_space", NO_SPACE, ", ")):
        better = pattern.sub(instead, text)
        if better != text:
            mended.append(name)
            text = better
    return Normalised(unicodedata.normalize("NFC", text), tuple(mended))


def without_tags(text: str) -> str:
    return TAG.sub("", BREAK.sub(" ", text))


def is_corrupt(text: str, language: str) -> bool:
    """True when a sentence in another language runs on in English, or holds characters lost in decoding."""
    return LOST.search(text) is not None or (language != "en" and ENGLISH.search(text) is not None)
