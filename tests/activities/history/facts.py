"""All data at one time, to compare before and after a revert."""

from activities.models import Change
from activities.queries.history.tracked import tracked


def last() -> Change:
    return Change.objects.latest("id")


def state() -> dict[tuple[str, int], tuple]:
    """All data except the numbers of Changes."""
    return {
        (name, row[0]): row[1:]
        for name, table in tracked().items()
        for row in table.model.objects.values_list("pk", *table.columns)
    }


def live(facts: dict[tuple[str, int], tuple]) -> dict[tuple[str, int], dict]:
    """Without withdrawn rows, because a revert withdraws added rows and does not delete them."""
    tables = tracked()
    found = {key: dict(zip(tables[key[0]].columns, map(plain, row), strict=True)) for key, row in facts.items()}
    return {key: row for key, row in found.items() if not row.get("withdrawn")}


def plain(value):
    return tuple(value) if isinstance(value, list) else value
