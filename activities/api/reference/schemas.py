"""Schemas of the answers, for OpenAPI only. Answers are not rendered with them.

`contract.py` adds what all operations have in common: errors, headers, `as_of` and examples.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers as s

from activities import columns as column
from activities.api.reference import properties as p
from activities.api.reference.examples import as_csv, as_json_lines
from activities.api.reference.examples import row_of as row_example
from activities.columns import Column, Type
from activities.models import Certainty, Term
from activities.queries.facts.reference import CROSSWALKS
from activities.queries.facts.registry import followed
from activities.queries.facts.resource import Resource
from activities.queries.languages import TAGS

CSV, JSON_LINES = "text/csv", "application/jsonl"
JSON_LD, TURTLE = "application/ld+json", "text/turtle"


def in_path(name: str, description: str, example: str) -> OpenApiParameter:
    """A text in the address."""
    schema = {"type": "string", "minLength": 1, "examples": [example]}
    return OpenApiParameter(name, schema, OpenApiParameter.PATH, description=description)


def number(name: str, description: str) -> OpenApiParameter:
    """A number in the address."""
    schema = {"type": "integer", "minimum": 1, "examples": [1]}
    return OpenApiParameter(name, schema, OpenApiParameter.PATH, description=description)


class Problem(s.Serializer):
    """An error (RFC 9457)."""

    type = p.text("Always `about:blank`: the status says what kind of error it is.", "about:blank")
    title = p.text("What happened, in few words.", "Not found")
    status = p.whole("The status of the answer.", 404)
    detail = p.text("What is wrong, where, and what to do.", "There is no activity 999999.")


class BadParametersProblem(Problem):
    """An error in the parameters."""

    errors = p.texts_by_name(
        "Error messages by parameter.", {"limit": ["limit: Enter a whole number from 1 to 1000."]}, required=False
    )


class Near(s.Serializer):
    """Something with a similar code."""

    code = p.text("Its code.", "9.c")
    title = p.text("Its title.", "Access to ICTs and the Internet")
    url = p.text("Its address in the API.", "/api/v1/terms/sdg/9.c/")


class UnknownProblem(Problem):
    """An error: nothing has this code, number or address."""

    nearest = Near(many=True, required=False, help_text="Similar ones, the most similar first.")


class Was(s.Serializer):
    """What was withdrawn."""

    kind = p.text("What it was.", "activity", values=("activity", "organisation", "mapping"))
    title = p.text("Its title.", "Giga")
    page = p.address("Page that still shows it, or its activity.", "https://sdgmap.example/activities/12/giga/")


class WithdrawnIn(s.Serializer):
    """The Change that withdrew it."""

    change = p.whole("Number of the Change that withdrew it.", 412)
    at = p.when("When that Change was made.")


class WithdrawnProblem(Problem):
    """An error: it was withdrawn."""

    uri = p.address("Its lasting address.", "https://sdgmap.example/id/activity/12")
    was = Was(help_text="What it was.")
    withdrawn = WithdrawnIn(help_text="The Change that withdrew it.")


def answers(body: Any, description: str = "Found.") -> dict:
    """The successful answer of a resource. A `body` is a serializer or a schema."""
    return {(200, "application/json"): OpenApiResponse(body, description=description)}


def last_change() -> s.Field:
    return p.whole("Number of the last Change that is certain to be in the answer.", 412)


def as_of() -> s.Field:
    return p.when("When that Change was made; null before the first.", null=True)


EPOCH = "The epoch of the numbers of Changes. It is another one after a backup was restored."


def epoch() -> s.Field:
    return p.text(EPOCH, "5f3c2a10")


class Dated(s.Serializer):
    """How recent an answer or a figure is."""

    last_change = last_change()
    as_of = as_of()
    epoch = epoch()


def page_of(row: type[s.Serializer], name: str, **more: Any) -> type[s.Serializer]:
    """The envelope of a list."""
    fields = {
        "__doc__": "A page of a list.",
        "results": row(many=True, help_text="The rows of this page."),
        "next": p.address(
            "Address of the next page, null on the last.",
            "https://sdgmap.example/api/v1/mappings/?cursor=WzU3XQ",
            null=True,
        ),
        "last_change": last_change(),
        "as_of": as_of(),
        "epoch": epoch(),
        **more,
    }
    return type(name, (s.Serializer,), fields)


def camel(resource: Resource) -> str:
    return "".join(part.title() for part in re.split("[/-]", resource.name))


@cache
def row_of(resource: Resource) -> type[s.Serializer]:
    """A row of a resource, from the definition of its columns."""
    return serializer(f"{camel(resource)}Row", resource.description, resource.columns, required=False)


@cache
def parts_of(owner: str, one: Column) -> type[s.Serializer]:
    return serializer(f"{owner}{one.name.title()}", one.description, one.parts)


def serializer(name: str, description: str, columns: Iterable[Column], *, required: bool = True) -> type[s.Serializer]:
    """The columns as a schema. They are not required where a client can choose them."""
    fields = {one.name: field_of(name, one, required) for one in columns}
    return type(name, (s.Serializer,), {"__doc__": description, **fields})


def field_of(owner: str, one: Column, required: bool) -> s.Field:
    if one.type is Type.OBJECTS:
        parts = parts_of(owner.removesuffix("Detail").removesuffix("Row"), one)
        return parts(many=True, required=required, help_text=one.description)
    return p.Property(p.schema_of(one), required=required)


@cache
def rows(resource: Resource, figures: bool = False) -> dict:
    """The answers of the list of a resource, in its three formats."""
    more: dict = {"count": p.whole("All rows that match, with `count=true`.", 5342, required=False)}
    if figures:
        more["figures"] = Dated(help_text="How recent the figures in the rows are.")
    return in_formats(page_of(row_of(resource), f"{camel(resource)}Page", **more), resource.columns)


def linked(shown: dict, gone: bool = False) -> dict:
    """The answers of a detail, with those of its linked data. `gone`: it can be merged or withdrawn."""
    return shown | _linked(gone)


@cache
def only_linked() -> dict:
    """The answers of a resource that is linked data only."""
    return _linked(False)


def _linked(gone: bool) -> dict:
    graph = {
        "type": "object",
        "description": "As JSON-LD.",
        "examples": [{"@context": "https://sdgmap.example/ns/context.jsonld", "@id": "http://metadata.un.org/sdg/9.c"}],
    }
    turtle = {
        "type": "string",
        "description": "As Turtle: the same graph.",
        "examples": ["<http://metadata.un.org/sdg/9.c> a <http://www.w3.org/2004/02/skos/core#Concept> .\n"],
    }
    shown: dict = {
        (200, JSON_LD): OpenApiResponse(graph, description="Found."),
        (200, TURTLE): OpenApiResponse(turtle, description="Found."),
    }
    if gone:
        shown[301] = OpenApiResponse(description="Linked data of a fact that was merged: where the other one is.")
        shown[410, "application/problem+json"] = OpenApiResponse(
            WithdrawnProblem, description="Linked data of a fact that was withdrawn: what it was, and when it ended."
        )
    return shown


CODES = (
    column.code("list", "Name of the list.", "", example="strengths"),
    column.code("code", "The value, as in the columns of resources.", "", example="3"),
    column.text("label", "What it means.", "", example="main purpose"),
)


def code_lists() -> dict:
    row = serializer("CodeRow", "A value of a code list.", CODES)
    return in_formats(page_of(row, "CodePage"), CODES)


def in_formats(page: type[s.Serializer], columns: Sequence[Column]) -> dict:
    """The answers of a list, in its three formats."""
    found = "Found: rows in pages as JSON, or all rows as a file."
    table = {"description": "All rows, with a header. Lists are joined by `;`.", "examples": [as_csv(columns)]}
    lines = {"description": "All rows, one JSON object a line.", "examples": [as_json_lines(columns)]}
    return {
        (200, "application/json"): OpenApiResponse(page, description=found),
        (200, CSV): OpenApiResponse({"type": "string"} | table, description=found),
        (200, JSON_LINES): OpenApiResponse({"type": "string"} | lines, description=found),
    }


class StateOfRow(s.Serializer):
    """Whether a row is live."""

    withdrawn = p.flag("Whether it has been withdrawn.", False)
    merged_into = p.whole("Number of the row that it was merged into.", None, null=True)


@cache
def row(resource: Resource, more: type[s.Serializer] | None = None) -> dict:
    """The answers of one row of a resource."""
    state = () if resource.gone == "false" else (StateOfRow,)
    bases = (more or Dated, *state)
    name = f"{camel(resource)}Detail"
    fields = {one.name: field_of(name, one, True) for one in resource.columns}
    return answers(type(name, bases, {"__doc__": resource.description, **fields}))


class BeginAnewProblem(Problem):
    """An error: what you have is not a copy of this database."""

    epoch = p.text(EPOCH, "5f3c2a10")
    last_change = p.whole("Number of the last Change of this database.", 412)
    changes = p.address("The feed from its beginning.", "https://sdgmap.example/api/v1/changes/?after=0")
    lists = p.Property(
        p.shown(
            {"type": "object", "additionalProperties": {"type": "string"}},
            "Addresses of the lists, by resource.",
            {"mappings": "https://sdgmap.example/api/v1/mappings/"},
        )
    )


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
    shapes = [p.component(f"{camel(one)}Fact", one.description, one.facts) for one in followed().values()]
    actions = "; ".join(f"`{name}`: {meaning}" for name, meaning in ACTIONS.items())
    content = p.shown(
        {"anyOf": [*shapes, {"type": "null"}]},
        "The row as it is now; null if it is not public.",
        row_example(followed()["frameworks"].facts),
    )
    fields = {
        "__doc__": "A row of the feed.",
        "resource": p.text("Name of the resource.", "frameworks", values=tuple(followed())),
        "id": p.whole("Number of the row in its resource.", 1),
        "change": p.whole("Number of the Change that brought it.", 412),
        "action": p.text(f"{actions}.", "changed", values=tuple(ACTIONS)),
        "reason": p.text("What changed: the row itself (“the link”) or one it shows (“its activity”).", "the link"),
        "merged_into": p.whole("Number of the row that it was merged into.", None, null=True),
        "row": p.Property(content),
    }
    page = page_of(type("ChangeRow", (s.Serializer,), fields), "ChangesPage")
    gone = OpenApiResponse(BeginAnewProblem, description="The numbers are not of this database: begin again.")
    return answers(page) | {(410, "application/problem+json"): gone}


class TermName(s.Serializer):
    """A Term."""

    framework = p.text("Code of its framework.", "sdg")
    kind = p.text("Kind of Term.", "target", values=Term.Kind.values)
    code = p.text("Its code, unique in the framework.", "9.c")
    title = p.text("Short label in English.", "Access to ICTs and the Internet")


FACET_VALUE = (
    column.code("value", "The value, as in the filter.", "", example="africa"),
    column.text("label", "Its name.", "", example="Africa"),
    column.integer("activities", "Activities with this value.", "", example=51),
)


def facets() -> s.Field:
    one = p.component("FacetValue", "A value of a facet with its count.", FACET_VALUE)
    schema = {"type": "object", "additionalProperties": {"type": "array", "items": one}}
    return p.Property(p.shown(schema, "The counts of each facet, by its name.", {"region": [row_example(FACET_VALUE)]}))


class ActivityFacets(Dated):
    """Counts of the activities that match, by facet."""

    total = p.whole("Activities that match: the denominator of shares.", 51)
    of = p.whole("All live activities.", 341)
    stored = p.flag("true: the counts come from the summaries; false: they are live.", True)
    facets = facets()


class TermText(s.Serializer):
    """The text of a Term in one language."""

    language = p.text("Language (BCP 47).", "fr")
    title = p.text("Short name.", "")
    official_text = p.text("The official sentence.", "Accroître nettement l’accès …")
    source = p.text("Where the text is from.", "United Nations")
    certainty = p.text("How certain it is.", "official", values=Certainty.values)


class KindCodeTitle(s.Serializer):
    """A Term below another one."""

    kind = p.text("Kind of Term.", "indicator", values=Term.Kind.values)
    code = p.text("Its code.", "9.c.1")
    title = p.text("Its title.", "Population covered by a mobile network")


class Counts(s.Serializer):
    """The number of live activities linked to a Term."""

    activities = p.whole("Whole count: each activity once.", 51, null=True)
    fractional = p.number("1/n for each of an activity's n Terms of this kind.", 17.25, null=True)
    strength_1 = p.whole("Activities whose strongest link is 1, related.", 9, null=True)
    strength_2 = p.whole("Activities whose strongest link is 2, contributes.", 22, null=True)
    strength_3 = p.whole("Activities whose strongest link is 3, main purpose.", 20, null=True)
    itu = p.whole("Activities of ITU.", 24, null=True)
    stakeholders = p.whole("Activities of other stakeholders.", 27, null=True)


class TermFigures(Counts, Dated):
    """The figures of a Term."""


class TermSummaryRow(Counts, TermName):
    """A Term with its figures."""


class SummaryState(Dated):
    """How recent the figures are."""

    activities = p.whole("Live activities in the figures.", 341)
    behind = p.whole("The most Changes that can have been made since.", 0)
    built_at = p.when("When the figures were built; null before the first time.", null=True)
    terms = p.address("Address of the figures of Terms.", "https://sdgmap.example/api/v1/summaries/terms/")
    slice = p.address("Address of the counts within a slice.", "https://sdgmap.example/api/v1/summaries/slice/")


class Slice(Dated):
    """Counts of all facets within a slice."""

    facet = p.text("The facet of the slice; empty for all activities.", "goal")
    value = p.text("The value of that facet; empty for all activities.", "9")
    total = p.whole("Activities in the slice: the denominator of shares.", 51)
    facets = facets()


class IndexEntry(s.Serializer):
    """A resource."""

    name = p.text("Its name.", "mappings")
    url = p.address("Its address.", "https://sdgmap.example/api/v1/mappings/")
    description = p.text("What it contains.", "Live links of activities to Terms, with all names")


class Index(Dated):
    """All resources."""

    resources = IndexEntry(many=True, help_text="All resources of the API.")


class Totals(s.Serializer):
    """Totals of all pages."""

    links = p.whole("Links that match.", 188)
    covered = p.whole("Those with an activity.", 140)
    gaps = p.whole("Those without.", 48)


class MatrixRow(s.Serializer):
    """A cell of Action Lines × Goals."""

    line = p.text("Code of the Action Line.", "C2")
    line_title = p.text("Title of the Action Line.", "ICT infrastructure")
    goal = p.text("Number of the Goal.", "9")
    goal_title = p.text("Title of the Goal.", "Industry, innovation and infrastructure")
    official = p.whole("Links of the WSIS-SDG Matrix.", 2)
    activities = p.whole("Live activities linked to both.", 14)


class GoalSectorRow(s.Serializer):
    """A cell of Goals × Sectors."""

    goal = p.text("Number of the Goal.", "9")
    goal_title = p.text("Title of the Goal.", "Industry, innovation and infrastructure")
    sector = p.text("An ITU Sector, or `stakeholder`.", "ITU-D")
    activities = p.whole("Live activities of the Sector that are linked to the Goal.", 14)


class FrameworkMore(Dated):
    """What a framework has in addition to its columns."""

    kinds = p.whole_by_name("The number of Terms of each kind.", {"goal": 17, "target": 169})


class TermBelow(KindCodeTitle):
    """A Term below another one, with its address."""

    uri = p.address("Its lasting address.", "http://metadata.un.org/sdg/indicator/9.c.1")
    title_language = p.text("Language of the title: that of `lang`, or `en`.", "en", values=tuple(TAGS))


class TermMore(Dated):
    """What a Term has in addition to its columns."""

    texts = TermText(many=True, help_text="Its texts in all languages.")
    children = TermBelow(many=True, help_text="The Terms below it.")
    crosswalks = row_of(CROSSWALKS)(many=True, help_text="The crosswalk links to and from it.")
    summary = TermFigures(help_text="Its figures.")


CoveragePage = page_of(
    row_of(CROSSWALKS), "CoveragePage", totals=Totals(help_text="Totals of all pages, whatever `gaps` is.")
)
MatrixPage = page_of(MatrixRow, "MatrixPage")
GoalSectorPage = page_of(GoalSectorRow, "GoalSectorPage")
TermSummaryPage = page_of(
    TermSummaryRow, "TermSummaryPage", total=p.whole("All live activities: the denominator of shares.", 341)
)
