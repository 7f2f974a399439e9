"""Reads of the Roadmap's current edition: its overview, one section, one commitment."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse

from activities.models import Mapping, Term
from activities.models.framework import term_url
from activities.validators import split_list
from roadmap.models import Action, ActionTerm, Citation, Document, Edition, Section, Series

#: The commitments of the covering note (paragraph 4) that set the order of the Goals: Goal 9 and target 9.c first,
#: Goal 17 across, the Goals named as strong. Which Goals they name is read from their links.
FIRST, ACROSS, STRONG = "0.3", "0.4", "0.5"
ACTIVITIES_SHOWN = 5
#: The verb of the Changes that bring the reference files in.
LOADED = "reference.load"


@dataclass(frozen=True, slots=True)
class LinkedTerm:
    kind: str
    code: str
    title: str
    href: str
    basis: str
    verified: bool


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document as the commitment cites it. `href` is "" when the register does not have it."""

    text: str
    href: str
    title: str
    symbol: str
    inferred: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class Commitment:
    """One Action as pages show it. `depth` is 1 for a part of an item (8.d.1), else 0."""

    code: str
    depth: int
    text: str
    kind: str
    status: str
    reported: bool
    frequency: str
    responsible: tuple[str, ...]
    para_ref: str
    named: tuple[LinkedTerm, ...]
    proposed: tuple[LinkedTerm, ...]
    documents: tuple[CitedDocument, ...]
    href: str

    @property
    def terms(self) -> tuple[LinkedTerm, ...]:
        return self.named + self.proposed


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A line of the contents: the commitments of a section, and the Goals that their links reach."""

    number: int
    title: str
    href: str
    commitments: int
    goals: tuple[LinkedTerm, ...]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """How many commitments are linked to a Goal or to one of its targets, each once; `named` by the Roadmap itself."""

    number: str
    title: str
    href: str
    named: int
    proposed: int

    @property
    def commitments(self) -> int:
        return self.named + self.proposed


@dataclass(frozen=True, slots=True)
class Overview:
    edition: Edition
    sections: tuple[SectionLine, ...]
    first: Commitment | None
    across: Commitment | None
    strong: Commitment | None
    goals: tuple[GoalLine, ...]
    documents: int
    indicators: int

    @property
    def commitments(self) -> int:
        return sum(section.commitments for section in self.sections)

    @property
    def linked(self) -> int:
        """Sections beside the covering note."""
        return sum(section.number > 0 for section in self.sections)


@dataclass(frozen=True, slots=True)
class Neighbour:
    code: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class SectionPage:
    edition: Edition
    number: int
    title: str
    commitments: tuple[Commitment, ...]
    previous: Neighbour | None
    next: Neighbour | None


@dataclass(frozen=True, slots=True)
class ServingActivity:
    """An activity mapped to one of a commitment's Terms, by its strongest link."""

    href: str
    title: str
    organisation: str
    organisation_href: str
    strength: int
    verified: bool
    term: LinkedTerm


@dataclass(frozen=True, slots=True)
class PastChange:
    at: datetime
    actor: str
    number: int
    created: bool
    loaded: bool


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    edition: Edition
    section: Section
    commitment: Commitment
    previous: Neighbour | None
    next: Neighbour | None
    activities: tuple[ServingActivity, ...]
    history: tuple[PastChange, ...]


def commitments() -> QuerySet[Action]:
    """Actions of the current edition in the order of the Roadmap, with links and citations: three queries."""
    return (
        Action.objects.filter(section__edition__current=True)
        .select_related("section")
        .order_by("section__number", "position")
        .prefetch_related(
            # Links keep the order of the Roadmap's own list: 11, 10, 8, 1, 3, 4, 5.
            Prefetch("links", ActionTerm.objects.live().select_related("term__framework").order_by("id")),
            Prefetch("citations", Citation.objects.select_related("document").order_by("position")),
        )
    )


def current_edition() -> Edition | None:
    return Edition.objects.current().first()


def overview() -> Overview | None:
    """The Roadmap at a glance, in six queries; None before it is loaded."""
    edition = current_edition()
    if edition is None:
        return None
    shown = [(action.section, commitment_of(action)) for action in commitments()]
    by_code = {commitment.code: commitment for _section, commitment in shown}
    goals = {t.code: t for t in Term.objects.of("sdg").goals()}
    sections = {section.number: section for section, _commitment in shown}
    lines = []
    for number, section in sections.items():
        inside = [commitment for of, commitment in shown if of.number == number]
        reached = {goal_of(term) for commitment in inside for term in commitment.terms}
        lines.append(
            SectionLine(
                number=number,
                title=section.title,
                href=section.get_absolute_url(),
                commitments=len(inside),
                goals=tuple(goal_link(goals[code]) for code in sorted(reached, key=int) if code in goals),
            )
        )
    return Overview(
        edition=edition,
        sections=tuple(lines),
        first=by_code.get(FIRST),
        across=by_code.get(ACROSS),
        strong=by_code.get(STRONG),
        goals=tuple(goal_lines([commitment for _section, commitment in shown], goals)),
        documents=Document.objects.count(),
        indicators=Series.objects.aggregate(indicators=Count("term", distinct=True))["indicators"],
    )


def goal_lines(shown: list[Commitment], goals: dict[str, Term]) -> Iterable[GoalLine]:
    """One line for each of the Goals that a commitment is linked to; a commitment counts once for a Goal."""
    named: Counter[str] = Counter()
    proposed: Counter[str] = Counter()
    for commitment in shown:
        official = {goal_of(term) for term in commitment.named}
        named.update(official)
        proposed.update({goal_of(term) for term in commitment.proposed} - official)
    for code, goal in sorted(goals.items(), key=lambda item: int(item[0])):
        if named[code] or proposed[code]:
            yield GoalLine(code, goal.title, goal.get_absolute_url(), named[code], proposed[code])


def section_page(number: int) -> SectionPage | None:
    """A section with all its commitments, in five queries; None when there is no such section."""
    edition = current_edition()
    sections = list(Section.objects.filter(edition=edition).order_by("number")) if edition else []
    places = {section.number: place for place, section in enumerate(sections)}
    if edition is None or number not in places:
        return None
    place = places[number]
    around = [Neighbour(str(s.number), s.title, s.get_absolute_url()) for s in sections]
    return SectionPage(
        edition=edition,
        number=number,
        title=sections[place].title,
        commitments=tuple(commitment_of(action) for action in commitments().filter(section=sections[place])),
        previous=around[place - 1] if place else None,
        next=around[place + 1] if place + 1 < len(around) else None,
    )


def commitment_page(code: str) -> CommitmentPage | None:
    """A commitment with its neighbours, the activities that serve its Terms and its history; None when unknown."""
    edition = current_edition()
    action = commitments().filter(code=code).first()
    if edition is None or action is None:
        return None
    lines = list(
        Action.objects.filter(section__edition=edition)
        .order_by("section__number", "position")
        .values_list("code", "text")
    )
    place = [line[0] for line in lines].index(code)
    around = [Neighbour(c, text, reverse("roadmap-action", args=[c])) for c, text in lines]
    return CommitmentPage(
        edition=edition,
        section=action.section,
        commitment=commitment_of(action),
        previous=around[place - 1] if place else None,
        next=around[place + 1] if place + 1 < len(around) else None,
        activities=serving(action),
        history=tuple(history(action)),
    )


def commitment_of(action: Action) -> Commitment:
    """An Action of `commitments()` in the shape that pages show; no query."""
    links = [
        LinkedTerm(
            kind=link.term.kind,
            code=link.term.code,
            title=link.term.title,
            href=term_url(link.term.framework.slug, link.term.kind, link.term.code),
            basis=link.basis,
            verified=link.verified,
        )
        for link in action.links.all()
    ]
    return Commitment(
        code=action.code,
        depth=max(0, action.code.count(".") - 1),
        text=action.text,
        kind=action.get_kind_display(),
        status=action.get_status_display(),
        reported=action.status != Action.Status.NOT_REPORTED,
        frequency=action.frequency,
        responsible=tuple(split_list(action.responsible)),
        para_ref=action.para_ref,
        named=tuple(link for link in links if link.basis == ActionTerm.Basis.SEED),
        proposed=tuple(link for link in links if link.basis == ActionTerm.Basis.PROPOSED),
        documents=tuple(
            CitedDocument(
                text=citation.text,
                href=citation.document.get_absolute_url() if citation.document else "",
                title=citation.document.title if citation.document else "",
                symbol=citation.document.symbol if citation.document else "",
                inferred=citation.inferred,
                verified=citation.document.verified if citation.document else True,
            )
            for citation in action.citations.all()
        ),
        href=action.get_absolute_url(),
    )


def serving(action: Action) -> tuple[ServingActivity, ...]:
    """Up to five live activities mapped to the Terms of `action` (a Goal includes its targets), strongest first."""
    links = {link.term_id: link for link in action.links.all()}
    if not links:
        return ()
    found = (
        Mapping.objects.live()
        .filter(term__in=Term.objects.filter(goal__in=links) | Term.objects.filter(id__in=links))
        .select_related("term__framework", "activity__organisation")
        .defer("activity__search", "activity__description")
        .order_by("-strength", "-verified", "-activity_id", "term__position")
    )
    shown: dict[int, ServingActivity] = {}
    # An activity may have several of the Terms; each is shown once, so a few rows more are read than shown.
    for mapping in found[: ACTIVITIES_SHOWN * 6]:
        if len(shown) == ACTIVITIES_SHOWN:
            break
        activity, term = mapping.activity, mapping.term
        shown.setdefault(
            activity.id,
            ServingActivity(
                href=activity.get_absolute_url(),
                title=activity.title,
                organisation=activity.organisation.name,
                organisation_href=activity.organisation.get_absolute_url(),
                strength=mapping.strength,
                verified=mapping.verified,
                term=LinkedTerm(
                    term.kind, term.code, term.title, term.get_absolute_url(), basis="", verified=mapping.verified
                ),
            ),
        )
    return tuple(shown.values())


def history(action: Action) -> Iterable[PastChange]:
    """The Changes that wrote the commitment, the latest first: one query."""
    events = action.events.select_related("change").order_by("-pgh_id")
    for event in events:
        created, loaded = event.pgh_label == "insert", event.change.verb == LOADED
        yield PastChange(event.change.at, event.change.actor, event.change_id, created, created and loaded)


def goal_of(term: LinkedTerm) -> str:
    """The Goal's number of a Goal or target: 9 of 9.c."""
    return term.code.partition(".")[0]


def goal_link(goal: Term) -> LinkedTerm:
    return LinkedTerm(goal.kind, goal.code, goal.title, term_url("sdg", goal.kind, goal.code), "", True)
