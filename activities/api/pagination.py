"""Lists: their envelope, and pages that start after a key instead of skipping rows."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.http import HttpRequest
from django.utils.translation import gettext as _

from activities.api.errors import Unknown
from activities.api.renderers import dumps
from activities.queries.moment import shown
from activities.validators import row_number

Row = TypeVar("Row", bound=Model)

#: Digits of a number that a cursor can have, well within those of the database.
MOST = 2**62


def next_url(request: HttpRequest, cursor: str | None) -> str | None:
    """The absolute address of the next page: this address with another `cursor`."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    if moment := shown():
        query["as_of"] = moment.name
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def latest_first(request: HttpRequest, rows: QuerySet[Row], *, cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """A page of the rows, by falling id, and the absolute address of the next one. The cursor is the id of the last row
    before the page, "" for the first page. 404 for another text. One query."""
    if cursor:
        before = row_number(cursor)
        if before is None:
            raise wrong_cursor()
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    page = found[:limit]
    return page, next_url(request, str(page[-1].pk) if len(found) > limit else None)


def envelope(rows: list[str], **rest: Any) -> bytes:
    """`{"results": […], …}` from rows of JSON text."""
    return b'{"results":[' + ",".join(rows).encode() + b"]," + dumps(rest)[1:]


def wrong_cursor() -> Unknown:
    return Unknown(_("“cursor” is not a cursor of this list in this order. Use “next” of the previous page."))


def encoded(key: Sequence[Any]) -> str:
    """The cursor for a sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def decoded(text: str, kinds: Sequence[type]) -> list[Any]:
    """The sort key of a cursor, with values of these types. 404 for another text."""
    key = decoded_parts(text, kinds)
    if len(key) != len(kinds):
        raise wrong_cursor()
    return key


def decoded_parts(text: str, kinds: Sequence[type], rest: type = object) -> list[Any]:
    """The values of a cursor: of these types, and any number more of the type `rest`. 404 for another text."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error) as error:
        raise wrong_cursor() from error
    if not isinstance(key, list) or [type(part) for part in key[: len(kinds)]] != list(kinds):
        raise wrong_cursor()
    if any(type(part) is not rest for part in key[len(kinds) :]):
        raise wrong_cursor()
    if any("\x00" in part if isinstance(part, str) else abs(part) > MOST for part in key):
        raise wrong_cursor()
    return key


@dataclass(frozen=True, slots=True)
class Keyset:
    """An order by fields that are never empty, the last of them the primary key: {field lookup: int or str}.

    `prepared` adds annotations that the fields need.
    """

    fields: dict[str, type]
    prepared: Callable[[QuerySet], QuerySet] = lambda queryset: queryset

    def keys(self, queryset: QuerySet, cursor: str = "") -> QuerySet:
        """The sort keys of the rows after the cursor, in order."""
        queryset = self.prepared(queryset).order_by(*self.fields)
        if cursor:
            after = decoded(cursor, list(self.fields.values()))
            queryset = queryset.filter(TupleGreaterThan(Tuple(*self.fields), after))
        return queryset.values_list(*self.fields)

    def page(self, queryset: QuerySet, cursor: str, limit: int) -> tuple[list[Any], str | None]:
        """Up to `limit` rows of a `values()` queryset with the fields, and the cursor of the next page."""
        queryset = queryset.order_by(*self.fields)
        if cursor:
            after = decoded(cursor, list(self.fields.values()))
            queryset = queryset.filter(TupleGreaterThan(Tuple(*self.fields), after))
        rows = list(queryset[: limit + 1])
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], encoded([rows[limit - 1][field] for field in self.fields])
