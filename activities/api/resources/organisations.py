"""Organisations: ITU's Sectors and stakeholders."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.errors import Unknown, near
from activities.api.pagination import Keyset
from activities.api.parameters import AFTER, LIMIT, Parameters, documented
from activities.api.reference import schemas
from activities.api.renderers import dumps
from activities.filters.reference import OrganisationFilter
from activities.models import Activity, Organisation
from activities.past_views import shows_the_past

LIST = Parameters({"limit": LIMIT, "after": AFTER})
ORDER = Keyset({"name": str, "id": int})
FIELDS = ("id", "slug", "name", "type", "sector", "country_id", "description", "url", "withdrawn", "change_id")


def organisation(row: dict, activities: int) -> dict:
    return {
        "slug": row["slug"],
        "name": row["name"],
        "type": row["type"],
        "sector": row["sector"] or None,
        "country": row["country_id"],
        "description": row["description"],
        "url": row["url"],
        "activities": activities,
        "change": row["change_id"],
    }


def numbers(organisations: list[int]) -> dict[int, int]:
    """The live count of activities of each: {organisation id: activities}. One query."""
    live = Activity.objects.live().filter(organisation__in=organisations).order_by()
    return dict(live.values_list("organisation").annotate(Count("id")))


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="organisations_list",
        tags=["Organisations"],
        summary="List organisations",
        description="ITU's Sectors (with `sector`) and stakeholders, by name, with their number of activities.",
        parameters=documented(LIST, OrganisationFilter),
        responses=schemas.answers(schemas.OrganisationPage),
    )
)
class OrganisationList(PublicView):
    filterset_class = OrganisationFilter
    parameters = LIST

    def read(self, request):
        queryset = self.filterset(Organisation.objects.live()).qs.values(*FIELDS)
        rows, cursor = ORDER.page(queryset, self.given["after"], self.given["limit"])
        counted = numbers([row["id"] for row in rows])
        return self.page([dumps(organisation(row, counted.get(row["id"], 0))).decode() for row in rows], cursor)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="organisations_retrieve",
        tags=["Organisations"],
        summary="Get an organisation",
        description="One organisation. For its activities, use `/api/v1/activities/?organisation=` and its slug. "
        "The slug of an organisation that was merged into another returns the other one.",
        parameters=[schemas.in_path("slug", "Name in addresses, such as itu-d.")],
        responses=schemas.answers(schemas.OrganisationDetail, missing=True),
    )
)
class OrganisationDetail(PublicView):
    def read(self, request, slug: str):
        rows = Organisation.objects
        row = rows.at(slug).values(*FIELDS).first() or rows.filter(slug=slug).values(*FIELDS).first()
        if row is None:
            raise unknown_organisation(slug)
        own = organisation(row, numbers([row["id"]]).get(row["id"], 0))
        return own | {"withdrawn": row["withdrawn"]} | self.dated


def unknown_organisation(slug: str) -> Unknown:
    slugs = Organisation.objects.live().filter(Q(slug__startswith=slug[:1])).values_list("slug", "name")
    known = {s: (name, reverse("api-organisation", args=[s])) for s, name in slugs}
    return Unknown(_("There is no organisation “%(code)s”.") % {"code": slug[:60]}, near(slug, known))
