"""Who may do what. Plain questions, asked alike by page, API, admin and template."""

from typing import Any

#: Roles are groups; these names are also what `create_sign_ins` and the admin show.
FOCAL_POINT, COORDINATOR, ADMINISTRATOR = "focal point", "coordinator", "administrator"


def has_role(user: Any, *roles: str) -> bool:
    """Whether the user is active and holds one of the roles. One query a user and request."""
    if not user.is_active:
        return False
    held = getattr(user, "_roles", None)
    if held is None:
        held = user._roles = set(user.groups.values_list("name", flat=True))
    return user.is_superuser or not held.isdisjoint(roles)


def can_see_staff_pages(user: Any) -> bool:
    """Any of the secretariat's roles may look."""
    return has_role(user, FOCAL_POINT, COORDINATOR, ADMINISTRATOR)


def can_edit_frameworks(user: Any) -> bool:
    """Frameworks, their terms and crosswalks are everybody's reference, so the Task Force's chair keeps them."""
    return has_role(user, COORDINATOR, ADMINISTRATOR)


def can_manage_users(user: Any) -> bool:
    return has_role(user, ADMINISTRATOR)
