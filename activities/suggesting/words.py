"""Splits a text into pieces: words with their position, their root, and whether they are stop words."""

import re
import unicodedata
from dataclasses import dataclass

#: The most characters read of a text. Descriptions usually have a few hundred; more text takes time and adds nothing.
READ = 6_000

#: A run of letters or digits. Each Chinese character is its own piece, because words are not separated.
WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
#: Boundaries inside a name: "DigiFarm" is "Digi Farm", "eHealth" is "e Health".
SEAM = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z]{3})(?=[A-Z])|(?<=\b[emi])(?=[A-Z])")
ENDINGS = ("ational", "ization", "ation", "izing", "ized", "ize", "ment", "ing", "ed", "ly", "al")
SILENT = frozenset(
    "a about across again all also among an and another any are as at be been before being between both but by can "
    "could did do does doing done down during each e.g etc few for from further had has have having he her here his "
    "how i if in include included includes including into is it its just many may might more most much must no nor not "
    "of off on once one only or other our out over own per same several she should so some such than that the their "
    "them then there these they this those three through to two under up use used uses using very via was we were what "
    "when where which while who whom whose will with within without would you your "
    # of the other languages only words that are in almost every text
    "au aux avec dans de des du et la le les l d par pour sur un une con del el en las los para por una y "
    "в для и из к на о от по с 与 及 和 在 的 في من على إلى و".split()
)
#: Words that look inflected but are not, or whose meaning differs from their root: a portal is not a port.
AS_THEY_ARE = frozenset(
    "news series species thing during building animal animation capital doctoral formation general generation journal "
    "mineral parking personal portal signal".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[start:end]`. `root` is the same for "farmer" and "farmers". `silent` is True for "the", "of" and similar
    words."""

    start: int
    end: int
    root: str
    silent: bool


def pieces(text: str) -> list[Piece]:
    """The words of the first `READ` characters, in order."""
    found = []
    for word in WORD.finditer(text[:READ]):
        seams = [word.start() + seam.start() for seam in SEAM.finditer(word.group())]
        for start, end in zip([word.start(), *seams], [*seams, word.end()], strict=True):
            plain = fold(text[start:end])
            if plain:
                found.append(Piece(start, end, root(plain), plain in SILENT))
    return found


def fold(word: str) -> str:
    """The word in lower case, without accents and without the Arabic tatweel."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) and c != "\u0640")


def root(word: str) -> str:
    """The approximate root of a folded word: without plural and common English endings, with "-ize" for "-ise", and
    without the Arabic article.

    It need not be a real word. Related words have the same root: "standardisation", "standardized" → "standard".
    """
    if word in AS_THEY_ARE:
        return word
    if len(word) > 4 and word.startswith(("\u0627\u0644", "\u0648\u0627\u0644", "\u0644\u0644")):  # the Arabic article
        return word[3 if word[0] == "\u0648" else 2 :]
    word = word.replace("isation", "ization").replace("ising", "izing").replace("ised", "ized")
    word = f"{word[:-3]}ize" if len(word) > 6 and word.endswith("ise") else word
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word in AS_THEY_ARE:
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
