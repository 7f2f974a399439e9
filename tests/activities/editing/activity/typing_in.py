"""What the forms of an activity send."""

import re

from django.urls import reverse

from activities import rules
from activities.actions.activities import update_activity
from tests.factories.activities import (
    UserFactory,
)


def at(name, pk):
    return reverse(f"activity-{name}", args=[pk])


def filled(organisation, /, **changes):
    data = {
        "organisation": str(organisation.pk),
        "title": "Smart Villages in Niger",
        "description": "Villages go online.\r\n\r\nAll of them.",
        "kind": "project",
        "status": "ongoing",
        "start_year": "2021",
        "end_year": "",
        "regions": ["africa"],
        "countries": ["KE"],
        "partners": "UNICEF; World Bank\r\nUNICEF",
        "url": "www.itu.int/villages",
        "description_certainty": "confirmed",
        "reason": "From the yearly report",
    }
    return data | changes


def as_typed(activity, **changes):
    """The form of an activity as its page would send it."""
    data = {
        "organisation": str(activity.organisation_id),
        "title": activity.title,
        "description": activity.description,
        "kind": activity.kind,
        "status": activity.status,
        "start_year": activity.start_year or "",
        "end_year": activity.end_year or "",
        "regions": activity.regions,
        "countries": activity.countries,
        "partners": "\n".join(activity.partners),
        "url": activity.url,
        "description_certainty": activity.description_certainty,
        "reason": "",
        "seen": activity.change_id,
    }
    return data | changes


def edited_by_another(activity, **fields):
    """Somebody else writes the activity, by the action."""
    boris = UserFactory(name="Boris", role=rules.COORDINATOR)
    return update_activity(activity=activity, fields=fields, seen=activity.change_id, by=boris)


def hidden(response):
    """{name: value} of the hidden fields of a page's forms, as a browser sends them."""
    return {
        field["name"]: field.get("value", "")
        for field in (
            dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", response.content.decode())
        )
        if field.get("type") == "hidden" and "name" in field
    }
