"""One section or one commitment of the Roadmap, with the previous and the next one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Subquery, When, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.urls import reverse

from activities.queries.history.of_activity import public_name
from roadmap.models import Action, Edition, Section
from roadmap.queries.commitments import Commitment, commitment_of, commitments, current_edition, links
from roadmap.queries.engagement import mechanisms_for_action
from roadmap.queries.own_activities import ServingActivity, serving

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
class PastChange:
    """`who` is empty for commands and jobs."""

    at: datetime
    who: str
    number: int
    created: bool
    loaded: bool


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """`since` is the year of the first edition with the commitment. `mechanisms` are those of the United Nations that
    serve it, as (name, address)."""

    edition: Edition
    section: Section
    action: Action
    commitment: Commitment
    previous: Neighbour | None
    next: Neighbour | None
    since: int
    mechanisms: tuple[tuple[str, str], ...]
    activities: tuple[ServingActivity, ...]
    history: tuple[PastChange, ...]


def section_page(number: int) -> SectionPage | None:
    """A section with all its commitments, or None if there is no such section. Six queries."""
    edition = current_edition()
    sections = list(Section.objects.of_current().order_by("number")) if edition else []
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
    """A commitment, its neighbours, activities and history, or None if there is no such code. Six queries at most."""
    mechanisms = mechanisms_for_action(code).values(one=JSONObject(code="code", name="name"))
    editions = Action.objects.published().filter(section__edition__register=Edition.Register.ROADMAP, code=code)
    dates = editions.order_by("section__edition__date").values("section__edition__date")
    rows = Action.objects.of_current().annotate(
        mechanisms=Case(When(code=code, then=ArraySubquery(mechanisms))),
        since=Case(When(code=code, then=Subquery(dates[:1]))),
    )
    actions: list[Any] = list(rows.order_by("section__number", "position"))
    codes = [one.code for one in actions]
    if code not in codes:
        return None
    place = codes.index(code)
    action = actions[place]
    prefetch_related_objects([action], *links())
    around = [Neighbour(one.code, one.text, one.get_absolute_url()) for one in actions]
    return CommitmentPage(
        edition=action.section.edition,
        section=action.section,
        action=action,
        commitment=commitment_of(action),
        previous=around[place - 1] if place else None,
        next=around[place + 1] if place + 1 < len(around) else None,
        since=int(action.since[:4]),
        mechanisms=tuple((one["name"], reverse("mechanism", args=[one["code"]])) for one in action.mechanisms),
        activities=serving(action),
        history=tuple(history(action)),
    )


def history(action: Action) -> Iterable[PastChange]:
    """The Changes that wrote the commitment, the latest first: one query."""
    events = action.events.select_related("change").order_by("-pgh_id")  # type: ignore[attr-defined]
    for event in events:
        created, loaded = event.pgh_label == "insert", event.change.verb == LOADED
        yield PastChange(event.change.at, public_name(event.change), event.change_id, created, created and loaded)
