"""Corrects the spelling of a search with words that occur in the map, by common trigrams and then by edits.

The words are rows with an index of their trigrams, so this needs no extension of PostgreSQL and no memory of a process.
"""

from django.db import connection

from activities.models import SearchWord
from activities.queries.matching import PART, fold

#: Shorter words have too many neighbours.
SHORTEST = 4
#: Of more words than this, the first are corrected.
MOST_WORDS = 4
#: Words with the most common trigrams, of a length that a few edits can make.
ALIKE = """
SELECT word, entries FROM activities_searchword
 WHERE trigrams && %(trigrams)s::varchar[] AND length(word) BETWEEN %(shortest)s AND %(longest)s
 ORDER BY cardinality(ARRAY(SELECT unnest(trigrams) INTERSECT SELECT unnest(%(trigrams)s::varchar[]))) DESC,
          entries DESC, word
 LIMIT 60"""


def corrected(words: str) -> str:
    """The search with each word that occurs nowhere replaced by the most similar one that does, or "" if there is
    nothing to replace. One query, and one for each such word."""
    parts = [part for part in dict.fromkeys(PART.findall(words)) if len(part) >= SHORTEST and not has_digit(part)]
    known = set(SearchWord.objects.filter(word__in=[part.casefold() for part in parts]).values_list("word", flat=True))
    better = {}
    for part in [part for part in parts if part.casefold() not in known][:MOST_WORDS]:
        if found := nearest_word(part):
            better[part] = found
    return PART.sub(lambda found: better.get(found[0], found[0]), words) if better else ""


def has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def nearest_word(word: str) -> str:
    """The known word that the fewest edits make of `word`, the most frequent among equals, or "" if none is near."""
    word = word.casefold()
    most = edits_allowed(word)
    with connection.cursor() as cursor:
        sizes = {"shortest": len(word) - most, "longest": len(word) + most}
        cursor.execute(ALIKE, {"trigrams": trigrams(word), **sizes})
        alike = cursor.fetchall()
    near = []
    for other, entries in alike:
        number = edits(fold(word), fold(other), most)
        if number <= most:
            most = number  # words that need more are not wanted any more
            near.append((number, -entries, other))
    return min(near)[2] if near else ""


def edits_allowed(word: str) -> int:
    return 1 if len(word) < 6 else 2


def trigrams(word: str) -> list[str]:
    """As the table has them: "ict" gives "  i", " ic", "ict", "ct "."""
    padded = f"  {word} "
    return list(dict.fromkeys(padded[place : place + 3] for place in range(len(word) + 1)))


def edits(one: str, other: str, most: int) -> int:
    """How many letters have to be inserted, removed, replaced or exchanged with the next (optimal string alignment).

    It stops counting above `most`.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
