"""The feed of changes of all public facts."""

from typing import Any

import orjson
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.errors import BeginAnew
from activities.api.pagination import MOST, decoded_parts, encoded, envelope, wrong_cursor
from activities.api.parameters import CURSOR, LIMIT, Parameter, Parameters, documented, several, text, whole_number
from activities.api.reference import schemas
from activities.api.resources import index
from activities.queries.facts.feed import Place, Row, Window, causes, page
from activities.queries.facts.registry import followed

GIVEN = Parameters(
    {
        "after": Parameter(
            "Number of a Change: the answer has what has changed since. Use `last_change` of the previous answer, or 0 "
            "to begin.",
            whole_number(0, MOST),
            {"type": "integer", "minimum": 0, "maximum": MOST, "default": 0, "examples": [0]},
            default=0,
        ),
        "resource": several("Only these resources, separated by commas; all without it.", followed()),
        "epoch": text(
            "`epoch` of the previous answer. If the server has another one by now, the answer is 410.", "5f3c2a10"
        ),
        "limit": LIMIT,
        "cursor": CURSOR,
    }
)


@extend_schema_view(
    get=extend_schema(
        operation_id="changes",
        tags=["Changes"],
        summary="List what has changed since",
        description="Every public row that was created, changed, restored, withdrawn, merged or deleted after a "
        "Change, and every row that shows such a row. Each comes once, as it is now, after the rows that it names. "
        "Put `row` in the place of your row with this `resource` and `id`; remove yours if `row` is null. Store "
        "`last_change` and `epoch` of each page: with them you can continue at any time.",
        parameters=documented(GIVEN),
        responses=schemas.changes(),
    )
)
class Changes(PublicView):
    parameters = GIVEN

    def read(self, request):
        wanted = self.given["resource"]
        resources = {name: one for name, one in followed().items() if not wanted or name in wanted}
        window, place = self.start(resources)
        if self.given["epoch"] not in (None, self.state.epoch) or max(window.after, window.through) > self.state.change:
            raise self.begin_anew()
        found = page(resources, window, place, self.given["limit"])
        ended = found.next is None
        return envelope(
            [text_of(row) for row in found.rows],
            next=None if ended else self.next(window, found.next),
            last_change=window.through if ended else window.after,
            as_of=found.at if ended and window.through != self.state.change else self.state.changed_at,
            epoch=self.state.epoch,
        )

    def start(self, resources: dict[str, Any]) -> tuple[Window, Place | None]:
        """The window, which the first page fixes, and where in it this page starts. 400 for another cursor."""
        if not self.given["cursor"]:
            return Window(self.given["after"], self.state.change), None
        after, through, resource, cause, *key = decoded_parts(self.given["cursor"], [int, int, str, int], int)
        given = self.given["after"] if "after" in self.request._request.GET else after
        if after != given or resource not in resources:
            raise wrong_cursor()
        known = causes(resources[resource])
        width = len(known[cause].keys) if 0 <= cause < len(known) else 1
        if not 0 <= cause <= len(known) or len(key) != width:
            raise wrong_cursor()
        return Window(after, through), Place(resource, cause, tuple(key))

    def next(self, window: Window, place: Place) -> str:
        """The absolute address of the next page. It has the epoch, too."""
        plain = self.request._request
        query = plain.GET.copy()
        key = (window.after, window.through, place.resource, place.cause, *place.key)
        query["cursor"], query["epoch"] = encoded(key), self.state.epoch
        return plain.build_absolute_uri(f"{plain.path}?{query.urlencode()}")

    def begin_anew(self) -> BeginAnew:
        """410: the numbers that the reader has are not of this database."""
        address = self.request._request.build_absolute_uri
        return BeginAnew(
            _(
                "This database was restored, or is another one: your copy is not a copy of it. Delete your copy and "
                "begin again with after=0, or load the “lists” and continue from the last_change of their first pages."
            ),
            epoch=self.state.epoch,
            last_change=self.state.change,
            changes=address(f"{reverse('api-changes')}?after=0"),
            lists={
                name: address(reverse(route)) for name, (route, _title) in index.known().items() if name in followed()
            },
        )


def text_of(row: Row) -> str:
    """The JSON of a row of the feed. Its content is a text already."""
    head = {"resource": row.resource, "id": row.id, "change": row.change, "action": row.action, "reason": row.reason}
    start = orjson.dumps(head | {"merged_into": row.merged_into}).decode()
    return f'{start[:-1]},"row":{row.content or "null"}}}'
