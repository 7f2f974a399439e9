"""Addresses of the list of activities with its filters."""

from urllib.parse import urlencode

from django.urls import reverse

from activities.queries.sectors import STAKEHOLDERS


def list_href(filters: dict[str, str]) -> str:
    """The list of activities with these filters: {"goal": "9"} gives "/activities/?goal=9"."""
    return reverse("activity-list") + "?" + urlencode(filters)


def list_filters(sector: str) -> dict[str, str]:
    """The filters of the list that show the same activities as one choice of `SECTORS`."""
    return {"": {}, STAKEHOLDERS: {"whose": "stakeholder"}}.get(sector, {"sector": sector})
