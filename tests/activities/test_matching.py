"""Words of a search in names, titles and codes."""

import pytest

from activities.queries.matching import fold, has_words, mark, searchable, words_of
from activities.queries.place_names import country_codes


@pytest.mark.parametrize(
    ("text", "folded"), [("Kenya", "kenya"), ("Côte d’Ivoire", "cote d'ivoire"), ("TÜRKİYE", "turkiye"), ("", "")]
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("Health in Kenya", ["health", "kenya"]),
        ("in the", ["in", "the"]),
        ("“C7-ehealth”, 9.c.", ["c7-ehealth", "9.c"]),
        ("&|! ()", []),
    ],
)
def test_words_of(search, words):
    assert words_of(search) == words


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("health", True),
        ("EHEAL", True),
        ("ealth", False),
        ("c7", True),
        ("c", False),
        ("9", True),
        ("9.c", True),
        ("2", False),
        ("c2", False),
        ("health nothing", False),
    ],
)
def test_has_words(search, found):
    assert has_words(words_of(search), searchable("C7-ehealth", "9.c.1", "C20/35", "Health for all", "20")) is found


@pytest.mark.parametrize(
    ("text", "search", "marked"),
    [
        ("Kenya and Côte d’Ivoire", "cote kenya", "\x02Kenya\x03 and \x02Côte\x03 d’Ivoire"),
        ("Schools, preschools", "school", "\x02School\x03s, preschools"),
        ("C20 and C2", "c2", "C20 and \x02C2\x03"),
        ("Nothing here", "", "Nothing here"),
        ("<b>bold</b>", "b", "<\x02b\x03>bold</\x02b\x03>"),
    ],
)
def test_mark(text, search, marked):
    assert mark(text, words_of(search)) == marked


def test_countries_by_their_names_in_everyday_use():
    names = {"BO": "Bolivia (Plurinational State of)", "HK": "Hong Kong, China", "GB": "United Kingdom", "CN": "China"}
    assert country_codes(names) == {
        "great britain": "GB",
        "britain": "GB",
        "uk": "GB",
        "united kingdom": "GB",
        "bolivia": "BO",
        "bolivia (plurinational state of)": "BO",
        "hong kong": "HK",
        "hong kong, china": "HK",
        "china": "CN",
    }
