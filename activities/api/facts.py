"""Lists and details of the resources: JSON in pages, CSV and JSON Lines whole."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import Throttled

from activities.api.base import PublicView
from activities.api.errors import BadParameters, Unknown
from activities.api.pagination import MOST, Keyset, encoded
from activities.api.parameters import COUNT, CURSOR, LANG, LIMIT, Parameter, Parameters, documented, several
from activities.api.reference import schemas
from activities.api.renderers import CsvRenderer, JsonLinesRenderer, OrjsonRenderer, dumps
from activities.columns import Column
from activities.models import TermText
from activities.past_views import shows_the_past
from activities.queries.facts.resource import Resource, csv_chunks, ids_of, json_lines_chunks, page, row
from activities.queries.languages import spoken
from activities.streams import Stream

#: Files at a time in one web process. Each has one of its threads for as long as the client reads.
STREAMS = threading.BoundedSemaphore(8)
#: Seconds after which a client tries again.
AGAIN = 3
#: Rows of a file whose ids are read alone, so that it begins at once.
FIRST = 200
#: How each format of a whole list is made from (resource, parts of the ids, columns).
FILES: dict[str, Callable[..., Iterator[bytes]]] = {"csv": csv_chunks, "jsonl": json_lines_chunks}


def fields(resource: Resource) -> Parameter:
    return several("The columns wanted, separated by commas; all without it.", resource.by_name)


def of(resource: Resource, **more: Parameter) -> Parameters:
    """The parameters of the list of a resource, in addition to its filters."""
    paged = {"fields": fields(resource), "limit": LIMIT, "cursor": CURSOR, "count": COUNT}
    return Parameters({**more, **languages(resource), **paged})


def languages(resource: Resource) -> dict[str, Parameter]:
    """The parameter of a resource that can show names in several languages."""
    return {"lang": LANG} if resource.translated else {}


def described_languages(resource: Resource) -> list[OpenApiParameter]:
    """The same for the contract, for a detail."""
    return documented(Parameters(languages(resource)))


class InLanguage(PublicView):
    """A view of a resource, whose names of Terms and countries are in the language of `lang`."""

    resource: Resource

    @property
    def tables(self) -> Collection[str]:
        texts = {TermText._meta.db_table} if "lang" in self.request._request.GET else set()
        return self.resource.tables | texts

    @property
    def lang(self) -> str:
        return self.given.get("lang", "en")

    @property
    def shown(self) -> Resource:
        return self.resource.in_language(self.lang)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200 and "Content-Language" not in response:
            response["Content-Language"] = spoken(self.lang)
        return response


class FactList(InLanguage):
    """The list of a resource. `order` is that of its pages, files have the same.

    JSON comes in pages of `limit` rows. A file has all rows, or as many as `limit` says.
    """

    order: Keyset
    renderer_classes = (OrjsonRenderer, CsvRenderer, JsonLinesRenderer)

    @property
    def width(self) -> int:
        """The number of parts of a sort key."""
        return len(self.order.fields)

    def rows(self) -> QuerySet:
        """The rows that match. 400 for an invalid filter."""
        live = self.resource.live()
        return self.filterset(live).qs if self.filterset_class else live

    def keys(self, rows: QuerySet, cursor: str) -> QuerySet:
        """The sort keys of the rows after the cursor, in order; the last part of each is the primary key."""
        return self.order.keys(rows, cursor)

    def read(self, request):
        columns = self.shown.chosen(self.given["fields"])
        rows = self.rows()
        keys = self.keys(rows, self.given["cursor"])
        form = request.accepted_renderer.format
        if form in FILES:
            if self.given["count"]:
                raise BadParameters({"count": [_("A file has no count: it has all rows.")]})
            limit = self.given["limit"] if "limit" in request._request.GET else None
            return self.file(form, self.parts(rows, limit), columns)
        found = page(self.shown, keys, self.width, self.given["limit"], columns)
        more: dict[str, Any] = {"count": rows.order_by().count()} if self.given["count"] else {}
        if self.figures:
            more["figures"] = self.figures_dated
        return self.page(found.rows, encoded(found.last) if found.last else None, **more)

    def parts(self, rows: QuerySet, limit: int | None) -> Iterator[Sequence[Any]]:
        """The primary keys of the rows of a file, in order: the first few, then the others, which takes longer."""
        few = min(FIRST, limit or FIRST)
        first = list(self.keys(rows, self.given["cursor"])[:few])
        yield [key[-1] for key in first]
        if len(first) == FIRST and limit != FIRST:
            others = self.keys(rows, encoded(first[-1]))
            yield ids_of(others[: limit - FIRST] if limit else others, self.width)

    def file(self, form: str, ids: Iterator[Sequence[Any]], columns: tuple[Column, ...]) -> HttpResponseBase:
        """All rows as a stream. 429 if this process sends as many files as it may."""
        name = f"{self.resource.stem}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        media = f"{self.request.accepted_renderer.media_type}; charset=utf-8"
        if self.request.method == "HEAD":
            return StreamingHttpResponse((), content_type=media, headers=headers)  # of no length, as for GET
        if not STREAMS.acquire(blocking=False):
            raise Throttled(AGAIN, _("This server is sending as many files as it can."))
        try:
            made = FILES[form](self.shown, ids, columns)
            # the first chunks are made before the response begins: if the database fails, the answer says so
            first = list(islice(made, 2))
            content = Stream(chain(first, made), then=STREAMS.release)
            return StreamingHttpResponse(content, content_type=media, headers=headers)
        except BaseException:
            STREAMS.release()
            raise


class FactDetail(InLanguage):
    """One row of a resource, live or not. `condition` is SQL that finds it by the values of the address."""

    condition: str

    @property
    def parameters(self) -> Parameters:
        return Parameters(languages(self.resource))

    def read(self, request, **address: Any):
        fits = all(not isinstance(value, int) or value < MOST for value in address.values())
        found = row(self.shown, self.condition, list(address.values())) if fits else None
        if found is None:
            raise self.unknown(**address)
        return found[:-1].encode() + b"," + dumps(self.more(**address) | self.dated)[1:]

    def more(self, **address: Any) -> dict[str, Any]:
        """What the row has in addition to its columns."""
        return {}

    def unknown(self, **address: Any) -> Unknown:
        """The 404, with the nearest."""
        raise NotImplementedError


def fact_list(
    resource: Resource,
    order: Keyset,
    *,
    tag: str,
    filterset: type | None = None,
    writing: tuple[type, ...] = (),
) -> type[FactList]:
    """The view of the list of a resource that needs no code of its own. `writing`: what has its other methods."""
    parameters = of(resource)
    view = type(
        f"{schemas.camel(resource)}List",
        (*writing, FactList),
        {"resource": resource, "order": order, "parameters": parameters, "filterset_class": filterset},
    )
    acronym = resource.title[:2].isupper()
    title = resource.title if acronym else f"{resource.title[0].lower()}{resource.title[1:]}"
    described = extend_schema(
        operation_id=f"{resource.name.replace('/', '_').replace('-', '_')}_list",
        tags=[tag],
        summary=f"List {title}",
        description=resource.description,
        parameters=documented(parameters, filterset),
        responses=schemas.rows(resource),
    )
    return shows_the_past(extend_schema_view(get=described)(view))


def listed(place: str, view: type[FactList], name: str) -> list[URLPattern]:
    """The addresses of a list: `place/`, and `place.csv` or another format."""
    answer = view.as_view()
    return [path(f"{place}/", answer, name=name), path(f"{place}.<format>", answer, name=f"{name}-file")]
