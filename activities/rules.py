"""Permissions: who may do what. Pages, API, admin and templates all use these functions."""

import re
from typing import Any

#: Roles are Django groups of these names.
FOCAL_POINT, COORDINATOR, ADMINISTRATOR = "focal point", "coordinator", "administrator"


def has_role(user: Any, *roles: str) -> bool:
    """Whether the user is active and has one of the roles. One query per user and request."""
    if not user.is_authenticated or not user.is_active:
        return False
    held = getattr(user, "_roles", None)
    if held is None:
        held = user._roles = set(user.groups.values_list("name", flat=True))
    return user.is_superuser or not held.isdisjoint(roles)


def has_any_role(user: Any) -> bool:
    """Whether an administrator has assigned a role to the user."""
    return has_role(user, FOCAL_POINT, COORDINATOR, ADMINISTRATOR)


def can_see_staff_pages(user: Any) -> bool:
    """Whether the user may open staff pages: everyone with one of the secretariat's roles."""
    return has_role(user, FOCAL_POINT, COORDINATOR, ADMINISTRATOR)


def can_edit_activities(user: Any) -> bool:
    """Whether the user may edit any activities; `Activity.objects.editable_by(user)` returns which."""
    return has_role(user, FOCAL_POINT, COORDINATOR, ADMINISTRATOR)


def can_edit_every_activity(user: Any) -> bool:
    return has_role(user, COORDINATOR, ADMINISTRATOR)


def can_edit_activity_of(user: Any, sector: str) -> bool:
    """Whether the user may edit the activities of an ITU Sector, or, for "", those of stakeholders."""
    return can_edit_every_activity(user) or (can_edit_activities(user) and bool(sector) and sector in user.sectors)


def can_edit_lexicon(user: Any) -> bool:
    """Whether the user may edit the lexicon of suggestions, which is shared by all Sectors."""
    return has_role(user, COORDINATOR, ADMINISTRATOR)


def can_edit_frameworks(user: Any) -> bool:
    """Whether the user may edit frameworks, their Terms and crosswalks, which are shared by all Sectors."""
    return has_role(user, COORDINATOR, ADMINISTRATOR)


def can_review(user: Any) -> bool:
    """Whether the user may open the review queue and decide on submissions, except on those of their own
    organisations (`actions.submissions.reviewing`)."""
    return has_role(user, COORDINATOR, ADMINISTRATOR)


def can_see_mails(user: Any) -> bool:
    """Whether the user may see which e-mails were sent, with their addresses, and send one again."""
    return has_role(user, COORDINATOR, ADMINISTRATOR)


def can_remind_owners(user: Any) -> bool:
    """Whether the user may see which activities are due for confirmation, and remind their owners."""
    return has_role(user, COORDINATOR, ADMINISTRATOR)


def can_manage_users(user: Any) -> bool:
    return has_role(user, ADMINISTRATOR)


#: Sites that share documents or data published by others. Only staff see these addresses; the public sees those of
#: publishers.
PRIVATE_SOURCES = (
    "5y1.org",
    "careersdocbox.com",
    "docest.com",
    "docsbay.net",
    "docslib.org",
    "fdocuments.in",
    "fdocuments.us",
    "github.com/30803kwoniho",
    "github.com/open-numbers",
    "github.com/sberkayuguz",
    "github.com/vicho-bece",
    "hn.masterscheme.cn",
    "pdfslide.net",
    "pdfslide.us",
    "readkong.com",
    "scribd.com",
    "slideplayer.com",
    "slideshare.net",
    "studylib.net",
    "vdocuments.mx",
    "vdocuments.net",
    "vdocuments.site",
    "vdocuments.us",
    "vimarsana.com",
)
#: For Python and for PostgreSQL alike.
PRIVATE_ADDRESS = r"^\s*(https?:)?//([^/?#]*[.@])?({})\.?(:[0-9]*)?([/?#]|$)".format(
    "|".join(map(re.escape, PRIVATE_SOURCES))
)
_private = re.compile(PRIVATE_ADDRESS, re.IGNORECASE)


def public_source(address: str) -> str:
    """The address that the public may see as the source of a fact; "" if it is for staff only."""
    return "" if _private.match(address) else address
