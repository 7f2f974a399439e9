"""The OpenAPI description: made once per process from the code, and served with the codes that are known now."""

from functools import cache, lru_cache

import orjson
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.parameters import Parameters, choice, documented
from activities.api.reference.values import with_values
from activities.api.renderers import OrjsonRenderer
from activities.past_views import shows_the_past
from activities.queries.moment import cache_mark
from activities.queries.vocabulary import vocabulary

JSON, YAML = "application/vnd.oai.openapi+json", "application/vnd.oai.openapi"
PARAMETERS = Parameters({"format": choice("The format, instead of an Accept header.", ("json", "yaml"))})
BODY = {
    "type": "object",
    "description": "An OpenAPI document.",
    "examples": [{"openapi": "3.1.0", "info": {"title": "SDG Map API", "version": "1"}, "paths": {}}],
}


@cache
def described() -> dict:
    """The description as a dictionary. It only depends on the code, so lists of codes have no values yet."""
    return SchemaGenerator().get_schema(request=None, public=True)


@lru_cache(maxsize=4)
def rendered(form: str, change: int, time: str) -> bytes:
    """The description with the codes known at a Change. `time` keeps the present and past versions apart."""
    shown = with_values(described(), vocabulary(change))
    return orjson.dumps(shown) if form == "json" else OpenApiYamlRenderer().render(shown, renderer_context={})


class JsonRenderer(OrjsonRenderer):
    media_type = JSON


def with_tokens(result: dict, generator, request, public) -> dict:
    """A hook of the generator: what anyone can read, can be read with a token, too, which allows more requests."""
    for methods in result["paths"].values():
        for operation in methods.values():
            if operation.get("security", [{}]) in ([{}], [{"token": []}], [{"token": []}, {}]):
                operation["security"] = [{}, {"token": []}]
    return result


class PlainJsonRenderer(OrjsonRenderer):
    media_type = "application/json"


class YamlRenderer(OrjsonRenderer):
    media_type, format = YAML, "yaml"


class PlainYamlRenderer(YamlRenderer):
    media_type = "application/yaml"


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="schema",
        tags=["Index"],
        summary="Get this description",
        description="All addresses in OpenAPI 3.1, with the codes that filters accept now.",
        parameters=documented(PARAMETERS),
        responses={
            (200, JSON): OpenApiResponse(BODY, description="The description."),
            (200, YAML): OpenApiResponse(BODY, description="The description."),
        },
    )
)
class Schema(PublicView):
    """The description as JSON, or as YAML with `?format=yaml` or the Accept header."""

    parameters = PARAMETERS
    renderer_classes = (JsonRenderer, PlainJsonRenderer, YamlRenderer, PlainYamlRenderer)

    def read(self, request):
        form = self.given["format"] or request.accepted_renderer.format
        media = JSON if form == "json" else YAML
        return HttpResponse(rendered(form, self.state.change, cache_mark()), content_type=media)
