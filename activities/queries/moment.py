"""Which moment is shown: the present, or the one of the past that `?as_of=` names by a day or by a Change's number."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.models import Change

NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """The map when Change `number` had been made, at `at`: the last one at all (`latest`), or the last by the end of
    the `day` that was asked for."""

    number: int
    at: datetime
    latest: bool = False
    day: date | None = None

    @property
    def name(self) -> str:
        """What an address calls it, the same for ever: a day that is not over yet goes by its last Change."""
        return self.day.isoformat() if self.day and self.day < timezone.localdate() else str(self.number)

    @property
    def shown_day(self) -> date:
        return self.day or timezone.localdate(self.at)


class NoSuchMoment(Exception):
    """There is no such moment. The message says why, to a reader."""


class NothingYet(NoSuchMoment):
    """Nothing had been published by then; `first` is the first Change, or None while there is none at all."""

    def __init__(self, first: Change | None):
        self.first = first
        super().__init__(_("Nothing had been published by then."))


_shown: ContextVar[Moment | None] = ContextVar("shown moment", default=None)


def shown() -> Moment | None:
    """The moment of the past that is being shown; None for the present."""
    return _shown.get()


@contextmanager
def showing(moment: Moment) -> Iterator[None]:
    token = _shown.set(moment)
    try:
        yield
    finally:
        _shown.reset(token)


def cache_mark() -> str:
    """What keys of kept answers end with, so that past and present never share one."""
    moment = shown()
    return f":past-{moment.number}" if moment else ""


def find(asked: str) -> Moment:
    """The moment of a day (2026-10-01: all of it, in the site's time zone) or of a Change's number. Up to two queries.

    Raises NoSuchMoment, NothingYet where it lies before the first Change.
    """
    last = Change.objects.order_by("-id").values_list("id", flat=True).first()
    day = None
    if NUMBER.fullmatch(asked):
        if last is not None and int(asked) > last:
            message = _("There is no version %(asked)s yet. The latest is version %(last)s.")
            raise NoSuchMoment(message % {"asked": int(asked), "last": last})
        by_then = Change.objects.filter(id__lte=int(asked)).order_by("-id")
    else:
        day = read_day(asked)
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        by_then = Change.objects.filter(at__lt=end).order_by("-at", "-id")
    found = by_then.values_list("id", "at").first()
    if found is None:
        raise NothingYet(Change.objects.order_by("id").first())
    return Moment(*found, latest=found[0] == last, day=day)


def read_day(asked: str) -> date:
    """A day that has come, or NoSuchMoment."""
    try:
        day = date.fromisoformat(asked) if DAY.fullmatch(asked) else None
    except ValueError:
        day = None
    if day is None:
        message = _("“%(asked)s” is not a date, such as 2026-10-01, or a version number.")
        raise NoSuchMoment(message % {"asked": asked.replace("\x00", "")[:40]})
    if day > timezone.localdate():
        raise NoSuchMoment(_("%(day)s is in the future.") % {"day": date_format(day)})
    return day
