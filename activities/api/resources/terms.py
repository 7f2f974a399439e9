"""Terms: the entries of frameworks, with their texts, links and figures."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.errors import Unknown, near
from activities.api.pagination import Keyset
from activities.api.parameters import AFTER, LIMIT, Parameters, documented
from activities.api.reference import schemas
from activities.api.renderers import dumps
from activities.api.resources.crosswalks import ORDER as CROSSWALK_ORDER
from activities.api.resources.crosswalks import link, linked
from activities.api.resources.frameworks import unknown_framework
from activities.filters.reference import TermFilter
from activities.models import Crosswalk, Framework, Term, TermText
from activities.past_views import shows_the_past
from activities.rules import public_source

LIST = Parameters({"limit": LIMIT, "after": AFTER})
ORDER = Keyset({"framework__position": int, "position": int, "id": int})
OWN = (
    "kind",
    "code",
    "title",
    "description",
    "uri",
    "colour",
    "sector",
    "facilitators",
    "source_url",
    "certainty",
    "valid_from",
    "valid_to",
)
COUNTS = ("activities", "fractional", "strength_1", "strength_2", "strength_3", "itu", "stakeholders")


def described(terms: QuerySet[Term]) -> QuerySet:
    """The rows for `term` and `figures`."""
    counts = {f"count_{name}": F(f"summary__{name}") for name in COUNTS}
    return terms.annotate(**counts).values(
        "id",
        "position",
        "framework__position",
        "framework__slug",
        "parent__code",
        "goal__code",
        "replaces__framework__slug",
        "replaces__code",
        "change_id",
        *OWN,
        *counts,
    )


def term(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "framework": row["framework__slug"],
        **{name: row[name] for name in OWN},
        "source_url": public_source(row["source_url"]),
        "parent": row["parent__code"],
        "goal": row["goal__code"],
        "replaces": replaced(row),
        "activities": row["count_activities"],
        "change": row["change_id"],
    }


def replaced(row: dict[str, Any]) -> dict[str, str] | None:
    """The earlier Term that this one replaces, or None."""
    if row["replaces__code"] is None:
        return None
    return {"framework": row["replaces__framework__slug"], "code": row["replaces__code"]}


def figures(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[f"count_{name}"] for name in COUNTS}


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="terms_list",
        tags=["Frameworks and Terms"],
        summary="List Terms",
        description="Entries of all frameworks in official order: Goals, targets, Action Lines, entries of "
        "plans and others. `activities` counts live activities linked to the Term; for a Goal also to its "
        "targets, each once. It is a figure, dated by `figures`; null for a Term that is not in the summaries yet.",
        parameters=documented(LIST, TermFilter),
        responses=schemas.answers(schemas.TermPage),
    )
)
class TermList(PublicView):
    figures = True
    filterset_class = TermFilter
    parameters = LIST

    def read(self, request):
        queryset = described(self.filterset(Term.objects.all()).qs)
        rows, cursor = ORDER.page(queryset, self.given["after"], self.given["limit"])
        return self.page([dumps(term(row)).decode() for row in rows], cursor, figures=self.figures_dated)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="terms_retrieve",
        tags=["Frameworks and Terms"],
        summary="Get a Term",
        description="One Term with its texts in all available languages, the Terms below it, the crosswalk links to "
        "and from it, and its figures.",
        parameters=[
            schemas.in_path("framework", "Code of the framework, such as sdg."),
            schemas.in_path("code", "Code of the Term, such as 9.c, C7-ehealth or Goal 1."),
        ],
        responses=schemas.answers(schemas.TermDetail, missing=True),
    )
)
class TermDetail(PublicView):
    figures = True

    def read(self, request, framework: str, code: str):
        row = described(Term.objects.filter(framework__slug=framework, code=code)).first()
        if row is None:
            raise unknown_term(framework, code)
        children = Term.objects.filter(parent=row["id"]).order_by("position").values("kind", "code", "title")
        texts = TermText.objects.filter(term=row["id"]).order_by("language")
        links = Crosswalk.objects.live().filter(Q(from_term=row["id"]) | Q(to_term=row["id"]))
        return term(row) | {
            "texts": list(texts.values("language", "title", "official_text", "source", "certainty")),
            "children": list(children),
            "crosswalks": [link(found) for found in linked(links).order_by(*CROSSWALK_ORDER.fields)],
            "summary": figures(row) | self.figures_dated,
            **self.dated,
        }


def unknown_term(framework: str, code: str) -> Unknown:
    if not Framework.objects.filter(slug=framework).exists():
        return unknown_framework(framework)
    terms = Term.objects.of(framework).order_by("position").values_list("code", "title")
    known = {c: (title, reverse("api-term", args=[framework, c])) for c, title in terms}
    message = _("There is no Term “%(code)s” in %(framework)s.") % {"code": code[:60], "framework": framework}
    return Unknown(message, near(code, known))
