"""Events and inputs that belong to a commitment, and the first days of sessions by which progress is due."""

from datetime import date

from django.db.models import Q, QuerySet

from roadmap.models import Engagement, Input, Mechanism

#: Commitments that are about one kind of event, whatever mechanism holds it.
EVENTS_OF = {
    "2.1": Engagement.Kind.COUNCIL,
    "2.2": Engagement.Kind.CWG,
    "6.5": Engagement.Kind.INFORMATION_SESSION,
    "6.6": Engagement.Kind.INFORMATION_SESSION,
    "8.10": Engagement.Kind.RDF,
}
#: Commitments that are about one kind of input.
INPUTS_OF = {"8.1": Input.Kind.REPORT}


def session_start(kind: str, year: int) -> date | None:
    """The first day of that year's session of the kind ("hlpf", "council"), or None if the day is not known.

    The earliest, if there are several. One query.
    """
    first = (
        Engagement.objects.live()
        .filter(kind=kind, start__regex=f"^{year}-..-..$")
        .order_by("start")
        .values_list("start", flat=True)
        .first()
    )
    return date.fromisoformat(first) if first else None


def with_parts(code: str) -> list[str]:
    """The codes of a commitment and of its parts: 8.d gives 8.d, 8.d.1 to 8.d.9."""
    return [code, *(f"{code}.{part}" for part in range(1, 10))]


def mechanisms_for_action(code: str) -> QuerySet[Mechanism]:
    """The mechanisms that serve the commitment or its parts, in their order. One query."""
    return Mechanism.objects.live().filter(roadmap_refs__overlap=with_parts(code)).order_by("position", "code")


def engagements_for_action(code: str, year: int) -> QuerySet[Engagement]:
    """Events of that year that serve the commitment or its parts, in order of date: by their mechanism or their kind.
    One query."""
    serves = Q(mechanism__roadmap_refs__overlap=with_parts(code))
    if code in EVENTS_OF:
        serves |= Q(kind=EVENTS_OF[code])
    return (
        Engagement.objects.live()
        .filter(serves, start__startswith=str(year))
        .select_related("mechanism", "country", "hlpf_year")
        .order_by("start", "slug")
    )


def inputs_for_action(code: str, year: int) -> QuerySet[Input]:
    """Inputs of that year that serve the commitment or its parts, in order of date: by their mechanism, by that of
    their event, by their document or by their kind. One query."""
    codes = with_parts(code)
    serves = (
        Q(mechanism__roadmap_refs__overlap=codes)
        | Q(engagement__mechanism__roadmap_refs__overlap=codes)
        | Q(document__roadmap_refs__overlap=codes)
    )
    if code in INPUTS_OF:
        serves |= Q(kind=INPUTS_OF[code])
    return (
        Input.objects.live()
        .filter(serves, date__startswith=str(year))
        .select_related("mechanism", "engagement", "document")
        .order_by("date", "slug")
    )
