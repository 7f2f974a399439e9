"""Completes the description that drf-spectacular makes of the views: what all operations have in common, and files."""

import copy
import json
from collections import Counter
from typing import Any

from django.conf import settings

from activities.api import deprecated
from activities.api.reference import common, properties, values
from activities.api.reference.examples import example_of
from activities.api.reference.schemas import (
    CSV,
    JSON_LD,
    JSON_LINES,
    TURTLE,
    BadParametersProblem,
    Problem,
    UnknownProblem,
)
from activities.api.reference.values import camel
from activities.past_views import has_past

Schema = dict[str, Any]
#: Parameters of a list that its files do not have.
NOT_IN_FILES = ("count",)
#: Ends the names of operations that return files.
FILE, DATA = "_file", "_data"


def complete(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """A hook of the generator."""
    schemas = result["components"]["schemas"] | problems(generator)
    result["components"]["schemas"] = schemas
    schemas |= properties.components() | values.components()
    result["components"] |= {
        "headers": dict(common.HEADERS),
        "parameters": copy.deepcopy(common.PARAMETERS),
        "responses": {"NotModified": common.NOT_MODIFIED, **dict(common.ERRORS.values())},
    }
    past = {path for path, _pattern, _method, view in generator.endpoints if has_past(view)}
    paths: Schema = {}
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            finish(operation, method, path in past)
        paths[path] = methods
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if CSV in content:
            paths |= file_of(path, methods["get"])
        if TURTLE in content:
            paths |= data_of(path, methods["get"])
    result["paths"] = paths
    close_bodies(result)
    for path, methods in result["paths"].items():
        mark_deprecated(path, methods.get("get", {}))
        for operation in methods.values():
            give_examples(operation, schemas)
    share_parameters(result)
    used = {tag for methods in result["paths"].values() for one in methods.values() for tag in one["tags"]}
    result["tags"] = [
        {"name": tag, "description": description} for tag, description in common.GROUPS.items() if tag in used
    ]
    return describe(result)


def problems(generator: Any) -> Schema:
    """The components of errors, which no operation names by itself."""
    path, _pattern, method, view = generator.endpoints[0]
    auto = generator.create_view(view, method).schema
    auto.registry, auto.path, auto.method = generator.registry, path, method
    for body in (Problem, BadParametersProblem, UnknownProblem):
        auto.resolve_serializer(body, "response")
    return generator.registry.build({})["schemas"]


def describe(result: Schema) -> Schema:
    """Who publishes it, where, and under which licence."""
    licence = settings.DATA_LICENCE
    result["info"] |= {
        "summary": "All public facts of SDG Map, as JSON, CSV and JSON Lines.",
        "contact": {
            "name": "Secretariat of the WSIS/SDG Task Force, ITU",
            "url": f"{settings.SITE_URL}/about/#corrections",
        },
        "license": {"name": licence, "identifier": licence},
    }
    result["servers"] = [{"url": settings.SITE_URL, "description": "SDG Map"}]
    result["externalDocs"] = {"url": f"{settings.SITE_URL}/api/v1/docs/", "description": "Reference with live answers"}
    return result


def finish(operation: Schema, method: str, past: bool) -> None:
    """Add headers and errors. Those that the operation describes itself stay."""
    answers = operation["responses"]
    public = method == "get" and {} in operation["security"]  # what needs a token has no date, and is not cached
    if public:
        given = [common.parameter("IfNoneMatch"), *([common.parameter("AsOf")] if past else ())]
        operation["parameters"] = [*operation.get("parameters", ()), *given]
        answers.setdefault("304", common.answer("NotModified"))
    for status, answer in answers.items():
        if "$ref" not in answer:
            names = common.EVERY
            if method == "get" and status[0] == "2":
                names = common.DATED if public else common.PRIVATE
            names = (*names, "Location") if status[0] == "3" else names
            answer["headers"] = common.headers(*names) | answer.get("headers", {})
    for status, (name, _answer) in common.ERRORS.items():
        if status not in answers:
            answers[status] = common.answer(name)
    operation["responses"] = dict(sorted(answers.items()))


def file_of(path: str, operation: Schema) -> Schema:
    """The path of the files of a list."""
    content = operation["responses"]["200"]["content"]
    form = {
        "in": "path",
        "name": "format",
        "required": True,
        "description": "`csv`: comma-separated values with a header; `jsonl`: one JSON object a line.",
        "schema": {"type": "string", "enum": ["csv", "jsonl"], "examples": ["csv"]},
    }
    answer = operation["responses"]["200"] | {
        "description": "All rows that match, or as many as `limit` says.",
        "headers": operation["responses"]["200"]["headers"] | common.headers("Content-Disposition"),
        "content": {media: content[media] for media in (CSV, JSON_LINES)},
    }
    twin = operation | {
        "operationId": f"{operation['operationId']}{FILE}",
        "summary": f"{operation['summary']}, as a file",
        "description": f"The rows of `{path}` as CSV or JSON Lines, with the same filters.",
        "parameters": [form, *(one for one in operation["parameters"] if one.get("name") not in NOT_IN_FILES)],
        "responses": operation["responses"] | {"200": answer},
    }
    return {f"{path.rstrip('/')}.{{format}}": {"get": twin}}


def data_of(path: str, operation: Schema) -> Schema:
    """The path of the linked data of a fact."""
    content = operation["responses"]["200"]["content"]
    form = {
        "in": "path",
        "name": "format",
        "required": True,
        "description": "`jsonld`: JSON-LD; `ttl`: Turtle. Both are the same graph.",
        "schema": {"type": "string", "enum": ["jsonld", "ttl"], "examples": ["ttl"]},
    }
    answer = operation["responses"]["200"] | {"content": {media: content[media] for media in (JSON_LD, TURTLE)}}
    twin = operation | {
        "operationId": f"{operation['operationId']}{DATA}",
        "summary": f"{operation['summary'].removesuffix(' as linked data')}, as linked data",
        "description": f"`{path}` as JSON-LD or Turtle.",
        "parameters": [form, *operation["parameters"]],
        "responses": operation["responses"] | {"200": answer},
    }
    return {f"{path.rstrip('/')}.{{format}}": {"get": twin}}


def close_bodies(result: Schema) -> None:
    """Bodies of requests have no other names than the known ones."""

    def close(schema: Schema) -> None:
        for part in ("allOf", "oneOf"):
            for inner in schema.get(part, ()):
                close(inner)
        if "$ref" in schema:
            close(result["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        elif "items" in schema:
            close(schema["items"])
        elif "properties" in schema:
            schema["additionalProperties"] = False
            for inner in schema["properties"].values():
                close(inner)

    for methods in result["paths"].values():
        for operation in methods.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                close(content["schema"])


def share_parameters(result: Schema) -> None:
    """Describe a parameter that several operations have once."""
    shared = result["components"]["parameters"]
    times: Counter[str] = Counter()
    operations = [one for methods in result["paths"].values() for one in methods.values()]
    for operation in operations:
        times.update(json.dumps(one) for one in operation.get("parameters", ()))
    for operation in operations:
        given = operation.get("parameters", [])
        for place, one in enumerate(given):
            if "$ref" in one or times[json.dumps(one)] < 2:
                continue
            name = camel(one["name"])
            if shared.setdefault(name, one) != one:
                name = f"{camel(operation['operationId'].removesuffix(FILE).removesuffix('_list'))}{name}"
                shared.setdefault(name, one)
            given[place] = common.parameter(name)


def give_examples(operation: Schema, schemas: Schema) -> None:
    """Make an example of each answer that has none."""
    for answer in operation["responses"].values():
        for media in answer.get("content", {}).values():
            if "example" not in media and "examples" not in media:
                media["example"] = example_of(media["schema"], schemas)
                media["schema"] = {name: value for name, value in media["schema"].items() if name != "examples"}


def mark_deprecated(path: str, operation: Schema) -> None:
    entries = [one for one in deprecated.ALL if one.path == path]
    for one in entries:
        if not one.parameter:
            operation["deprecated"] = True
            operation["description"] += f" {one.sentence}"
        operation["parameters"] = [
            given | {"deprecated": True, "description": f"{given['description']} {one.sentence}"}
            if given.get("name") == one.parameter
            else given
            for given in operation["parameters"]
        ]
    if entries:
        shown = ("Deprecation", "Sunset", "Link")
        always = any(not one.parameter for one in entries)
        for answer in operation["responses"].values():
            if "$ref" not in answer:
                optional = {name: common.HEADERS[name] | {"required": always} for name in shown}
                answer["headers"] = answer.get("headers", {}) | optional
