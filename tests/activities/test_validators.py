import pytest

from activities.validators import clean_text, nearest, split_list


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("  two \n\t words ", "two words"),
        ("Ame\u0301lie", "Amélie"),
        ("الهـــدف", "الهدف"),
        ("a\x00b\x07c", "abc"),
        ("", ""),
    ],
)
def test_clean_text(given, clean):
    assert clean_text(given) == clean


def test_split_list_drops_blanks_and_repetitions_and_keeps_the_order():
    assert split_list(" 9 ;; 4;9 ; ") == ["9", "4"]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("8.1O", "8.10"),
        ("SDG 9", "9"),
        ("9.C", "9.c"),
        ("c2", "C2"),
        ("C7-health", "C7-ehealth"),
        ("l7", "17"),
        ("target 9.c", "9.c"),
    ],
)
def test_nearest_finds_what_was_meant(word, first):
    assert nearest(word, ["8.1", "8.10", "9", "17", "9.c", "C2", "C7-ehealth", "C7-elearning"])[0] == first


def test_nearest_has_nothing_for_nonsense():
    assert nearest("###", ["8.1", "9.c"]) == []
