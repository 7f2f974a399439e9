"""What of the API is to be removed. Each entry adds headers to the answers that use it, and marks the contract and the
reference.

docs/api.md promises twelve months from the day that an entry is published to the day that it stops.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

NOTICE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An operation, or one of its parameters.

    `path` is that of the contract (`/api/v1/mappings/`), `instead` a sentence that says what to use, and `explained`
    the address of a longer explanation. Raises ValueError if `until` is too early.
    """

    path: str
    since: date
    until: date
    instead: str
    parameter: str = ""
    explained: str = "/api/v1/docs/#promises"

    def __post_init__(self) -> None:
        if self.until - self.since < NOTICE:
            raise ValueError(f"{self.path} has to work until {self.since + NOTICE} at least.")

    @property
    def sentence(self) -> str:
        return f"Deprecated since {self.since.isoformat()}, works until {self.until.isoformat()}. {self.instead}"


#: All that is deprecated now. Nothing is.
ALL: tuple[Deprecated, ...] = ()


def used(path: str, parameters: Collection[str] = (), every: Iterable[Deprecated] | None = None) -> list[Deprecated]:
    """The entries that a request with these parameters uses."""
    return [
        one
        for one in (ALL if every is None else every)
        if one.path == path and (not one.parameter or one.parameter in parameters)
    ]


def headers_of(entries: Collection[Deprecated]) -> dict[str, str]:
    """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` for these entries; the earliest dates of several."""
    if not entries:
        return {}
    since = _midnight(min(one.since for one in entries))
    until = _midnight(min(one.until for one in entries))
    links = dict.fromkeys(f'<{one.explained}>; rel="deprecation"; type="text/html"' for one in entries)
    return {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": format_datetime(until, usegmt=True),
        "Link": ", ".join(links),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
