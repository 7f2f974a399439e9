"""Who owns an activity: the members of its organisation, or the focal points of its ITU Sector."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from activities import rules
from activities.extensions import ASKED_ELSEWHERE
from activities.models import Activity, Membership, User
from activities.models.activity import ActivityQuerySet


def owned_by(user: User) -> Q:
    """A condition for activities that the user owns, for `Activity.objects.filter`. One query for the roles."""
    own = user.memberships.active().filter(organisation__isnull=False).values("organisation")
    owned = Q(organisation__in=own)
    sectors = [sector for sector in user.sectors if sector]
    if sectors and rules.has_role(user, rules.FOCAL_POINT):
        owned |= Q(organisation__sector__in=sectors)
    return owned


def to_remind_of(today: date) -> ActivityQuerySet:
    """The live activities that are due for confirmation, except those whose owners are asked in another way, such as in
    a review round."""
    due = Activity.objects.live().stale(today)
    for asked in ASKED_ELSEWHERE:
        due = due.exclude(pk__in=asked())
    return due


def due_of(user: User, today: date) -> ActivityQuerySet:
    """The activities of which to remind the user, those that have waited longest first."""
    return to_remind_of(today).filter(owned_by(user)).order_by("confirmed_on", "pk")


def owners_to_remind(due: ActivityQuerySet, not_since: datetime) -> QuerySet[User]:
    """The people who own one of the `due` activities, get optional e-mails, and have not been reminded since."""
    people = User.objects.filter(is_active=True).exclude(mails=User.Mails.NONE)
    people = people.filter(Q(reminded_at=None) | Q(reminded_at__lt=not_since))
    of_organisation = Membership.objects.active().filter(
        user=OuterRef("pk"), organisation__in=due.order_by().values("organisation")
    )
    sectors = due.exclude(organisation__sector="").order_by().values_list("organisation__sector", flat=True).distinct()
    focal = Q(groups__name=rules.FOCAL_POINT, sectors__overlap=[sector for sector in sectors if sector])
    is_focal = User.objects.filter(focal, pk=OuterRef("pk"))
    return people.filter(Exists(of_organisation) | Exists(is_focal)).order_by("pk")
