"""Edits reference data. Each edit is one Change."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, Stale, record
from activities.models import Change, Crosswalk, User


def save_reference(*, rows: list[Model], verb: str, reason: str, seen: int, by: User) -> Change:
    """Save new or edited Framework, Term, TermText, Crosswalk or Organisation rows, all or none, under one Change.

    `seen` is the last Change when the editor read them. Raises Stale for a row that has been saved since, and Refused
    for an official link that would no longer say what its source says.
    """
    with record(by, verb, reason) as change:
        for row in rows:
            now: Any = type(row)._default_manager.filter(pk=row.pk).first()
            if now and now.change_id > seen:
                raise Stale(now)
            if isinstance(row, Crosswalk) and (why := why_not_official(row, now)):
                raise Refused(why)
            row.change = change  # type: ignore[attr-defined]
            row.save()
    return change


#: The fields of an official link that come from its source. Notes of staff and the certainty do not.
OF_THE_SOURCE = ("name", "from_term_id", "to_term_id", "rationale", "source_url", "withdrawn")


def why_not_official(row: Crosswalk, now: Crosswalk | None) -> str:
    """Why a person cannot save this link as official, or "". Only the files of a source make a link official
    (load_reference, load_framework). Setting it to proposed is possible; then it can be edited."""
    if row.standing != Crosswalk.Standing.OFFICIAL:
        return ""
    if now is None or now.standing != Crosswalk.Standing.OFFICIAL:
        return _("Only links loaded from the files of their source are official. Set this one to proposed.")
    if any(getattr(row, name) != getattr(now, name) for name in OF_THE_SOURCE):
        return _("This link is official: it says what its source says. To change it, set it to proposed.")
    return ""
