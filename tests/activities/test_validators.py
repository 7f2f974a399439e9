import time

import pytest

from activities.validators import clean_prose, clean_text, nearest, split_list


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


def test_marks_without_end_on_one_letter_are_cut_and_cost_no_time():
    began = time.process_time()
    assert clean_text("e" + "\u0323\u0301" * 500_000 + " x") == "\u1eb9" + "\u0323" * 14 + "\u0301" * 15 + " x"
    assert time.process_time() - began < 2


def test_marks_that_a_script_needs_stay():
    word = "\u1eb9\u0301" + "\u0302" * 27
    assert clean_prose(f"{word} " * 200) == " ".join([word] * 200)


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


def test_nearest_looks_at_the_beginning_of_a_word_without_end():
    began = time.process_time()
    assert nearest("9.c" * 100_000, ["8.1", "9.c", "9.b"]) == ["9.c"]
    assert time.process_time() - began < 1
