"""Which version is shown: current data, or the past version that `?as_of=` names by a date or a Change's number."""

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
    """The data after Change `number`, made at `at`. `latest`: it is the latest Change. `day`: the requested date, if
    any; the Change is then the last one by the end of that day."""

    number: int
    at: datetime
    latest: bool = False
    day: date | None = None

    @property
    def name(self) -> str:
        """The permanent name in addresses: the date if that day is over, else the number of the Change."""
        return self.day.isoformat() if self.day and self.day < timezone.localdate() else str(self.number)

    @property
    def shown_day(self) -> date:
        return self.day or timezone.localdate(self.at)


class NoSuchMoment(Exception):
    """There is no such date or version. The message explains why, for readers."""


class NotAMoment(NoSuchMoment):
    """The text is neither a date nor a number."""


class NothingYet(NoSuchMoment):
    """Nothing had been published by then. `first` is the first Change, or None if there is none."""

    def __init__(self, first: Change | None):
        self.first = first
        super().__init__(_("Nothing had been published by then."))


_shown: ContextVar[Moment | None] = ContextVar("shown_moment", default=None)


def shown() -> Moment | None:
    """The past version that is shown, or None for current data."""
    return _shown.get()


@contextmanager
def showing(moment: Moment) -> Iterator[None]:
    token = _shown.set(moment)
    try:
        yield
    finally:
        _shown.reset(token)


def cache_mark() -> str:
    """A suffix for cache keys, which keeps past versions and current data apart."""
    moment = shown()
    return f":past-{moment.number}" if moment else ""


def find(asked: str) -> Moment:
    """The version at the end of a date (2026-10-01, in the site's time zone) or of a Change's number. Up to two
    queries.

    Raises NoSuchMoment, or NothingYet for a date before the first Change.
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
    """A date up to today. Raises NoSuchMoment for anything else."""
    try:
        day = date.fromisoformat(asked) if DAY.fullmatch(asked) else None
    except ValueError:
        day = None
    if day is None:
        message = _("“%(asked)s” is not a date, such as 2026-10-01, or a version number.")
        raise NotAMoment(message % {"asked": asked.replace("\x00", "")[:40]})
    if day > timezone.localdate():
        raise NoSuchMoment(_("%(day)s is in the future.") % {"day": date_format(day)})
    return day
