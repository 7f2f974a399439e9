"""Operations with progress updates: what was accepted of reports."""

from drf_spectacular.utils import OpenApiResponse, extend_schema

from activities.api.facts import described_languages
from activities.api.reference import schemas
from activities.api.writing.bodies import Reason
from activities.api.writing.described.errors import written
from activities.api.writing.described.operations import REASON, body_example, operation
from roadmap.api.writing.described.reports import REPORTING, ReportBody
from roadmap.queries.facts.progress import PROGRESS_UPDATES

ID = schemas.number("id", "Number of the update.")
WHO = "For coordinators and administrators."


class UpdateBody(ReportBody, Reason):
    """What to correct in a progress update, and why."""


UpdateAnswer = written(PROGRESS_UPDATES)
UpdateAnswer.__doc__ = "A progress update after a write, withdrawn or not."


class UpdateConflict(schemas.Problem):
    """An error: it does not fit the present state of the update."""

    current = UpdateAnswer(
        required=False, help_text="The update as it is now, if someone has changed it. Its version is in ETag."
    )


UPDATE_SHOWN = extend_schema(
    operation_id="roadmap_progress_updates_retrieve",
    tags=["Commitments"],
    summary="Get a progress update",
    description=f"{PROGRESS_UPDATES.description} With a token, `ETag` is the version for `If-Match`, and staff also "
    "see what was withdrawn.",
    parameters=[ID, *described_languages(PROGRESS_UPDATES)],
    responses=schemas.row(PROGRESS_UPDATES)
    | {
        (404, "application/problem+json"): OpenApiResponse(
            schemas.UnknownProblem, description="There is no such number."
        )
    },
)
UPDATE_CHANGE = operation(
    "roadmap_progress_updates_update",
    REPORTING,
    "edit",
    "Correct a progress update",
    "Send only the fields to correct, and a `reason`, which is needed; a list replaces the whole list. The commitment "
    f"gets the status of its latest update. {WHO}",
    request=UpdateBody,
    answer=UpdateAnswer,
    parameters=(ID,),
    conflict=UpdateConflict,
    versioned=True,
    missing=True,
    examples=(body_example("A figure", {"figures": "3 sessions, 61 Permanent Missions", "reason": "A late answer"}),),
)
UPDATE_WITHDRAW = operation(
    "roadmap_progress_updates_withdraw",
    REPORTING,
    "edit",
    "Withdraw a progress update",
    "It is removed from lists; its history remains. `reason` is needed. The commitment gets the status of the update "
    f"before it. {WHO}",
    answer=UpdateAnswer,
    parameters=(ID, REASON),
    conflict=UpdateConflict,
    versioned=True,
    missing=True,
)
