"""Queries for the page of one HLPF session: ITU's contribution to each Goal in focus, reviews, preparatory events."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from activities.extensions import IndicatorFigure, indicator_figures_for
from activities.models import Term
from activities.models.framework import term_url
from activities.queries.terms import localised
from activities.rules import public_source
from roadmap.models import Engagement, HlpfYear, Input, Material, Review
from roadmap.queries.dates import over_by, span
from roadmap.queries.engagement.events import EventLine, events_of, line
from roadmap.queries.engagement.materials import MaterialLine, material_lines
from roadmap.queries.engagement.mechanisms import InputLine, input_lines
from roadmap.queries.engagement.reviews import ReviewLine, review_lines

#: Kinds of events that lead to a session, besides those that name it.
ON_THE_WAY = (Engagement.Kind.STI_FORUM, Engagement.Kind.REGIONAL_FORUM)


@dataclass(frozen=True, slots=True)
class Brought:
    """ITU's contribution to one Goal. `itu` of `activities` are ITU's; `figures` are the latest of its indicators."""

    code: str
    title: str
    href: str
    itu: int
    activities: int
    figures: tuple[IndicatorFigure, ...]
    materials: tuple[MaterialLine, ...]


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One session. `event` is its row of the calendar, if there is one."""

    session: HlpfYear
    event: Engagement | None
    when: str
    over: bool
    source: str
    goals: tuple[Brought, ...]
    materials: tuple[MaterialLine, ...]
    reviews: tuple[ReviewLine, ...]
    information: tuple[EventLine, ...]
    preparing: tuple[EventLine, ...]
    inputs: tuple[InputLine, ...]
    previous: int | None
    next: int | None


def session_page(year: int, today: date) -> SessionPage | None:
    """The session of a year: twelve queries at most."""
    sessions = {one.year: one for one in HlpfYear.objects.all()}
    session = sessions.get(year)
    if session is None:
        return None
    live = Engagement.objects.live()
    of_year = Q(hlpf_year=session) | Q(kind__in=ON_THE_WAY, start__startswith=str(year))
    related = events_of(live.filter(of_year))
    event = next((one for one in related if one.kind == Engagement.Kind.HLPF), None)
    materials = material_lines(Material.objects.live().filter(hlpf_year=session))
    others = [line(one, today) for one in related if one is not event]
    years = sorted(sessions)
    place = years.index(year)
    return SessionPage(
        session=session,
        event=event,
        when=span(event.start, event.end) if event else "",
        over=over_by(event.start, event.end, today) if event else year < today.year,
        source=public_source(session.source_url),
        goals=tuple(brought(session, materials)),
        materials=tuple(one for one in materials if not one.terms),
        reviews=review_lines(Review.objects.live().filter(year=year)),
        information=tuple(one for one in others if one.kind == Engagement.Kind.INFORMATION_SESSION),
        preparing=tuple(one for one in others if one.kind != Engagement.Kind.INFORMATION_SESSION),
        inputs=input_lines(Input.objects.live().filter(engagement__hlpf_year=session)),
        previous=years[place - 1] if place else None,
        next=years[place + 1] if place + 1 < len(years) else None,
    )


def brought(session: HlpfYear, materials: tuple[MaterialLine, ...]):
    """ITU's contribution to each Goal in focus. Three queries."""
    goals = list(localised(session.goals.select_related("summary")).order_by("position"))
    indicators: dict[int, list[str]] = {}
    for goal, code in (
        Term.objects.of("sdg").indicators().filter(goal__in=goals).order_by("position").values_list("goal_id", "code")
    ):
        indicators.setdefault(goal, []).append(code)
    figures = indicator_figures_for([code for codes in indicators.values() for code in codes])
    for goal in goals:
        summary = getattr(goal, "summary", None)
        yield Brought(
            code=goal.code,
            title=goal.local_title,
            href=term_url("sdg", goal.kind, goal.code),
            itu=summary.itu if summary else 0,
            activities=summary.activities if summary else 0,
            figures=tuple(figures[code] for code in indicators.get(goal.id, ()) if code in figures),
            materials=tuple(one for one in materials if goal.code in {term.code for term in one.terms}),
        )


def session_dates(today: date) -> dict[int, tuple[str, str, bool]]:
    """{year: (dates in words, place, whether it is over)} of the sessions that the calendar has. One query."""
    found = Engagement.objects.live().filter(kind=Engagement.Kind.HLPF).exclude(hlpf_year=None)
    return {
        one.hlpf_year.year: (span(one.start, one.end), one.place, over_by(one.start, one.end, today))
        for one in found.select_related("hlpf_year")
    }
