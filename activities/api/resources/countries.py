"""Countries and territories, with their codes."""

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.errors import Unknown, near
from activities.api.linked_data.details import Described, LinkedDetail
from activities.api.pagination import Keyset
from activities.api.parameters import documented
from activities.api.reference import schemas
from activities.exchange.linked_data import facts as nodes
from activities.filters.reference import CountryFilter
from activities.models import Country
from activities.past_views import shows_the_past
from activities.queries.facts.reference import COUNTRIES
from activities.queries.identity import country_uri
from activities.queries.linked_data import resolving
from activities.queries.linked_data.facts import country_row

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


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="countries_retrieve",
        tags=["Code lists"],
        summary="Get a country",
        description="One country or territory. As linked data it has its names in six languages.",
        parameters=[
            schemas.in_path("code", "ISO 3166 alpha-2 code.", "RW"),
            *facts.described_languages(COUNTRIES),
        ],
        responses=schemas.linked(schemas.row(COUNTRIES)),
    )
)
class CountryDetail(LinkedDetail):
    resource = COUNTRIES
    condition = "c.code = %s"
    tables = ()  # type: ignore[assignment]  # they have no history
    find = staticmethod(resolving.find_country)

    def described(self, code: str) -> Described | None:
        row = country_row(code)
        return Described(row["uri"], nodes.country(row)) if row else None

    def lasting(self, code: str) -> str:
        return country_uri(code)

    def unknown(self, code: str) -> Unknown:
        names = Country.objects.order_by("code").values_list("code", "name")
        known = {c: (name, reverse("api-country", args=[c])) for c, name in names}
        return Unknown(_("There is no country with the code “%(code)s”.") % {"code": code[:60]}, near(code, known))
