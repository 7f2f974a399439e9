"""The progress of a round by Sector, type of organisation and person, and the activities without an owner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from activities.models import User
from roadmap.models import Round, RoundItem
from roadmap.queries.rounds.people import Asked, asked, people
from roadmap.queries.rounds.scope import part_name

ANSWER = RoundItem.Answer


@dataclass(slots=True)
class Tally:
    """Numbers of activities. `late` were answered after the deadline."""

    total: int = 0
    confirmed: int = 0
    updated: int = 0
    retired: int = 0
    late: int = 0

    @property
    def answered(self) -> int:
        return self.confirmed + self.updated + self.retired

    @property
    def waiting(self) -> int:
        return self.total - self.answered

    def add(self, answer: str, late: bool, number: int) -> None:
        self.total += number
        if answer != ANSWER.NONE:
            setattr(self, answer, getattr(self, answer) + number)
        self.late += number if late else 0

    def add_all(self, other: "Tally") -> None:
        for name in ("total", "confirmed", "updated", "retired", "late"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class PartRow:
    part: str
    label: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person's activities; several people can be asked about the same ones. `about` says which they are."""

    pk: int
    name: str
    about: str
    gets_mails: bool
    tally: Tally


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole round, its parts, and its people, those with most to do first. `nobody` counts the activities that no
    person is asked about."""

    whole: Tally
    sectors: list[PartRow]
    types: list[PartRow]
    people: list[PersonRow]
    nobody: Tally
    gone: int = 0

    @property
    def unfinished(self) -> int:
        return sum(1 for row in self.people if row.tally.waiting)


@dataclass(slots=True)
class _Counts:
    whole: Tally = field(default_factory=Tally)
    parts: dict[str, Tally] = field(default_factory=dict)
    groups: dict[tuple[str, int | None], Tally] = field(default_factory=dict)
    of_organisation: dict[int | None, dict[str, Tally]] = field(default_factory=dict)
    gone: int = 0


def standing(one: Round) -> Standing:
    """Three queries."""
    counts = counted(one)
    asked_people = people(one)
    parts = set().union(*(person.parts for person in asked_people))
    organisations = set().union(*(person.organisations for person in asked_people))
    nobody = summed(
        tally
        for (part, organisation), tally in counts.groups.items()
        if part not in parts and organisation not in organisations
    )
    names = {part: part_name(part) for part in one.scope}

    def rows(parts: Iterable[str]) -> list[PartRow]:
        return [PartRow(part, names[part], counts.parts.get(part, Tally())) for part in parts]

    of_people = [person_row(person, counts, names) for person in asked_people]
    of_people = sorted((row for row in of_people if row.tally.total), key=lambda row: -row.tally.waiting)
    return Standing(counts.whole, rows(one.sectors), rows(one.types), of_people, nobody, counts.gone)


def counted(one: Round) -> _Counts:
    """One query."""
    counts = _Counts()
    rows = RoundItem.objects.filter(round=one).order_by().values_list("part", "organisation", "answer", "late", "left")
    for part, organisation, answer, late, left, number in rows.annotate(Count("pk")):
        if left:
            counts.gone += number
            continue
        counts.whole.add(answer, late, number)
        counts.parts.setdefault(part, Tally()).add(answer, late, number)
        group = counts.groups.setdefault((part, organisation), Tally())
        group.add(answer, late, number)
        counts.of_organisation.setdefault(organisation, {})[part] = group
    return counts


def person_row(person: Asked, counts: _Counts, names: Mapping[str, str]) -> PersonRow:
    """The person's Sectors, and those of their organisations that are not among them."""
    own = summed(counts.parts[part] for part in person.parts if part in counts.parts)
    for organisation in person.organisations:
        groups = counts.of_organisation.get(organisation, {})
        own.add_all(summed(tally for part, tally in groups.items() if part not in person.parts))
    about = ", ".join(names[part] for part in sorted(person.parts))
    return PersonRow(person.pk, person.name, about, person.gets_mails, own)


def summed(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add_all(tally)
    return whole


def own_tally(user: User, one: Round) -> Tally:
    """The activities that the user is asked about in the round. One query, and one for the roles."""
    return tally_of(asked(user, one))


def tally_of(items) -> Tally:
    whole = Tally()
    for answer, late, number in items.order_by().values_list("answer", "late").annotate(Count("pk")):
        whole.add(answer, late, number)
    return whole


def by_part(items) -> dict[str, Tally]:
    """{part: its numbers} of some items. One query."""
    found: dict[str, Tally] = {}
    for part, answer, late, number in items.order_by().values_list("part", "answer", "late").annotate(Count("pk")):
        found.setdefault(part, Tally()).add(answer, late, number)
    return found


def tallies(rounds: Iterable[Round]) -> dict[int, Tally]:
    """{round: its numbers}. One query."""
    found: dict[int, Tally] = {}
    items = RoundItem.objects.counted().filter(round__in=list(rounds)).order_by()
    for one, answer, late, number in items.values_list("round", "answer", "late").annotate(Count("pk")):
        found.setdefault(one, Tally()).add(answer, late, number)
    return found
