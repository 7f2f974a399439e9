"""Terms: the entries of frameworks, with their texts, links and figures."""

from typing import Any

import orjson
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
from activities.api.resources.crosswalks import ORDER as CROSSWALK_ORDER
from activities.api.resources.frameworks import unknown_framework
from activities.exchange.linked_data import concepts as nodes
from activities.filters.reference import TermFilter
from activities.models import Crosswalk, Framework, Term, TermSummary, TermText
from activities.past_views import shows_the_past
from activities.queries.facts.reference import CROSSWALKS, TERMS, TEXTS
from activities.queries.facts.resource import page
from activities.queries.identity import own_term_uri
from activities.queries.linked_data import resolving
from activities.queries.linked_data.frameworks import child_uris, links_of, term_rows

LIST = facts.of(TERMS)
COUNTS = ("activities", "fractional", "strength_1", "strength_2", "strength_3", "itu", "stakeholders")
#: The order of the Terms below one, and the columns shown of each.
CHILDREN = Keyset({"position": int, "id": int})
CHILD = ("uri", "kind", "code", "title", "title_language")
#: The most links that a Term has beside it.
ALL = 10_000


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
        responses=schemas.rows(TERMS, figures=True),
    )
)
class TermList(facts.FactList):
    resource = TERMS
    order = Keyset({"framework__position": int, "position": int, "id": int})
    figures = True
    filterset_class = TermFilter
    parameters = LIST


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="terms_retrieve",
        tags=["Frameworks and Terms"],
        summary="Get a Term",
        description="One Term with its texts in all available languages, the Terms below it, the crosswalk links to "
        "and from it, and its figures.",
        parameters=[
            schemas.in_path("framework", "Code of the framework.", "sdg"),
            schemas.in_path("code", "Code of the Term, such as `9.c`, `C7-ehealth` or `Goal 1`.", "9.c"),
            *facts.described_languages(TERMS),
        ],
        responses=schemas.linked(schemas.row(TERMS, schemas.TermMore)),
    )
)
class TermDetail(LinkedDetail):
    resource = TERMS
    condition = "f.slug = %s AND t.code = %s"
    figures = True
    find = staticmethod(resolving.find_term)

    @property
    def tables(self) -> frozenset[str]:
        return TERMS.tables | TEXTS.tables | CROSSWALKS.tables

    def more(self, framework: str, code: str) -> dict[str, Any]:
        term = {"term__framework__slug": framework, "term__code": code}
        children = Term.objects.filter(parent__framework__slug=framework, parent__code=code)
        terms, links_shown = TERMS.in_language(self.lang), CROSSWALKS.in_language(self.lang)
        below = page(terms, CHILDREN.keys(children), len(CHILDREN.fields), ALL, terms.chosen(CHILD))
        own = Term.objects.filter(framework__slug=framework, code=code).values("id")
        links = Crosswalk.objects.live().filter(Q(from_term__in=own) | Q(to_term__in=own))
        beside = page(links_shown, CROSSWALK_ORDER.keys(links), len(CROSSWALK_ORDER.fields), ALL)
        texts = TermText.objects.filter(**term).order_by("language")
        counts = TermSummary.objects.filter(**term).values(*COUNTS).first() or dict.fromkeys(COUNTS)
        return {
            "texts": list(texts.values("language", "title", "official_text", "source", "certainty")),
            "children": [orjson.Fragment(row) for row in below.rows],
            "crosswalks": [orjson.Fragment(row) for row in beside.rows],
            "summary": counts | self.figures_dated,
        }

    def described(self, framework: str, code: str) -> Described | None:
        term = Term.objects.of(framework).filter(code=code).first()
        if term is None:
            return None
        rows = term_rows(Term.objects.filter(pk=term.pk))
        links = nodes.crosswalk_links(links_of(term.pk))
        own = nodes.concepts(rows, {rows[0]["uri"]: child_uris(term.pk)})
        return Described(rows[0]["uri"], [*own, *links])

    def lasting(self, framework: str, code: str) -> str:
        return own_term_uri(framework, code)

    def unknown(self, framework: str, code: str) -> Unknown:
        return unknown_term(framework, code)


def unknown_term(framework: str, code: str) -> Unknown:
    if not Framework.objects.filter(slug=framework).exists():
        return unknown_framework(framework)
    terms = Term.objects.of(framework).order_by("position").values_list("code", "title")
    known = {c: (title, reverse("api-term", args=[framework, c])) for c, title in terms}
    message = _("There is no Term “%(code)s” in %(framework)s.") % {"code": code[:60], "framework": framework}
    return Unknown(message, near(code, known))
