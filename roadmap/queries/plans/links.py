"""The links between Strategic Plans, for their editors."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from activities.models import Crosswalk, Framework

CrosswalkEvent = apps.get_model("activities", "CrosswalkEvent")


def links_of_plans() -> QuerySet[Crosswalk]:
    """All links between plans, withdrawn ones too, with their entries and their last Change."""
    return Crosswalk.objects.between_plans().select_related("change", "from_term__framework", "to_term__framework")


def withdrawn_links(older: Framework, newer: Framework) -> list[Crosswalk]:
    """Those between two plans that have been withdrawn. One query."""
    links = links_of_plans().filter(withdrawn=True, from_term__framework=older, to_term__framework=newer)
    return list(links.order_by("from_term__position", "to_term__position"))


def link_version(pk: int, change: int, fields: tuple[str, ...]) -> dict[str, Any] | None:
    """{field: value} of the link as that Change left it; None when the Change did not write it. One query."""
    events = CrosswalkEvent.objects.filter(pgh_obj_id=pk, change_id=change)
    return events.order_by("-pgh_id").values(*fields).first()
