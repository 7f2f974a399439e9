"""Queries for the HLPF calendar and WSIS milestones."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from activities.models import Term
from activities.models.framework import term_url
from activities.queries.terms import localised
from activities.rules import public_source
from roadmap.models import Action, HlpfGoal, HlpfYear, Milestone
from roadmap.queries.dates import in_words


@dataclass(frozen=True, slots=True)
class GoalInFocus:
    number: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Session:
    """One HLPF session. `theme` is "" until it is known, `goals` is empty when no Goals were in focus."""

    year: int
    theme: str
    goals: tuple[GoalInFocus, ...]
    source_url: str
    certainty: str
    basis: str


@dataclass(frozen=True, slots=True)
class CalendarCommitment:
    code: str
    text: str
    frequency: str
    href: str


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """`date` is as precise as is known, for machines; `when` is the same date in words."""

    date: str
    when: str
    title: str
    summary: str
    source_url: str


def hlpf() -> tuple[Session, ...]:
    """All sessions, the latest first: three queries."""
    goals = HlpfGoal.objects.order_by("term__position")
    terms = Prefetch("goal_links__term", localised(Term.objects.all()))
    return tuple(
        Session(
            year=session.year,
            theme=session.theme,
            goals=tuple(
                GoalInFocus(
                    number=link.term.code,
                    title=link.term.local_title,  # type: ignore[attr-defined]
                    href=term_url("sdg", link.term.kind, link.term.code),
                )
                for link in session.goal_links.all()
            ),
            source_url=public_source(session.source_url),
            certainty=session.certainty,
            basis=session.basis,
        )
        for session in HlpfYear.objects.prefetch_related(Prefetch("goal_links", goals), terms).order_by("-year")
    )


def hlpf_commitments() -> tuple[CalendarCommitment, ...]:
    """The commitments of the current edition that mention the Forum: one query."""
    speaks = (
        Q(text__icontains="HLPF")
        | Q(text__icontains="High-Level Political Forum")
        | Q(frequency__icontains="HLPF")
        | Q(evidence__icontains="HLPF")
    )
    actions = Action.objects.of_current().filter(speaks).order_by("section__number", "position")
    return tuple(CalendarCommitment(a.code, a.text, a.frequency, a.get_absolute_url()) for a in actions)


def milestones() -> tuple[MilestoneLine, ...]:
    """WSIS milestones, oldest first: one query."""
    return tuple(
        MilestoneLine(m.date, in_words(m.date), m.title, m.summary, public_source(m.source_url))
        for m in Milestone.objects.all()
    )
