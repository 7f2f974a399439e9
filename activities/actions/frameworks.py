"""Edit the reference that everybody maps to. Each edit is one Change."""

from django.db.models import Model

from activities.actions.ledger import record
from activities.models import Change, User


def save_reference(*, rows: list[Model], verb: str, reason: str, by: User) -> Change:
    """Save unsaved or edited Framework, Term, TermText or Crosswalk rows, all or none, under one Change."""
    with record(by, verb, reason) as change:
        for row in rows:
            row.change = change  # type: ignore[attr-defined]
            row.save()
    return change
