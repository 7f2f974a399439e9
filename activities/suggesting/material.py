"""The training data of a model, as plain values."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from activities.suggesting.lexicon import LexiconPhrase

#: The kinds of Term that are suggested, by the names used in evaluations.
KINDS = {"goals": "goal", "targets": "target", "action_lines": "action_line"}


@dataclass(frozen=True, slots=True)
class TermName:
    """A Term that can be suggested. `key` is framework:code; `goal` is the key of a target's Goal."""

    key: str
    kind: str
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An activity with its mapped Terms and its verdicts on suggestions, {Term: accepted}.

    If it has no Term of a kind, that kind counts as unknown, not as "none", unless `none` says that the text has no
    Terms at all.
    """

    key: str
    title: str
    description: str
    terms: frozenset[str]
    verdicts: dict[str, bool] = field(default_factory=dict)
    none: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """A text other than an activity that supports Terms: a name, a rationale, an entry of the Strategic Plan."""

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
    """All training data of a model. `through` is the latest Change that it includes; `outside` are texts that have no
    Terms."""

    through: int
    terms: tuple[TermName, ...]
    examples: tuple[Example, ...]
    hints: tuple[Hint, ...]
    lexicon: tuple[LexiconPhrase, ...]
    links: tuple[LabelledLink, ...]
    outside: tuple[Example, ...] = ()

    @property
    def rows(self) -> tuple[Example, ...]:
        """All that quality and chances are measured on."""
        return (*self.examples, *self.outside)

    def without(self, keys: Collection[str]) -> "Material":
        """The same material without these examples."""
        examples, outside = (tuple(e for e in some if e.key not in keys) for some in (self.examples, self.outside))
        return replace(self, examples=examples, outside=outside)
