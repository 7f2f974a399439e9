"""The calculation of suggestions, without a database."""

import csv
import tracemalloc
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from activities.actions.reference.load import REFERENCE
from activities.suggesting import measuring
from activities.suggesting.features import Vocabulary, read
from activities.suggesting.fitting import fit
from activities.suggesting.lexicon import Lexicon, LexiconPhrase, Match, wording_key
from activities.suggesting.material import Example
from activities.suggesting.measuring import (
    evaluation,
    figures,
    folds,
    groups,
    per_term,
    points_unseen,
    scaled,
    truth,
)
from activities.suggesting.storage import from_bytes, to_bytes
from activities.suggesting.words import READ, pieces, root
from tests.activities.suggestions.suggestion_material import HEALTH, NETWORKS, TERMS, examples, small_material

FIRST = {"goals": 3, "targets": 3, "action_lines": 3}


@pytest.fixture(scope="module")
def model():
    return fit(small_material())


def ranked(model, title, description="", linked=(), kind="goals"):
    return model.rank(model.read(title, description), FIRST, linked)[kind]


def points(model, key, title, description=""):
    return float(model.points([model.read(title, description)])[0, model.index[key]])


def test_a_text_in_pieces():
    text = "The eHealth of DigiFarm: 5G, Éducation"
    assert [(text[p.start : p.end], p.root, p.silent) for p in pieces(text)] == [
        ("The", "the", True),
        ("e", "e", False),
        ("Health", "health", False),
        ("of", "of", True),
        ("Digi", "digi", False),
        ("Farm", "farm", False),
        ("5G", "5g", False),
        ("Éducation", "educ", False),
    ]


def test_chinese_characters_are_pieces():
    assert [p.root for p in pieces("农村宽带")] == ["农", "村", "宽", "带"]


def test_the_arabic_article_and_stretching_say_nothing():
    assert pieces("التعليم")[0].root == pieces("تعلـيم")[0].root == "تعليم"


@pytest.mark.parametrize(
    ("words", "shared"),
    [
        ("farmer farmers", "farmer"),
        ("standard standards standardization standardisation standardized standardise", "standard"),
        ("policy policies", "policy"),
        ("news", "news"),
        ("business", "business"),
        ("gas", "gas"),
        ("portal portals", "portal"),  # not a port
        ("animation animations", "animation"),  # not an animal
    ],
)
def test_words_that_mean_the_same_share_a_root(words, shared):
    assert {root(word) for word in words.split()} == {shared}


def test_a_very_long_text_is_read_to_a_point():
    assert pieces("a1 " * 1_000_000)[-1].end <= READ


def test_the_longest_phrase_speaks_and_its_words_do_not_speak_again():
    lexicon = Lexicon(
        [LexiconPhrase("emergency", (), ()), LexiconPhrase("emergency telecommunications", ("disaster calls",), ())]
    )
    found = lexicon.find(pieces("Emergency telecommunication, then emergency; disaster call"))
    assert found == [Match(1, 0, 1), Match(0, 3, 3), Match(1, 4, 5)]


def test_a_wording_with_a_hyphen_is_a_beginning():
    lexicon = Lexicon([LexiconPhrase("farm words", ("agri-",), ()), LexiconPhrase("agritech", (), ())])
    assert lexicon.find(pieces("AgriBusiness agritech agr")) == [Match(0, 0, 0), Match(1, 2, 2)]


def test_each_sort_of_feature_has_its_own_loudness():
    readings = [
        read("remote diagnosis helps patients", Lexicon([])),
        read("patients helps remote diagnosis", Lexicon([])),
    ]
    vocabulary = Vocabulary.of(readings, readings, 0)
    row = vocabulary.matrix(readings)[0].toarray()[0]
    lengths = [float(np.sqrt((row[vocabulary.sorts == sort] ** 2).sum())) for sort in range(4)]
    assert lengths == pytest.approx([1.0, 0.5, 0.5, 0.0])


def test_the_right_terms_come_first(model):
    assert ranked(model, "Video doctor", "patients in clinics")[0].key == "sdg:3"
    assert ranked(model, "Fibre for villages", kind="targets")[0].key == "sdg:9.c"
    assert ranked(model, "Spreadsheets for learners", kind="action_lines")[0].key == "wsis:C4"


def test_each_wording_of_the_shipped_lexicon_speaks_for_one_entry():
    with (REFERENCE / "lexicon.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wordings = defaultdict(set)
    for row in rows:
        for wording in (row["phrase"], *filter(None, row["synonyms"].split(";"))):
            wordings[wording_key(wording)].add(row["phrase"])
    assert {key: phrases for key, phrases in wordings.items() if len(phrases) > 1 or not key} == {}


def test_the_lexicon_speaks_for_words_that_no_activity_has(model):
    assert ranked(model, "Telecardiology and cardiology")[0].key == "sdg:3"
    silent = fit(small_material(lexicon=()))
    assert points(model, "sdg:3.8", "Remote diagnosis") > points(silent, "sdg:3.8", "Remote diagnosis")


def test_the_same_material_gives_the_same_model(model):
    again = fit(small_material())
    assert to_bytes(again) == to_bytes(model)
    text = ("Video doctor", "patients and fibre in clinics")
    assert again.rank(again.read(*text), FIRST) == model.rank(model.read(*text), FIRST)


def test_a_model_read_back_says_the_same(model):
    back = from_bytes(to_bytes(model))
    text = ("Video doctor", "patients and fibre in clinics of the hills")
    assert back.rank(back.read(*text), FIRST) == model.rank(model.read(*text), FIRST)
    assert (back.through, back.terms, back.entries, back.links) == (7, model.terms, model.entries, model.links)


def test_a_model_holds_no_code():
    import io

    file = io.BytesIO()
    np.savez(file, words=np.array([{"a": 1}], dtype=object), weights=[0], offsets=[0], rarity=[0])
    with pytest.raises(ValueError, match="allow_pickle=False"):
        from_bytes(file.getvalue())


def test_words_stand_in_the_text_and_carry_their_weight(model):
    title, description = "Fibre and remote diagnosis", "Patients of the hospital, and villages with fibre"
    text = f"{title}\n{description}"
    for scored in (s for kind in FIRST for s in ranked(model, title, description, kind=kind)):
        for words in scored.words:
            assert all(text[start:end].casefold() == words.text.casefold() for start, end in words.places)
            assert words.weight > 0
    target = ranked(model, title, description, kind="targets")[0]
    assert target.key == "sdg:3.8"
    assert ("remote diagnosis", "telemedicine") in {(words.text, words.phrase) for words in target.words}


def test_the_weight_of_words_is_what_the_term_loses_without_them(model):
    before = points(model, "sdg:9.c", "Fibre", "for the hills")
    first = ranked(model, "Fibre", "for the hills", kind="targets")[0].words[0]
    assert first.text == "Fibre"
    assert first.weight == pytest.approx(before - points(model, "sdg:9.c", "", "for the hills"), abs=1e-3)


def test_wordings_of_one_phrase_are_told_together(model):
    """If they were hidden one by one, the others would replace them and none would have a weight."""
    found = model.rank(model.read("Telemedicine and remote diagnosis"), FIRST)
    words = next(s.words for s in found["targets"] if s.key == "sdg:3.8")
    assert [(w.text, w.places, w.phrase) for w in words] == [
        ("Telemedicine, remote diagnosis", ((0, 12), (17, 33)), "telemedicine")
    ]


def test_words_that_stand_twice_are_told_once_with_both_places(model):
    words = ranked(model, "Fibre, fibre", kind="targets")[0].words
    assert [(w.text, w.places) for w in words] == [("Fibre", ((0, 5), (7, 12)))]


def test_the_matrix_lifts_what_a_likely_line_is_linked_to(model):
    target = ranked(model, "Remote diagnosis of patients in clinics", kind="targets")[0]
    assert [(lift.link.line, lift.link.term, lift.of) for lift in target.lifts] == [
        ("wsis:C7-ehealth", "sdg:3.8", "wsis:C7-ehealth")
    ]
    assert target.lifts[0].points > 0
    without = replace(model, links=())
    assert points(model, "sdg:3.8", "Remote diagnosis") > points(without, "sdg:3.8", "Remote diagnosis")


def test_a_goal_is_lifted_by_links_to_its_targets(model):
    goal = ranked(model, "Remote diagnosis of patients in clinics")[0]
    assert [(lift.link.line, lift.link.term) for lift in goal.lifts] == [("wsis:C7-ehealth", "sdg:3.8")]


def test_a_line_that_is_linked_counts_as_certain_and_is_not_suggested(model):
    text = "Something in the hills"
    lines = [s.key for s in ranked(model, text, linked={"wsis:C7-ehealth"}, kind="action_lines")]
    assert "wsis:C7-ehealth" not in lines
    by_key = {s.key: s for s in ranked(model, text, linked={"wsis:C7-ehealth"}, kind="targets")}
    assert [lift.of for lift in by_key["sdg:3.8"].lifts] == ["wsis:C7-ehealth"]
    reading = [model.read(text)]
    place = model.index["sdg:3.8"]
    assert model.points(reading, {"wsis:C7-ehealth"})[0, place] > model.points(reading)[0, place]


@pytest.mark.parametrize("text", ["", "   ", "the of and", "\x00", "\x02\x03 …"])
def test_a_text_that_says_nothing_gets_no_suggestion(model, text):
    assert model.rank(model.read(text), FIRST) == {"goals": [], "targets": [], "action_lines": []}


@pytest.mark.parametrize("text", ["fibre \x00 \u202e <script>" * 50_000, "fibre" * 200_000, "光" * 1_000_000])
def test_hostile_texts_are_scored_like_others(model, text):
    found = ranked(model, text, text, kind="targets")
    assert len(found) == 3
    assert all(0 < s.score < 1 for s in found)


def said(material, verdicts):
    """The material with verdicts for the first three hospitals."""
    told = [
        replace(e, verdicts=verdicts) if e.key in ("hospital-0", "hospital-1", "hospital-2") else e
        for e in material.examples
    ]
    return replace(material, examples=tuple(told))


def test_a_rejection_lowers_the_term_for_similar_texts(model):
    rejected = fit(said(small_material(), {"wsis:C2": False}))
    text = ("The valley hospital", "patients see a doctor by video")
    assert points(rejected, "wsis:C2", *text) < points(model, "wsis:C2", *text)


def test_an_acceptance_raises_the_term_for_similar_texts():
    before = small_material()
    linked = tuple(
        replace(e, terms=e.terms | {"wsis:C4"}) if e.key.startswith("hospital-") and e.key <= "hospital-2" else e
        for e in before.examples
    )
    text = ("The valley hospital", "patients see a doctor by video")
    mapped = fit(replace(before, examples=linked))
    accepted = fit(said(replace(before, examples=linked), {"wsis:C4": True}))
    assert points(fit(before), "wsis:C4", *text) < points(mapped, "wsis:C4", *text) < points(accepted, "wsis:C4", *text)


def test_a_verdict_that_the_links_contradict_counts_no_more(model):
    """Rejected once, but linked later."""
    assert to_bytes(fit(said(small_material(), {"wsis:C7-ehealth": False}))) == to_bytes(model)


def test_a_kind_without_terms_is_not_given_rather_than_none():
    goals_only = Example("x", "Quantum hospital", "quantum", frozenset({"sdg:3", "sdg:3.8"}))
    lines = ("wsis:C2", "wsis:C4", "wsis:C7-ehealth")
    material = small_material()
    with_it = fit(replace(material, examples=(*material.examples, goals_only)))
    as_none = fit(
        replace(material, examples=(*material.examples, replace(goals_only, verdicts=dict.fromkeys(lines, False))))
    )
    for line in lines:
        assert points(as_none, line, "Quantum") < points(with_it, line, "Quantum")


def test_near_duplicates_stay_together():
    twice = [
        Example("a", "Hospital of the north", "patients see a doctor by video in the north", HEALTH),
        Example("b", "The north's hospital", "patients see the doctor by video, in the north", HEALTH),
        Example("c", "Village network", "fibre and masts for everybody", NETWORKS),
    ]
    group = groups(twice)
    assert group[0] == group[1] != group[2]
    for seed in range(5):
        fold = folds(twice, seed, 2)
        assert fold[0] == fold[1] != fold[2]


def test_groups_are_the_same_in_slices_and_take_less_memory(monkeypatch):
    """All texts share a word, so each overlaps with each; every third is a copy of the one before."""
    own = [" ".join(f"w{i - (i % 3 == 2)}x{n}" for n in range(6)) for i in range(600)]
    rows = [Example(f"{i}", words, "network", HEALTH) for i, words in enumerate(own)]
    found, peaks = [], []
    for size in (100_000, 7):
        monkeypatch.setattr(measuring, "SLICE", size)
        tracemalloc.start()
        found.append(groups(rows).tolist())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (found[0], max(found[0])) == (found[1], 399)
    assert peaks[1] < peaks[0] / 2


def test_folds_are_even_and_the_same_for_the_same_seed():
    apart = [Example(word, word, "", HEALTH) for word in "ant bee cat dog eel fox gnu hen ibis jay kite lark".split()]
    fold = folds(apart, 3)
    assert fold.tolist() == folds(apart, 3).tolist()
    assert sorted(np.bincount(fold).tolist()) == [2, 2, 2, 3, 3]


def test_figures_by_hand():
    # right ones at places 1, 3 and 2; the last row gives nothing
    answers = np.array([[1, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=bool)
    scores = np.array([[9, 8, 7, 6], [9, 8, 7, 6], [9, 8, 7, 6], [9, 8, 7, 6]])
    assert figures(scores, answers) == {
        "hit@1": pytest.approx(1 / 3),
        "hit@3": 1.0,
        "hit@5": 1.0,
        "recall@5": 1.0,
        "mrr": pytest.approx((1 + 1 / 3 + 1 / 2) / 3),
        "activities": 3,
    }


def test_figures_of_nothing():
    nothing = {"hit@1": None, "hit@3": None, "hit@5": None, "recall@5": None, "mrr": None, "activities": 0}
    assert figures(np.zeros((2, 3)), np.zeros((2, 3), dtype=bool)) == nothing


def test_a_target_counts_for_its_goal_where_goals_are_given():
    asked = [
        Example("a", "A", "", frozenset({"sdg:9", "sdg:3.8"})),
        Example("b", "B", "", frozenset({"sdg:3.8"})),  # no Goal: unknown, not counted for Goals
    ]
    keys = [t.key for t in TERMS]
    assert [{k for k, y in zip(keys, row, strict=True) if y} for row in truth(TERMS, asked)] == [
        {"sdg:9", "sdg:3", "sdg:3.8"},
        {"sdg:3.8"},
    ]


def test_points_unseen_come_from_models_that_have_not_seen_the_rows():
    """A model cannot know a label of only one row that it has not seen."""
    odd = Example("odd", "Zebra crossing", "zebra stripes", frozenset({"sdg:4"}))
    material = replace(small_material(), examples=(*examples(), odd))
    seen = fit(material)
    unseen = points_unseen(material, [odd])["whole"][0]
    assert points(seen, "sdg:4", odd.title, odd.description) > unseen[seen.index["sdg:4"]] + 1


def test_rows_outside_the_map_can_be_asked_too():
    material = small_material()
    new = Example("new", "The lake hospital", "patients see a doctor by video", HEALTH)
    found = points_unseen(material, [new])
    assert found["whole"].shape == (1, len(TERMS))
    assert TERMS[int(found["whole"][0, [0, 2, 4]].argmax()) * 2].key == "sdg:3"


def test_the_scale_turns_points_into_chances_that_come_true():
    material = small_material()
    unseen = points_unseen(material, material.examples)
    model = scaled(fit(material), unseen, material.examples)
    assert set(model.scale) == {"goals", "targets", "action_lines"}
    chances = model.chances(unseen["whole"])[:, model.of_kind["goals"]]
    assert chances.sum() == pytest.approx(len(material.examples), rel=0.05)  # one Goal each


def test_per_term_counts_by_hand():
    asked = [Example("a", "A", "", frozenset({"sdg:3"})), Example("b", "B", "", frozenset({"sdg:9"}))]
    scores = np.zeros((2, len(TERMS)))
    scores[:, 0] = 2  # Goal 3 first for both
    scores[1, 4] = 1
    assert per_term(TERMS, scores, asked, "goal", first=1) == {
        "sdg:3": {"n": 1, "suggested": 2, "right": 1},
        "sdg:4": {"n": 0, "suggested": 0, "right": 0},
        "sdg:9": {"n": 1, "suggested": 0, "right": 0},
    }


def test_evaluation_has_both_views_of_each_kind():
    material = small_material()
    found = evaluation(TERMS, points_unseen(material, material.examples), material.examples)
    names = ["hit@1", "hit@3", "hit@5", "recall@5", "mrr", "activities"]
    assert {kind: list(value) for kind, value in found.items()} == {
        kind: [*names, "title"] for kind in ("goals", "targets", "action_lines")
    }
    assert found["goals"]["hit@1"] == 1.0
    assert found["goals"]["title"]["activities"] == 18
