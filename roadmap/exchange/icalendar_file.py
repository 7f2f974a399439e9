"""Writes events as a calendar file (iCalendar, RFC 5545), for calendar apps to subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

#: With a number it makes the UID of an event, on every site that has the same data.
NAMESPACE = uuid5(NAMESPACE_URL, "https://www.itu.int/sdgmap/roadmap/events/")
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One event of whole days. `number` never changes; `version` and `saved_at` are those of its last Change."""

    number: int
    title: str
    first: date
    last: date
    place: str
    description: str
    href: str
    categories: tuple[str, ...]
    sure: bool
    version: int
    saved_at: datetime


def calendar_file(name: str, entries: Iterable[CalendarEntry], *, language: str = "en") -> bytes:
    """The calendar with its entries. Programs are asked to look again after twelve hours."""
    calendar = Calendar()
    calendar.add("prodid", "-//ITU//SDG Map//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE, str(entry.number))))
    event.add("dtstamp", entry.saved_at)
    event.add("last-modified", entry.saved_at)
    event.add("sequence", entry.version)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))  # DTEND is the first day after the event
    event.add("summary", entry.title)
    event.add("url", entry.href)
    event.add("status", "CONFIRMED" if entry.sure else "TENTATIVE")
    event.add("transp", "TRANSPARENT")  # it does not mark anyone as busy
    for name, value in (("location", entry.place), ("description", entry.description)):
        if value:
            event.add(name, value)
    if entry.categories:
        event.add("categories", list(entry.categories))
    return event
