"""Code lists: the few values that a column can have, with their labels."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.parameters import Parameters, choice, documented
from activities.api.reference import schemas
from activities.api.renderers import CsvRenderer, JsonLinesRenderer, OrjsonRenderer, dumps
from activities.certainty import Certainty
from activities.models import Activity, CountryGroup, Crosswalk, Mapping, Organisation, Region, Term
from activities.past_views import shows_the_past

#: {list: its values}. Countries are a resource of their own.
LISTS = {
    "activity-kinds": Activity.Kind,
    "activity-statuses": Activity.Status,
    "activity-origins": Activity.Origin,
    "languages": Activity.Language,
    "regions": Region,
    "country-groups": CountryGroup,
    "organisation-types": Organisation.Type,
    "sectors": Organisation.Sector,
    "term-kinds": Term.Kind,
    "strengths": Mapping.Strength,
    "mapping-origins": Mapping.Origin,
    "certainties": Certainty,
    "crosswalk-standings": Crosswalk.Standing,
}
HEADER = ("list", "code", "label")
PARAMETERS = Parameters({"list": choice("One list; without it, all.", LISTS)})


def rows(wanted: str | None) -> Iterator[tuple[str, str, str]]:
    for name, values in LISTS.items():
        if wanted in (None, name):
            yield from ((name, str(value), str(label)) for value, label in values.choices)


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="code_lists",
        tags=["Code lists"],
        summary="List codes",
        description="All values of kinds, statuses, regions, types, strengths, origins and certainties, with labels.",
        parameters=documented(PARAMETERS),
        responses=schemas.code_lists(),
    )
)
class CodeLists(PublicView):
    parameters = PARAMETERS
    renderer_classes = (OrjsonRenderer, CsvRenderer, JsonLinesRenderer)

    def read(self, request):
        found = list(rows(self.given["list"]))
        form = request.accepted_renderer.format
        if form == "json":
            return self.page([dumps(dict(zip(HEADER, row, strict=True))).decode() for row in found], None)
        if form == "csv":
            text = io.StringIO()
            csv.writer(text).writerows([HEADER, *found])
            body = text.getvalue().encode()
        else:
            body = b"".join(dumps(dict(zip(HEADER, row, strict=True))) + b"\n" for row in found)
        media = f"{request.accepted_renderer.media_type}; charset=utf-8"
        headers = {"Content-Disposition": f'attachment; filename="code-lists.{form}"'}
        return HttpResponse(body, content_type=media, headers=headers)
