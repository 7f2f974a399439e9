"""Activities: the list with its filters, single activities, and facet counts."""

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api import facts
from activities.api.base import PublicView
from activities.api.errors import Unknown
from activities.api.linked_data.details import Described, LinkedDetail
from activities.api.pagination import decoded
from activities.api.parameters import Parameters, choice, documented
from activities.api.reference import schemas
from activities.api.resources.organisations import unknown_organisation
from activities.api.writing.activities import CreatesActivities, EditsActivity
from activities.exchange.linked_data import facts as nodes
from activities.filters.activity import ActivityFilter
from activities.models import Activity, Organisation
from activities.past_views import shows_the_past
from activities.queries.activity import facets
from activities.queries.activity import listing as activities
from activities.queries.activity.file_rows import ranked
from activities.queries.facts.work import ACTIVITIES
from activities.queries.identity import activity_uri
from activities.queries.linked_data import resolving
from activities.queries.linked_data.facts import activity_row
from activities.queries.vocabulary import FACETS, Vocabulary
from activities.validators import HIGHEST

SORT = choice(
    "Order: newest entry first, latest start first, by title, or best match first (without `q`: newest first).",
    activities.SORTS,
    default="newest",
)
LIST = facts.of(ACTIVITIES, sort=SORT)
#: The type of the first part of a cursor in each order. The second is the id.
KEYS: dict[str, type] = {"newest": int, "title": str, "start": int, "relevance": float}


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="activities_list",
        tags=["Activities and mappings"],
        summary="List activities",
        description="Live activities with their live mappings. Several values of one filter mean any of them; "
        "an activity must match all filters. A Goal means the Goal itself, its targets and its indicators.",
        parameters=documented(LIST, ActivityFilter),
        responses=schemas.rows(ACTIVITIES),
    )
)
class ActivityList(CreatesActivities, facts.FactList):
    resource = ACTIVITIES
    filterset_class = ActivityFilter
    parameters = LIST
    width = 2  # type: ignore[assignment]

    def rows(self):
        filterset = self.filterset(Activity.objects.all())
        refuse_unknown_organisation(filterset)
        self.words = filterset.form.cleaned_data.get("q", "")
        return filterset.qs.live()

    def keys(self, rows, cursor):
        sort = self.given["sort"] if self.words or self.given["sort"] != "relevance" else "newest"
        if sort == "relevance" and self.request.accepted_renderer.format in facts.FILES:
            keys = ranked(rows, self.words)  # the list ranks the newest hits, a file all of them
        else:
            keys = activities.ordered(rows, sort, self.words)
        if cursor:
            key, pk = decoded(cursor, (KEYS[sort], int))
            further = Q(key__gt=key) if sort == "title" else Q(key__lt=key)
            keys = keys.filter(Q(id__lt=pk) if sort == "newest" else further | Q(key=key, id__lt=pk))
        return keys.values_list("key", "id")


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="activities_retrieve",
        tags=["Activities and mappings"],
        summary="Get an activity",
        description="One activity with its live mappings. For a withdrawn activity, `withdrawn` is true and "
        "`merged_into` may be set.",
        parameters=[schemas.number("id", "Number of the activity."), *facts.described_languages(ACTIVITIES)],
        responses=schemas.linked(schemas.row(ACTIVITIES), gone=True),
    )
)
class ActivityDetail(EditsActivity, LinkedDetail):
    resource = ACTIVITIES
    condition = "a.id = %s"
    find = staticmethod(resolving.find_activity)

    def described(self, id: int) -> Described | None:
        row = activity_row(id) if id <= HIGHEST else None
        return Described(row["uri"], nodes.activity(row)) if row else None

    def lasting(self, id: int) -> str:
        return activity_uri(id)

    def unknown(self, id: int) -> Unknown:
        return Unknown(_("There is no activity %(id)s.") % {"id": id})


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="activities_facets",
        tags=["Activities and mappings"],
        summary="Count activities by facet",
        description="How many of the matching activities have each facet value. The counts of a facet ignore the "
        "filter on that facet. With at most one value, the counts come from the summaries (`stored` is true, and "
        "`last_change` and `as_of` are theirs); other combinations are live counts.",
        parameters=documented(Parameters(), ActivityFilter),
        responses=schemas.answers(schemas.ActivityFacets),
    )
)
class ActivityFacets(PublicView):
    filterset_class = ActivityFilter
    figures = True
    tables = ACTIVITIES.tables

    def read(self, request):
        filterset = self.filterset(Activity.objects.all())
        refuse_unknown_organisation(filterset)
        counted = facets.facets(filterset)
        return {
            "total": counted.total,
            "of": counted.of,
            "stored": counted.stored,
            "facets": labelled(counted.counts, self.known),
            **(self.figures_dated if counted.stored else self.dated),
        }


def refuse_unknown_organisation(filterset) -> None:
    """404 with the nearest. One query, or none without a filter on organisations."""
    slug = filterset.form.cleaned_data.get("organisation")
    if slug and not Organisation.objects.at(slug).exists():
        raise unknown_organisation(slug)


def labelled(counts: facets.Counts, known: Vocabulary) -> dict[str, list[dict]]:
    """{facet: [{value, label, activities}, …]} in display order."""
    shown = {}
    for facet in FACETS:
        numbers = counts.get(facet, {})
        if facet == "year":
            shown[facet] = [{"value": y, "label": y, "activities": numbers[y]} for y in sorted(numbers, reverse=True)]
            continue
        options = known.facets[facet]
        shown[facet] = [
            {"value": value, "label": option.label, "activities": numbers[value]}
            for value, option in options.items()
            if value in numbers
        ]
    return shown
