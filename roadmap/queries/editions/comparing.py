"""How two editions differ: sections and commitments that were added, removed or changed, with the words that differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.queries.history.differences import Effort, Part, list_parts, text_parts, value_parts
from roadmap.models import Edition
from roadmap.queries.commitments import Commitment
from roadmap.queries.editions.reading import Part as SectionPart
from roadmap.queries.editions.reading import WholeEdition, whole

#: Pairs of words that one comparison looks at: enough for 200 commitments of 60 words that were all rewritten.
MOST_PAIRS = 3_000_000
ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its label, and the unchanged, removed and added parts of its value."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ComparedCommitment:
    """`text` is that of the later edition that has it; `how` is added, removed or changed."""

    code: str
    text: str
    how: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """`how` is also `same`, when only its commitments differ. `same` counts commitments that do not."""

    number: int
    title: str
    how: str
    differences: tuple[Difference, ...]
    commitments: tuple[ComparedCommitment, ...]
    same: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sections that differ, in order. `counts`: commitments added, removed, changed and the same."""

    one: Edition
    other: Edition
    sections: tuple[ComparedSection, ...]
    counts: Mapping[str, int]


def compare(one: Edition, other: Edition) -> Comparison:
    """Twelve queries."""
    return compared(whole(one), whole(other))


def compared(one: WholeEdition, other: WholeEdition) -> Comparison:
    """Sections are the same if they have the same number, commitments if they have the same code."""
    effort = Effort(MOST_PAIRS)
    before, after = ({part.number: part for part in edition.parts} for edition in (one, other))
    sections = [compared_section(before.get(n), after.get(n), effort) for n in sorted({*before, *after})]
    each = [commitment.how for section in sections for commitment in section.commitments]
    counts = {how: each.count(how) for how in (ADDED, REMOVED, CHANGED)}
    counts[SAME] = sum(section.same for section in sections)
    differing = tuple(one for one in sections if one.how != SAME or one.commitments)
    return Comparison(one.edition, other.edition, differing, counts)


def compared_section(one: SectionPart | None, other: SectionPart | None, effort: Effort) -> ComparedSection:
    shown = other or one
    assert shown is not None  # noqa: S101 - for mypy
    before = {commitment.code: commitment for _row, commitment in (one.commitments if one else ())}
    after = {commitment.code: commitment for _row, commitment in (other.commitments if other else ())}
    commitments = [compared_commitment(before.get(code), after.get(code), effort) for code in in_order(before, after)]
    differences: tuple[Difference, ...] = ()
    if one and other:
        differences = tuple(fields(((_("Title"), one.title, other.title), (_("Text"), one.text, other.text)), effort))
    how = ADDED if not one else REMOVED if not other else CHANGED if differences else SAME
    return ComparedSection(
        number=shown.number,
        title=shown.title,
        how=how,
        differences=differences,
        commitments=tuple(each for each in commitments if each.how != SAME),
        same=sum(each.how == SAME for each in commitments),
    )


def in_order(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Codes in the order of the later edition; those that it has no longer after the one that they followed."""
    codes = list(after)
    last = ""
    for code in before:
        if code not in after:
            codes.insert(codes.index(last) + 1 if last else 0, code)
        last = code
    return codes


def compared_commitment(one: Commitment | None, other: Commitment | None, effort: Effort) -> ComparedCommitment:
    shown = other or one
    assert shown is not None  # noqa: S101 - for mypy
    if not one or not other:
        return ComparedCommitment(shown.code, shown.text, ADDED if other else REMOVED)
    pairs = (
        (_("Commitment"), one.text, other.text),
        (_("Kind"), one.kind, other.kind),
        (_("Responsible bodies"), one.bodies, other.bodies),
        (_("Responsible, as written"), "; ".join(one.responsible), "; ".join(other.responsible)),
        (_("Frequency"), one.rule, other.rule),
        (_("Frequency, as written"), one.frequency, other.frequency),
        (_("Due on"), day(one), day(other)),
        (_("Resources"), one.resources, other.resources),
        (_("Linked Goals, targets and Action Lines"), codes_of(one), codes_of(other)),
        (_("Cited documents"), [d.text for d in one.documents], [d.text for d in other.documents]),
        (_("Paragraph"), one.para_ref, other.para_ref),
    )
    found = tuple(fields(pairs, effort))
    return ComparedCommitment(shown.code, shown.text, CHANGED if found else SAME, found)


def fields(pairs: Iterable[tuple[str, Any, Any]], effort: Effort) -> Iterable[Difference]:
    for label, old, new in pairs:
        if isinstance(old, str):
            if old != new:
                prose = min(len(old.split()), len(new.split())) > 2
                parts = text_parts(old, new, effort) if prose else value_parts(words(old), words(new))
                yield Difference(label, parts)
        elif list(old) != list(new):
            yield Difference(label, list_parts(listed(old), listed(new)))


def words(value: str) -> tuple[Part, ...]:
    return (Part(value),) if value else ()


def listed(values: Sequence[str]) -> tuple[Part, ...]:
    return tuple(Part(value) for value in values)


def codes_of(commitment: Commitment) -> list[str]:
    return [term.code for term in commitment.terms]


def day(commitment: Commitment) -> str:
    return date_format(commitment.due_on) if commitment.due_on else ""
