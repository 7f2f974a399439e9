"""Suggestions in six languages by sentence vectors, and without them. Needs no database."""

import io
from dataclasses import replace

import numpy as np
import pytest

from activities.suggesting import model as models
from activities.suggesting import sentences
from activities.suggesting.fitting import fit
from activities.suggesting.material import Example
from activities.suggesting.measuring import calibration, false_alarms, points_unseen, scaled
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
    for module in (sentences, models):
        monkeypatch.setattr(module, "installed", lambda: False)
    monkeypatch.setattr("activities.suggesting.fitting.installed", lambda: False)


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
def test_without_the_package_words_alone_are_heard():
    silent = fit(small_material())
    assert len(silent.sentence_weights) == 0
    assert silent.rank(silent.read("Remote diagnosis"), FIRST)["targets"][0].key == "sdg:3.8"
    assert not sentences.vectors(["Remote diagnosis"]).any()


def test_a_model_made_with_the_package_works_without_it(model, without_package):
    alone = replace(model, sentence_weights=model.sentence_weights[:0])
    text = [model.read("Remote diagnosis")]
    assert np.array_equal(model.points(text), alone.points(text))


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
