"""Operations with submissions."""

from collections.abc import Callable

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers as s

from activities.api.parameters import Parameters, documented
from activities.api.reference import properties as p
from activities.api.reference import schemas
from activities.api.writing import bodies
from activities.api.writing.described.errors import PROBLEM, READ_ERRORS
from activities.api.writing.described.operations import ETAG, body_example, operation
from activities.models import Submission

SUBMITTING = "Submissions"
CODE = schemas.in_path("code", "Reference of the submission.", "S-4K7P")


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
