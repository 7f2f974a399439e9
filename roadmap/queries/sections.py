"""One section or one commitment of the Roadmap, with the previous and the next one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from activities.models import Mapping, Term
from activities.models.activity import NO_ORGANISATION
from activities.queries.history.of_activity import public_name
from roadmap.models import Action, Edition, Section
from roadmap.queries.commitments import Commitment, LinkedTerm, commitment_of, commitments, current_edition

ACTIVITIES_SHOWN = 5
#: The verb of the Changes that load the reference files.
LOADED = "reference.load"


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
    """An activity linked to one of a commitment's Terms, with its strongest link."""

    href: str
    title: str
    organisation: str
    organisation_href: str
    strength: int
    certainty: str
    term: LinkedTerm


@dataclass(frozen=True, slots=True)
class PastChange:
    """`who` is empty for commands and jobs."""

    at: datetime
    who: str
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


def section_page(number: int) -> SectionPage | None:
    """A section with all its commitments, or None if there is no such section. Six queries."""
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
    """A commitment with its neighbours, activities and history, or None if there is no such code. Eight queries."""
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


def serving(action: Action) -> tuple[ServingActivity, ...]:
    """Up to five live activities linked to the Terms of `action` (a Goal includes its targets), the strongest first."""
    links = {link.term_id: link for link in action.links.all()}
    if not links:
        return ()
    found = (
        Mapping.objects.live()
        .filter(term__in=Term.objects.filter(goal__in=links) | Term.objects.filter(id__in=links))
        .select_related("term__framework", "activity__organisation")
        .defer("activity__search", "activity__description")
        .order_by("-strength", "certainty", "-activity_id", "term__position")
    )
    shown: dict[int, ServingActivity] = {}
    # An activity can be linked to several of the Terms and is shown once: read more rows than are shown.
    for mapping in found[: ACTIVITIES_SHOWN * 6]:
        if len(shown) == ACTIVITIES_SHOWN:
            break
        activity, term = mapping.activity, mapping.term
        body = activity.organisation
        shown.setdefault(
            activity.id,
            ServingActivity(
                href=activity.get_absolute_url(),
                title=activity.title,
                organisation=body.name if body else str(NO_ORGANISATION),
                organisation_href=body.get_absolute_url() if body else "",
                strength=mapping.strength,
                certainty=mapping.certainty,
                term=LinkedTerm(term.kind, term.code, term.title, term.get_absolute_url(), mapping.certainty),
            ),
        )
    return tuple(shown.values())


def history(action: Action) -> Iterable[PastChange]:
    """The Changes that wrote the commitment, the latest first: one query."""
    events = action.events.select_related("change").order_by("-pgh_id")  # type: ignore[attr-defined]
    for event in events:
        created, loaded = event.pgh_label == "insert", event.change.verb == LOADED
        yield PastChange(event.change.at, public_name(event.change), event.change_id, created, created and loaded)
