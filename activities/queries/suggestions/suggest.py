"""Suggestions with reasons: ranked Goals, targets and Action Lines for a text, the words that support each, and links
of the WSIS-SDG Matrix. Nothing is linked until someone accepts it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import structlog

from activities.models import SuggestionModel
from activities.queries.vocabulary import Option, vocabulary
from activities.suggesting.material import KINDS
from activities.suggesting.model import Model, Scored
from activities.suggesting.reasons import Words
from activities.suggesting.sentences import usable
from activities.suggesting.storage import from_bytes

log = structlog.get_logger("activities.suggestions")

#: The default number of suggestions of each kind.
FIRST = {"goals": 3, "targets": 5, "action_lines": 3}


class NoModel(Exception):
    """No model has been trained yet. A Job does that (`activities.actions.suggestions.verdicts.request_training`)."""


@dataclass(frozen=True, slots=True)
class MatrixLink:
    """An official link of the Matrix, from `line` to `term`, that adds points to a Term, with its rationale."""

    line: str
    line_title: str
    term: str
    term_title: str
    rationale: str
    points: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested Term. `score` is the chance, between 0 and 1, that it is correct, as measured on activities that the
    model had not seen. `words` are places in "title\\ndescription"."""

    id: int
    kind: str
    code: str
    title: str
    href: str
    score: float
    words: tuple[Words, ...]
    matrix: tuple[MatrixLink, ...]

    @property
    def reasons(self) -> float:
        """Points from words and the Matrix. A common Term has some chance without any."""
        return sum(w.weight for w in self.words) + sum(link.points for link in self.matrix)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Each list is ranked, best first. `version` is that of the model."""

    version: int
    goals: tuple[Suggestion, ...]
    targets: tuple[Suggestion, ...]
    action_lines: tuple[Suggestion, ...]

    def __bool__(self) -> bool:
        return bool(self.goals or self.targets or self.action_lines)


def suggest(
    title: str, description: str = "", *, linked: Collection[str] = (), first: dict[str, int] | None = None
) -> Suggestions:
    """Ranked Terms for a text, in any language of the lexicon. `linked`: Terms (framework:code) already linked; they
    are left out, and their links in the Matrix count fully. `first`: how many of each kind. Raises NoModel.

    One query for the model's version, plus those of the vocabulary after a Change; 5 to 25 ms for each text.
    """
    version, model = model_in_use()
    ranked = model.rank(model.read(title, description), FIRST | (first or {}), frozenset(linked))
    options = _options()
    found = {
        name: tuple(_suggestion(name, scored, options) for scored in ranked[name] if scored.key in options)
        for name in KINDS
    }
    return Suggestions(version, **found)


def ranked(
    model: Model, texts: Sequence[tuple[str, str]], first: int | None = None
) -> list[dict[str, list[tuple[str, float]]]]:
    """For each (title, text): {"goals": [(code, score), …], "targets": …, "action_lines": …}, best first, without
    reasons. The lists are empty for a text without meaningful words. `first`: how many of each kind, None for all.
    Only the queries of the vocabulary, however many texts."""
    readings = [model.read(title, text) for title, text in texts]
    points, options = model.points(readings), _options()
    chances = model.chances(points)
    known = {
        name: np.array([i for i in places if model.terms[i].key in options], dtype=int)
        for name, places in model.of_kind.items()
    }
    found = []
    for row, reading in enumerate(readings):
        silent = all(piece.silent for piece in reading.pieces)
        best = {
            name: () if silent else places[np.argsort(-points[row, places], kind="stable")][:first]
            for name, places in known.items()
        }
        found.append(
            {
                name: [(options[model.terms[i].key].value, float(chances[row, i])) for i in places]
                for name, places in best.items()
            }
        )
    return found


_current: dict[str, tuple[int, Model]] = {}


def model_in_use() -> tuple[int, Model]:
    """(version, Model) of the model in use, cached in each process. If it was trained with sentence vectors and there
    are none here, it goes by words alone, and a warning says so. Raises NoModel."""
    version = SuggestionModel.objects.used().values_list("version", flat=True).first()
    if version is None:
        raise NoModel
    cached = _current.get("current")
    if cached is None or cached[0] != version:
        content = SuggestionModel.objects.values_list("content", flat=True).get(version=version)
        model = from_bytes(bytes(content))
        if len(model.sentence_weights) and not usable():
            model = model.by_words
            log.warning("sentence vectors are missing, suggestions go by words alone", model=version)
        cached = _current["current"] = (version, model)
    return cached


def _options() -> dict[str, Option]:
    """{framework:code: Option with its name and address}."""
    facets = vocabulary().facets
    found = {f"sdg:{code}": option for facet in ("goal", "target") for code, option in facets[facet].items()}
    return found | {f"wsis:{code}": option for code, option in facets["action_line"].items()}


def _suggestion(name: str, scored: Scored, options: dict[str, Option]) -> Suggestion:
    option = options[scored.key]
    links = tuple(
        MatrixLink(
            line=options[lift.link.line].value,
            line_title=str(options[lift.link.line].label),
            term=options[lift.link.term].value,
            term_title=str(options[lift.link.term].label),
            rationale=lift.link.rationale,
            points=lift.points,
        )
        for lift in scored.lifts
        if lift.link.line in options and lift.link.term in options
    )
    return Suggestion(
        id=option.id,
        kind=KINDS[name],
        code=option.value,
        title=str(option.label),
        href=option.href,
        score=scored.score,
        words=scored.words,
        matrix=links,
    )
