"""Operations with reports on commitments."""

from collections.abc import Callable

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers as s

from activities.api.parameters import Parameters, documented
from activities.api.reference import properties as p
from activities.api.reference import schemas
from activities.api.reference.common import describe_group
from activities.api.writing.bodies import text
from activities.api.writing.described.errors import PROBLEM, READ_ERRORS
from activities.api.writing.described.operations import ETAG, body_example, operation
from roadmap.api.writing.described.registers import one_of
from roadmap.models import ProgressReport
from roadmap.models.progress import SAID

REPORTING = "Reports on commitments"
describe_group(
    REPORTING,
    "Focal points report on commitments, and coordinators accept reports, with a token that has the scope `edit`.",
)
CODE = schemas.in_path("code", "Code of the commitment in the current Roadmap.", "6.5")
ID = schemas.number("id", "Number of the report.")


class ReportBody(s.Serializer):
    """A report on a commitment."""

    due_on = s.DateField(
        required=False,
        allow_null=True,
        help_text="The due date that the report covers. Default: the one due now. Ongoing commitments have none.",
    )
    status = one_of(list(SAID), "Status of the commitment.")
    period_start = s.DateField(
        required=False,
        help_text="First day of the period. Default, if both days are missing: one year before the due date.",
    )
    period_end = s.DateField(
        required=False, help_text="Last day of the period. Default: the due date, or today if that is earlier."
    )
    done = text(help_text="What was done.")
    figures = text(help_text="Figures. Optional.")
    evidence_url = text(help_text="Web address of the evidence. Optional.")
    documents = s.ListField(
        child=s.CharField(max_length=200),
        required=False,
        max_length=50,
        help_text="Documents in the register that are evidence, by their names in addresses. Optional.",
    )
    activities = s.ListField(
        child=s.CharField(max_length=200),
        required=False,
        max_length=50,
        help_text="Numbers of activities that are evidence. Optional.",
    )


class ReturnBody(s.Serializer):
    """Why a report is returned."""

    reason = text(help_text="What is missing or wrong. Its author gets it by e-mail.")


class Report(s.Serializer):
    """A report on a commitment. Only an accepted one is public, as a row of `roadmap/progress-updates`."""

    id = p.whole("Number of the report.", 7)
    edition = p.text("Code of the edition.", "2019")
    action = p.text("Code of the commitment.", "6.5")
    state = p.text("Its state.", "pending", values=ProgressReport.State.values)
    version = p.whole("Number of its latest version: the ETag.", 1)
    due_on = p.Property(
        p.shown({"type": "string", "format": "date"}, "The due date that the report covers.", "2026-12-31", null=True)
    )
    status = p.text("Status of the commitment.", "on-track", values=list(SAID))
    period_start = p.Property(p.shown({"type": "string", "format": "date"}, "First day of the period.", "2026-01-01"))
    period_end = p.Property(p.shown({"type": "string", "format": "date"}, "Last day of the period.", "2026-12-31"))
    done = p.text("What was done.", "Two sessions were held in New York.")
    figures = p.text("Figures.", "2 sessions, 48 Permanent Missions")
    evidence_url = p.text("Web address of the evidence.", "")
    documents = p.Property(
        p.shown(
            {"type": "array", "items": {"type": "string"}},
            "Documents that are evidence, by their names in addresses.",
            ["res-1332-mod-2024"],
        )
    )
    activities = p.Property(
        p.shown({"type": "array", "items": {"type": "string"}}, "Numbers of activities that are evidence.", ["341"])
    )
    submitted_at = p.when("When this version was submitted.")
    decided_at = p.when("When it was accepted, returned or withdrawn.", null=True)
    reason = p.text("Why it was returned.", "")
    update = p.whole("Number of the progress update that was made from it.", 12, null=True)
    page = p.address("Page of the commitment.", "https://sdgmap.example/roadmap/actions/6.5/")


class ReportPage(s.Serializer):
    """A page of reports."""

    results = Report(many=True, help_text="The reports, latest first.")
    next = p.address("Address of the next page, null on the last.", None, null=True)


class ReportConflict(schemas.Problem):
    """An error: it does not fit the state of the report."""

    current = Report(required=False, help_text="The current report.")


AUTH = [{"token": ["edit"]}]
YOURS = "Coordinators see all reports; focal points see those on commitments of their Sectors."


def REPORT_LIST(parameters: Parameters) -> Callable:
    return extend_schema(
        operation_id="roadmap_reports_list",
        tags=[REPORTING],
        summary="List reports on commitments",
        description=f"Reports on the current Roadmap, latest first. {YOURS} Scope of the token: `edit`.",
        parameters=documented(parameters),
        responses={(200, "application/json"): OpenApiResponse(ReportPage, description="Found.")} | READ_ERRORS,
        auth=AUTH,
    )


REPORT_READ = extend_schema(
    operation_id="roadmap_reports_retrieve",
    tags=[REPORTING],
    summary="Get a report",
    description=f"{YOURS} Scope of the token: `edit`.",
    parameters=[ID, ETAG],
    responses={
        (200, "application/json"): OpenApiResponse(Report, description="Found."),
        (404, PROBLEM): OpenApiResponse(
            schemas.UnknownProblem, description="There is no such report, or you may not see it."
        ),
    }
    | READ_ERRORS,
    auth=AUTH,
)
REPORT_CREATE = operation(
    "roadmap_reports_create",
    REPORTING,
    "edit",
    "Report on a commitment",
    "For coordinators, and focal points of the responsible Sectors. A coordinator accepts or returns the report. A "
    "coordinator's own report is accepted at once. The response is 409 with `current` if the commitment already has an "
    "open report.",
    request=ReportBody,
    answer=Report,
    status=201,
    parameters=(CODE,),
    conflict=ReportConflict,
    missing=True,
    examples=(
        body_example(
            "A report",
            {
                "status": "on-track",
                "period_start": "2026-01-01",
                "period_end": "2026-12-31",
                "done": "Two sessions were held in New York.",
                "figures": "2 sessions, 48 Permanent Missions",
                "documents": ["res-1332-mod-2024"],
                "activities": ["341"],
            },
        ),
    ),
)
REPORT_UPDATE = operation(
    "roadmap_reports_update",
    REPORTING,
    "edit",
    "Submit a report again",
    "For a pending or returned report. Send only the fields to change; a list replaces the whole stored list. If a "
    "coordinator submits it, it is accepted at once.",
    request=ReportBody,
    answer=Report,
    parameters=(ID,),
    conflict=ReportConflict,
    versioned=True,
    missing=True,
    examples=(body_example("More figures", {"figures": "3 sessions, 61 Permanent Missions"}),),
)
REPORT_WITHDRAW = operation(
    "roadmap_reports_withdraw",
    REPORTING,
    "edit",
    "Withdraw a report",
    "For a pending or returned report. The due date then counts as not reported.",
    answer=Report,
    parameters=(ID,),
    conflict=ReportConflict,
    versioned=True,
    missing=True,
)
REPORT_ACCEPT = operation(
    "roadmap_reports_accept",
    REPORTING,
    "edit",
    "Accept a report",
    "For coordinators. The report becomes a public progress update, and its author is notified.",
    answer=Report,
    parameters=(ID,),
    conflict=ReportConflict,
    versioned=True,
    missing=True,
)
REPORT_RETURN = operation(
    "roadmap_reports_return",
    REPORTING,
    "edit",
    "Return a report",
    "For coordinators. Its author gets the reason by e-mail and can submit the report again.",
    request=ReturnBody,
    answer=Report,
    parameters=(ID,),
    conflict=ReportConflict,
    versioned=True,
    missing=True,
    examples=(body_example("Returned", {"reason": "Say how many Permanent Missions took part."}),),
)
