"""Addresses of the Roadmap in the API, under /api/v1/roadmap/."""

from django.db.models.functions import Coalesce
from django.urls import path

from activities.api.facts import fact_list, listed
from activities.api.pagination import Keyset
from activities.api.reference.common import describe_group
from activities.queries.facts.resource import Resource
from roadmap.api.writing import reports, updates
from roadmap.api.writing.records import creating, editing
from roadmap.api.writing.registers import REGISTERS
from roadmap.filters import engagement as engagement_filters
from roadmap.filters import facts as filters
from roadmap.filters import plans as plan_filters
from roadmap.filters import targets as target_filters
from roadmap.queries.facts import (
    calendar,
    commitments,
    documents,
    engagement,
    indicators,
    plans,
    progress,
    targets,
    task_force,
)

#: By year, those without a year first.
DOCUMENT_ORDER = Keyset(
    {"year_or_0": int, "symbol": str, "id": int}, lambda documents: documents.annotate(year_or_0=Coalesce("year", 0))
)
#: {resource: (order, filters)}
LISTS = {
    commitments.BODIES: (Keyset({"name": str, "id": int}), filters.BodyFilter),
    commitments.EDITIONS: (Keyset({"date": str, "id": int}), None),
    commitments.SECTIONS: (Keyset({"edition_id": int, "number": int, "id": int}), filters.SectionFilter),
    commitments.ACTIONS: (
        Keyset({"section__edition_id": int, "section__number": int, "position": int, "id": int}),
        filters.ActionFilter,
    ),
    commitments.ACTION_TERMS: (Keyset({"action_id": int, "id": int}), filters.ActionTermFilter),
    documents.DOCUMENTS: (DOCUMENT_ORDER, filters.DocumentFilter),
    documents.CITATIONS: (Keyset({"action_id": int, "position": int, "id": int}), filters.CitationFilter),
    progress.PROGRESS_UPDATES: (Keyset({"action_id": int, "period_end": str, "id": int}), filters.ProgressFilter),
    calendar.HLPF_YEARS: (Keyset({"year": int, "id": int}), None),
    calendar.MILESTONES: (Keyset({"date": str, "title": str, "id": int}), None),
    indicators.INDICATORS: (Keyset({"position": int, "id": int}), filters.SeriesFilter),
    engagement.MECHANISMS: (
        Keyset({"position": int, "code": str, "id": int}),
        engagement_filters.MechanismFilter,
    ),
    engagement.ENGAGEMENTS: (Keyset({"start": str, "id": int}), engagement_filters.EngagementFilter),
    engagement.INPUTS: (Keyset({"date": str, "id": int}), engagement_filters.InputFilter),
    engagement.MATERIALS: (Keyset({"date": str, "id": int}), engagement_filters.MaterialFilter),
    engagement.REVIEWS: (Keyset({"year": int, "country_id": str, "id": int}), engagement_filters.ReviewFilter),
    engagement.COOPERATION_FRAMEWORKS: (
        Keyset({"country_id": str, "start_year": int, "id": int}),
        engagement_filters.CooperationFrameworkFilter,
    ),
    indicators.VALUES: (Keyset({"series_id": int, "area": str, "year": int, "id": int}), filters.ValueFilter),
    plans.OPERATIONAL_PLANS: (
        Keyset({"start_year": int, "sector": str, "id": int}),
        plan_filters.OperationalPlanFilter,
    ),
    task_force.GUIDANCE: (Keyset({"id": int}), plan_filters.GuidanceFilter),
    targets.TARGET_SETS: (Keyset({"position": int, "id": int}), None),
    targets.TARGETS: (Keyset({"set_id": int, "position": int, "id": int}), target_filters.TargetFilter),
    targets.TARGET_VALUES: (
        Keyset({"target_id": int, "area": str, "year": int, "id": int}),
        target_filters.TargetValueFilter,
    ),
}

#: {modules of resources: the group of operations that they are in}. All others are in "Roadmap".
GROUPS = {
    (commitments, progress): "Commitments",
    (indicators, targets): "Indicators and targets",
    (engagement,): "Engagement",
}
describe_group("Commitments", "The commitments of ITU's Roadmap, by edition, with their links and progress.")
describe_group("Indicators and targets", "ITU's SDG indicators, targets of ITU and others, and figures on both.")
describe_group("Engagement", "Events, UN mechanisms, national reviews and Cooperation Frameworks.")
describe_group("Roadmap", "Other public data of ITU's Roadmap: documents, HLPF sessions, plans and guidance.")


def group_of(resource: Resource) -> str:
    """The group of a resource, by the module that defines it."""
    for modules, name in GROUPS.items():
        if any(resource in vars(module).values() for module in modules):
            return name
    return "Roadmap"


WRITING = {register.resource: (creating(register),) for register in REGISTERS}

urlpatterns = [
    *(
        pattern
        for resource, (order, filterset) in LISTS.items()
        for pattern in listed(
            resource.name.removeprefix("roadmap/"),
            fact_list(
                resource,
                order,
                tag=group_of(resource),
                filterset=filterset,
                writing=WRITING.get(resource, ()),
            ),
            f"api-{resource.name.replace('/', '-')}-list",
        )
    ),
    *(
        path(
            f"{register.resource.name.removeprefix('roadmap/')}/<int:id>/",
            editing(register, group=group_of(register.resource)).as_view(),
            name=f"api-{register.resource.name.replace('/', '-')}",
        )
        for register in REGISTERS
    ),
    path("progress-updates/<int:id>/", updates.UpdateDetail.as_view(), name="api-roadmap-progress-updates"),
    path("actions/<str:code>/reports/", reports.ReportsOfAction.as_view(), name="api-roadmap-action-reports"),
    path("reports/", reports.ReportList.as_view(), name="api-roadmap-report-list"),
    path("reports/<int:id>/", reports.ReportDetail.as_view(), name="api-roadmap-report"),
    path("reports/<int:id>/accept/", reports.ReportAccept.as_view(), name="api-roadmap-report-accept"),
    path("reports/<int:id>/return/", reports.ReportReturn.as_view(), name="api-roadmap-report-return"),
    path("reports/<int:id>/withdraw/", reports.ReportWithdraw.as_view(), name="api-roadmap-report-withdraw"),
]
