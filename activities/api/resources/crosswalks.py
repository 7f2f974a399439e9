"""Crosswalks: official and proposed links between Terms."""

from typing import Any

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from activities.api.base import PublicView
from activities.api.pagination import Keyset
from activities.api.parameters import AFTER, LIMIT, Parameters, documented
from activities.api.reference import schemas
from activities.api.renderers import dumps
from activities.filters.reference import CrosswalkFilter
from activities.models import Crosswalk
from activities.past_views import shows_the_past
from activities.rules import public_source

LIST = Parameters({"limit": LIMIT, "after": AFTER})
ORDER = Keyset({"name": str, "from_position": int, "to_position": int, "id": int})
ENDS = tuple(f"{end}_term__{field}" for end in ("from", "to") for field in ("framework__slug", "kind", "code", "title"))


def linked(queryset: QuerySet) -> QuerySet:
    """The rows for `link`, with the fields of ORDER."""
    return queryset.annotate(
        from_position=F("from_term__position"), to_position=F("to_term__position"), activities=F("summary__activities")
    ).values(
        "id", "name", "standing", "rationale", "source_url", "certainty", "change_id", "activities",
        "from_position", "to_position", *ENDS,
    )  # fmt: skip


def link(row: dict[str, Any]) -> dict[str, Any]:
    """One link. `activities` is None until the next rebuild."""
    return {
        "id": row["id"],
        "name": row["name"],
        "standing": row["standing"],
        "from": end(row, "from"),
        "to": end(row, "to"),
        "rationale": row["rationale"],
        "source_url": public_source(row["source_url"]),
        "certainty": row["certainty"],
        "activities": row["activities"],
        "change": row["change_id"],
    }


def end(row: dict[str, Any], which: str) -> dict[str, str]:
    return {
        "framework": row[f"{which}_term__framework__slug"],
        "kind": row[f"{which}_term__kind"],
        "code": row[f"{which}_term__code"],
        "title": row[f"{which}_term__title"],
    }


@shows_the_past
@extend_schema_view(
    get=extend_schema(
        operation_id="crosswalks_list",
        tags=["Frameworks and Terms"],
        summary="List crosswalk links",
        description="Links between Terms that were published (`official`: the WSIS-SDG Matrix) or that the editors "
        "propose (`proposed`). `activities` counts those linked to both entries; it is a figure, dated by `figures`.",
        parameters=documented(LIST, CrosswalkFilter),
        responses=schemas.answers(schemas.CrosswalkPage),
    )
)
class CrosswalkList(PublicView):
    figures = True
    filterset_class = CrosswalkFilter
    parameters = LIST

    def read(self, request):
        queryset = self.filterset(Crosswalk.objects.live()).qs
        rows, cursor = ORDER.page(linked(queryset), self.given["after"], self.given["limit"])
        return self.page([dumps(link(row)).decode() for row in rows], cursor, figures=self.figures_dated)
