"""The quality of suggestions, as measured when the current model was trained, the changes since, and how a new model
compares with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from activities.models import LexiconEntry, Mapping, SuggestionModel, SuggestionVerdict
from activities.queries.vocabulary import vocabulary
from activities.suggesting.comparing import DECIDES, HITS, Figure, compared_by_quality
from activities.suggesting.material import KINDS

FIELDS = ("version", "state", "through", "fitted_at", "seconds", "quality")


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
        return self.n < DECIDES


@dataclass(frozen=True, slots=True)
class Version:
    """`compared_with` is the model that was in use when this one was trained, None for the first; `compared` are the
    figures of both."""

    version: int
    state: str
    through: int
    fitted_at: datetime
    seconds: float
    quality: dict[str, Any]

    @property
    def again(self) -> int | None:
        """The version of the earlier model that this is a copy of, or None."""
        return self.quality.get("again")

    @property
    def waits(self) -> bool:
        return self.state == SuggestionModel.State.WAITING

    @property
    def used(self) -> bool:
        return self.state == SuggestionModel.State.USED

    @property
    def compared_with(self) -> int | None:
        return self.quality["compared"]["with"] if "compared" in self.quality else None

    @property
    def compared(self) -> list[Figure]:
        return [Figure(**figure) for figure in self.quality["compared"]["figures"]] if self.compared_with else []

    @property
    def activities(self) -> int:
        return self.quality["activities"]

    @property
    def main(self) -> list[tuple[int | None, bool]]:
        """Goals, targets, Action Lines: the figure in percent, None if no activity has a link of this kind, and whether
        it is from too few activities."""
        return [(self._percent(kind, f"hit@{most}"), self._few(kind)) for kind, most in HITS.items()]

    def _percent(self, kind: str, figure: str) -> int | None:
        found = self.quality[kind]
        return round(100 * found[figure]) if found["activities"] else None

    def _few(self, kind: str) -> bool:
        return self.quality[kind]["activities"] < DECIDES


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
    return [Version(**row) for row in SuggestionModel.objects.order_by("-version").values(*FIELDS)[:most]]


def in_use() -> Version | None:
    """The model in use. One query."""
    return _first(SuggestionModel.objects.used())


def waiting() -> Version | None:
    """The model that waits for a decision, however many have been trained since. One query."""
    return _first(SuggestionModel.objects.filter(state=SuggestionModel.State.WAITING).order_by("-version"))


def _first(models: QuerySet[SuggestionModel]) -> Version | None:
    row = models.values(*FIELDS).first()
    return Version(**row) if row else None


def fallen(now: Version) -> tuple[Version, list[Figure]] | None:
    """The model that was in use before this one, and the figures in which this one is worse, each on enough activities
    to decide. None if there are none. One query."""
    before = _first(SuggestionModel.objects.used().filter(version__lt=now.version))
    if before is None:
        return None
    same = now.compared_with == before.version
    figures = now.compared if same else compared_by_quality(before.quality, now.quality)
    worse = [figure for figure in figures if figure.falls]
    return (before, worse) if worse else None


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
