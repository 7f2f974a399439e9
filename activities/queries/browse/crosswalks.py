"""Links from a Term to others: the official links of the WSIS-SDG Matrix, and those of other frameworks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from activities.models import Crosswalk, Term
from activities.models.framework import MATRIX, term_url
from activities.queries.terms import TermCount


@dataclass(frozen=True, slots=True)
class CrosswalkLink:
    """One link of the WSIS-SDG Matrix with its number of live activities in both, None before the first rebuild."""

    line: TermCount
    sdg: TermCount
    rationale: str
    note: str
    certainty: str
    activities: int | None

    @property
    def is_gap(self) -> bool:
        """Whether the link has no activities."""
        return self.activities == 0


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """The official links of one Action Line (on a Goal's or target's page) or of one Goal (on an Action Line's page).

    `activities` is the number in both the page's Term and `head`. It is not the sum of the links' numbers, because one
    activity can serve several.
    """

    head: TermCount
    activities: int
    links: tuple[CrosswalkLink, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry of another framework and the codes of this page's Terms that it is linked to. Unless one of the links is
    `official`, all are proposed by the editors."""

    kind: str
    code: str
    title: str
    href: str
    terms: tuple[str, ...]
    official: bool


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    """The proposals of one framework, in the order of the framework."""

    framework: str
    title: str
    proposals: tuple[Proposal, ...]


def crosswalks(term: Term) -> list[Crosswalk]:
    """Live links from and to the Term; for a Goal, also those of its targets. One query."""
    ends = Q(from_term=term) | (Q(to_term__goal=term) if term.kind == Term.Kind.GOAL else Q(to_term=term))
    near = ("from_term__framework", "to_term__framework", "to_term__goal", "summary")
    rows = Crosswalk.objects.live().filter(ends).select_related(*near)
    return list(rows.order_by("from_term__framework__position", "from_term__position", "to_term__position"))


def official_groups(
    term: Term, links: Iterable[Crosswalk], known: dict[tuple[str, str], TermCount], counts: dict[str, dict[str, int]]
) -> tuple[LinkGroup, ...]:
    """The Matrix's links by Action Line, or by Goal if `term` is an Action Line. `known` is in official order."""
    groups: dict[tuple[str, str], list[CrosswalkLink]] = {}
    for link in links:
        if in_matrix(link):
            head = (link.to_term.goal or link.to_term) if term.kind == Term.Kind.ACTION_LINE else link.from_term
            groups.setdefault((head.kind, head.code), []).append(matrix_link(link, known))
    return tuple(
        LinkGroup(head, counts.get(head.kind, {}).get(head.code, 0), tuple(groups[key]))
        for key, head in known.items()
        if key in groups
    )


def in_matrix(link: Crosswalk) -> bool:
    """Whether it is a link of the WSIS-SDG Matrix."""
    return link.name == MATRIX and link.standing == Crosswalk.Standing.OFFICIAL


def matrix_link(link: Crosswalk, known: dict[tuple[str, str], TermCount]) -> CrosswalkLink:
    """A Crosswalk row as pages show it. Read it with its Terms and summary."""

    def end(term: Term) -> TermCount:
        plain = TermCount(term.kind, term.code, term.title, term_url("", term.kind, term.code))
        return known.get((term.kind, term.code), plain)

    summary = getattr(link, "summary", None)
    return CrosswalkLink(
        line=end(link.from_term),
        sdg=end(link.to_term),
        rationale=link.rationale,
        note=link.note,
        certainty=link.certainty,
        activities=summary.activities if summary else None,
    )


def proposal_groups(term: Term, links: Iterable[Crosswalk]) -> tuple[ProposalGroup, ...]:
    """Links that are not the Matrix's, by framework and entry at the other end, in the order of the links."""
    entries: dict[int, tuple[Term, list[Crosswalk], list[str]]] = {}
    for link in links:
        if not in_matrix(link):
            here, there = link.to_term, link.from_term
            if there == term:
                here, there = there, here
            _term, found, codes = entries.setdefault(there.pk, (there, [], []))
            found.append(link)
            codes.append(here.code)
    frameworks: dict[str, tuple[str, list[Proposal]]] = {}
    for entry, found, codes in entries.values():
        slug = entry.framework.slug
        _title, proposals = frameworks.setdefault(slug, (entry.framework.title, []))
        href = term_url(slug, entry.kind, entry.code)
        official = any(link.standing == Crosswalk.Standing.OFFICIAL for link in found)
        proposals.append(Proposal(entry.get_kind_display(), entry.code, entry.title, href, tuple(codes), official))
    return tuple(ProposalGroup(slug, title, tuple(proposals)) for slug, (title, proposals) in frameworks.items())
