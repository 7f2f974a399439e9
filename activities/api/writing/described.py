"""The OpenAPI description of each operation that writes: bodies, answers, headers, errors, examples."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers as s

from activities.api.parameters import Parameters, documented
from activities.api.reference import properties as p
from activities.api.reference import schemas
from activities.api.writing import bodies
from activities.models import Submission
from activities.queries.facts.resource import Resource
from activities.queries.facts.work import ACTIVITIES, MAPPINGS

EDITING, SUBMITTING = "Edit activities and mappings", "Submissions"
PROBLEM = "application/problem+json"
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
    description="The version that you have seen: the `ETag` of a GET with your token. 428 without it, 412 if there is "
    "a newer one.",
)
REASON = OpenApiParameter(
    "reason",
    {"type": "string", "maxLength": 500, "examples": ["It was entered twice"]},
    description="Why, for the history, which everyone can read.",
)
ACTIVITY_ID = schemas.number("id", "Number of the activity.")
MAPPING_ID = schemas.number("id", "Number of the mapping.")
CODE = schemas.in_path("code", "Reference of the submission.", "S-4K7P")
ETAG = OpenApiParameter(
    "ETag", str, HEADER, response=[200, 201], description="The version of the row, for the next If-Match."
)
LOCATION = OpenApiParameter("Location", str, HEADER, response=[201], description="Its address in the API.")


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


def year_or_text(description: str, example: int) -> p.Property:
    schema = {"type": ["integer", "string", "null"], "description": description, "examples": [example]}
    return p.Property(schema)


def list_of_texts(description: str, example: list[str]) -> p.Property:
    schema = {"type": "array", "items": {"type": "string"}, "description": description, "examples": [example]}
    return p.Property(schema)


class OrganisationOfSubmission(s.Serializer):
    """The organisation that submits."""

    slug = p.text("Its name in addresses; null while it is not approved.", "smart-africa", null=True)
    name = p.text("Its name.", "Smart Africa")


class SubmissionSummary(s.Serializer):
    """A submission in a list."""

    code = p.text("Its reference.", "S-4K7P")
    update = p.flag("true: of a published activity; false: a new activity.", False)
    state = p.text("Its state.", "submitted", values=Submission.State.values)
    title = p.text("Title of the activity.", "Solar schools online")
    organisation = OrganisationOfSubmission(allow_null=True, help_text="The organisation that submits.")
    activity = p.whole("The activity that it updates or has become.", 12, null=True)
    version = p.whole("Number of its latest answer: the ETag.", 31)
    created_at = p.when("When it was started.")
    changed_at = p.when("When it was last changed.")
    submitted_at = p.when("When it was submitted.", null=True)
    decided_at = p.when("When it was decided.", null=True)
    page = p.address("Its page on this site.", "https://sdgmap.example/submissions/S-4K7P/")


class LinkOfSubmission(s.Serializer):
    """A link to a Term."""

    framework = p.text("Code of the framework.", "sdg")
    code = p.text("Code of the Term.", "9.c")
    title = p.text("Title of the Term.", "Access to ICTs and the Internet")
    strength = p.whole("1 related, 2 contributes, 3 main purpose; null while none was chosen.", 3, null=True)
    rationale = p.text("Why they are linked.", "It brings the internet to schools that had none.")
    evidence_url = p.text("Evidence.", "")


class RequestForChange(s.Serializer):
    """What a reviewer asks for."""

    field = p.text("Name of the field.", "description")
    label = p.text("The field in words.", "Link to 9.c")
    text = p.text("What the reviewer asks for.", "Say how many schools.")


class SubmissionDetail(SubmissionSummary):
    """A submission with all answers."""

    description = p.text("Description of the activity.", "Connects 40 rural schools.")
    start_year = year_or_text("First year; a text while what was typed is no year.", 2024)
    end_year = year_or_text("Last year; a text while what was typed is no year.", 2027)
    countries = list_of_texts("ISO 3166 alpha-2 codes.", ["KE"])
    regions = list_of_texts("ITU regions, or `global`.", ["africa"])
    partners = list_of_texts("Names of partners.", ["UNICEF"])
    url = p.text("A public web page about the activity.", "https://example.org/solar-schools")
    kind = p.text("Kind of activity.", "project")
    status = p.text("Of the activity; `state` is that of the submission.", "ongoing")
    language = p.text("Language of the original text (BCP 47).", "en")
    english_title = p.text("Title in English, of a text in another language.", "")
    english_summary = p.text("Summary in English, of a text in another language.", "")
    contact_name = p.text("Whom reviewers can ask.", "Amina Otieno")
    contact_email = p.text("Their e-mail address.", "amina@example.org")
    links = LinkOfSubmission(many=True, help_text="Links to Terms.")
    missing = p.texts_by_name(
        "What has to be corrected before it can be submitted, by field. Empty when it is complete.",
        {"countries": ["Choose at least one place."]},
    )
    reason = p.text("The reason of the latest decision.", "")
    requests = RequestForChange(many=True, help_text="What a returned submission has to change.")


class SubmissionPage(s.Serializer):
    """A page of submissions."""

    results = SubmissionSummary(many=True, help_text="The submissions, the latest first.")
    next = p.address("Address of the next page, null on the last.", None, null=True)


class SubmissionConflict(schemas.Problem):
    """An error: it does not fit the state of the submission."""

    current = SubmissionDetail(required=False, help_text="The submission as it is now.")


class ActivityBatchRequest(bodies.Batch):
    rows = s.ListField(
        child=bodies.BatchActivity(), min_length=1, max_length=bodies.MOST_ROWS, help_text="The rows to write."
    )


class MappingBatchRequest(bodies.Batch):
    rows = s.ListField(
        child=bodies.BatchMapping(), min_length=1, max_length=bodies.MOST_ROWS, help_text="The rows to write."
    )


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
READ_ERRORS = {
    (401, PROBLEM): OpenApiResponse(schemas.Problem, description="No token, or one that cannot be used."),
    (403, PROBLEM): OpenApiResponse(schemas.Problem, description="The scope of the token does not allow it."),
    (400, PROBLEM): OpenApiResponse(schemas.BadParametersProblem, description="A parameter is unknown or wrong."),
    (429, PROBLEM): OpenApiResponse(schemas.Problem, description="Too many requests. See Retry-After."),
    (503, PROBLEM): OpenApiResponse(schemas.Problem, description="The database is not responding. See Retry-After."),
}
AUTH = [{"token": ["submit"]}]


def SUBMISSION_LIST(parameters: Parameters) -> Callable:
    return extend_schema(
        operation_id="submissions_list",
        tags=[SUBMITTING],
        summary="List your submissions",
        description="Submissions of your organisations, the newest first. Scope of the token: `submit`.",
        parameters=documented(parameters),
        responses={(200, "application/json"): OpenApiResponse(SubmissionPage, description="Found.")} | READ_ERRORS,
        auth=AUTH,
    )


SUBMISSION_READ = extend_schema(
    operation_id="submissions_retrieve",
    tags=[SUBMITTING],
    summary="Get a submission",
    description="Its state and its answers. `missing` says what has to be corrected before it can be submitted. Scope "
    "of the token: `submit`.",
    parameters=[CODE, ETAG],
    responses={
        (200, "application/json"): OpenApiResponse(SubmissionDetail, description="Found."),
        (404, PROBLEM): OpenApiResponse(schemas.UnknownProblem, description="You have no such submission."),
    }
    | READ_ERRORS,
    auth=AUTH,
)
ANSWERS = {
    "title": "Solar schools online",
    "description": "Connects 40 rural schools with solar power. Pupils and teachers have been online since 2024.",
    "kind": "project",
    "status": "ongoing",
    "start_year": 2024,
    "countries": ["KE"],
    "url": "https://example.org/solar-schools",
    "contact_name": "Amina Otieno",
    "contact_email": "amina@example.org",
    "links": [
        {
            "framework": "sdg",
            "code": "9.c",
            "strength": 3,
            "rationale": "It brings the internet to schools that had none.",
        }
    ],
}
SUBMISSION_CREATE = operation(
    "submissions_create",
    SUBMITTING,
    "submit",
    "Start a submission",
    "A draft of a new activity of your organisation; or, with `activity`, an update of a published one, filled with "
    "its current values. Answers are saved as they are: `missing` says what has to be corrected.",
    request=bodies.NewSubmission,
    answer=SubmissionDetail,
    status=201,
    conflict=SubmissionConflict,
    examples=(body_example("A new activity", ANSWERS), body_example("An update", {"activity": 12, "end_year": 2026})),
)
SUBMISSION_UPDATE = operation(
    "submissions_update",
    SUBMITTING,
    "submit",
    "Change a submission",
    "Send only the answers to change; `links` has all links. A draft and a returned submission can be changed; after "
    "that, only the contact person.",
    request=bodies.SubmissionAnswers,
    answer=SubmissionDetail,
    parameters=(CODE,),
    conflict=SubmissionConflict,
    versioned=True,
    missing=True,
    examples=(body_example("It has ended", {"status": "completed", "end_year": 2026}),),
)
SUBMISSION_DISCARD = operation(
    "submissions_discard",
    SUBMITTING,
    "submit",
    "Discard a draft",
    "Deletes a draft that was never submitted.",
    status=204,
    parameters=(CODE,),
    conflict=SubmissionConflict,
    versioned=True,
    missing=True,
)
SUBMISSION_SUBMIT = operation(
    "submissions_submit",
    SUBMITTING,
    "submit",
    "Submit a submission",
    "ITU reviews it, and the members of your organisation get an e-mail. 422 with what is missing or wrong.",
    request=bodies.Consent,
    answer=SubmissionDetail,
    parameters=(CODE,),
    conflict=SubmissionConflict,
    versioned=True,
    missing=True,
    examples=(body_example("Confirmed", {"may_submit": True, "licence": True}),),
)
SUBMISSION_WITHDRAW = operation(
    "submissions_withdraw",
    SUBMITTING,
    "submit",
    "Withdraw a submission",
    "One that waits or was returned.",
    answer=SubmissionDetail,
    parameters=(CODE,),
    conflict=SubmissionConflict,
    versioned=True,
    missing=True,
)
