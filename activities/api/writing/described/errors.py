"""The answers of operations that write: rows, reports of batches, and errors."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers as s

from activities.api.reference import properties as p
from activities.api.reference import schemas
from activities.queries.facts.resource import Resource
from activities.queries.facts.work import ACTIVITIES, MAPPINGS

PROBLEM = "application/problem+json"


def written(resource: Resource) -> type[s.Serializer]:
    """A row as it is after a write, withdrawn or not."""
    name = schemas.camel(resource)
    fields = {column.name: schemas.field_of(f"{name}Written", column, True) for column in resource.columns}
    return type(f"{name}Written", (schemas.StateOfRow,), fields)


ActivityWritten, MappingWritten = written(ACTIVITIES), written(MAPPINGS)


class FieldErrors(schemas.Problem):
    """An error in the fields of a body."""

    errors = p.texts_by_name(
        "Error messages by field, such as `links[0].strength`; `body` is the whole.",
        {"title": ["Enter the title."]},
        required=False,
    )


class Similar(s.Serializer):
    """An activity with a similar title."""

    id = p.whole("Number of the activity.", 12)
    title = p.text("Its title.", "Smart villages")
    organisation = p.text("Name of its organisation.", "ITU-D")


class NewActivityErrors(FieldErrors):
    """An error in the fields of a new activity."""

    similar = Similar(many=True, required=False, help_text="Activities with a similar title, to compare with.")


class ActivityConflict(schemas.Problem):
    """An error: someone else has changed the activity since."""

    current = ActivityWritten(help_text="The activity as it is now. Its version is in the header ETag.")


class MappingConflict(schemas.Problem):
    """An error: someone else has changed the mapping since."""

    current = MappingWritten(help_text="The mapping as it is now. Its version is in the header ETag.")


class RowReport(s.Serializer):
    """What became of a row."""

    row = p.whole("Its place in `rows`, from 0.", 0)
    status = p.whole("201 created, 200 changed, withdrawn or as you want it already; else as of one.", 200)
    id = p.whole("Number of the activity or mapping.", 12, required=False)
    change = p.whole("Its Change now, for the next batch.", 5678, required=False)
    errors = p.texts_by_name("Error messages by field.", {"title": ["Enter the title."]}, required=False)


class BatchReport(s.Serializer):
    """What became of a batch."""

    change = p.whole("The Change that saved the rows; null if none was saved.", 5678, null=True)
    written = p.whole("How many rows were saved.", 2)
    unchanged = p.whole("How many rows had these values already.", 0)
    failed = p.whole("How many rows were not saved.", 0)
    rows = RowReport(many=True, help_text="One report for each row, in their order.")


class StoppedBatch(FieldErrors):
    """An error in the rows of a batch, of which nothing was saved."""

    rows = RowReport(many=True, required=False, help_text="The rows that stop the batch.")


def errors(*, conflict: Any = None, fields: Any = FieldErrors, versioned: bool = False, missing: bool = False) -> dict:
    """All errors of an operation that writes."""

    def one(body: Any, description: str) -> OpenApiResponse:
        return OpenApiResponse(body, description=description)

    found = {
        (400, PROBLEM): one(FieldErrors, "The body is not JSON, or has names that are not known."),
        (401, PROBLEM): one(schemas.Problem, "No token, or one that expired or was revoked. See WWW-Authenticate."),
        (403, PROBLEM): one(schemas.Problem, "The scope of the token, or the role of its owner, does not allow it."),
        (409, PROBLEM): one(conflict or schemas.Problem, "It does not fit what is stored now; `detail` says why."),
        (413, PROBLEM): one(schemas.Problem, "The body is larger than 5 MB."),
        (415, PROBLEM): one(schemas.Problem, "The body is not application/json."),
        (422, PROBLEM): one(fields, "A value is not valid: `errors` has the messages for each field."),
        (429, PROBLEM): one(schemas.Problem, "Too many requests. Retry-After says when to continue."),
        (503, PROBLEM): one(
            schemas.Problem, "The database is busy or not responding. Retry-After says when to try again."
        ),
    }
    if missing:
        found[404, PROBLEM] = one(schemas.UnknownProblem, "There is none that you may change.")
    if versioned:
        found[412, PROBLEM] = one(conflict, "It has changed since: `current` is what it is now.")
        found[428, PROBLEM] = one(schemas.Problem, "If-Match is missing.")
    return found


READ_ERRORS = {
    (401, PROBLEM): OpenApiResponse(schemas.Problem, description="No token, or one that cannot be used."),
    (403, PROBLEM): OpenApiResponse(schemas.Problem, description="The scope of the token does not allow it."),
    (400, PROBLEM): OpenApiResponse(schemas.BadParametersProblem, description="A parameter is unknown or wrong."),
    (429, PROBLEM): OpenApiResponse(schemas.Problem, description="Too many requests. See Retry-After."),
    (503, PROBLEM): OpenApiResponse(schemas.Problem, description="The database is not responding. See Retry-After."),
}
