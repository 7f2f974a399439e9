"""Figures from the summaries: for Terms, and for all facets within a slice."""

from django.core.exceptions import ValidationError
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.errors import Unknown
from activities.api.pagination import Keyset
from activities.api.parameters import CURSOR, LIMIT, Parameters, choice, documented, text
from activities.api.reference import schemas
from activities.api.renderers import dumps
from activities.api.resources.activities import labelled
from activities.api.resources.terms import COUNTS
from activities.filters.fields import CodesField
from activities.filters.reference import TermFilter
from activities.models import FacetCount, Term, TermSummary
from activities.past_views import shows_the_past
from activities.queries.browse.overview import all_activities
from activities.queries.vocabulary import FACETS

LIST = Parameters({"limit": LIMIT, "cursor": CURSOR})
ORDER = Keyset({"framework_position": int, "position": int, "term_id": int})
SLICE = Parameters(
    {
        "facet": choice("The facet of the slice; without it, all activities.", FACETS),
        "value": text("One value of that facet, such as 9 for `goal`.", "9"),
    }
)


class Figures(PublicView):
    facts = False
    figures = True


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="summaries",
        tags=["Figures"],
        summary="State of the figures",
        description="The number of live activities, the last Change in the figures, and when they were built. "
        "`behind` is the most Changes that can have been made since.",
        responses=schemas.answers(schemas.SummaryState),
    )
)
class Summaries(Figures):
    facts = True

    def read(self, request):
        plain = request._request
        return {
            "activities": all_activities(),
            "behind": max(self.state.change - self.state.built_through, 0),
            "built_at": self.state.built_at,
            "terms": plain.build_absolute_uri(reverse("api-summary-terms")),
            "slice": plain.build_absolute_uri(reverse("api-summary-slice")),
            **self.figures_dated,
        }


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="summaries_terms",
        tags=["Figures"],
        summary="Activities by Term",
        description="For each Term, the number of live activities linked to it (for a Goal including its targets, each "
        "once): whole, fractional (1/n for each of its n Terms of the same framework and kind), by strongest link, "
        "of ITU and of stakeholders. `total` is the number of all live activities: the denominator of shares.",
        parameters=documented(LIST, TermFilter),
        responses=schemas.answers(schemas.TermSummaryPage),
    )
)
class SummaryTerms(Figures):
    filterset_class = TermFilter
    parameters = LIST

    def read(self, request):
        terms = self.filterset(Term.objects.all()).qs
        queryset = TermSummary.objects.filter(term__in=terms.order_by().values("id"))
        rows, cursor = ORDER.page(
            queryset.annotate(
                framework=F("term__framework__slug"),
                framework_position=F("term__framework__position"),
                position=F("term__position"),
                kind=F("term__kind"),
                code=F("term__code"),
                title=F("term__title"),
            ).values("term_id", "framework_position", "position", "framework", "kind", "code", "title", *COUNTS),
            self.given["cursor"],
            self.given["limit"],
        )
        names = ("framework", "kind", "code", "title", *COUNTS)
        shown = [dumps({name: row[name] for name in names}).decode() for row in rows]
        return self.page(shown, cursor, total=all_activities())


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="summaries_slice",
        tags=["Figures"],
        summary="All facet counts within a slice",
        description="Counts of all facets for the activities with one value of one facet. `total` is their number.",
        parameters=documented(SLICE),
        responses=schemas.answers(schemas.Slice),
    )
)
class SummarySlice(Figures):
    parameters = SLICE

    def read(self, request):
        facet, value = self.given["facet"] or "", self.given["value"] or ""
        if bool(facet) != bool(value):
            raise Unknown(_("A slice needs both “facet” and “value”, or neither."))
        if facet:
            field = CodesField(facet=facet)
            field.vocabulary = self.known
            try:
                field.clean([value])
            except ValidationError as error:
                raise Unknown(" ".join(error.messages)) from error
        found = FacetCount.objects.filter(facet=facet, value=value).values_list("activities", "counts").first()
        total, counts = found or (0, {})
        return {
            "facet": facet,
            "value": value,
            "total": total,
            "facets": labelled(counts, self.known),
            **self.dated,
        }
