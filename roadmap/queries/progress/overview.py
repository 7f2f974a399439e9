"""What has been reported on the Roadmap, by section and status: for everyone, also in past versions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise

from activities.models import Term
from activities.validators import split_list
from roadmap.models import Action, Edition
from roadmap.queries.progress.commitments import Tracked, tracked
from roadmap.queries.progress.timeline import Update, update_of, with_evidence

#: Latest updates shown.
SHOWN = 5
Status = Action.Status


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment in a list, with its status and the date of its next report."""

    code: str
    text: str
    href: str
    status: str
    status_label: str
    due: date | None
    frequency: str
    updates: int


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section with its commitments. `counts` are in the order of Action.Status."""

    number: int
    title: str
    href: str
    counts: tuple[int, ...]
    lines: tuple[Line, ...]

    @property
    def labelled(self) -> tuple[tuple[str, int], ...]:
        return tuple(zip(map(str, Status.labels), self.counts, strict=True))

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def reported(self) -> int:
        return self.total - self.counts[0]


@dataclass(frozen=True, slots=True)
class Progress:
    """`reported` of `total` commitments have an accepted update."""

    edition: Edition
    sections: tuple[SectionLine, ...]
    totals: tuple[int, ...]
    latest: tuple[tuple[Action, Update], ...]

    @property
    def total(self) -> int:
        return sum(self.totals)

    @property
    def reported(self) -> int:
        return self.total - self.totals[0]


def progress(section: int | None = None, status: str = "") -> Progress | None:
    """Progress of the current Roadmap, with the commitments of a section or status if it is given; None before it is
    loaded. Eight queries at most."""
    lines = tracked(public=True)
    if not lines:
        return None
    inside: dict[int, list[Tracked]] = {}
    for line in lines:
        inside.setdefault(line.action.section.number, []).append(line)
    return Progress(
        edition=lines[0].action.section.edition,
        sections=tuple(
            section_line(number, found, status) for number, found in inside.items() if section in (None, number)
        ),
        totals=counts(lines),
        latest=tuple(latest(lines)),
    )


def section_line(number: int, found: list[Tracked], status: str) -> SectionLine:
    of = found[0].action.section
    shown = [line for line in found if status in ("", line.action.status)]
    return SectionLine(number, of.title, of.get_absolute_url(), counts(found), tuple(map(line_of, shown)))


def counts(lines: Iterable[Tracked]) -> tuple[int, ...]:
    """The number of commitments with each status, in the order of Action.Status."""
    found = Counter(line.action.status for line in lines)
    return tuple(found[value] for value in Status.values)


def line_of(line: Tracked) -> Line:
    action = line.action
    return Line(
        code=action.code,
        text=action.text,
        href=action.get_absolute_url(),
        status=action.status,
        status_label=action.get_status_display(),
        due=line.next_due,
        frequency=action.get_rule_display(),
        updates=line.updates,
    )


def latest(lines: Iterable[Tracked]) -> Iterable[tuple[Action, Update]]:
    """The updates accepted last, in whatever edition, with the commitments of today. One query."""
    actions = {line.action.identity: line.action for line in lines}
    rows = with_evidence().filter(action__in=Action.objects.in_every_edition(actions.values()))
    for row in rows.select_related("action__section__edition").order_by("-accepted_at", "-id")[:SHOWN]:
        yield actions[row.action.identity], update_of(row)


@dataclass(frozen=True, slots=True)
class Link:
    """A commitment in a list. `responsible`: its bodies as the edition names them."""

    code: str
    text: str
    href: str
    responsible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promises:
    """The commitments that concern a page, by status, in the order of Action.Status."""

    total: int
    reported: int
    groups: tuple[tuple[str, str | Promise, tuple[Link, ...]], ...]


def promises(which: Q) -> Promises | None:
    """The commitments of the current Roadmap for which `which` is true, None if there are none. One query."""
    rows = Action.objects.of_current().filter(which).order_by("section__number", "position").distinct()
    found: dict[str, list[Link]] = {}
    for one in rows:
        found.setdefault(one.status, []).append(
            Link(one.code, one.text, one.get_absolute_url(), tuple(split_list(one.responsible)))
        )
    if not found:
        return None
    groups = tuple((value, label, tuple(found[value])) for value, label in Status.choices if value in found)
    total = sum(len(links) for _value, _label, links in groups)
    return Promises(total, total - len(found.get(Status.NOT_REPORTED, ())), groups)


def linked_to(term: Term) -> Q:
    """The commitments that are linked to a Term; those of a Goal include links to its targets."""
    inside = Q(links__term=term)
    if term.kind == Term.Kind.GOAL:
        inside |= Q(links__term__goal=term)
    return Q(links__withdrawn=False) & inside


#: The commitments that name all Action Lines. The Roadmap singles out none.
ALL_ACTION_LINES = Q(text__icontains="action line")
#: The commitments about all Member States: those that name them, and those of the section on engagement with them.
ALL_MEMBER_STATES = Q(text__contains="Member States") | Q(section__title__contains="Member States")
