"""Mappings: the links of activities to Terms, flat."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.errors import Unknown
from activities.api.linked_data.details import Described, LinkedDetail
from activities.api.pagination import Keyset
from activities.api.parameters import documented
from activities.api.reference import schemas
from activities.api.resources.activities import refuse_unknown_organisation
from activities.api.writing.mappings import CreatesMappings, EditsMapping
from activities.exchange.linked_data import facts as nodes
from activities.filters.mapping import MappingFilter
from activities.models import Mapping
from activities.past_views import shows_the_past
from activities.queries.facts.work import MAPPINGS
from activities.queries.identity import mapping_uri
from activities.queries.linked_data import resolving
from activities.queries.linked_data.facts import mapping_rows
from activities.validators import HIGHEST

LIST = facts.of(MAPPINGS)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="mappings_list",
        tags=["Activities and mappings"],
        summary="List mappings",
        description="Live mappings, each with its activity, organisation, places and Term beside it, so that no join "
        "is needed. To keep a copy, follow `/api/v1/changes/`.",
        parameters=documented(LIST, MappingFilter),
        responses=schemas.rows(MAPPINGS),
    )
)
class MappingList(CreatesMappings, facts.FactList):
    resource = MAPPINGS
    order = Keyset({"id": int})
    filterset_class = MappingFilter
    parameters = LIST

    def rows(self):
        filterset = self.filterset(Mapping.objects.all())
        refuse_unknown_organisation(filterset)
        return filterset.qs.live()


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="mappings_retrieve",
        tags=["Activities and mappings"],
        summary="Get a mapping",
        description="One mapping. `withdrawn` is true if it or its activity has been withdrawn.",
        parameters=[schemas.number("id", "Number of the mapping."), *facts.described_languages(MAPPINGS)],
        responses=schemas.linked(schemas.row(MAPPINGS), gone=True),
    )
)
class MappingDetail(EditsMapping, LinkedDetail):
    resource = MAPPINGS
    condition = "m.id = %s"
    find = staticmethod(resolving.find_mapping)

    def described(self, id: int) -> Described | None:
        rows = mapping_rows(Mapping.objects.filter(pk=id)) if id <= HIGHEST else []
        return Described(mapping_uri(id), nodes.mapping_with_ends(rows[0])) if rows else None

    def lasting(self, id: int) -> str:
        return mapping_uri(id)

    def unknown(self, id: int) -> Unknown:
        return Unknown(_("There is no mapping %(id)s.") % {"id": id})
