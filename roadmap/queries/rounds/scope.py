"""Which activities a round has: those whose organisation belongs to one of its Sectors or types."""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from activities.models import Organisation
from activities.models.sector import Sector
from roadmap.models import Round, RoundItem

#: The part of an activity `a` with its organisation `o`: the Sector, or the type outside ITU. An activity without an
#: organisation has the type "unknown".
PART = f"CASE WHEN o.sector <> '' THEN o.sector ELSE coalesce(o.type, '{Organisation.Type.UNKNOWN}') END"
ACTIVITIES = "activities_activity a LEFT JOIN activities_organisation o ON o.id = a.organisation_id"


def part_name(part: str) -> str:
    """A Sector or a type of organisation in words."""
    return str(Sector(part).label if part in Sector.values else Organisation.Type(part).label)


def live_in(parts: Collection[str]) -> int:
    """The number of live activities of these parts. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {ACTIVITIES} WHERE NOT a.withdrawn AND {PART} = ANY(%s)",  # noqa: S608 - constants
            [list(parts)],
        )
        return cursor.fetchone()[0]


def overlapping(one: Round) -> Round | None:
    """Another open round that has one of the same parts."""
    others = Round.objects.open().exclude(pk=one.pk)
    return next((other for other in others if set(other.scope) & set(one.scope)), None)


def asked_in_rounds() -> QuerySet:
    """The numbers of all activities of open rounds."""
    return RoundItem.objects.counted().filter(round__state=Round.State.OPEN).values("activity")


def cites(number: int) -> bool:
    """Whether a round was closed with this Change, so that reports cite it."""
    return Round.objects.filter(steps__kind="closed", steps__change=number).exists()
