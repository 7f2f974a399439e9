"""The OpenAPI description, generated once per process."""

from functools import cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from activities.api.base import CORS
from activities.api.conditional import CACHE_CONTROL, code_version, seen
from activities.past_views import has_past, shows_the_past

RENDERERS = {"json": OpenApiJsonRenderer, "yaml": OpenApiYamlRenderer}


@cache
def described() -> dict:
    """The description as a dictionary. It only depends on the code."""
    return SchemaGenerator().get_schema(request=None, public=True)


AS_OF = {
    "in": "query",
    "name": "as_of",
    "description": "Answer as of the end of a day (`2026-10-01`) or as of the Change with this number.",
    "schema": {"type": "string", "example": "2026-10-01"},
}


def with_as_of(result: dict, generator, request, public) -> dict:
    """A hook of the generator: resources that show the past accept `as_of`, and answer 400 to an unknown version."""
    with_past = {path for path, _pattern, _method, view in generator.endpoints if has_past(view)}
    for methods in (methods for path, methods in result["paths"].items() if path in with_past):
        operation = methods["get"]
        operation["parameters"] = [*operation.get("parameters", ()), AS_OF]
        operation["responses"].setdefault(
            "400",
            {
                "content": {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/BadParametersProblem"}}
                },
                "description": "There is no such version.",
            },
        )
    return result


def with_tokens(result: dict, generator, request, public) -> dict:
    """A hook of the generator: what anyone can read, can be read with a token, too, which allows more requests."""
    for methods in result["paths"].values():
        for operation in methods.values():
            if operation.get("security", [{}]) in ([{}], [{"token": []}], [{"token": []}, {}]):
                operation["security"] = [{}, {"token": []}]
    return result


@cache
def rendered(form: str) -> bytes:
    return RENDERERS[form]().render(described(), renderer_context={})


@shows_the_past
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The description as JSON, or as YAML with `?format=yaml` or the Accept header."""
    form = request.GET.get("format") or ("yaml" if "yaml" in request.headers.get("Accept", "") else "json")
    form = form if form in RENDERERS else "json"
    tag = f'W/"{code_version()}-{form}"'
    if seen(request.headers.get("If-None-Match", ""), tag):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(rendered(form), content_type=RENDERERS[form].media_type)
    for name, value in (CORS | {"ETag": tag, "Cache-Control": CACHE_CONTROL}).items():
        response[name] = value
    patch_vary_headers(response, ("Accept",))
    return response
