"""Queries for mechanisms: the list, and the page of one mechanism with its meetings and inputs by year."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from activities.rules import public_source
from roadmap.models import Action, Engagement, Input, Mechanism
from roadmap.queries.dates import in_words
from roadmap.queries.engagement.events import EventLine, lines
from roadmap.queries.engagement.parts import TermChip, chips, with_terms

#: The items of section 8 that list mechanisms: 8.a to 8.i, with their parts.
LISTED = re.compile(r"^8\.([a-i])(\.|$)")


@dataclass(frozen=True, slots=True)
class Served:
    """A commitment of the current edition that a mechanism serves."""

    code: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class MechanismLine:
    """`item` is its letter in section 8 of the Roadmap, "" if it is not listed there."""

    mechanism: Mechanism
    item: str
    href: str
    served: tuple[Served, ...]
    events: int
    inputs: int


@dataclass(frozen=True, slots=True)
class InputLine:
    slug: str
    title: str
    kind_label: str
    date: str
    when: str
    href: str
    source: str
    text: str
    outcome: str
    mechanism: str
    mechanism_href: str
    event: str
    event_href: str
    document: str
    document_href: str
    terms: tuple[TermChip, ...]
    certainty: str
    basis: str

    @property
    def year(self) -> str:
        return self.date[:4]


@dataclass(frozen=True, slots=True)
class MechanismYear:
    """What happened in one year; `year` is "" for inputs without a date."""

    year: str
    events: tuple[EventLine, ...]
    inputs: tuple[InputLine, ...]


@dataclass(frozen=True, slots=True)
class MechanismPage:
    mechanism: Mechanism
    source: str
    served: tuple[Served, ...]
    years: tuple[MechanismYear, ...]


def mechanism_list() -> tuple[MechanismLine, ...]:
    """All mechanisms, those of section 8 first in its order: two queries."""
    counted = Mechanism.objects.live().annotate(
        meetings=Count("engagements", Q(engagements__withdrawn=False), distinct=True),
        given=Count("inputs", Q(inputs__withdrawn=False), distinct=True),
    )
    found = list(counted)
    texts = commitments({code for one in found for code in one.roadmap_refs})
    rows = [
        MechanismLine(
            mechanism=one,
            item=next((m[1] for code in one.roadmap_refs if (m := LISTED.match(code))), ""),
            href=one.get_absolute_url(),
            served=tuple(texts[code] for code in one.roadmap_refs if code in texts),
            events=one.meetings,
            inputs=one.given,
        )
        for one in found
    ]
    return tuple(sorted(rows, key=lambda row: (row.item or "z", row.mechanism.position)))


def mechanism_page(code: str, today: date) -> MechanismPage | None:
    """A mechanism with its events and inputs by year, latest first: eight queries at most. It may be withdrawn."""
    mechanism = Mechanism.objects.filter(code=code).first()
    if mechanism is None:
        return None
    events = lines(Engagement.objects.live().filter(mechanism=mechanism), today)
    belongs = Q(mechanism=mechanism) | Q(engagement__mechanism=mechanism)
    inputs = input_lines(Input.objects.live().filter(belongs))
    years = sorted({event.year for event in events} | {one.year for one in inputs}, reverse=True)
    texts = commitments(mechanism.roadmap_refs)
    return MechanismPage(
        mechanism=mechanism,
        source=public_source(mechanism.url),
        served=tuple(texts[code] for code in mechanism.roadmap_refs if code in texts),
        years=tuple(
            MechanismYear(
                year,
                tuple(event for event in events if event.year == year),
                tuple(one for one in inputs if one.year == year),
            )
            for year in years
        ),
    )


def commitments(codes) -> dict[str, Served]:
    """The commitments of the current edition with these codes, by code. One query, or none without codes."""
    if not codes:
        return {}
    found = Action.objects.of_current().filter(code__in=list(codes))
    return {one.code: Served(one.code, one.text, one.get_absolute_url()) for one in found}


def input_lines(inputs: QuerySet[Input]) -> tuple[InputLine, ...]:
    """The inputs, latest first, those without a date last: three queries."""
    related = Prefetch("engagement", Engagement.objects.select_related("mechanism", "hlpf_year"))
    found = with_terms(inputs.select_related("mechanism", "document").prefetch_related(related))
    return tuple(input_line(one) for one in found.order_by("-date", "slug"))


def input_line(one: Input) -> InputLine:
    mechanism = one.mechanism or (one.engagement.mechanism if one.engagement else None)
    return InputLine(
        slug=one.slug,
        title=one.title,
        kind_label=one.get_kind_display(),
        date=one.date,
        when=in_words(one.date) if one.date else "",
        href=one.get_absolute_url(),
        source=public_source(one.url),
        text=one.text,
        outcome=one.outcome,
        mechanism=mechanism.short if mechanism else "",
        mechanism_href=mechanism.get_absolute_url() if mechanism else "",
        event=one.engagement.title if one.engagement else "",
        event_href=one.engagement.get_absolute_url() if one.engagement else "",
        document=one.document.symbol if one.document else "",
        document_href=one.document.get_absolute_url() if one.document else "",
        terms=chips(one),
        certainty=one.certainty,
        basis=one.basis,
    )
