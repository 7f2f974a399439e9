"""Mappings: the links of activities to Terms, flat."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.errors import Unknown
from activities.api.pagination import Keyset
from activities.api.parameters import documented
from activities.api.reference import schemas
from activities.api.resources.activities import refuse_unknown_organisation
from activities.filters.mapping import MappingFilter
from activities.models import Mapping
from activities.past_views import shows_the_past
from activities.queries.facts.work import MAPPINGS

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
class MappingList(facts.FactList):
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
        parameters=[schemas.number("id", "Number of the mapping.")],
        responses=schemas.row(MAPPINGS),
    )
)
class MappingDetail(facts.FactDetail):
    resource = MAPPINGS
    condition = "m.id = %s"

    def unknown(self, id: int) -> Unknown:
        return Unknown(_("There is no mapping %(id)s.") % {"id": id})
