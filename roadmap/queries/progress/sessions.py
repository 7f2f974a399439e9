"""First days of the sessions on which due dates depend."""

from collections.abc import Mapping
from datetime import date

from roadmap.models import Action, Engagement

#: {(frequency, year): first day}
Sessions = Mapping[tuple[str, int], date]
#: {kind of event: frequency}
KINDS = {
    Engagement.Kind.HLPF.value: Action.Frequency.HLPF.value,
    Engagement.Kind.COUNCIL.value: Action.Frequency.COUNCIL.value,
}


def sessions() -> Sessions:
    """The first days of sessions of the HLPF and of Council, as far as they are known to the day: of several in a year
    the earliest. One query."""
    rows = Engagement.objects.live().filter(kind__in=KINDS, start__regex=r"^\d{4}-\d\d-\d\d$").order_by("-start")
    days = [(KINDS[kind], date.fromisoformat(start)) for kind, start in rows.values_list("kind", "start")]
    return {(frequency, day.year): day for frequency, day in days}
