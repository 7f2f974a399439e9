"""Events as entries of a calendar file."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from activities.certainty import SETTLED, Certainty
from roadmap.exchange.icalendar_file import CalendarEntry
from roadmap.models import Engagement
from roadmap.queries.dates import is_day
from roadmap.queries.engagement.parts import chips, with_terms


def entries(events: QuerySet[Engagement]) -> Iterator[CalendarEntry]:
    """The events whose first day is known; a calendar cannot show the others. Three queries.

    If only the month or the year of the last day is known, the entry has the first day alone.
    """
    found = with_terms(events.select_related("mechanism", "country", "change")).order_by("start", "slug")
    for event in found:
        if not is_day(event.start):
            continue
        first = date.fromisoformat(event.start)
        goals = [chip for chip in chips(event) if chip.kind == "goal"]
        told = [event.contribution, event.outcome, Certainty(event.certainty).explained]
        yield CalendarEntry(
            number=event.pk,
            title=event.title,
            first=first,
            last=date.fromisoformat(event.end) if is_day(event.end) else first,
            place=", ".join(filter(None, (event.place, event.country.name if event.country else ""))),
            description="\n\n".join(filter(None, told)),
            href=f"{settings.SITE_URL}{event.get_absolute_url()}",
            categories=(
                str(event.get_kind_display()),
                *(_("Goal %(number)s") % {"number": goal.code} for goal in goals),
            ),
            sure=event.certainty in SETTLED,
            version=event.change_id,
            saved_at=event.change.at,
        )
