"""Queries for events: lines of the calendar, and the page of one event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from activities.models import Activity
from activities.models.activity import NO_ORGANISATION
from activities.rules import public_source
from roadmap.models import Document, Engagement, Input
from roadmap.queries.dates import is_day, over_by, span
from roadmap.queries.engagement.parts import CountryLink, TermChip, chips, countries, country_link, with_terms


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of a list. `when` are its dates in words; `day` whether they are known to the day."""

    slug: str
    href: str
    title: str
    kind: str
    kind_label: str
    start: str
    when: str
    day: bool
    over: bool
    place: str
    country: CountryLink | None
    mechanism: str
    mechanism_href: str
    mechanism_code: str
    terms: tuple[TermChip, ...]
    contribution: str
    outcome: str
    certainty: str

    @property
    def year(self) -> str:
        return self.start[:4]


@dataclass(frozen=True, slots=True)
class ActivityLine:
    href: str
    title: str
    organisation: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event. `previous` and `next` are events of the same kind and mechanism."""

    event: Engagement
    line: EventLine
    countries: tuple[CountryLink, ...]
    documents: tuple[Document, ...]
    activities: tuple[ActivityLine, ...]
    inputs: tuple[Input, ...]
    source: str
    previous: EventLine | None
    next: EventLine | None


def lines(events: QuerySet[Engagement], today: date) -> tuple[EventLine, ...]:
    """The events in order of date: three queries."""
    return tuple(line(event, today) for event in events_of(events))


def events_of(events: QuerySet[Engagement]) -> QuerySet[Engagement]:
    """The events in order of date with all that `line` needs: three queries."""
    return with_terms(events.select_related("mechanism", "country", "hlpf_year")).order_by("start", "slug")


def line(event: Engagement, today: date, *, terms: bool = True) -> EventLine:
    """The line of an event. With `terms`, it must be read by `with_terms`."""
    mechanism = event.mechanism
    return EventLine(
        slug=event.slug,
        href=event.get_absolute_url(),
        title=event.title,
        kind=event.kind,
        kind_label=event.get_kind_display(),
        start=event.start,
        when=span(event.start, event.end),
        day=is_day(event.start),
        over=over_by(event.start, event.end, today),
        place=event.place,
        country=country_link(event.country) if event.country else None,
        mechanism=mechanism.short if mechanism else "",
        mechanism_href=mechanism.get_absolute_url() if mechanism else "",
        mechanism_code=mechanism.code if mechanism else "",
        terms=chips(event) if terms else (),
        contribution=event.contribution,
        outcome=event.outcome,
        certainty=event.certainty,
    )


def event_page(slug: str, today: date) -> EventPage | None:
    """An event, also one that has been withdrawn, with what belongs to it: nine queries at most."""
    related = Engagement.objects.select_related("mechanism", "country", "hlpf_year")
    event = with_terms(related).filter(slug=slug).first()
    if event is None:
        return None
    series = related.live().filter(kind=event.kind, mechanism=event.mechanism)
    before = series.filter(start__lt=event.start).order_by("-start", "slug").first()
    after = series.filter(start__gt=event.start).order_by("start", "slug").first()
    activities = Activity.objects.live().filter(engagement_links__engagement=event, engagement_links__withdrawn=False)
    documents = Document.objects.live().filter(engagement_links__engagement=event, engagement_links__withdrawn=False)
    return EventPage(
        event=event,
        line=line(event, today),
        countries=countries(event.countries),
        documents=tuple(documents.order_by("symbol")),
        activities=tuple(activity_lines(activities)),
        inputs=tuple(event.inputs.live().select_related("document").order_by("date", "slug")),
        source=public_source(event.url),
        previous=line(before, today, terms=False) if before else None,
        next=line(after, today, terms=False) if after else None,
    )


def activity_lines(activities: QuerySet[Activity]) -> Iterable[ActivityLine]:
    """One query."""
    for one in activities.select_related("organisation").defer("search", "description").order_by("title"):
        name = one.organisation.name if one.organisation else str(NO_ORGANISATION)
        yield ActivityLine(one.get_absolute_url(), one.title, name)


def years() -> tuple[tuple[str, int], ...]:
    """The years with events and their number, latest first. One query."""
    counts: dict[str, int] = {}
    for start in Engagement.objects.live().values_list("start", flat=True):
        counts[start[:4]] = counts.get(start[:4], 0) + 1
    return tuple(sorted(counts.items(), reverse=True))
