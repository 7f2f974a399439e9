"""The reference page, generated from the OpenAPI description: each operation with an example and its live answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.api.conditional import code_version
from activities.api.reference.openapi import described
from activities.past_views import shows_the_past
from activities.queries.state import State, read_state

BASE = "/api/v1/"
#: An example of each operation, with codes of the reference data.
EXAMPLES = {
    "index": "",
    "frameworks_list": "frameworks/?limit=1",
    "frameworks_retrieve": "frameworks/wsis/",
    "terms_list": "terms/?framework=sdg&kind=target&parent=9&limit=1",
    "terms_retrieve": "terms/sdg/9.c/",
    "crosswalks_retrieve": "crosswalks/wsis-sdg-matrix/",
    "countries_retrieve": "countries/RW/",
    "crosswalks_list": "crosswalks/?from=C2&to=9.c&limit=1",
    "activities_list": "activities/?target=9.c&sort=start&limit=1",
    "texts_list": "texts/?framework=sdg&language=fr&limit=1",
    "countries_list": "countries/?region=africa&limit=1",
    "code_lists": "code-lists/?list=strengths",
    "mappings_retrieve": "mappings/{mapping}/",
    "activities_facets": "activities/facets/?goal=9",
    "activities_retrieve": "activities/{activity}/",
    "organisations_list": "organisations/?sector=ITU-D",
    "organisations_retrieve": "organisations/itu-d/",
    "mappings_list": "mappings/?target=9.c&limit=1",
    "changes": "changes/?resource=mappings&limit=1",
    "summaries": "summaries/",
    "summaries_terms": "summaries/terms/?framework=sdg&kind=goal&limit=1",
    "summaries_slice": "summaries/slice/?facet=goal&value=9",
    "matrix": "matrix/?sector=ITU-D",
    "matrix_goals_sectors": "matrix/goals-sectors/",
    "coverage": "coverage/?gaps=true&limit=1",
}
#: The most items of a list, keys of an object of lists, and characters of a text that are shown.
ITEMS, KEYS, CHARACTERS = 1, 3, 160


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    required: bool
    description: SafeString
    values: tuple[str, ...]
    example: str
    default: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API. `example` is a path with query, `status` and `answer` its shortened response."""

    id: str
    path: str
    summary: str
    description: SafeString
    parameters: tuple[Parameter, ...]
    example: str
    status: int
    answer: str

    @property
    def many(self) -> bool:
        """Whether it has too many parameters to show all of them open."""
        return len(self.parameters) > 5


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    slug: str
    operations: tuple[Operation, ...]


@shows_the_past
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    state = read_state()
    context = {
        "groups": reference(request, state),
        "base": request.build_absolute_uri(BASE),
        "state": state,
        "limit": settings.API_LIMIT,
        "refusal": answer_to(request, "activities/?gaol=9")[1],
    }
    return render(request, "activities/api_docs.html", context)


_cached: dict[tuple, tuple[Group, ...]] = {}


def reference(request: HttpRequest, state: State) -> tuple[Group, ...]:
    """All operations by tag, in the order of the addresses. Cached in the process until the next Change."""
    key = (state, get_language(), code_version(), request.get_host(), request.scheme)
    if key not in _cached:
        groups: dict[str, list[Operation]] = {}
        for path, methods in described()["paths"].items():
            definition = methods.get("get", {})
            if {} not in definition.get("security", ()):
                continue  # it needs a token, so there is no live answer: docs/api.md
            groups.setdefault(definition["tags"][0], []).append(operation(request, path, definition))
        shown = tuple(Group(name, name.lower().replace(" ", "-"), tuple(found)) for name, found in groups.items())
        _cached.clear()
        _cached[key] = shown
    return _cached[key]


def operation(request: HttpRequest, path: str, definition: dict[str, Any]) -> Operation:
    example = EXAMPLES.get(definition["operationId"]) or f"{path.removeprefix(BASE)}?limit=1"
    if "{" in example:
        some = response_to(request, "mappings/?target=9.c&limit=1")[1].get("results") or [{"id": 1, "activity": 1}]
        example = example.format(activity=some[0]["activity"], mapping=some[0]["id"])
    status, answer = answer_to(request, example)
    return Operation(
        id=definition["operationId"].replace("_", "-"),
        path=path,
        summary=definition["summary"],
        description=with_code(definition["description"]),
        parameters=tuple(parameter(p) for p in definition.get("parameters", ())),
        example=example,
        status=status,
        answer=answer,
    )


def parameter(definition: dict[str, Any]) -> Parameter:
    schema = definition["schema"]
    inner = schema.get("items", schema)
    kind = _("list of codes") if schema["type"] == "array" else _(schema["type"])
    if "minimum" in schema and "maximum" in schema:
        kind = _("%(kind)s from %(least)s to %(most)s") % {
            "kind": kind,
            "least": schema["minimum"],
            "most": schema["maximum"],
        }
    return Parameter(
        name=definition["name"],
        type=kind,
        required=definition.get("required", False),
        description=with_code(definition.get("description", "")),
        values=tuple(map(str, inner.get("enum", ()))),
        example=shown_example(schema.get("example", "")),
        default=str(schema.get("default", "")),
    )


def shown_example(value: Any) -> str:
    """The example of a parameter as it is written in an address: several values are joined by commas."""
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def response_to(request: HttpRequest, example: str) -> tuple[int, dict[str, Any]]:
    """The status and body of an address of this API, as requested from the site of `request`."""
    path, _sign, query = example.partition("?")
    own = HttpRequest()
    own.method, own.path, own.path_info = "GET", BASE + path, BASE + path
    own.META = request.META | {"QUERY_STRING": query, "HTTP_IF_NONE_MATCH": ""}
    own._get_scheme = request._get_scheme
    own.GET = QueryDict(query)
    found = resolve(own.path)
    response = found.func(own, *found.args, **found.kwargs)
    response.render()
    return response.status_code, orjson.loads(response.content)


def answer_to(request: HttpRequest, example: str) -> tuple[int, str]:
    status, body = response_to(request, example)
    return status, "\n".join(lines(shortened(body)))


def shortened(value: Any) -> Any:
    """The value, shortened, with a remark in place of the omitted parts."""
    if isinstance(value, dict):
        shown = {key: shortened(part) for key, part in value.items()}
        if len(shown) > KEYS and all(isinstance(part, list) for part in value.values()):
            shown = dict(list(shown.items())[:KEYS]) | {"…": More(len(value) - KEYS)}
        return shown
    if isinstance(value, list):
        kept_items = [shortened(part) for part in value[:ITEMS]]
        return [*kept_items, More(len(value) - ITEMS)] if len(value) > ITEMS else kept_items
    if isinstance(value, str) and len(value) > CHARACTERS:
        return value[:CHARACTERS].rstrip() + "…"
    return value


@dataclass(frozen=True, slots=True)
class More:
    """The number of omitted parts."""

    count: int

    def __str__(self):
        return "… " + _("%(count)s more") % {"count": self.count}


def lines(value: Any, indent: str = "", before: str = "", after: str = "") -> Iterator[str]:
    """The lines of the JSON, indented by two spaces. A More is a remark without quotation marks."""
    if isinstance(value, More):
        yield f"{indent}{value}"
    elif isinstance(value, dict | list) and value:
        opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
        yield f"{indent}{before}{opening}"
        items = list(value.items()) if isinstance(value, dict) else [(None, part) for part in value]
        for number, (key, part) in enumerate(items, 1):
            name = "" if key is None or isinstance(part, More) else f"{orjson.dumps(key).decode()}: "
            last = number == len(items) or isinstance(items[number][1], More)
            yield from lines(part, indent + "  ", name, "" if last else ",")
        yield f"{indent}{closing}{after}"
    else:
        yield f"{indent}{before}{orjson.dumps(value).decode()}{after}"


def with_code(text: str) -> SafeString:
    """The text, escaped, with `…` as code."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S308 - escaped
