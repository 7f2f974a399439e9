"""Cleans published strings: one Unicode form, without remains of PDF, HTML or spreadsheets."""

import html
import re
import unicodedata
from dataclasses import dataclass

#: Elements that separate words. Other elements are removed without a space.
BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|td|tr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
#: Only valid names of elements: “<-2 standard deviations” and Chinese titles in <…> must not be removed.
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
TATWEEL = "\u0640"
#: Soft hyphen, zero-width and bidirectional marks, byte order mark, control characters other than white space.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
#: White space except for a single no-break space, which French uses before a colon.
BLANKS = re.compile(r"\s{2,}|[^\S\u00a0\u202f]")
#: A digit at the end of the last word, after at least three lower-case letters, which excludes CO2 and km².
FOOTNOTE = re.compile(r"(?<=[a-zß-öø-ÿа-яё]{3})[\d*†¹²³⁴-⁹]{1,2}(?=[.]?$)")
CELL = re.compile(r"\+[A-Z]{1,2}\d{1,5}$")
NO_SPACE = re.compile(r"(?<=\d),(?=[^\W\d_])")
#: Characters lost in decoding.
LOST = re.compile("[\ufffd\ud800-\udfff]")
#: English words that are not in sentences of the other languages.
ENGLISH = re.compile(r"(?<!\S)(?:and|of|which)(?!\S)")


@dataclass(frozen=True, slots=True)
class Normalised:
    text: str
    #: Keys of gather.FAULTS for what was corrected.
    mended: tuple[str, ...] = ()


def normalise(raw: str) -> Normalised:
    """`raw` in NFC, without tags, entities, tatweel, invisible marks and double spaces, and a list of corrections.

    Only corrections of visible text are listed: footnote digits, spreadsheet references, and missing spaces after
    commas.
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
    """Whether a sentence in another language contains English, or characters lost in decoding."""
    return LOST.search(text) is not None or (language != "en" and ENGLISH.search(text) is not None)
