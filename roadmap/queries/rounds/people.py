"""Who is asked in a round: focal points about their Sectors, members about their organisations."""

from dataclasses import dataclass

from django.db.models import Q

from activities import rules
from activities.models import Activity, Membership, User
from roadmap.models import Round, RoundItem
from roadmap.models.round import RoundItemQuerySet


def own(user: User) -> Q:
    """A condition for the items of whose activities the user is an owner. One query for the roles."""
    owned = Q(organisation__in=user.memberships.active().filter(organisation__isnull=False).values("organisation"))
    sectors = [sector for sector in user.sectors if sector]
    if sectors and rules.has_role(user, rules.FOCAL_POINT):
        owned |= Q(part__in=sectors)
    return owned


def answerable(user: User) -> Q:
    """A condition for the items that the user may answer: their own; coordinators may answer all."""
    return Q() if rules.can_edit_every_activity(user) else own(user)


def asked(user: User, one: Round) -> RoundItemQuerySet:
    """The items of a round that the user owns."""
    return RoundItem.objects.counted().filter(own(user), round=one)


@dataclass(frozen=True, slots=True)
class Asked:
    """A person in a review round, with the Sectors and organisations whose activities they answer for."""

    pk: int
    name: str
    email: str
    gets_mails: bool
    parts: frozenset[str]
    organisations: frozenset[int]


def people(one: Round) -> list[Asked]:
    """Everyone who is asked in the round, by name. Two queries."""
    found: dict[int, User] = {}
    parts: dict[int, set[str]] = {}
    organisations: dict[int, set[int]] = {}
    focal = User.objects.filter(is_active=True, groups__name=rules.FOCAL_POINT, sectors__overlap=one.sectors)
    for user in focal if one.sectors else ():
        found[user.pk] = user
        parts[user.pk] = set(user.sectors) & set(one.sectors)
    members = Membership.objects.active().filter(user__is_active=True, organisation__in=organisations_of(one))
    for member in members.select_related("user"):
        found[member.user_id] = member.user
        organisations.setdefault(member.user_id, set()).add(member.organisation_id)
    rows = [
        Asked(
            pk,
            user.name or user.email,
            user.email,
            user.mails != User.Mails.NONE,
            frozenset(parts.get(pk, ())),
            frozenset(organisations.get(pk, ())),
        )
        for pk, user in found.items()
    ]
    return sorted(rows, key=lambda row: row.name.casefold())


def organisations_of(one: Round):
    return RoundItem.objects.counted().filter(round=one, organisation__isnull=False).values("organisation")


def people_of_scope(one: Round) -> int:
    """How many people would be asked if the round were open now. Two queries."""
    live = Activity.objects.live()
    sectors = (
        live.filter(organisation__sector__in=one.sectors).values_list("organisation__sector", flat=True).distinct()
    )
    focal = Q(groups__name=rules.FOCAL_POINT, sectors__overlap=list(sectors))
    scope = Q(organisation__sector__in=one.sectors) | Q(organisation__sector="", organisation__type__in=one.types)
    members = Membership.objects.active().filter(organisation__in=live.filter(scope).values("organisation"))
    return User.objects.filter(focal | Q(pk__in=members.values("user")), is_active=True).distinct().count()
