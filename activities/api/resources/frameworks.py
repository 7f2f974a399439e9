"""Frameworks: the published classifications."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.errors import Unknown, near
from activities.api.pagination import Keyset
from activities.api.parameters import AFTER, LIMIT, Parameters, documented
from activities.api.reference import schemas
from activities.api.renderers import dumps
from activities.models import Framework, Term
from activities.past_views import shows_the_past

LIST = Parameters({"limit": LIMIT, "after": AFTER})
ORDER = Keyset({"position": int, "slug": str, "id": int})
FIELDS = ("slug", "title", "publisher", "description", "uri", "start_year", "end_year")


def framework(row: dict) -> dict:
    return {name: row[name] for name in FIELDS} | {"terms": row["number"], "change": row["change_id"]}


def frameworks():
    return Framework.objects.annotate(number=Count("terms")).values(*FIELDS, "position", "id", "number", "change_id")


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="frameworks_list",
        tags=["Frameworks and Terms"],
        summary="List frameworks",
        description="The classifications that activities are linked to: the SDGs, the WSIS Action Lines, ITU's "
        "Strategic Plans and others. `terms` is the number of entries.",
        parameters=documented(LIST),
        responses=schemas.answers(schemas.FrameworkPage),
    )
)
class FrameworkList(PublicView):
    parameters = LIST

    def read(self, request):
        rows, cursor = ORDER.page(frameworks(), self.given["after"], self.given["limit"])
        return self.page([dumps(framework(row)).decode() for row in rows], cursor)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="frameworks_retrieve",
        tags=["Frameworks and Terms"],
        summary="Get a framework",
        description="One framework, with its number of Terms of each kind.",
        parameters=[schemas.in_path("slug", "Code of the framework, such as sdg.")],
        responses=schemas.answers(schemas.FrameworkDetail, missing=True),
    )
)
class FrameworkDetail(PublicView):
    def read(self, request, slug: str):
        row = frameworks().filter(slug=slug).first()
        if row is None:
            raise unknown_framework(slug)
        kinds = Term.objects.of(slug).order_by("kind").values_list("kind").annotate(Count("id"))
        return framework(row) | {"kinds": dict(kinds), **self.dated}


def unknown_framework(slug: str) -> Unknown:
    known = {
        s: (title, reverse("api-framework", args=[s])) for s, title in Framework.objects.values_list("slug", "title")
    }
    return Unknown(_("There is no framework “%(code)s”.") % {"code": slug[:60]}, near(slug, known))
