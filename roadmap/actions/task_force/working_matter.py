"""Add, edit and delete members, meetings and follow-ups. They are not public facts, so the ledger does not record them.

A row has a `version`, which each edit raises. `seen` is the one that the editor saw: Stale if there is a later one.
"""

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.ledger import Refused, Stale
from activities.models import User
from roadmap import rules
from roadmap.models import FollowUp, Guidance, Meeting, Member

Row = TypeVar("Row", Member, Meeting, FollowUp)


class HasFollowUps(Refused):
    """The row cannot be deleted because it has these `follow_ups`."""

    def __init__(self, message: str, follow_ups: list[FollowUp]):
        super().__init__(message)
        self.follow_ups = follow_ups


def add_member(*, fields: dict[str, Any], by: User) -> Member:
    refuse_unless_allowed(by)
    return Member.objects.create(**fields)


def edit_member(*, member: Member, fields: dict[str, Any], seen: int, by: User) -> Member:
    """Save the row, unless nothing changed. Raises Stale."""
    refuse_unless_allowed(by)
    return save(member, fields, seen)


@transaction.atomic
def delete_member(*, member: Member, seen: int, by: User) -> None:
    """Delete a member who was added by mistake, or whose data must be erased. Raises Stale and HasFollowUps."""
    refuse_unless_allowed(by)
    row = locked(member, seen)
    if found := list(row.follow_ups.all()):
        message = ngettext(
            "%(name)s owns %(number)d follow-up. Choose another owner for it first, or enter a last day as member.",
            "%(name)s owns %(number)d follow-ups. Choose another owner for them first, or enter a last day as member.",
            len(found),
        )
        raise HasFollowUps(message % {"name": row.name, "number": len(found)}, found)
    row.delete()


def add_meeting(*, fields: dict[str, Any], by: User) -> Meeting:
    refuse_unless_allowed(by)
    return Meeting.objects.create(**fields)


def edit_meeting(*, meeting: Meeting, fields: dict[str, Any], seen: int, by: User) -> Meeting:
    """Save the row, unless nothing changed. Raises Stale."""
    refuse_unless_allowed(by)
    return save(meeting, fields, seen)


@transaction.atomic
def delete_meeting(*, meeting: Meeting, seen: int, by: User) -> None:
    """Delete a meeting that was added by mistake. Raises Stale and HasFollowUps."""
    refuse_unless_allowed(by)
    row = locked(meeting, seen)
    if found := list(row.follow_ups.all()):
        message = ngettext(
            "This meeting has %(number)d follow-up. Delete it first, or set the meeting to cancelled.",
            "This meeting has %(number)d follow-ups. Delete them first, or set the meeting to cancelled.",
            len(found),
        )
        raise HasFollowUps(message % {"number": len(found)}, found)
    row.delete()


def add_follow_up(
    *, fields: dict[str, Any], meeting: Meeting | None = None, guidance: Guidance | None = None, by: User
) -> FollowUp:
    """Add a follow-up to a meeting or to guidance: exactly one of the two."""
    refuse_unless_allowed(by)
    return FollowUp.objects.create(meeting=meeting, guidance=guidance, **fields)


def edit_follow_up(*, follow_up: FollowUp, fields: dict[str, Any], seen: int, by: User) -> FollowUp:
    """Save the row, unless nothing changed. Raises Stale."""
    refuse_unless_allowed(by)
    if fields.get("due", follow_up.due) != follow_up.due or fields.get("owner", follow_up.owner) != follow_up.owner:
        fields = fields | {"reminder": FollowUp.Reminder.NONE}
    return save(follow_up, fields, seen)


@transaction.atomic
def delete_follow_up(*, follow_up: FollowUp, seen: int, by: User) -> None:
    """Delete a follow-up. Raises Stale."""
    refuse_unless_allowed(by)
    locked(follow_up, seen).delete()


def finish_follow_up(*, follow_up: FollowUp, seen: int, on: date | None = None, by: User) -> FollowUp:
    """Mark a follow-up as done, by default today; for its owner and coordinators. Raises Stale."""
    refuse_unless_theirs(follow_up, by)
    return save(follow_up, {"done_on": on or localdate()}, seen)


def reopen_follow_up(*, follow_up: FollowUp, seen: int, by: User) -> FollowUp:
    """Reopen a follow-up. Raises Stale."""
    refuse_unless_theirs(follow_up, by)
    return save(follow_up, {"done_on": None}, seen)


def refuse_unless_allowed(by: User) -> None:
    if not rules.can_edit_roadmap(by):
        raise PermissionDenied(_("Only coordinators and administrators can change the data of the Task Force."))


def refuse_unless_theirs(follow_up: FollowUp, by: User) -> None:
    owner = follow_up.owner.user_id if follow_up.owner else None
    if not rules.can_finish_follow_up(by, owner):
        raise PermissionDenied(_("Only its owner, coordinators and administrators can mark a follow-up as done."))


def locked(row: Row, seen: int) -> Row:
    """The row, locked. Raises Stale if someone has edited it since `seen`."""
    now = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if now.version != seen:
        raise Stale(now)
    return now


@transaction.atomic
def save(row: Row, fields: dict[str, Any], seen: int) -> Row:
    now = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if all(getattr(now, name) == value for name, value in fields.items()):
        return now
    if now.version != seen:
        raise Stale(now)
    for name, value in fields.items():
        setattr(now, name, value)
    now.version += 1
    now.save()
    return now
