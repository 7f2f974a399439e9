"""Organisations: ITU's Sectors and stakeholders."""

from django.db.models import Q
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
from activities.filters.reference import OrganisationFilter
from activities.models import Organisation
from activities.past_views import shows_the_past
from activities.queries.facts.reference import ORGANISATIONS
from activities.queries.identity import organisation_uri
from activities.queries.linked_data import resolving
from activities.queries.linked_data.facts import organisation_row

LIST = facts.of(ORGANISATIONS)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="organisations_list",
        tags=["Organisations"],
        summary="List organisations",
        description="ITU's Sectors (with `sector`) and stakeholders, by name, with their number of activities.",
        parameters=documented(LIST, OrganisationFilter),
        responses=schemas.rows(ORGANISATIONS),
    )
)
class OrganisationList(facts.FactList):
    resource = ORGANISATIONS
    order = Keyset({"name": str, "id": int})
    filterset_class = OrganisationFilter
    parameters = LIST


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="organisations_retrieve",
        tags=["Organisations"],
        summary="Get an organisation",
        description="One organisation. For its activities, use `/api/v1/activities/?organisation=` and its slug. "
        "The slug of an organisation that was merged into another returns the other one.",
        parameters=[
            schemas.in_path("slug", "Its name in addresses.", "itu-d"),
            *facts.described_languages(ORGANISATIONS),
        ],
        responses=schemas.linked(schemas.row(ORGANISATIONS), gone=True),
    )
)
class OrganisationDetail(LinkedDetail):
    resource = ORGANISATIONS
    condition = "o.id = (SELECT coalesce(x.merged_into_id, x.id) FROM activities_organisation x WHERE x.slug = %s)"
    find = staticmethod(resolving.find_organisation)

    def described(self, slug: str) -> Described | None:
        row = organisation_row(slug)
        return Described(row["uri"], nodes.organisation(row)) if row else None

    def lasting(self, slug: str) -> str:
        return organisation_uri(slug)

    def unknown(self, slug: str) -> Unknown:
        return unknown_organisation(slug)


def unknown_organisation(slug: str) -> Unknown:
    """The 404 for a slug, with the nearest of the same first letter."""
    slugs = Organisation.objects.live().filter(Q(slug__startswith=slug[:1])).values_list("slug", "name")
    known = {s: (name, reverse("api-organisation", args=[s])) for s, name in slugs}
    return Unknown(_("There is no organisation “%(code)s”.") % {"code": slug[:60]}, near(slug, known))
