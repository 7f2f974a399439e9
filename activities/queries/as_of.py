"""The moment that the summaries describe."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from activities.models import Change, SummaryState


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last Change that the figures contain: its number and when it was made. Nothing before the first rebuild."""

    change: int | None = None
    date: datetime | None = None

    @property
    def day(self) -> str:
        """The date for files, as pages show it: that of the site's time zone."""
        return timezone.localdate(self.date).isoformat() if self.date else ""


def figures_as_of() -> AsOf:
    """One query. Figures always say which Change they contain, so that an old picture can be told from a new one."""
    built_through = SummaryState.objects.values("built_through")[:1]
    found = Change.objects.filter(id__in=built_through).values_list("id", "at").first()
    return AsOf(*found) if found else AsOf()
