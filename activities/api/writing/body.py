"""The body of a request that writes: JSON in which every name is known and no name is there twice.

Serializers check the form of the body (names and types) and describe it. The rules of the values are those of the forms
that pages use.
"""

import difflib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson
from django.conf import settings
from django.forms import BaseForm
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from rest_framework import serializers as s
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from activities.api.errors import Failed

Errors = dict[str, list[str]]
#: The name in `errors` of what is wrong with the body as a whole.
WHOLE = "body"
#: The most faults of one body that are named.
NAMED = 20


class StrictJson(BaseParser):
    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        return strict_json(stream.read())


def strict_json(text: bytes) -> Any:
    """The value. 400 for anything that is not JSON in UTF-8, is nested too deeply, or has a name twice in an object."""
    try:
        orjson.loads(text)  # refuses what Python's own parser accepts: NaN, half of a character, other encodings
        return json.loads(text, object_pairs_hook=once_each)
    except (ValueError, RecursionError) as error:
        title, detail = _("The body is not valid JSON"), _("Send one JSON object in UTF-8. %(why)s")
        why = str(error)[:200] if isinstance(error, ValueError) else _("It is nested too deeply.")
        raise Failed(400, title, detail % {"why": why}) from error


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _value in pairs)  # in one pass: a body can have half a million names
        twice = next(name for name, count in counts.items() if count > 1)
        raise ValueError(_("“%(name)s” is there twice.") % {"name": twice[:60]})
    return found


def refuse_other_bodies(request: Request) -> None:
    """413 for a body that is too large, 415 for another media type, before anything of it is read."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > most:
        detail = _("The body can have %(most)s bytes. Send fewer rows at a time.")
        values = {"most": number_format(most, 0, force_grouping=True)}
        raise Failed(413, _("The body is too large"), detail % values)
    media = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if length and media != "application/json":
        detail = _("Send JSON, with the header Content-Type: application/json")
        raise Failed(415, _("Unsupported media type"), detail, headers={"Accept": "application/json"})


def read_body(request: Request, serializer: type[s.Serializer], *, partial: bool = False) -> dict[str, Any]:
    """The values of the body. 400 for names that are not known, 422 with the errors of each field."""
    text = request._request.body
    data = strict_json(text) if text else {}
    if not isinstance(data, dict):
        raise Failed(400, _("The body is not valid"), _("Send one JSON object, such as {…}."))
    return read_values(data, serializer(partial=partial))


def read_values(data: Any, reader: s.Serializer) -> dict[str, Any]:
    """The values of one object. `reader` can read many, and is built only once for all rows of a batch."""
    if unknown := unknown_names(reader, data):
        detail = " ".join(message for messages in unknown.values() for message in messages)
        raise Failed(400, _("The body has names that are not known"), detail[:2_000], more={"errors": unknown})
    try:
        return dict(reader.run_validation(data))
    except s.ValidationError as error:
        raise invalid(flat(error.detail)) from error


def invalid(errors: Errors, **more: Any) -> Failed:
    """422. `errors` is {field: [messages]}; `more` are further members of the body."""
    shown = dict(list(errors.items())[:NAMED])
    detail = " ".join(f"{name}: {message}" for name, messages in shown.items() for message in messages)
    return Failed(422, _("The values are not valid"), detail[:2_000], more={"errors": shown, **more})


def unknown_names(reader: Any, data: Any, where: str = "") -> Errors:
    """{path: [message]} of names that the serializer does not have, in all of its parts."""
    found: Errors = {}
    if isinstance(reader, s.ListSerializer) and isinstance(data, list):
        for number, part in enumerate(data):
            found |= unknown_names(reader.child, part, f"{where}[{number}]")
            if len(found) > NAMED:
                break
    elif isinstance(reader, s.Serializer) and isinstance(data, Mapping):
        for name, value in data.items():
            path = f"{where}.{name}"[-80:] if where else name[:60]
            field = reader.fields.get(name)
            if field is None or field.read_only:
                found[path] = [unknown_name(name, list(reader.fields))]
            elif isinstance(field, s.BaseSerializer):
                found |= unknown_names(field, value, path)
            if len(found) > NAMED:
                break
    return found


def unknown_name(name: str, known: list[str]) -> str:
    parts = [_("“%(name)s” is not known here.") % {"name": name[:60]}]
    if close := difflib.get_close_matches(name[:60].lower(), known, n=1, cutoff=0.5):
        parts.append(_("Did you mean “%(name)s”?") % {"name": close[0]})
    return " ".join([*parts, _("Known: %(names)s.") % {"names": ", ".join(known)}])


def flat(errors: Any, where: str = "") -> Errors:
    """Errors of nested serializers as {path: [messages]}, such as links[0].strength."""
    if isinstance(errors, Mapping):
        found: Errors = {}
        for name, part in errors.items():
            if name == "non_field_errors":
                path = where or WHOLE
            elif isinstance(name, int):
                path = f"{where}[{name}]"
            else:
                path = f"{where}.{name}" if where else str(name)
            found |= flat(part, path)
        return found
    if isinstance(errors, list) and any(isinstance(part, Mapping) for part in errors):
        return {
            path: messages
            for number, part in enumerate(errors)
            if part
            for path, messages in flat(part, f"{where}[{number}]").items()
        }
    return {where: [str(message) for message in errors]} if errors else {}


def form_errors(form: BaseForm, where: str = "", names: Mapping[str, str] | None = None) -> Errors:
    """The errors of a form. `names`: {field of the form: its name in the body} where they differ."""
    found = {}
    for name, messages in form.errors.items():
        called = (names or {}).get(name, name)
        path = where or WHOLE if name == "__all__" else f"{where}.{called}" if where else called
        found[path] = [str(message) for message in messages]
    return found
