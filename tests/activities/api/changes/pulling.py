"""Reads the feed of changes, and writes Changes to read."""

from activities.actions.ledger import record
from activities.models import Change

FEED = "/api/v1/changes/"


def pull(client, query=""):
    """All rows of the feed, and the number to continue with."""
    rows, address = [], f"{FEED}?{query}"
    while address:
        page = client.get(address).json()
        rows += page["results"]
        address = page["next"]
    return rows, page["last_change"]


def told(client, after, **more):
    """What the feed says of each row since a Change: (resource, id, action, reason)."""
    query = "&".join([f"after={after}", *(f"{name}={value}" for name, value in more.items())])
    return [(row["resource"], row["id"], row["action"], row["reason"]) for row in pull(client, query)[0]]


def head():
    return Change.objects.latest("id").id


def edit(rows, **values):
    """One Change of all rows of a queryset. Returns its number."""
    with record("tests", "test.edit") as change:
        rows.update(**values, change=change)
    return change.id
