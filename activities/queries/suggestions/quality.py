"""The quality of suggestions, as measured when the current model was trained, and the changes since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.models import LexiconEntry, Mapping, SuggestionModel, SuggestionVerdict
from activities.queries.vocabulary import vocabulary
from activities.suggesting.material import KINDS

#: With fewer activities, a Goal's figures are not reliable.
FEW = 10
#: Percentage points; a smaller loss of quality than this may be chance and is not reported.
NOTICED = 3


@dataclass(frozen=True, slots=True)
class GoalLine:
    """The results for one Goal, on activities that the model had not seen: `n` have the Goal, `suggested` had it among
    their first three suggestions, `right` both. `found` = right / n (recall), `sound` = right / suggested (precision),
    in percent or None."""

    code: str
    title: str
    href: str
    n: int
    suggested: int
    right: int

    @property
    def found(self) -> int | None:
        return round(100 * self.right / self.n) if self.n else None

    @property
    def sound(self) -> int | None:
        return round(100 * self.right / self.suggested) if self.suggested else None

    @property
    def few(self) -> bool:
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    through: int
    fitted_at: datetime
    seconds: float
    quality: dict[str, Any]

    @property
    def again(self) -> int | None:
        """The version of the earlier model that this is a copy of, or None."""
        return self.quality.get("again")

    @property
    def activities(self) -> int:
        return self.quality["activities"]

    @property
    def goals(self) -> int | None:
        return self._percent("goals", "hit@3")

    @property
    def targets(self) -> int | None:
        return self._percent("targets", "hit@5")

    @property
    def lines(self) -> int | None:
        return self._percent("action_lines", "hit@3")

    def _percent(self, kind: str, figure: str) -> int | None:
        """None if no activity has a link of this kind."""
        found = self.quality[kind]
        return round(100 * found[figure]) if found["activities"] else None


@dataclass(frozen=True, slots=True)
class Since:
    """Counts of changes that the current model has not learned from."""

    verdicts: int
    links: int
    words: int

    def __bool__(self) -> bool:
        return bool(self.verdicts or self.links or self.words)


def versions(most: int = 20) -> list[Version]:
    """The latest models first, without their content. One query."""
    rows = SuggestionModel.objects.order_by("-version")[:most]
    return [Version(**row) for row in rows.values("version", "through", "fitted_at", "seconds", "quality")]


def worse(now: Version, before: Version) -> bool:
    """Whether a model is worse than the one before by at least NOTICED points in one of its three main figures."""
    pairs = ((now.goals, before.goals), (now.targets, before.targets), (now.lines, before.lines))
    return any(a is not None and b is not None and a <= b - NOTICED for a, b in pairs)


def goal_lines(model: Version) -> list[GoalLine]:
    known, counted = vocabulary().facets["goal"], model.quality.get("per_goal", {})
    return [
        GoalLine(code, str(option.label), option.href, **counted[f"sdg:{code}"])
        for code, option in known.items()
        if f"sdg:{code}" in counted
    ]


def since(model: Version) -> Since:
    """Changes since the model was trained. Three queries."""
    after = {"change__gt": model.through}
    return Since(
        verdicts=SuggestionVerdict.objects.filter(**after).count(),
        links=Mapping.objects.filter(**after, term__kind__in=KINDS.values()).count(),
        words=LexiconEntry.objects.filter(**after).count(),
    )
