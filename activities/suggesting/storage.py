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
        "through": model.through,
    }
    file = io.BytesIO()
    np.savez_compressed(
        file,
        words=np.frombuffer(json.dumps(words, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8),
        rarity=model.vocabulary.rarity,
        weights=model.weights.astype(np.float16),
        offsets=model.offsets,
    )
    return file.getvalue()


def from_bytes(content: bytes) -> Model:
    """The model from the bytes of `to_bytes`. Raises ValueError for anything else."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        words: dict[str, Any] = json.loads(arrays["words"].tobytes())
        weights, offsets, rarity = arrays["weights"].astype(np.float32), arrays["offsets"], arrays["rarity"]
    return Model(
        through=words["through"],
        terms=tuple(TermName(**term) for term in words["terms"]),
        entries=tuple(LexiconPhrase(e["phrase"], tuple(e["synonyms"]), tuple(e["terms"])) for e in words["entries"]),
        links=tuple(LabelledLink(**link) for link in words["links"]),
        vocabulary=Vocabulary(words["features"], rarity),
        weights=weights,
        offsets=offsets,
        scale={name: (slope, offset) for name, (slope, offset) in words["scale"].items()},
    )
