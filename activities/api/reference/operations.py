"""The operations of the description as the reference page shows them, each with an example and its live answer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.api.conditional import code_version
from activities.api.reference.contract import DATA, FILE
from activities.api.reference.live import BASE, answer_to, response_to, text_of
from activities.api.reference.openapi import described
from activities.api.reference.shortened import lines, shortened
from activities.queries.state import State

#: An example of operations, with codes of the reference data. Of any other list it is the first row.
EXAMPLES = {
    "index": "",
    "frameworks_retrieve": "frameworks/wsis/",
    "terms_list": "terms/?framework=sdg&kind=target&parent=9&limit=1",
    "terms_retrieve": "terms/sdg/9.c/",
    "texts_list": "texts/?framework=sdg&language=fr&limit=1",
    "countries_list": "countries/?region=africa&limit=1",
    "countries_retrieve": "countries/RW/",
    "changes": "changes/?resource=mappings&limit=1",
    "crosswalks_list": "crosswalks/?from=C2&to=9.c&limit=1",
    "activities_list": "activities/?target=9.c&sort=start&limit=1",
    "activities_facets": "activities/facets/?goal=9",
    "activities_retrieve": "activities/{activity}/",
    "organisations_list": "organisations/?sector=ITU-D",
    "organisations_retrieve": "organisations/itu-d/",
    "mappings_list": "mappings/?target=9.c&limit=1",
    "mappings_retrieve": "mappings/{mapping}/",
    "code_lists": "code-lists/?list=strengths",
    "summaries": "summaries/",
    "summaries_terms": "summaries/terms/?framework=sdg&kind=goal&limit=1",
    "summaries_slice": "summaries/slice/?facet=goal&value=9",
    "matrix": "matrix/?sector=ITU-D",
    "matrix_goals_sectors": "matrix/goals-sectors/",
    "coverage": "coverage/?gaps=true&limit=1",
}
#: Columns in the example of a file.
FEW = 4


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    required: bool
    description: SafeString
    values: tuple[str, ...]
    example: str
    default: str
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the rows of an answer, or of the answer itself."""

    name: str
    type: str
    description: SafeString


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file: its address and its first lines."""

    media: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API. `example` is a path with query, `status` and `answer` its shortened response. `scope` is
    that of the token that it needs, and `request` what to send; both are empty for what anyone can read."""

    id: str
    path: str
    method: str
    summary: str
    description: SafeString
    deprecated: bool
    parameters: tuple[Parameter, ...]
    fields: tuple[Field, ...]
    example: str
    status: int
    answer: str
    samples: tuple[Sample, ...]
    scope: str = ""
    sent: tuple[Field, ...] = ()
    request: str = ""

    @property
    def many(self) -> bool:
        """Whether it has too many parameters to show all of them open."""
        return len(self.parameters) > 5

    @property
    def words(self) -> str:
        parts = [self.summary, self.path, self.description]
        for one in (*self.parameters, *self.sent, *self.fields):
            parts += [one.name, one.description]
        return strip_tags(" ".join(parts))


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    slug: str
    description: str
    operations: tuple[Operation, ...]


_cached: dict[tuple, tuple[Group, ...]] = {}


def reference(request: HttpRequest, state: State) -> tuple[Group, ...]:
    """All operations by tag, in the order of the addresses. Cached in the process until the next Change."""
    key = (state, get_language(), code_version(), request.get_host(), request.scheme)
    if key not in _cached:
        whole = described()
        groups: dict[str, list[Operation]] = {tag["name"]: [] for tag in whole["tags"]}
        for path, methods in whole["paths"].items():
            for method, definition in methods.items():
                if not definition["operationId"].endswith((FILE, DATA)):
                    groups[definition["tags"][0]].append(operation(request, path, method, definition))
        shown = tuple(
            Group(tag["name"], tag["name"].lower().replace(" ", "-"), tag["description"], tuple(groups[tag["name"]]))
            for tag in whole["tags"]
        )
        _cached.clear()
        _cached[key] = shown
    return _cached[key]


def operation(request: HttpRequest, path: str, method: str, definition: dict[str, Any]) -> Operation:
    parameters = [one for one in map(resolved, definition.get("parameters", ())) if one["in"] != "header"]
    example, status, answer = example_of(request, path, method, definition, parameters)
    return Operation(
        id=definition["operationId"].replace("_", "-"),
        path=path,
        method=method.upper(),
        summary=definition["summary"],
        description=with_code(definition["description"]),
        deprecated=definition.get("deprecated", False),
        parameters=tuple(map(parameter, parameters)),
        fields=tuple(fields_of(definition)),
        example=example,
        status=status,
        answer=answer,
        samples=tuple(samples_of(request, path, definition, parameters)) if is_public(definition) else (),
        scope=scope_of(definition),
        sent=tuple(sent_by(definition)),
        request=""
        if is_public(definition)
        else command(method, request.build_absolute_uri(f"{BASE}{example}"), definition),
    )


def is_public(definition: dict[str, Any]) -> bool:
    return {} in definition["security"]


def scope_of(definition: dict[str, Any]) -> str:
    """The scope of the token that an operation needs; empty if it needs none."""
    return "" if is_public(definition) else definition["security"][0]["token"][0]


def body_of(definition: dict[str, Any]) -> dict[str, Any]:
    """The media object of the JSON that is sent; empty without any."""
    return definition.get("requestBody", {}).get("content", {}).get("application/json", {})


def sent_by(definition: dict[str, Any]) -> Iterable[Field]:
    """The fields of the body that is sent; of a batch, those of its rows, too."""
    if body := body_of(definition):
        properties = resolved(body["schema"])["properties"]
        rows = resolved(properties["rows"]["items"])["properties"] if "rows" in properties else {}
        for name, one in (*properties.items(), *((f"rows[].{name}", one) for name, one in rows.items())):
            yield Field(name, type_of(one), with_code(one.get("description", "")))


def command(method: str, example: str, definition: dict[str, Any]) -> str:
    """The curl command of an operation that needs a token, from its address on."""
    parts = [f"'{example}'", "-H 'Authorization: Bearer sdgmap_…'"]
    if method != "get":
        parts.insert(0, f"-X {method.upper()}")
    for one in map(resolved, definition["parameters"]):
        if one["name"] == "If-Match":
            parts.append(f"-H 'If-Match: {one['schema']['examples'][0]}'")
    if body := body_of(definition):
        sent = next(iter(body["examples"].values()))["value"]
        parts.append("-H 'Content-Type: application/json'")
        parts.append("-d '" + "\n".join(lines(sent)) + "'")
    return " \\\n  ".join(parts)


def example_of(
    request: HttpRequest, path: str, method: str, definition: dict[str, Any], parameters: Sequence[dict[str, Any]]
) -> tuple[str, int, str]:
    """An address with the status and the text of its answer. Other methods than GET show the contract's example."""
    limited = "?limit=1" if any(one["name"] == "limit" for one in parameters) else ""
    example = EXAMPLES.get(definition["operationId"], f"{path.removeprefix(BASE)}{limited}")
    status, answer = next((int(code), answer) for code, answer in definition["responses"].items() if code[0] == "2")
    content = answer.get("content", {})
    if method == "get" and is_public(definition) and "application/json" in content:
        for name, listed in {"activity": "activities", "mapping": "mappings"}.items():
            if f"{{{name}}}" in example:
                some = response_to(request, f"{listed}/?target=9.c&limit=1")[1].get("results") or [{"id": 1}]
                example = example.format(**{name: some[0]["id"]})
        if "{id}" in example:
            some = response_to(request, f"{example.partition('{id}')[0]}?limit=1")[1].get("results")
            if not some:  # there is no row yet
                return example.format(id=1), status, as_text(content)
            example = example.format(id=some[0]["id"])
        return example, *answer_to(request, example)
    for one in parameters:
        if one["in"] == "path":
            example = example.replace(f"{{{one['name']}}}", str(one["schema"]["examples"][0]))
    return example, status, as_text(content)


def as_text(content: dict[str, Any]) -> str:
    """The example that the contract has of an answer, "" for one without a body."""
    return "\n".join(lines(shortened(next(iter(content.values()))["example"]))) if content else ""


def samples_of(
    request: HttpRequest, path: str, definition: dict[str, Any], parameters: Sequence[dict[str, Any]]
) -> Iterable[Sample]:
    """The beginning of the CSV and the JSON Lines of a list."""
    content = definition["responses"].get("200", {}).get("content", {})
    columns = [one["schema"]["items"]["enum"][:FEW] for one in parameters if one["name"] == "fields"]
    chosen = f"?fields={','.join(columns[0])}&limit=2" if columns else ""
    for media, suffix in (("text/csv", "csv"), ("application/jsonl", "jsonl")):
        if media in content:
            address = f"{path.removeprefix(BASE).rstrip('/')}.{suffix}{chosen}"
            beginning = text_of(request, address)[1].decode().splitlines()[:3]
            yield Sample(media, address, "\n".join(beginning))


def resolved(definition: dict[str, Any]) -> dict[str, Any]:
    """A parameter or schema, or what it refers to."""
    if "$ref" not in definition:
        return definition
    _hash, _components, kind, name = definition["$ref"].split("/")
    return described()["components"][kind][name]


def fields_of(definition: dict[str, Any]) -> Iterable[Field]:
    """The fields of the rows of a list, or of the answer."""
    answer = next((answer for code, answer in definition["responses"].items() if code[0] == "2"), {})
    body = answer.get("content", {}).get("application/json")
    if not body:
        return
    schema = resolved(body["schema"])
    properties = schema.get("properties", {})
    if "results" in properties:
        properties = resolved(properties["results"]["items"]).get("properties", {})
    for name, one in properties.items():
        yield Field(name, type_of(one), with_code(one.get("description", "")))


def type_of(schema: dict[str, Any]) -> str:
    """The type of a value in words."""
    if "$ref" in schema:
        return type_of(resolved(schema))
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in schema:
            return ", ".join(dict.fromkeys(map(type_of, schema[choice])))
    kind = schema["type"] if isinstance(schema["type"], str) else ", ".join(schema["type"])
    if kind == "array":
        return _("list of %(kind)s") % {"kind": type_of(schema["items"])}
    return schema.get("format", kind) if kind == "string" else kind


def parameter(definition: dict[str, Any]) -> Parameter:
    schema = definition["schema"]
    inner = resolved(schema.get("items", schema))
    kind = _("list of codes") if schema.get("type") == "array" else type_of(schema)
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
        example=shown_example(schema.get("examples", [""])[0]),
        default=str(schema.get("default", "")),
        deprecated=definition.get("deprecated", False),
    )


def shown_example(value: Any) -> str:
    """The example of a parameter as it is written in an address: several values are joined by commas."""
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def with_code(text: str) -> SafeString:
    """The text, escaped, with `…` as code."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S308 - escaped
