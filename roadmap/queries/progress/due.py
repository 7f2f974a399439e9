"""When a report on a commitment is due, from its frequency. No queries.

Due is the date that the rule gives: yearly 31 December; for the HLPF and Council the first day of that year's session,
or 1 July and 1 June while it is not known; every two or four years 31 December, counted from the year of the edition;
once its own date; ongoing never (docs/roadmap.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from roadmap.models.commitment import Action

Frequency = Action.Frequency
#: (month, day) while the first day of a session is not known.
WITHOUT_SESSION = {Frequency.HLPF: (7, 1), Frequency.COUNCIL: (6, 1)}
#: Years from one due date to the next.
EVERY = {
    Frequency.YEARLY: 1,
    Frequency.HLPF: 1,
    Frequency.COUNCIL: 1,
    Frequency.TWO_YEARS: 2,
    Frequency.FOUR_YEARS: 4,
}
#: The last year for which a due date is given.
LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Rule:
    """How often a commitment is due. `since` is the year of its edition; `once` the date of one that is due once.

    `sessions` has the first days of sessions: {(Frequency.HLPF or COUNCIL, year): day}.
    """

    frequency: str
    since: int
    once: date | None = None
    sessions: Mapping[tuple[str, int], date] = field(default_factory=dict)

    def due_in(self, year: int) -> date:
        """The due date of a year in which the commitment is due."""
        known = self.sessions.get((self.frequency, year))
        return known or date(year, *WITHOUT_SESSION.get(Frequency(self.frequency), (12, 31)))

    def dates(self) -> Iterator[date]:
        """All due dates, the earliest first. The first year is the edition's own, or the first that is due after it."""
        if self.frequency == Frequency.ONCE and self.once:
            yield self.once
        every = EVERY.get(Frequency(self.frequency))
        if every is None:
            return
        first = self.since if every == 1 else self.since + every
        for year in count(first, every):
            if year > LAST_YEAR:
                return
            yield self.due_in(year)

    def last(self, today: date) -> date | None:
        """The latest due date that has passed."""
        found = None
        for day in self.dates():
            if day >= today:
                break
            found = day
        return found

    def next(self, today: date) -> date | None:
        """The first due date that has not passed; today counts."""
        return next((day for day in self.dates() if day >= today), None)
