"""What the page of a country says of its reviews, its Cooperation Framework and events."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.extensions import Block
from activities.models import Country, Term
from roadmap.queries.engagement.reviews import country_engagement

EVENTS_SHOWN = 1


def engagement_of(subject: Term | Country) -> Block | None:
    """The block of a country that has any of them; None for Goals, targets and Action Lines. Six queries."""
    if not isinstance(subject, Country):
        return None
    content = country_engagement(subject.code, timezone.localdate(), EVENTS_SHOWN)
    if content is None:
        return None
    return Block("engagement", _("Reviews and cooperation"), "roadmap/engagement/country_block.html", content)
