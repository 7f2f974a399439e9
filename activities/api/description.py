"""The OpenAPI description, made once a process."""

from functools import cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from activities.api.base import CORS
from activities.api.conditional import CACHE_CONTROL, code_version, seen

RENDERERS = {"json": OpenApiJsonRenderer, "yaml": OpenApiYamlRenderer}


@cache
def described() -> dict:
    """The description as a dictionary. It depends on the code alone."""
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def rendered(form: str) -> bytes:
    return RENDERERS[form]().render(described(), renderer_context={})


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """JSON, or YAML when `?format=yaml` or the Accept header asks for it."""
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
