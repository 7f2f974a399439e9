"""Activities with their links and contradictions of the Matrix, for the lists of the workspace."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef

from activities.certainty import OPEN
from activities.models import Mapping
from activities.models.activity import NO_ORGANISATION, ActivityQuerySet
from activities.queries.editing.links import unreasoned
from activities.queries.matrix.claims import Marks, answered_goals
from activities.queries.vocabulary import Option, Vocabulary


@dataclass(frozen=True, slots=True)
class RowLink:
    """A live link of an activity. `goal`: code of its Goal, or ""; `seen`: the number of the Change that wrote it."""

    term: Option
    kind: str
    code: str
    goal: str
    strength: int
    certainty: str
    reasoned: bool
    evidenced: bool
    seen: int


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    """An activity in the list of a group. `links` in official order; `contradicted` are the Goals that contradict the
    Matrix without an answer; `seen` is the number of the Change that last wrote the activity itself."""

    id: int
    title: str
    kind: str
    sector: str
    organisation: str
    description: str
    start_year: int | None
    end_year: int | None
    confirmed_on: date | None
    seen: int
    changed_at: datetime
    links: tuple[RowLink, ...] = ()
    contradicted: tuple[Option, ...] = ()

    @property
    def open(self) -> tuple[RowLink, ...]:
        return tuple(link for link in self.links if link.certainty in OPEN)

    @property
    def unreasoned(self) -> tuple[RowLink, ...]:
        return unreasoned(self.links)

    @property
    def lines(self) -> tuple[RowLink, ...]:
        return tuple(link for link in self.links if link.kind == "action_line")


COLUMNS = {
    "id": "id",
    "title": "title",
    "kind": "kind",
    "sector": "organisation__sector",
    "organisation": "organisation__name",
    "description": "description",
    "start_year": "start_year",
    "end_year": "end_year",
    "confirmed_on": "confirmed_on",
    "seen": "change_id",
    "changed_at": "change__at",
}


def rows(activities: ActivityQuerySet, ways: Marks, known: Vocabulary) -> tuple[WorkspaceRow, ...]:
    """The activities with their links, in their order. Two queries."""
    answers = activities.annotate(answered=answered_goals(OuterRef("pk")))
    found = list(answers.values_list(*COLUMNS.values(), "answered"))
    names = list(COLUMNS)
    links = links_of_rows([values[0] for values in found], known)
    bits = sums(links, ways)
    return tuple(
        WorkspaceRow(
            **stated(dict(zip(names, values[:-1], strict=True))),
            links=tuple(links.get(values[0], ())),
            contradicted=ways.contradicted(bits.get(values[0], 0) | ways.answered(values[-1])),
        )
        for values in found
    )


def stated(row: dict[str, Any]) -> dict[str, Any]:
    """The row with words where it has no organisation."""
    return row | {"sector": row["sector"] or "", "organisation": row["organisation"] or str(NO_ORGANISATION)}


LINK_COLUMNS = (
    "term_id",
    "term__kind",
    "term__code",
    "term__goal__code",
    "strength",
    "certainty",
    "rationale",
    "evidence_url",
    "change_id",
)


def links_of_rows(ids: list[int], known: Vocabulary) -> dict[int, list[RowLink]]:
    """{activity: its live links in official order}. One query, none without ids."""
    links: dict[int, list[RowLink]] = {}
    if not ids:
        return links
    found = (
        Mapping.objects.filter(activity_id__in=ids, withdrawn=False)
        .order_by("term__framework__position", "term__position")
        .values_list("activity_id", *LINK_COLUMNS)
    )
    for activity, term, kind, code, goal, strength, certainty, rationale, evidence, change in found:
        why = bool(rationale), bool(evidence)
        link = RowLink(known.by_term[term], kind, code, goal or "", strength, certainty, *why, change)
        links.setdefault(activity, []).append(link)
    return links


def sums(links: dict[int, list[RowLink]], ways: Marks) -> dict[int, int]:
    """{activity: the sum of its links' marks}"""
    found = dict.fromkeys(links, 0)
    for activity, own in links.items():
        for link in own:
            found[activity] |= ways.of_term.get(link.term.id, 0)
    return found
