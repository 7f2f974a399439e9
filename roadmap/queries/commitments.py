"""Commitments of the current edition, in the shape that all pages use."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from activities.models import Certainty, Term
from activities.models.framework import term_url
from activities.queries.terms import localised
from activities.validators import split_list
from roadmap.models import Action, ActionBody, ActionTerm, Citation, Edition


@dataclass(frozen=True, slots=True)
class LinkedTerm:
    kind: str
    code: str
    title: str
    href: str
    certainty: str


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document as the commitment cites it. `href` is "" when it is not in the register."""

    text: str
    href: str
    title: str
    symbol: str
    inferred: bool
    certainty: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """One Action as pages show it. The Roadmap itself names the Terms in `named`.

    `depth` is 1 for a part of an item (8.d.1), else 0.
    """

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
    rule: str = ""
    due_on: date | None = None
    resources: str = ""
    bodies: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[LinkedTerm, ...]:
        return self.named + self.proposed


def commitments() -> QuerySet[Action]:
    """Actions of the current edition in the order of the Roadmap, with what they are linked to: four queries."""
    return with_links(Action.objects.of_current())


def with_links(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Actions in order, with their bodies, links, Terms and citations: four queries."""
    return actions.order_by("section__number", "position").prefetch_related(*links())


def links() -> tuple[Prefetch, ...]:
    """What `commitment_of` needs besides the Actions: three queries."""
    terms = localised(ActionTerm.objects.live().select_related("term__framework"), "term")
    return (
        # Links are in the order of the Roadmap's own list: 11, 10, 8, 1, 3, 4, 5.
        Prefetch("links", terms.order_by("id")),
        Prefetch("body_links", ActionBody.objects.live().select_related("body").order_by("position")),
        Prefetch("citations", Citation.objects.live().select_related("document").order_by("position")),
    )


def current_edition() -> Edition | None:
    return Edition.objects.current().first()


def commitment_of(action: Action) -> Commitment:
    """An Action of `commitments()` in the shape that pages use; no query."""
    linked = [
        LinkedTerm(
            kind=link.term.kind,
            code=link.term.code,
            title=link.local_title,  # type: ignore[attr-defined]
            href=term_url(link.term.framework.slug, link.term.kind, link.term.code),
            certainty=link.certainty,
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
        named=tuple(link for link in linked if link.certainty == Certainty.OFFICIAL),
        proposed=tuple(link for link in linked if link.certainty != Certainty.OFFICIAL),
        documents=tuple(
            CitedDocument(
                text=citation.text,
                href=citation.document.get_absolute_url() if citation.document else "",
                title=citation.document.title if citation.document else "",
                symbol=citation.document.symbol if citation.document else "",
                inferred=citation.inferred,
                certainty=citation.document.certainty if citation.document else "",
            )
            for citation in action.citations.all()
        ),
        href=action.get_absolute_url(),
        rule=str(action.get_rule_display()),
        due_on=action.due_on,
        resources=action.resources,
        bodies=tuple(link.body.name for link in action.body_links.all()),
    )


def goal_of(term: LinkedTerm) -> str:
    """The number of the Goal that a Goal or target belongs to: 9 for 9.c."""
    return term.code.partition(".")[0]


def goal_link(goal: Term) -> LinkedTerm:
    title = goal.local_title  # type: ignore[attr-defined]
    return LinkedTerm(goal.kind, goal.code, title, term_url("sdg", goal.kind, goal.code), "")
