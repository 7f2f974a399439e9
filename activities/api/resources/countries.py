"""Countries and territories, with their codes."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.pagination import Keyset
from activities.api.parameters import documented
from activities.api.reference import schemas
from activities.filters.reference import CountryFilter
from activities.past_views import shows_the_past
from activities.queries.facts.reference import COUNTRIES

LIST = facts.of(COUNTRIES)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="countries_list",
        tags=["Code lists"],
        summary="List countries",
        description="Countries and territories with ISO 3166 alpha-2 and alpha-3 and M49 codes, and their ITU region.",
        parameters=documented(LIST, CountryFilter),
        responses=schemas.rows(COUNTRIES),
    )
)
class CountryList(facts.FactList):
    resource = COUNTRIES
    order = Keyset({"name": str, "code": str})
    filterset_class = CountryFilter
    parameters = LIST
    tables = ()  # type: ignore[assignment]  # they have no history
