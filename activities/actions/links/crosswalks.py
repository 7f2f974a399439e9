"""Add, edit, confirm, withdraw and restore links between Terms that the editors propose, each in one Change.

Official links say what their source says: only its files change them (`actions.reference`).
"""

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.ledger import NothingChanged, Refused, Stale, record, refuse_if_stale
from activities.certainty import OPEN, Certainty
from activities.models import Change, Crosswalk, Term, User


class Taken(Refused):
    """There is such a link already. `row` is the link, which may have been withdrawn."""

    def __init__(self, row: Crosswalk):
        self.row = row
        names = {"start": row.from_term.code, "end": row.to_term.code}
        if row.withdrawn:
            super().__init__(_("The link from %(start)s to %(end)s was withdrawn. Open it and restore it.") % names)
        else:
            super().__init__(_("%(start)s is already linked to %(end)s. Edit that link.") % names)


def add_link(
    *, name: str, start: Term, end: Term, rationale: str, note: str = "", reason: str = "", by: User | str
) -> Crosswalk:
    """Propose a link from one Term to another. Raises Taken when there is one, and Refused for a link to itself."""
    if start == end:
        raise Refused(_("An entry cannot be linked to itself. Choose another entry."))
    with record(by, "crosswalk.create", reason) as change:
        there = Crosswalk.objects.filter(name=name, from_term=start, to_term=end)
        if row := there.select_related("from_term", "to_term").first():
            raise Taken(row)
        return Crosswalk.objects.create(
            name=name,
            from_term=start,
            to_term=end,
            standing=Crosswalk.Standing.PROPOSED,
            certainty=Certainty.PROPOSED,
            rationale=rationale,
            note=note,
            change=change,
        )


def edit_link(*, link: Crosswalk, fields: dict[str, Any], seen: int, reason: str = "", by: User | str) -> Crosswalk:
    """Change the reason or the note of a link. Writes nothing if nothing changed. Raises Stale and Refused."""
    row = link
    with suppress(NothingChanged), record(by, "crosswalk.edit", reason) as change:
        row = proposal(link)
        write(row, fields, seen, change)
    return row


def confirm_link(*, link: Crosswalk, seen: int, reason: str = "", by: User | str) -> Crosswalk:
    """Confirm a proposed or unconfirmed link. Raises Stale, also when it has been withdrawn, and Refused."""
    row = link
    with suppress(NothingChanged), record(by, "crosswalk.confirm", reason) as change:
        row = proposal(link)
        if row.withdrawn:
            raise Stale(row)
        write(row, {"certainty": Certainty.CONFIRMED} if row.certainty in OPEN else {}, seen, change)
    return row


def withdraw_link(*, link: Crosswalk, seen: int, reason: str = "", by: User | str) -> Crosswalk:
    """Raises Stale and Refused."""
    row = link
    with suppress(NothingChanged), record(by, "crosswalk.withdraw", reason) as change:
        row = proposal(link)
        write(row, {"withdrawn": True}, seen, change)
    return row


def restore_link(*, link: Crosswalk, seen: int, reason: str = "", by: User | str) -> Crosswalk:
    """Raises Stale and Refused."""
    row = link
    with suppress(NothingChanged), record(by, "crosswalk.restore", reason) as change:
        row = proposal(link)
        write(row, {"withdrawn": False}, seen, change)
    return row


def proposal(link: Crosswalk) -> Crosswalk:
    """The current row of the link. Raises Refused if it is official."""
    row = Crosswalk.objects.select_related("change", "from_term", "to_term").get(pk=link.pk)
    if row.standing == Crosswalk.Standing.OFFICIAL:
        raise Refused(_("This link is official: it says what its source says. Only the file of its source changes it."))
    return row


def write(row: Crosswalk, fields: dict[str, Any], seen: int, change: Change) -> None:
    """Raises NothingChanged if the row has these values, and Stale if it is not the version that was seen."""
    if all(getattr(row, name) == value for name, value in fields.items()):
        raise NothingChanged
    refuse_if_stale(row, seen)
    for name, value in fields.items():
        setattr(row, name, value)
    row.change = change
    row.save(update_fields=[*fields, "change"])
