"""Overview of the Roadmap: its sections, its priorities, the Goals of its commitments."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from activities.models import Term
from activities.queries.terms import localised
from roadmap.models import Document, Edition, Series
from roadmap.queries.commitments import (
    Commitment,
    LinkedTerm,
    commitment_of,
    commitments,
    current_edition,
    goal_link,
    goal_of,
)

#: The commitments of the covering note (paragraph 4) that set the order of the Goals: Goal 9 and target 9.c first,
#: Goal 17 across all, then the Goals named as strong. Their links say which Goals they name.
FIRST, ACROSS, STRONG = "0.3", "0.4", "0.5"


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A line of the contents: a section with its number of commitments and the Goals that they are linked to."""

    number: int
    title: str
    href: str
    commitments: int
    goals: tuple[LinkedTerm, ...]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """How many commitments are linked to a Goal or its targets, each counted once. `named`: by the Roadmap itself."""

    number: str
    title: str
    href: str
    named: int
    proposed: int

    @property
    def commitments(self) -> int:
        return self.named + self.proposed


@dataclass(frozen=True, slots=True)
class Overview:
    edition: Edition
    sections: tuple[SectionLine, ...]
    first: Commitment | None
    across: Commitment | None
    strong: Commitment | None
    goals: tuple[GoalLine, ...]
    reported: int
    documents: int
    indicators: int

    @property
    def commitments(self) -> int:
        return sum(section.commitments for section in self.sections)

    @property
    def linked(self) -> int:
        """The number of sections, without the covering note."""
        return sum(section.number > 0 for section in self.sections)


def overview() -> Overview | None:
    """The overview of the Roadmap, in eight queries; None before it is loaded."""
    edition = current_edition()
    if edition is None:
        return None
    shown = [(action.section, commitment_of(action)) for action in commitments()]
    by_code = {commitment.code: commitment for _section, commitment in shown}
    goals = {t.code: t for t in localised(Term.objects.of("sdg").goals())}
    sections = {section.number: section for section, _commitment in shown}
    lines = []
    for number, section in sections.items():
        inside = [commitment for of, commitment in shown if of.number == number]
        reached = {goal_of(term) for commitment in inside for term in commitment.terms}
        lines.append(
            SectionLine(
                number=number,
                title=section.title,
                href=section.get_absolute_url(),
                commitments=len(inside),
                goals=tuple(goal_link(goals[code]) for code in sorted(reached, key=int) if code in goals),
            )
        )
    return Overview(
        edition=edition,
        sections=tuple(lines),
        first=by_code.get(FIRST),
        across=by_code.get(ACROSS),
        strong=by_code.get(STRONG),
        goals=tuple(goal_lines([commitment for _section, commitment in shown], goals)),
        reported=sum(commitment.reported for commitment in by_code.values()),
        documents=Document.objects.live().count(),
        indicators=Series.objects.aggregate(indicators=Count("term", distinct=True))["indicators"],
    )


def goal_lines(shown: list[Commitment], goals: dict[str, Term]) -> Iterable[GoalLine]:
    """One line for each Goal that has a linked commitment. Each commitment counts once for a Goal."""
    named: Counter[str] = Counter()
    proposed: Counter[str] = Counter()
    for commitment in shown:
        official = {goal_of(term) for term in commitment.named}
        named.update(official)
        proposed.update({goal_of(term) for term in commitment.proposed} - official)
    for code, goal in sorted(goals.items(), key=lambda item: int(item[0])):
        if named[code] or proposed[code]:
            link = goal_link(goal)
            yield GoalLine(code, link.title, link.href, named[code], proposed[code])
