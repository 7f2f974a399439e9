"""People who wait for an administrator: for a role, or as focal points for a Sector."""

from dataclasses import dataclass

from django.db.models import QuerySet

from activities import rules
from activities.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many people wait for a role, and how many focal points for a Sector."""

    role: int = 0
    sector: int = 0


def without_role() -> QuerySet[User]:
    """People with a verified address who have asked for a role and have none. Stakeholders need none."""
    people = User.objects.filter(is_active=True, is_superuser=False, groups=None, role_requested_at__isnull=False)
    return people.filter(emailaddress__verified=True, emailaddress__primary=True)


def without_sector() -> QuerySet[User]:
    """Focal points, of no other role, who can edit nothing yet."""
    focal = User.objects.filter(is_active=True, is_superuser=False, groups__name=rules.FOCAL_POINT, sectors=[])
    return focal.exclude(groups__name__in=[rules.COORDINATOR, rules.ADMINISTRATOR])


def waiting() -> Waiting:
    """Two queries."""
    return Waiting(without_role().count(), without_sector().count())
