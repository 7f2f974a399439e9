"""The feed of mappings, in the order in which they were recorded."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.pagination import wrong_cursor
from activities.api.parameters import LIMIT, Parameter, Parameters, anything, documented
from activities.api.reference import schemas
from activities.api.resources.activities import refuse_unknown_organisation
from activities.filters.mapping import MappingFilter
from activities.models import Mapping
from activities.past_views import shows_the_past
from activities.queries.activity.feed import feed
from activities.queries.activity.listing import BadCursor

AFTER = Parameter(
    "A Change number (12345), for mappings recorded later, or the cursor in `next` (12345-678).",
    anything,
    {"type": "string", "pattern": "^[0-9]{1,18}(-[0-9]{1,18})?$"},
    default="",
)
LIST = Parameters({"limit": LIMIT, "after": AFTER})


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="mappings_list",
        tags=["Activities and mappings"],
        summary="Follow the mappings",
        description="All mappings in the order of their last Change, including withdrawn ones (`withdrawn` is also "
        "true if the activity is withdrawn). Follow `next` until it is null, store `last_change`, and next time "
        "request `after=` that number. Mappings that change while you read are sent again, and none is missed. Filters "
        "return only what matches now: to keep a copy up to date, do not use filters.",
        parameters=documented(LIST, MappingFilter),
        responses=schemas.answers(schemas.MappingPage),
    )
)
class MappingList(PublicView):
    filterset_class = MappingFilter
    parameters = LIST

    def read(self, request):
        filterset = self.filterset(Mapping.objects.all())
        refuse_unknown_organisation(filterset)
        try:
            page = feed(filterset.qs, after=self.given["after"], limit=self.given["limit"])
        except BadCursor as error:
            raise wrong_cursor() from error
        return self.page(page.rows, page.next)
