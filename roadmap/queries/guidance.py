"""Guidance for the Task Force, and what was done about it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from roadmap.models import FollowUp, Guidance
from roadmap.queries.records import Citing, RecordKind


def citing(guidance: Guidance) -> list[Citing]:
    """The follow-ups of the guidance that are open."""
    rows = FollowUp.objects.open().filter(guidance=guidance)
    return [Citing(_("Follow-up: %(what)s") % {"what": one.what[:100]}, guidance.get_absolute_url()) for one in rows]


GUIDANCE = RecordKind(
    model=Guidance,
    verb="guidance",
    fields=(
        "body",
        "document_id",
        "paragraph",
        "text",
        "received_on",
        "action_id",
        "action_taken",
        "closed_on",
    ),
    cites=citing,
)


@dataclass(frozen=True, slots=True)
class GuidanceLog:
    """`open` is the number of those without a last day, out of `total`. `bodies` are all who gave guidance."""

    rows: tuple[Guidance, ...]
    open: int
    total: int
    bodies: tuple[str, ...]


def guidance_log(body: str = "", state: str = "") -> GuidanceLog:
    """Guidance of a body, or of all; `state` is "open", "closed" or "" for both. One query."""
    rows = list(Guidance.objects.live().select_related("document", "action__section__edition"))
    shown = [
        one
        for one in rows
        if (not body or one.body == body) and (not state or (one.closed_on is None) == (state == "open"))
    ]
    return GuidanceLog(
        rows=tuple(shown),
        open=sum(one.closed_on is None for one in rows),
        total=len(rows),
        bodies=tuple(sorted({one.body for one in rows})),
    )


def guidance(pk: int) -> Guidance | None:
    """Guidance, which may be withdrawn, with its document and commitment. One query."""
    return Guidance.objects.filter(pk=pk).select_related("document", "action__section__edition").first()
