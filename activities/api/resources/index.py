"""The index of resources, and the answer for unknown addresses."""

from django.http import HttpResponsePermanentRedirect
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities import extensions
from activities.api.base import PublicView
from activities.api.errors import Unknown, near
from activities.api.reference import schemas
from activities.past_views import shows_the_past

RESOURCES = {
    "frameworks": ("api-framework-list", gettext_lazy("Published classifications")),
    "terms": ("api-term-list", gettext_lazy("Goals, targets, Action Lines, entries of plans and other frameworks")),
    "texts": ("api-text-list", gettext_lazy("Names and official sentences of Terms, by language")),
    "crosswalks": ("api-crosswalk-list", gettext_lazy("Official and proposed links between Terms")),
    "activities": ("api-activity-list", gettext_lazy("Live activities with their mappings")),
    "activities/facets": ("api-activity-facets", gettext_lazy("Counts of activities by facet")),
    "organisations": ("api-organisation-list", gettext_lazy("ITU Sectors and stakeholders")),
    "mappings": ("api-mapping-list", gettext_lazy("Live links of activities to Terms, with all names")),
    "changes": ("api-changes", gettext_lazy("What has changed since a Change, of all facts: to keep a copy")),
    "countries": ("api-country-list", gettext_lazy("Countries and territories with their codes")),
    "code-lists": ("api-code-list", gettext_lazy("The values of kinds, statuses, regions, strengths and others")),
    "summaries": ("api-summaries", gettext_lazy("State of the figures")),
    "summaries/terms": ("api-summary-terms", gettext_lazy("Activities by Term, whole and fractional")),
    "summaries/slice": ("api-summary-slice", gettext_lazy("All facet counts within a slice")),
    "matrix": ("api-matrix", gettext_lazy("Action Lines × Goals")),
    "matrix/goals-sectors": ("api-goals-sectors", gettext_lazy("Goals × Sectors")),
    "coverage": ("api-coverage", gettext_lazy("Crosswalk links with and without activities")),
    "schema": ("api-schema", gettext_lazy("OpenAPI description")),
    "docs": ("api-docs", gettext_lazy("Documentation")),
}


def known() -> dict[str, tuple[str, str | Promise]]:
    """{resource: (route, description)} of the map and of what other apps register."""
    more = {r.name: (f"api-{r.name.replace('/', '-')}-list", r.description) for r in extensions.RESOURCES}
    return {**RESOURCES, **more}


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="index",
        tags=["Index"],
        summary="List resources",
        description="All resources with their addresses.",
        responses=schemas.answers(schemas.Index),
    )
)
class Index(PublicView):
    def read(self, request):
        address = request._request.build_absolute_uri
        resources = [
            {"name": name, "url": address(reverse(route)), "description": description}
            for name, (route, description) in known().items()
        ]
        return {"resources": resources, **self.dated}


@shows_the_past
@extend_schema(exclude=True)
class Nowhere(PublicView):
    """Any other address under /api/v1/: 404."""

    def get(self, request, rest: str):
        places = {name: (str(description), reverse(route)) for name, (route, description) in known().items()}
        raise Unknown(
            _("There is no “%(name)s” in the API.") % {"name": rest.strip("/")[:60]}, near(rest.strip("/"), places)
        )


@shows_the_past
@extend_schema(exclude=True)
class WithoutSlash(Nowhere):
    """An address without the slash at its end: 301 to what is there; its error, at once, if there is nothing."""

    def get(self, request, rest: str):
        plain = request._request
        match = resolve(f"{plain.path_info}/")
        if getattr(match.func, "cls", None) is Nowhere:
            return super().get(request, rest)
        answer = match.func(plain, *match.args, **match.kwargs)
        if answer.status_code >= 400:
            return answer
        query = plain.GET.urlencode()
        return HttpResponsePermanentRedirect(f"{plain.path}/{'?' if query else ''}{query}")

    def http_method_not_allowed(self, request, *args, **kwargs):
        raise Unknown(_("Addresses of the API end with a slash: %(address)s/") % {"address": request.path[:200]})
