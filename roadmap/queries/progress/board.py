"""The board: the commitments of the current Roadmap in columns by status, for staff."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.models import User
from roadmap import rules
from roadmap.models import Action, ProgressReport
from roadmap.queries.progress.commitments import Tracked, left_out_actions, tracked

#: {value of the filter: (label, which commitments)}
WORK: dict[str, tuple[str | Promise, Callable[[Tracked], bool]]] = {
    "overdue": (_("Overdue"), lambda line: line.standing.overdue),
    "needs-reporting": (_("Needs reporting"), lambda line: line.standing.needs_report),
    "pending": (_("Pending"), lambda line: line.standing.pending),
    "returned": (
        _("Returned to its author"),
        lambda line: line.waiting is not None and line.waiting.state == ProgressReport.State.RETURNED,
    ),
}

#: What a card says in words; that it is overdue, it says with the date.
NEEDED = "needs-reporting"
BESIDE = (NEEDED, "pending", "returned")
#: A column with more cards than this is wide.
LONG = 8
#: Cards of a column that are shown at once; the others are folded.
SHOWN = 24


@dataclass(frozen=True, slots=True)
class Card:
    """A commitment on the board. `words` say which work it needs, beside being overdue; `mine`: the reader may report
    on it."""

    code: str
    text: str
    href: str
    bodies: str
    due: date | None
    days_late: int
    words: tuple[str, ...]
    frequency: str
    mine: bool


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """The commitments with a status, the overdue ones first."""

    status: str
    label: str | Promise
    cards: tuple[Card, ...]

    @property
    def first(self) -> tuple[Card, ...]:
        return self.cards[:SHOWN]

    @property
    def rest(self) -> tuple[Card, ...]:
        """The cards that are folded."""
        return self.cards[SHOWN:]

    @property
    def is_long(self) -> bool:
        """Whether the column should be wide, with several cards beside each other."""
        return len(self.cards) > LONG


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the board: `name` in the address, and its options."""

    name: str
    label: str | Promise
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A commitment that the Roadmap no longer has, with an open report. `word` is the state of the report; `mine`: the
    reader may open `href`, the page of the report."""

    action: Action
    href: str
    word: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Board:
    """`shown` commitments out of `total`. `work` is {value of WORK: number of commitments}, of all of them. `left_out`
    are commitments that the Roadmap no longer has, with a report that waits or was returned."""

    columns: tuple[BoardColumn, ...]
    choices: tuple[Choice, ...]
    work: dict[str, int]
    shown: int
    total: int
    left_out: tuple[LeftOut, ...]


class UnknownChoice(ValueError):
    """The address has a value that no commitment has. Its arguments are the name of the filter and the value."""


def board(user: User, *, section: str = "", body: str = "", work: str = "") -> Board:
    """The board with these filters; "" is all. Seven queries, more if the Roadmap left out
    commitments with open reports. Raises UnknownChoice."""
    lines, others = tracked(), tracked(left_out_actions())
    today = timezone.localdate()
    filters = choices(lines, {"section": section, "body": body, "work": work})
    found = [
        line
        for line in lines
        if (not section or str(line.action.section.number) == section)
        and (not body or body in {one.slug for one in line.bodies})
        and (not work or WORK[work][1](line))
    ]
    # labels are looked up once, not for each card
    words = {value: str(WORK[value][0]) for value in BESIDE}
    frequencies = {value: str(label) for value, label in Action.Frequency.choices}
    cards = {line.action.pk: card(line, user, today, words, frequencies) for line in found}
    found.sort(key=lambda line: not cards[line.action.pk].days_late)
    return Board(
        columns=tuple(
            BoardColumn(value, label, tuple(cards[line.action.pk] for line in found if line.action.status == value))
            for value, label in Action.Status.choices
        ),
        choices=filters,
        work={value: sum(which(line) for line in (*lines, *others)) for value, (_label, which) in WORK.items()},
        shown=len(found),
        total=len(lines),
        left_out=tuple(
            left_out(line, user, words)
            for line in others
            if not (section or body) and (not work or WORK[work][1](line))
        ),
    )


def choices(lines: Iterable[Tracked], chosen: Mapping[str, str]) -> tuple[Choice, ...]:
    """The filters with their options. Raises UnknownChoice if `chosen` has a value that is none of them."""
    sections = {str(line.action.section.number): line.action.section for line in lines}
    bodies = {one.slug: one.name for line in lines for one in line.bodies}
    options: dict[str, tuple[str | Promise, dict[str, str | Promise]]] = {
        "section": (_("Section"), {value: f"{value} {one.title}" for value, one in sections.items()}),
        "body": (_("Body"), dict(sorted(bodies.items(), key=lambda item: item[1]))),
        "work": (_("Reports"), {value: label for value, (label, _which) in WORK.items()}),
    }
    found = []
    for name, (label, values) in options.items():
        if chosen[name] and chosen[name] not in values:
            raise UnknownChoice(name, chosen[name])
        others = (Option(value, text, chosen[name] == value) for value, text in values.items())
        found.append(Choice(name, label, (Option("", _("All"), not chosen[name]), *others)))
    return tuple(found)


def left_out(line: Tracked, user: User, words: Mapping[str, str]) -> LeftOut:
    code, waits = line.action.code, line.standing.pending
    if waits:
        href, mine = reverse("roadmap-review", args=[code]), rules.can_edit_roadmap(user)
    else:
        href, mine = reverse("roadmap-report", args=[code]), line.is_reported_by(user)
    return LeftOut(line.action, href, words["pending" if waits else "returned"], mine)


def card(line: Tracked, user: User, today: date, words: dict[str, str], frequencies: dict[str, str]) -> Card:
    late = line.standing.days_late(today)
    return Card(
        code=line.action.code,
        text=line.action.text,
        href=line.action.get_absolute_url(),
        bodies=", ".join(body.name for body in line.bodies),
        due=line.standing.due,
        days_late=late,
        words=tuple(words[value] for value in BESIDE if WORK[value][1](line) and not (late and value == NEEDED)),
        frequency=frequencies[line.action.rule],
        mine=line.is_reported_by(user),
    )
