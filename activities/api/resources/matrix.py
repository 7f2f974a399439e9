"""Two grids, Action Lines × Goals and Goals × Sectors, and the coverage of crosswalks with its gaps."""

from django.db.models import Count, F, Q
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.pagination import encoded
from activities.api.parameters import CURSOR, LIMIT, Parameters, choice, documented, flag
from activities.api.reference import schemas
from activities.api.resources.crosswalks import ORDER
from activities.filters.reference import CrosswalkFilter
from activities.models import Crosswalk, Organisation
from activities.past_views import shows_the_past
from activities.queries.facts.reference import CROSSWALKS
from activities.queries.facts.resource import page
from activities.queries.matrix.figures_json import goal_sector_cells, matrix_cells
from activities.queries.sectors import SECTORS

MATRIX = Parameters({"sector": choice("Count activities of this Sector, or of stakeholders.", SECTORS, default="")})
COVERAGE = Parameters(
    {"gaps": flag("Only links without (true) or with (false) an activity."), "limit": LIMIT, "cursor": CURSOR}
)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="matrix",
        tags=["Figures"],
        summary="Action Lines × Goals",
        description="All 18 × 17 cells: `official` links of the WSIS-SDG Matrix (a link to a target belongs to its "
        "Goal), and `activities` linked to both the Action Line and the Goal or one of its targets.",
        parameters=documented(MATRIX),
        responses=schemas.answers(schemas.MatrixPage),
    )
)
class Matrix(PublicView):
    facts = False
    figures = True
    parameters = MATRIX

    def read(self, request):
        return self.page(matrix_cells(self.given["sector"]), None)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="matrix_goals_sectors",
        tags=["Figures"],
        summary="Goals × Sectors",
        description="For each Goal, the number of activities of each ITU Sector and of stakeholders that are linked to "
        "it or to one of its targets.",
        responses=schemas.answers(schemas.GoalSectorPage),
    )
)
class GoalsSectors(PublicView):
    facts = False
    figures = True

    def read(self, request):
        return self.page(goal_sector_cells(Organisation.Sector.values), None)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="coverage",
        tags=["Figures"],
        summary="Coverage of crosswalks, and gaps",
        description="Links with their number of live activities linked to both entries; a link without activities is a "
        "gap. The default for `standing` is official. `totals` are those of all pages, whatever `gaps` is.",
        parameters=documented(COVERAGE, CrosswalkFilter),
        responses=schemas.answers(schemas.CoveragePage),
    )
)
class Coverage(PublicView):
    facts = False
    figures = True
    filterset_class = CrosswalkFilter
    parameters = COVERAGE

    def read(self, request):
        counted = Crosswalk.objects.live().filter(summary__isnull=False)
        if "standing" not in request._request.GET:
            counted = counted.official()
        matching = self.filterset(counted).qs
        totals = matching.order_by().aggregate(
            links=Count("id"), covered=Count("id", filter=Q(summary__activities__gt=0)), gaps=F("links") - F("covered")
        )
        shown = matching
        if self.given["gaps"] is not None:
            gap = Q(summary__activities=0)
            shown = matching.filter(gap if self.given["gaps"] else ~gap)
        keys = ORDER.keys(shown, self.given["cursor"])
        found = page(CROSSWALKS, keys, len(ORDER.fields), self.given["limit"])
        return self.page(found.rows, encoded(found.last) if found.last else None, totals=totals)
