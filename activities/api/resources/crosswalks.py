"""Crosswalks: official and proposed links between Terms."""

from django.db.models import F
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.linked_data.details import Described, LinkedView
from activities.api.pagination import Keyset
from activities.api.parameters import documented
from activities.api.reference import schemas
from activities.exchange.linked_data import concepts as nodes
from activities.filters.reference import CrosswalkFilter
from activities.models import Crosswalk
from activities.past_views import shows_the_past
from activities.queries.facts.reference import CROSSWALKS
from activities.queries.identity import crosswalk_uri
from activities.queries.linked_data import resolving
from activities.queries.linked_data.frameworks import crosswalk_rows

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


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="crosswalks_retrieve",
        tags=["Frameworks and Terms"],
        summary="Get a crosswalk as linked data",
        description="All links of one crosswalk. A published link is a `skos:relatedMatch`; every link is also a "
        "resource with its reason and certainty. For JSON or CSV use `/api/v1/crosswalks/?name=`.",
        parameters=[schemas.in_path("name", "Name of the crosswalk.", "wsis-sdg-matrix")],
        responses=schemas.only_linked(),
    )
)
class CrosswalkDetail(LinkedView):
    tables = CROSSWALKS.tables
    find = staticmethod(resolving.find_crosswalk)

    def described(self, name: str) -> Described | None:
        rows = crosswalk_rows(Crosswalk.objects.filter(name=name))
        return Described(crosswalk_uri(name), nodes.crosswalk_links(rows)) if rows else None

    def lasting(self, name: str) -> str:
        return crosswalk_uri(name)
