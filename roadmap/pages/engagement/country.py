"""The block on the page of a country: its reviews, Cooperation Framework, events and related commitments."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.extensions import Block
from activities.models import Country, Term
from roadmap.queries.engagement.reviews import country_engagement
from roadmap.queries.progress.overview import ALL_MEMBER_STATES, promises

EVENTS_SHOWN = 1


def engagement_of(subject: Term | Country) -> Block | None:
    """The block of a country that has any of them; None for Goals, targets and Action Lines. Seven queries."""
    if not isinstance(subject, Country):
        return None
    found = country_engagement(subject.code, timezone.localdate(), EVENTS_SHOWN)
    promised = promises(ALL_MEMBER_STATES)
    if found is None and promised is None:
        return None
    content = {"engagement": found, "promises": promised}
    return Block("engagement", _("Roadmap, reviews and cooperation"), "roadmap/engagement/country_block.html", content)
