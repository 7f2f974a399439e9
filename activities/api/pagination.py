"""Lists: their envelope, and pages that start after a key instead of skipping rows."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.http import HttpRequest
from django.utils.translation import gettext as _

from activities.api.errors import BadParameters
from activities.api.renderers import dumps
from activities.queries.moment import shown


def next_url(request: HttpRequest, cursor: str | None) -> str | None:
    """The absolute address of the next page: this address with another `after`."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["after"] = cursor
    if moment := shown():
        query["as_of"] = moment.name
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def envelope(rows: list[str], **rest: Any) -> bytes:
    """`{"results": […], …}` from rows of JSON text."""
    return b'{"results":[' + ",".join(rows).encode() + b"]," + dumps(rest)[1:]


def wrong_cursor() -> BadParameters:
    message = _("“after” is not a cursor of this list in this order. Use “next” of the previous page.")
    return BadParameters({"after": [message]})


@dataclass(frozen=True, slots=True)
class Keyset:
    """An order by fields that are never empty, the last of them unique: {field lookup: int or str}."""

    fields: dict[str, type]

    def page(self, queryset: QuerySet, after: str, limit: int) -> tuple[list[Any], str | None]:
        """Up to `limit` rows of a `values()` queryset with the fields, and the cursor of the next page."""
        queryset = queryset.order_by(*self.fields)
        if after:
            queryset = queryset.filter(TupleGreaterThan(Tuple(*self.fields), self._decoded(after)))
        rows = list(queryset[: limit + 1])
        if len(rows) <= limit:
            return rows, None
        last = [rows[limit - 1][field] for field in self.fields]
        return rows[:limit], base64.urlsafe_b64encode(orjson.dumps(last)).decode().rstrip("=")

    def _decoded(self, text: str) -> list[Any]:
        try:
            key = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, binascii.Error) as error:
            raise wrong_cursor() from error
        kinds = list(self.fields.values())
        if not isinstance(key, list) or [type(part) for part in key] != kinds:
            raise wrong_cursor()
        if any(abs(part) > 2**62 if isinstance(part, int) else "\x00" in part for part in key):
            raise wrong_cursor()
        return key
