"""Addresses of the list of activities with its filters."""

from urllib.parse import urlencode

from django.urls import reverse

from activities.models.framework import PLAIN_ADDRESSES
from activities.queries.sectors import STAKEHOLDERS


def list_href(filters: dict[str, str]) -> str:
    """The address of the list of activities with these filters: {"goal": "9"} gives "/activities/?goal=9"."""
    return reverse("activity-list") + "?" + urlencode(filters)


def csv_address(query: str) -> str:
    """The address of the list as a CSV file. The query string is empty or begins with "?"."""
    return reverse("api-activity-list-file", args=["csv"]) + query


def term_filter(framework: str, kind: str, code: str) -> dict[str, str]:
    """The filter of the list that a Term is: {"goal": "9"}, or {"plan": "sp-2024:PS3"} for those without a facet of
    their own."""
    return {kind: code} if kind in PLAIN_ADDRESSES else {"plan": f"{framework}:{code}"}


def list_filters(sector: str) -> dict[str, str]:
    """The filters of the list of activities for one choice of `SECTORS`."""
    return {"": {}, STAKEHOLDERS: {"whose": "stakeholder"}}.get(sector, {"sector": sector})
