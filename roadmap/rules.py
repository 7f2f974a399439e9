"""Permissions for the Roadmap: who may do what. Pages, API, actions and templates all use these functions."""

from collections.abc import Collection
from typing import Any

from activities import rules


def can_see_work(user: Any) -> bool:
    """Whether the user sees the staff pages of the Roadmap: everyone with one of the secretariat's roles."""
    return rules.can_see_staff_pages(user)


def can_edit_roadmap(user: Any) -> bool:
    """Whether the user may write everything in the Roadmap, and accept what others report."""
    return rules.has_role(user, rules.COORDINATOR, rules.ADMINISTRATOR)


def can_report_for(user: Any, sectors: Collection[str]) -> bool:
    """Whether the user may report on a commitment whose bodies belong to these Sectors."""
    if can_edit_roadmap(user):
        return True
    return rules.has_role(user, rules.FOCAL_POINT) and not set(sectors).isdisjoint(user.sectors)


def can_finish_follow_up(user: Any, owner: int | None) -> bool:
    """Whether the user may mark a follow-up as done. `owner` is the id of its owner's account, if there is one."""
    return can_edit_roadmap(user) or (can_see_work(user) and owner is not None and owner == user.pk)


def can_run_rounds(user: Any) -> bool:
    """Whether the user may plan, open, close and reopen review rounds, and send reminders."""
    return can_edit_roadmap(user)
