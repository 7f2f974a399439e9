"""Query parameters. One definition of each is used for the check, the message and the OpenAPI schema."""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from activities.api.errors import BadParameters
from activities.api.reference.values import items_of
from activities.filters.fields import MOST_VALUES, NAMED, CodesFilter, NamesFilter
from activities.queries.languages import TAGS
from activities.validators import clean_text, nearest

Read = Callable[[str], Any]
DESCRIPTIONS = {
    "q": 'Words to search for, as in a web search: `broadband -satellite`, `"smart village"`.',
    "goal": "Goal; its targets and indicators are included.",
    "whose": "ITU's own, or other stakeholders'.",
    "country": "ISO 3166 alpha-2 code.",
    "organisation": "Slug of the organisation, such as `itu-d`.",
    "strength": "Strength of the link: 1 related, 2 contributes, 3 main purpose.",
    "certainty": "How certain it is: official, confirmed, proposed or unconfirmed.",
    "from": "Code of the Term at the start of the link; a Goal includes its targets.",
    "to": "Code of the Term at the end of the link; a Goal includes its targets.",
}
EXAMPLES = {
    "q": "broadband",
    "organisation": "itu-d",
    "code": "9.c",
    "language": "fr",
    "goal": "9",
    "target": "9.c",
    "action_line": "C2",
    "plan": "sp-2024:Goal 1",
    "indicator": "9.c.1",
    "country": "KE",
    "year": "2024",
    "framework": "sdg",
    "name": "wsis-sdg-matrix",
    "parent": "9",
    "from": "C2",
    "to": "9.c",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """`read` converts the text into a value. It raises ValueError with a message for the caller."""

    description: str
    read: Read
    schema: dict[str, Any]
    default: Any = None
    required: bool = False


@dataclass(frozen=True)
class Parameters:
    """The parameters of one resource, in addition to its filters, by name."""

    by_name: dict[str, Parameter] = field(default_factory=dict)


def whole_number(least: int, most: int) -> Read:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most):
            raise ValueError(_("Enter a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
        return int(text)

    return read


def one_of(allowed: Iterable[str]) -> Read:
    choices = tuple(allowed)

    def read(text: str) -> str:
        if text not in choices:
            close = nearest(text, [c for c in choices if c], count=1)
            meant = _("Did you mean %(code)s?") % {"code": close[0]} + " " if close else ""
            raise ValueError(meant + _("Allowed: %(values)s.") % {"values": ", ".join(c for c in choices if c)})
        return text

    return read


def anything(text: str) -> str:
    return text


def cursor(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError(_("Use “next” of the previous page."))
    return text


LIMIT = Parameter(
    "The number of rows of a page.",
    whole_number(1, 1000),
    {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50, "examples": [100]},
    default=50,
)
CURSOR = Parameter(
    "The start of the page: as in `next` of the previous page. Cursors are opaque.",
    cursor,
    {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "examples": ["WzU3XQ"]},
    default="",
)


LANG = Parameter(
    "Language of the names of Terms and countries. Where there is no name in it, the English one is shown. Columns "
    "ending in `_language` say which one it is.",
    one_of(TAGS),
    {"type": "string", "enum": list(TAGS), "default": "en", "examples": ["fr"]},
    default="en",
)


def choice(description: str, allowed: Iterable[str], default: str | None = None, required: bool = False) -> Parameter:
    choices = [c for c in allowed if c]
    schema: dict[str, Any] = {"type": "string", "enum": choices, "examples": choices[:1]}
    if default:
        schema["default"] = default
    return Parameter(description, one_of(choices), schema, default, required)


def flag(description: str, default: bool | None = None) -> Parameter:
    def read(text: str) -> bool:
        return one_of(("true", "false"))(text) == "true"

    return Parameter(description, read, {"type": "boolean", "examples": [True]}, default)


def several(description: str, allowed: Iterable[str]) -> Parameter:
    """Some of the allowed names, separated by commas. The value is a tuple, empty without the parameter."""
    names = tuple(allowed)

    def read(text: str) -> tuple[str, ...]:
        return tuple(map(one_of(names), text.split(",")))

    items = {"type": "string", "enum": list(names)}
    schema = {"type": "array", "items": items, "minItems": 1, "examples": [list(names[:2])]}
    return Parameter(description, read, schema, default=())


COUNT = flag("Whether to add `count`, the number of all rows that match.", default=False)


def text(description: str, example: str, required: bool = False, default: str | None = None) -> Parameter:
    return Parameter(description, anything, words(example), default, required)


def words(example: str, most: int | None = None) -> dict[str, Any]:
    """The schema of a text that is not blank."""
    schema: dict[str, Any] = {"type": "string", "pattern": r"[^\s\x00-\x1f\x7f]", "examples": [example]}
    return schema | ({"maxLength": most} if most else {})


def refuse_wrong(query: QueryDict, parameters: Parameters, filterset_class: type | None) -> dict[str, Any]:
    """The values of the parameters, including defaults. 400 if one is unknown, empty, missing or invalid.

    A typing error must not return everything.
    """
    filters = filterset_class.base_filters if filterset_class else {}
    allowed = [*parameters.by_name, *filters]
    errors: dict[str, list[str]] = {}
    for name in query:
        if len(errors) == NAMED:
            break
        if name not in parameters.by_name and name not in filters:
            errors[name] = [_unknown(name, allowed)]
        elif not all(clean_text(value) for value in parts_of(query, name, filters)):
            errors[name] = [_("“%(name)s” is empty. Enter a value or remove it.") % {"name": name}]
        elif len(query.getlist(name)) > 1 and not takes_several(filters.get(name)):
            errors[name] = [_("“%(name)s” is given more than once. It takes one value.") % {"name": name}]
    values: dict[str, Any] = {}
    for name, parameter in parameters.by_name.items():
        values[name] = parameter.default
        if name in errors:
            continue
        if name not in query:
            if parameter.required:
                errors[name] = [_("“%(name)s” is missing.") % {"name": name}]
            continue
        try:
            values[name] = parameter.read(query[name])
        except ValueError as wrong:
            errors[name] = [f"{name}: {wrong}"]
    if errors:
        raise BadParameters(errors)
    return values


def takes_several(filter_: django_filters.Filter | None) -> bool:
    """Whether a filter takes a list of values."""
    return isinstance(filter_, CodesFilter | NamesFilter)


def parts_of(query: QueryDict, name: str, filters: dict[str, django_filters.Filter]) -> list[str]:
    """The values of a parameter, each member of a list by itself."""
    values = query.getlist(name)
    return [part for value in values for part in value.split(",")] if takes_several(filters.get(name)) else values


def _unknown(name: str, allowed: list[str]) -> str:
    parts = [_("“%(name)s” is not a parameter here.") % {"name": name[:60]}]
    if close := difflib.get_close_matches(name.lower(), allowed, n=1, cutoff=0.5):
        parts.append(_("Did you mean “%(name)s”?") % {"name": close[0]})
    known = _("Allowed: %(names)s.") % {"names": ", ".join(allowed)}
    parts.append(known if allowed else _("There are no parameters here."))
    return " ".join(parts)


def refuse_invalid(filterset: django_filters.FilterSet) -> None:
    """400 with the errors of all filters."""
    if not filterset.is_valid():
        raise BadParameters({name: [str(e) for e in errors] for name, errors in filterset.errors.items()})


def documented(parameters: Parameters, filterset_class: type | None = None) -> list[OpenApiParameter]:
    """The parameters for the OpenAPI schema."""
    shown = [
        OpenApiParameter(
            name,
            p.schema,
            description=p.description,
            required=p.required,
            **({"explode": False, "style": "form"} if p.schema["type"] == "array" else {}),
        )
        for name, p in parameters.by_name.items()
    ]
    for name, filter_ in filterset_class.base_filters.items() if filterset_class else ():
        description = DESCRIPTIONS.get(name, f"{filter_.label}.")
        if takes_several(filter_):
            items, value = items_of(name, filter_, filterset_class)
            schema = {"type": "array", "items": items, "minItems": 1, "maxItems": MOST_VALUES}
            schema["examples"] = [[EXAMPLES.get(name, value)]]
            shown.append(OpenApiParameter(name, schema, description=description, explode=False, style="form"))
        else:
            most = filter_.extra.get("max_length")
            shown.append(OpenApiParameter(name, words(EXAMPLES[name], most), description=description))
    return shown
