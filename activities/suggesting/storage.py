"""Converts a model to bytes and back: arrays and JSON in one compressed file, without executable content (no
pickle)."""

import io
import json
from dataclasses import asdict
from typing import Any

import numpy as np

from activities.suggesting.features import Vocabulary
from activities.suggesting.lexicon import LexiconPhrase
from activities.suggesting.material import LabelledLink, TermName
from activities.suggesting.model import Model


def to_bytes(model: Model) -> bytes:
    words = {
        "terms": [asdict(term) for term in model.terms],
        "entries": [asdict(entry) for entry in model.entries],
        "links": [asdict(link) for link in model.links],
        "features": model.vocabulary.names,
        "scale": model.scale,
        "word_scale": model.word_scale,
        "through": model.through,
    }
    file = io.BytesIO()
    np.savez_compressed(
        file,
        words=np.frombuffer(json.dumps(words, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8),
        rarity=model.vocabulary.rarity,
        weights=model.weights.astype(np.float16),
        offsets=model.offsets,
        sentence_weights=model.sentence_weights.astype(np.float16),
        sentence_offsets=model.sentence_offsets,
    )
    return file.getvalue()


def from_bytes(content: bytes) -> Model:
    """The model from the bytes of `to_bytes`. Raises ValueError for anything else."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        words: dict[str, Any] = json.loads(file["words"].tobytes())
        arrays = {name: file[name].astype(np.float32) for name in file.files if name != "words"}
    without = np.zeros((0, len(words["terms"])), dtype=np.float32)  # models from before there were sentence vectors
    return Model(
        through=words["through"],
        terms=tuple(TermName(**term) for term in words["terms"]),
        entries=tuple(LexiconPhrase(e["phrase"], tuple(e["synonyms"]), tuple(e["terms"])) for e in words["entries"]),
        links=tuple(LabelledLink(**link) for link in words["links"]),
        vocabulary=Vocabulary(words["features"], arrays["rarity"]),
        weights=arrays["weights"],
        offsets=arrays["offsets"],
        sentence_weights=arrays.get("sentence_weights", without),
        sentence_offsets=arrays.get("sentence_offsets", without.sum(axis=0)),
        scale=_scale(words["scale"]),
        word_scale=_scale(words.get("word_scale", {})),  # older models have none
    )


def _scale(found: dict[str, list[float]]) -> dict[str, tuple[float, float]]:
    return {name: (slope, offset) for name, (slope, offset) in found.items()}
