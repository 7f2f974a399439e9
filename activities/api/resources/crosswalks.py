"""Crosswalks: official and proposed links between Terms."""

from django.db.models import F
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.pagination import Keyset
from activities.api.parameters import documented
from activities.api.reference import schemas
from activities.filters.reference import CrosswalkFilter
from activities.past_views import shows_the_past
from activities.queries.facts.reference import CROSSWALKS

LIST = facts.of(CROSSWALKS)
ORDER = Keyset(
    {"name": str, "from_position": int, "to_position": int, "id": int},
    lambda links: links.annotate(from_position=F("from_term__position"), to_position=F("to_term__position")),
)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="crosswalks_list",
        tags=["Frameworks and Terms"],
        summary="List crosswalk links",
        description="Links between Terms that were published (`official`: the WSIS-SDG Matrix) or that the editors "
        "propose (`proposed`). `activities` counts those linked to both entries; it is a figure, dated by `figures`.",
        parameters=documented(LIST, CrosswalkFilter),
        responses=schemas.rows(CROSSWALKS, figures=True),
    )
)
class CrosswalkList(facts.FactList):
    resource = CROSSWALKS
    order = ORDER
    figures = True
    filterset_class = CrosswalkFilter
    parameters = LIST
