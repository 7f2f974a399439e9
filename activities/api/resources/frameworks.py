"""Frameworks: the published classifications."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.errors import Unknown, near
from activities.api.linked_data.details import Described, LinkedDetail
from activities.api.pagination import Keyset
from activities.api.parameters import documented
from activities.api.reference import schemas
from activities.exchange.linked_data import concepts as nodes
from activities.models import Framework, Term
from activities.past_views import shows_the_past
from activities.queries.facts.reference import FRAMEWORKS, TERMS, TEXTS
from activities.queries.identity import framework_uri
from activities.queries.linked_data import resolving
from activities.queries.linked_data.frameworks import framework_row, term_rows

LIST = facts.of(FRAMEWORKS)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="frameworks_list",
        tags=["Frameworks and Terms"],
        summary="List frameworks",
        description="The classifications that activities are linked to: the SDGs, the WSIS Action Lines, ITU's "
        "Strategic Plans and others. `terms` is the number of entries.",
        parameters=documented(LIST),
        responses=schemas.rows(FRAMEWORKS),
    )
)
class FrameworkList(facts.FactList):
    resource = FRAMEWORKS
    order = Keyset({"position": int, "slug": str, "id": int})
    parameters = LIST


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="frameworks_retrieve",
        tags=["Frameworks and Terms"],
        summary="Get a framework",
        description="One framework, with its number of Terms of each kind.",
        parameters=[
            schemas.in_path("slug", "Code of the framework.", "sdg"),
            *facts.described_languages(FRAMEWORKS),
        ],
        responses=schemas.linked(schemas.row(FRAMEWORKS, schemas.FrameworkMore)),
    )
)
class FrameworkDetail(LinkedDetail):
    resource = FRAMEWORKS
    condition = "f.slug = %s"
    find = staticmethod(resolving.find_framework)

    @property
    def tables(self) -> frozenset[str]:
        return FRAMEWORKS.tables | TERMS.tables | TEXTS.tables

    def described(self, slug: str) -> Described | None:
        row = framework_row(slug)
        if row is None:
            return None
        terms = term_rows(Term.objects.of(slug))
        tops = dict.fromkeys(term["uri"] for term in terms if not term["parent"])
        return Described(row["uri"], [nodes.scheme(row, tops), *nodes.concepts(terms)])

    def lasting(self, slug: str) -> str:
        return framework_uri(slug)

    def more(self, slug: str):
        kinds = Term.objects.of(slug).order_by("kind").values_list("kind").annotate(Count("id"))
        return {"kinds": dict(kinds)}

    def unknown(self, slug: str) -> Unknown:
        return unknown_framework(slug)


def unknown_framework(slug: str) -> Unknown:
    known = {
        s: (title, reverse("api-framework", args=[s])) for s, title in Framework.objects.values_list("slug", "title")
    }
    return Unknown(_("There is no framework “%(code)s”.") % {"code": slug[:60]}, near(slug, known))
