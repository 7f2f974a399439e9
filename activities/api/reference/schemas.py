"""Schemas of the answers, for OpenAPI only. Answers are not rendered with them."""

import re
from collections.abc import Iterable
from functools import cache

from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer
from rest_framework import serializers as s

from activities.columns import Column, Type
from activities.models import Certainty, Term
from activities.queries.facts.reference import CROSSWALKS
from activities.queries.facts.registry import followed
from activities.queries.facts.resource import Resource
from activities.queries.languages import TAGS


def in_path(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.PATH, description=description)


def text(**kwargs):
    return s.CharField(allow_blank=True, **kwargs)


def certainty() -> s.ChoiceField:
    """The field of a certainty, with the four values and their meaning."""
    with override("en"):
        words = " ".join(f"`{word.value}`: {word.sentence}" for word in Certainty)
    return s.ChoiceField(Certainty.choices, help_text=f"How certain it is. {words}")


class Problem(s.Serializer):
    """An error (RFC 9457)."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = text()


class BadParametersProblem(Problem):
    errors = s.DictField(child=s.ListField(child=s.CharField()), help_text="Error messages by parameter.")


class Near(s.Serializer):
    code = s.CharField()
    title = s.CharField()
    url = s.CharField(help_text="Address in the API.")


class UnknownProblem(Problem):
    nearest = Near(many=True, required=False, help_text="Similar ones, the most similar first.")


class Was(s.Serializer):
    kind = s.ChoiceField(("activity", "organisation", "mapping"))
    title = s.CharField()
    page = s.URLField(help_text="Page that still shows it, or its activity.")


class WithdrawnIn(s.Serializer):
    change = s.IntegerField(help_text="Number of the Change that withdrew it.")
    at = s.DateTimeField(help_text="When that Change was made.")


class WithdrawnProblem(Problem):
    uri = s.URLField(help_text="Its lasting address.")
    was = Was()
    withdrawn = WithdrawnIn()


def answers(body, missing: bool = False, bad: bool = True) -> dict:
    """All statuses of a resource."""
    media = "application/problem+json"
    shown = {
        (200, "application/json"): OpenApiResponse(body, description="Found."),
        304: OpenApiResponse(description="Nothing has changed since the ETag in If-None-Match."),
        (401, media): OpenApiResponse(
            Problem, description="The request has a token that does not exist, has expired or was revoked."
        ),
        (429, media): OpenApiResponse(
            Problem, description="Too many requests from this address. Retry-After says when to continue."
        ),
        (503, media): OpenApiResponse(
            Problem, description="The database is not responding. Retry-After says when to try again."
        ),
    }
    if bad:
        shown[400, media] = OpenApiResponse(BadParametersProblem, description="A parameter is unknown, empty or wrong.")
    if missing:
        shown[404, media] = OpenApiResponse(
            UnknownProblem, description="Not found. `nearest` lists the most similar ones."
        )
    return shown


EPOCH = "The epoch of the numbers of Changes. It is another one after a backup was restored."


class Dated(s.Serializer):
    last_change = s.IntegerField(help_text="Number of the last Change that is certain to be in the answer.")
    as_of = s.DateTimeField(allow_null=True, help_text="When that Change was made.")
    epoch = s.CharField(help_text=EPOCH)


def page_of(row, name: str, **more) -> type[s.Serializer]:
    """The envelope of a list."""
    fields = {
        "results": row(many=True),
        "next": s.URLField(allow_null=True, help_text="Address of the next page, null on the last."),
        "last_change": s.IntegerField(help_text="Number of the last Change that is certain to be in the answer."),
        "as_of": s.DateTimeField(allow_null=True, help_text="When that Change was made."),
        "epoch": s.CharField(help_text=EPOCH),
        **more,
    }
    return type(name, (s.Serializer,), fields)


def camel(resource: Resource) -> str:
    return "".join(part.title() for part in re.split("[/-]", resource.name))


@cache
def row_of(resource: Resource) -> type[s.Serializer]:
    """A row of a resource, from the definition of its columns."""
    return serializer(f"{camel(resource)}Row", resource.columns, required=False)


def serializer(name: str, columns: Iterable[Column], required: bool = True) -> type[s.Serializer]:
    """The columns as a schema. They are not required where a client can choose them."""
    return type(name, (s.Serializer,), {column.name: field_of(name, column, required) for column in columns})


def field_of(owner: str, column: Column, required: bool) -> s.Field:
    common = {"help_text": column.description, "required": required, "allow_null": column.null}
    if column.type is Type.OBJECTS:
        return serializer(f"{owner}{column.name.title()}", column.parts)(many=True, **common)
    if column.type is Type.CODES:
        return s.ListField(child=s.ChoiceField(column.values) if column.values else s.CharField(), **common)
    if column.values:
        return s.ChoiceField(column.values, **common)
    fields = {
        Type.INTEGER: s.IntegerField,
        Type.NUMBER: s.FloatField,
        Type.BOOLEAN: s.BooleanField,
        Type.DATE: s.DateField,
        Type.TIME: s.DateTimeField,
    }
    return fields[column.type](**common) if column.type in fields else s.CharField(allow_blank=True, **common)


@cache
def rows(resource: Resource, figures: bool = False) -> dict:
    """The answers of the list of a resource, in its three formats."""
    more: dict = {"count": s.IntegerField(required=False, help_text="All rows that match, with `count=true`.")}
    if figures:
        more["figures"] = Dated()
    page = page_of(row_of(resource), f"{camel(resource)}Page", **more)
    return in_files(answers(page))


def linked(shown: dict, gone: bool = False) -> dict:
    """The answers of a detail, with those of its linked data. `gone`: it can be merged or withdrawn."""
    return shown | _linked(gone)


@cache
def only_linked() -> dict:
    """The answers of a resource that is linked data only."""
    shown = answers(str, missing=True)
    del shown[200, "application/json"]
    return shown | _linked(False)


def _linked(gone: bool) -> dict:
    media = "application/problem+json"
    shown: dict = {
        (200, "application/ld+json"): OpenApiResponse(OpenApiTypes.OBJECT, description="As JSON-LD."),
        (200, "text/turtle"): OpenApiResponse(str, description="As Turtle: the same graph."),
        (406, media): OpenApiResponse(Problem, description="There is no such format."),
    }
    if gone:
        shown[301] = OpenApiResponse(description="Linked data of a fact that was merged: where the other one is.")
        shown[410, media] = OpenApiResponse(
            WithdrawnProblem, description="Linked data of a fact that was withdrawn: what it was, and when it ended."
        )
    return shown


class CodeRow(s.Serializer):
    list = s.CharField(help_text="Name of the list.")
    code = s.CharField(help_text="The value, as in the columns of resources.")
    label = s.CharField(help_text="What it means.")


def code_lists() -> dict:
    return in_files(answers(page_of(CodeRow, "CodePage")))


def in_files(shown: dict) -> dict:
    """The answers of a list, with those of its files."""
    return shown | {
        (200, "text/csv"): OpenApiResponse(str, description="All rows, with a header. Lists are joined by `;`."),
        (200, "application/jsonl"): OpenApiResponse(str, description="All rows, one JSON object a line."),
        (406, "application/problem+json"): OpenApiResponse(Problem, description="There is no such format."),
    }


class StateOfRow(s.Serializer):
    withdrawn = s.BooleanField(help_text="Whether it has been withdrawn.")
    merged_into = s.IntegerField(allow_null=True, help_text="Number of the row that it was merged into.")


@cache
def row(resource: Resource, more: type[s.Serializer] | None = None) -> dict:
    """The answers of one row of a resource."""
    state = () if resource.gone == "false" else (StateOfRow,)
    bases = (more or Dated, *state)
    fields = {column.name: field_of(f"{camel(resource)}Row", column, True) for column in resource.columns}
    return answers(type(f"{camel(resource)}Detail", bases, fields), missing=True)


class BeginAnewProblem(Problem):
    epoch = s.CharField(help_text=EPOCH)
    last_change = s.IntegerField(help_text="Number of the last Change of this database.")
    changes = s.URLField(help_text="The feed from its beginning.")
    lists = s.DictField(child=s.URLField(), help_text="Addresses of the lists, by resource.")


#: What can have happened to a row of the feed, with its meaning.
ACTIONS = {
    "created": "it is new",
    "changed": "it, or a row that it shows, has other values",
    "restored": "it is public again",
    "withdrawn": "it is not public any more",
    "merged": "it is a part of `merged_into` now",
    "deleted": "it was deleted from the database",
}


@cache
def changes() -> dict:
    """The answers of the feed. A row has the columns of its resource that are no figures."""
    shapes = [serializer(f"{camel(resource)}Fact", resource.facts) for resource in followed().values()]
    actions = "; ".join(f"`{name}`: {meaning}" for name, meaning in ACTIONS.items())
    fields = {
        "resource": s.ChoiceField(tuple(followed()), help_text="Name of the resource."),
        "id": s.IntegerField(help_text="Number of the row in its resource."),
        "change": s.IntegerField(help_text="Number of the Change that brought it."),
        "action": s.ChoiceField(tuple(ACTIONS), help_text=f"{actions}."),
        "reason": s.CharField(help_text="What changed: the row itself (“the link”) or one it shows (“its activity”)."),
        "merged_into": s.IntegerField(allow_null=True, help_text="Number of the row that it was merged into."),
        "row": PolymorphicProxySerializer("FeedContent", shapes, resource_type_field_name=None, allow_null=True),
    }
    page = page_of(type("ChangeRow", (s.Serializer,), fields), "ChangesPage")
    gone = OpenApiResponse(BeginAnewProblem, description="The numbers are not of this database: begin again.")
    return answers(page) | {(410, "application/problem+json"): gone}


def number(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, {"type": "integer", "minimum": 1}, OpenApiParameter.PATH, description=description)


class TermName(s.Serializer):
    framework = s.CharField()
    kind = s.ChoiceField(Term.Kind.choices)
    code = s.CharField()
    title = s.CharField()


class FacetValue(s.Serializer):
    value = s.CharField()
    label = s.CharField()
    activities = s.IntegerField()


class ActivityFacets(Dated):
    total = s.IntegerField(help_text="Activities that match: the denominator of shares.")
    of = s.IntegerField(help_text="All live activities.")
    stored = s.BooleanField(help_text="true: the counts come from the summaries; false: they are live.")
    facets = s.DictField(child=FacetValue(many=True))


class TermText(s.Serializer):
    language = s.CharField()
    title = text()
    official_text = text()
    source = text()
    certainty = certainty()


class KindCodeTitle(s.Serializer):
    kind = s.ChoiceField(Term.Kind.choices)
    code = s.CharField()
    title = s.CharField()


class Counts(s.Serializer):
    activities = s.IntegerField(allow_null=True, help_text="Whole count: each activity once.")
    fractional = s.FloatField(allow_null=True, help_text="1/n for each of an activity's n Terms of this kind.")
    strength_1 = s.IntegerField(allow_null=True, help_text="Activities whose strongest link is: related.")
    strength_2 = s.IntegerField(allow_null=True, help_text="Contributes.")
    strength_3 = s.IntegerField(allow_null=True, help_text="Main purpose.")
    itu = s.IntegerField(allow_null=True)
    stakeholders = s.IntegerField(allow_null=True)


class TermFigures(Counts, Dated):
    pass


class TermSummaryRow(Counts, TermName):
    pass


class SummaryState(Dated):
    activities = s.IntegerField(help_text="Live activities in the figures.")
    behind = s.IntegerField(help_text="The most Changes that can have been made since.")
    built_at = s.DateTimeField(allow_null=True)
    terms = s.URLField()
    slice = s.URLField()


class Slice(Dated):
    facet = text()
    value = text()
    total = s.IntegerField(help_text="Activities in the slice: the denominator of shares.")
    facets = s.DictField(child=FacetValue(many=True))


class IndexEntry(s.Serializer):
    name = s.CharField()
    url = s.URLField()
    description = s.CharField()


class Index(Dated):
    resources = IndexEntry(many=True)


class Totals(s.Serializer):
    links = s.IntegerField()
    covered = s.IntegerField()
    gaps = s.IntegerField()


class MatrixRow(s.Serializer):
    line = s.CharField(help_text="Code of the Action Line.")
    line_title = s.CharField(help_text="Title of the Action Line.")
    goal = s.CharField(help_text="Number of the Goal.")
    goal_title = s.CharField(help_text="Title of the Goal.")
    official = s.IntegerField(help_text="Links of the WSIS-SDG Matrix.")
    activities = s.IntegerField(help_text="Live activities linked to both.")


class GoalSectorRow(s.Serializer):
    goal = s.CharField(help_text="Number of the Goal.")
    goal_title = s.CharField(help_text="Title of the Goal.")
    sector = s.CharField(help_text="An ITU Sector, or stakeholder.")
    activities = s.IntegerField()


class FrameworkMore(Dated):
    kinds = s.DictField(child=s.IntegerField(), help_text="The number of Terms of each kind.")


class TermBelow(KindCodeTitle):
    uri = s.URLField(help_text="Its lasting address.")
    title_language = s.ChoiceField(tuple(TAGS), help_text="Language of the title: that of `lang`, or `en`.")


class TermMore(Dated):
    texts = TermText(many=True)
    children = TermBelow(many=True)
    crosswalks = row_of(CROSSWALKS)(many=True)
    summary = TermFigures()


CoveragePage = page_of(row_of(CROSSWALKS), "CoveragePage", totals=Totals())
MatrixPage = page_of(MatrixRow, "MatrixPage")
GoalSectorPage = page_of(GoalSectorRow, "GoalSectorPage")
TermSummaryPage = page_of(
    TermSummaryRow, "TermSummaryPage", total=s.IntegerField(help_text="All live activities: the denominator of shares.")
)
