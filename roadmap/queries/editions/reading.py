"""The list of editions, and an edition with all its sections and commitments."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from roadmap.models import Action, Edition, Section
from roadmap.queries.commitments import Commitment, commitment_of, with_links
from roadmap.queries.dates import in_words


@dataclass(frozen=True, slots=True)
class EditionLine:
    code: str
    title: str
    date: str
    href: str
    current: bool
    draft: bool
    withdrawn: bool
    sections: int
    commitments: int


@dataclass(frozen=True, slots=True)
class RegisterLines:
    """A register with its editions, drafts first, then the latest."""

    title: str
    editions: tuple[EditionLine, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an edition. `row` is for the links of staff."""

    number: int
    title: str
    text: str
    row: Section
    commitments: tuple[tuple[Action, Commitment], ...]


@dataclass(frozen=True, slots=True)
class WholeEdition:
    """`withdrawn_sections` and `withdrawn_commitments` are for staff, who can restore them."""

    edition: Edition
    parts: tuple[Part, ...]
    withdrawn_sections: tuple[Section, ...] = ()
    withdrawn_commitments: tuple[Action, ...] = ()

    @property
    def commitments(self) -> int:
        return sum(len(part.commitments) for part in self.parts)


def readable(*, drafts: bool) -> QuerySet[Edition]:
    """The editions that a reader may see. `drafts`: also those for staff only."""
    return Edition.objects.all() if drafts else Edition.objects.published()


def last_change(edition: Edition) -> int:
    """The number of the latest Change to the edition, or to a section or commitment of it. One query."""
    rows = Edition.objects.filter(pk=edition.pk)
    found = rows.aggregate(own=Max("change"), part=Max("sections__change"), deep=Max("sections__actions__change"))
    return max(number for number in found.values() if number)


def registers(*, drafts: bool) -> tuple[RegisterLines, ...]:
    """All registers that have editions. One query."""
    live = Q(sections__withdrawn=False)
    rows = readable(drafts=drafts).annotate(
        parts=Count("sections", filter=live, distinct=True),
        promised=Count("sections__actions", filter=live & Q(sections__actions__withdrawn=False), distinct=True),
    )
    found: dict[str, list[EditionLine]] = {register: [] for register in Edition.Register.values}
    for row in sorted(rows, key=lambda row: (row.state != Edition.State.DRAFT, not row.current)):
        line = EditionLine(
            code=row.code,
            title=row.title,
            date=in_words(row.date),
            href=row.get_absolute_url(),
            current=row.current,
            draft=row.state == Edition.State.DRAFT,
            withdrawn=row.withdrawn,
            sections=row.parts,
            commitments=row.promised,
        )
        found[row.register].append(line)
    return tuple(
        RegisterLines(str(Edition.Register(register).label), tuple(lines)) for register, lines in found.items() if lines
    )


def whole(edition: Edition, *, with_withdrawn: bool = False) -> WholeEdition:
    """An edition with its sections and commitments. Six queries, and two for those withdrawn."""
    sections = list(Section.objects.live().filter(edition=edition).order_by("number"))
    actions = list(with_links(Action.objects.live().filter(section__in=sections)))
    inside: dict[int, list[tuple[Action, Commitment]]] = {section.pk: [] for section in sections}
    for action in actions:
        inside[action.section_id].append((action, commitment_of(action)))
    parts = tuple(
        Part(section.number, section.title, section.text, section, tuple(inside[section.pk])) for section in sections
    )
    if not with_withdrawn:
        return WholeEdition(edition, parts)
    gone = Section.objects.filter(edition=edition, withdrawn=True).order_by("number")
    dropped = Action.objects.filter(section__edition=edition, withdrawn=True).order_by("section__number", "position")
    return WholeEdition(edition, parts, tuple(gone), tuple(dropped))
