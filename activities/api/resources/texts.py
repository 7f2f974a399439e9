"""Texts of Terms: short names and official sentences, by language."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.pagination import Keyset
from activities.api.parameters import documented
from activities.api.reference import schemas
from activities.filters.reference import TextFilter
from activities.past_views import shows_the_past
from activities.queries.facts.reference import TEXTS

LIST = facts.of(TEXTS)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="texts_list",
        tags=["Frameworks and Terms"],
        summary="List texts of Terms",
        description="The short name and the official sentence of each Term, in each language that is loaded.",
        parameters=documented(LIST, TextFilter),
        responses=schemas.rows(TEXTS),
    )
)
class TextList(facts.FactList):
    resource = TEXTS
    order = Keyset({"term_id": int, "language": str, "id": int})
    filterset_class = TextFilter
    parameters = LIST
