"""Operations that edit activities and mappings, one by one and in batches; and what all operations that write share."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers as s

from activities.api.reference import schemas
from activities.api.writing import bodies
from activities.api.writing.described.errors import (
    ActivityConflict,
    ActivityWritten,
    BatchReport,
    MappingConflict,
    MappingWritten,
    NewActivityErrors,
    StoppedBatch,
    errors,
)

EDITING = "Edit activities and mappings"
HEADER = OpenApiParameter.HEADER
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~]+$", "examples": ["solar-schools-1"]},
    HEADER,
    description="A name of this request, such as a UUID. A second request of yours with it within a day gets the same "
    "answer, with `Idempotency-Replayed: true`, and nothing is done twice. Another request with it is refused (422).",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": '^(W/)?"[0-9]{1,18}"$', "examples": ['"5678"']},
    HEADER,
    required=True,
    description="The version that you have read: the `ETag` of a GET with your token. 428 without it, 412 if there is "
    "a newer one.",
)
REASON = OpenApiParameter(
    "reason",
    {"type": "string", "maxLength": 500, "examples": ["It was entered twice"]},
    description="Why, for the history, which everyone can read.",
)
ACTIVITY_ID = schemas.number("id", "Number of the activity.")
MAPPING_ID = schemas.number("id", "Number of the mapping.")
ETAG = OpenApiParameter(
    "ETag", str, HEADER, response=[200, 201], description="The version of the row, for the next If-Match."
)
LOCATION = OpenApiParameter("Location", str, HEADER, response=[201], description="Its address in the API.")


class ActivityBatchRequest(bodies.Batch):
    rows = s.ListField(
        child=bodies.BatchActivity(), min_length=1, max_length=bodies.MOST_ROWS, help_text="The rows to write."
    )


class MappingBatchRequest(bodies.Batch):
    rows = s.ListField(
        child=bodies.BatchMapping(), min_length=1, max_length=bodies.MOST_ROWS, help_text="The rows to write."
    )


def operation(
    id: str,
    tag: str,
    scope: str,
    summary: str,
    description: str,
    *,
    request: Any = None,
    answer: Any = None,
    status: int = 200,
    also: tuple[int, ...] = (),
    parameters: tuple[OpenApiParameter, ...] = (),
    examples: tuple[OpenApiExample, ...] = (),
    **which: Any,
) -> Callable:
    responses: dict[Any, Any] = {}
    for one in (status, *also):
        words = {200: "Done.", 201: "Created.", 204: "Deleted."}[one]
        key = (one, "application/json") if answer else one
        responses[key] = OpenApiResponse(answer, description=words)
    headers = (IDEMPOTENCY_KEY, *((IF_MATCH,) if which.get("versioned") else ()))
    given = (ETAG, *((LOCATION,) if status == 201 else ())) if answer not in (None, BatchReport) else ()
    return extend_schema(
        operation_id=id,
        tags=[tag],
        summary=summary,
        description=f"{description} Scope of the token: `{scope}`.",
        request=request,
        responses=responses | errors(**which),
        parameters=[*parameters, *headers, *given],
        auth=[{"token": [scope]}],
        examples=list(examples),
    )


def body_example(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


ACTIVITY_CREATE = operation(
    "activities_create",
    EDITING,
    "edit",
    "Create an activity",
    "Its organisation must be one whose activities you can edit. If activities have a similar title, the answer is 422 "
    "with them in `similar`: compare, then send their numbers in `not_duplicate_of`.",
    request=bodies.NewActivity,
    answer=ActivityWritten,
    status=201,
    fields=NewActivityErrors,
    examples=(
        body_example(
            "A new activity",
            {
                "title": "Smart villages in Kenya",
                "description": "Connects 40 villages.",
                "kind": "project",
                "status": "ongoing",
                "organisation": "itu-d",
                "start_year": 2025,
                "countries": ["KE"],
                "url": "https://example.org/smart-villages",
                "reason": "Entered from the project database",
            },
        ),
    ),
)
ACTIVITY_UPDATE = operation(
    "activities_update",
    EDITING,
    "edit",
    "Change or restore an activity",
    "Send only the fields to change. `withdrawn: false`, alone, restores a withdrawn activity.",
    request=bodies.ChangedActivity,
    answer=ActivityWritten,
    parameters=(ACTIVITY_ID,),
    conflict=ActivityConflict,
    versioned=True,
    missing=True,
    examples=(body_example("It has ended", {"status": "completed", "end_year": 2026}),),
)
ACTIVITY_DELETE = operation(
    "activities_withdraw",
    EDITING,
    "edit",
    "Withdraw an activity",
    "It is removed from lists and figures; its page and its history remain. `reason` is needed.",
    answer=ActivityWritten,
    parameters=(ACTIVITY_ID, REASON),
    conflict=ActivityConflict,
    versioned=True,
    missing=True,
)
MAPPING_CREATE = operation(
    "mappings_create",
    EDITING,
    "edit",
    "Link an activity to a Term",
    "409 with `current` if the link exists, also if it was withdrawn. If it has these values already, the answer is "
    "200.",
    request=bodies.NewMapping,
    answer=MappingWritten,
    status=201,
    also=(200,),
    conflict=MappingConflict,
    examples=(
        body_example(
            "A new link",
            {
                "activity": 12,
                "framework": "sdg",
                "term_code": "9.c",
                "strength": 3,
                "rationale": "It brings the internet to villages that had none.",
                "certainty": "confirmed",
            },
        ),
    ),
)
MAPPING_UPDATE = operation(
    "mappings_update",
    EDITING,
    "edit",
    "Change or restore a mapping",
    "Send only the fields to change. `withdrawn: false` restores a withdrawn link.",
    request=bodies.ChangedMapping,
    answer=MappingWritten,
    parameters=(MAPPING_ID,),
    conflict=MappingConflict,
    versioned=True,
    missing=True,
    examples=(body_example("Confirmed", {"certainty": "confirmed", "reason": "Checked with the project"}),),
)
MAPPING_DELETE = operation(
    "mappings_withdraw",
    EDITING,
    "edit",
    "Withdraw a mapping",
    "The link is removed from lists and figures; the feed shows it as withdrawn.",
    answer=MappingWritten,
    parameters=(MAPPING_ID, REASON),
    conflict=MappingConflict,
    versioned=True,
    missing=True,
)
BATCH = (
    "Up to 1,000 rows in one Change. With `on_error: stop` (the default), one wrong row means that nothing is saved "
    "(422, with the wrong rows). With `report`, the right rows are saved, and the answer says what became of each."
)
ACTIVITY_BATCH = operation(
    "activities_batch",
    EDITING,
    "edit",
    "Write many activities",
    f"{BATCH} A row with `id` and `change` changes an activity, or withdraws it (`withdrawn: true`); a row without "
    "them is a new one.",
    request=ActivityBatchRequest,
    answer=BatchReport,
    fields=StoppedBatch,
    examples=(
        body_example(
            "One changed, one withdrawn",
            {
                "on_error": "report",
                "reason": "Yearly review",
                "rows": [
                    {"id": 12, "change": 5678, "status": "completed", "end_year": 2026},
                    {"id": 13, "change": 5612, "withdrawn": True},
                ],
            },
        ),
    ),
)
MAPPING_BATCH = operation(
    "mappings_batch",
    EDITING,
    "edit",
    "Write many mappings",
    f"{BATCH} A row names a link by `id`, or by activity, framework and term_code; `change` is that of the link that "
    "you have seen, or left out for a new one.",
    request=MappingBatchRequest,
    answer=BatchReport,
    fields=StoppedBatch,
    examples=(
        body_example(
            "One new, one changed",
            {
                "rows": [
                    {"activity": 12, "framework": "sdg", "term_code": "4.4", "strength": 2},
                    {"id": 345, "change": 5678, "certainty": "confirmed"},
                ]
            },
        ),
    ),
)
