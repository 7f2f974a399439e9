"""Edits reference data. Each edit is one Change."""

from typing import Any

from django.db.models import Model

from activities.actions.ledger import Stale, record
from activities.models import Change, User


def save_reference(*, rows: list[Model], verb: str, reason: str, seen: int, by: User) -> Change:
    """Save new or edited Framework, Term, TermText, Crosswalk or Organisation rows, all or none, under one Change.

    `seen` is the last Change when the editor read them. Raises Stale for a row that has been saved since.
    """
    with record(by, verb, reason) as change:
        for row in rows:
            now: Any = type(row)._default_manager.filter(pk=row.pk).first()
            if now and now.change_id > seen:
                raise Stale(now)
            row.change = change  # type: ignore[attr-defined]
            row.save()
    return change
