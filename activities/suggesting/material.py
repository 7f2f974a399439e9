"""What a model learns from, as plain values."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from activities.suggesting.lexicon import LexiconPhrase

#: The kinds of Term that are suggested, by the names that evaluations print.
KINDS = {"goals": "goal", "targets": "target", "action_lines": "action_line"}


@dataclass(frozen=True, slots=True)
class TermName:
    """A Term that can be suggested. `key` is framework:code; `goal` is the key of the Goal that a target belongs to."""

    key: str
    kind: str
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An activity with the Terms that it is mapped to, and what people said of suggestions: {Term: accepted or not}.

    A kind of which it has no Term counts as not given, not as none.
    """

    key: str
    title: str
    description: str
    terms: frozenset[str]
    verdicts: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hint:
    """A text that speaks for Terms although it is no activity: a label, a rationale, an entry of the Strategic Plan."""

    text: str
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class LabelledLink:
    """One official link of the WSIS-SDG Matrix, by Term keys."""

    line: str
    term: str
    rationale: str


@dataclass(frozen=True, slots=True)
class Material:
    """All that a model is fitted on. `through` is the last Change that it knows of."""

    through: int
    terms: tuple[TermName, ...]
    examples: tuple[Example, ...]
    hints: tuple[Hint, ...]
    lexicon: tuple[LexiconPhrase, ...]
    links: tuple[LabelledLink, ...]

    def without(self, keys: Collection[str]) -> "Material":
        """The same without some examples."""
        return replace(self, examples=tuple(e for e in self.examples if e.key not in keys))
