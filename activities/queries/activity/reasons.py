"""Reasons from the WSIS-SDG Matrix: why an activity's Action Lines are linked to its Goals and targets."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from activities.models import Crosswalk


@dataclass(frozen=True, slots=True)
class Reason:
    """One official link of the Matrix from one of the activity's Action Lines."""

    line: str
    line_title: str
    line_href: str
    rationale: str
    certainty: str


def official_reasons(lines: Collection[int], terms: Collection[int]) -> dict[int, list[Reason]]:
    """{Term: official links to it from the Action Lines}. Arguments are ids. One query, or none if one is empty."""
    reasons: dict[int, list[Reason]] = defaultdict(list)
    if not lines or not terms:
        return reasons
    links = (
        Crosswalk.objects.matrix()
        .filter(from_term__in=lines, to_term__in=terms)
        .select_related("from_term")
        .order_by("from_term__position", "id")
    )
    for link in links:
        line = link.from_term
        reasons[link.to_term_id].append(
            Reason(
                line.code,
                line.title,
                line.get_absolute_url(),
                link.rationale,
                link.certainty,
            )
        )
    return reasons
