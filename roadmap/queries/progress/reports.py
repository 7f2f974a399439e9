"""Values of reports and updates, as forms and conflicts compare them, and pending reports."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from activities.models import Activity, User
from roadmap import rules
from roadmap.models import Action, ActionBody, Document, Edition, ProgressReport, ProgressUpdate
from roadmap.queries.progress.timeline import Evidence

UpdateEvent = apps.get_model("roadmap", "ProgressUpdateEvent")

#: What a report says.
FIELDS = ("due_on", "period_start", "period_end", "done", "figures", "evidence_url", "status")
#: Its evidence: lists of ids.
LISTS = ("documents", "activities")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pending report with its evidence."""

    row: ProgressReport
    documents: tuple[Evidence, ...]
    activities: tuple[Evidence, ...]


def values_of_report(row: ProgressReport) -> dict[str, Any]:
    """{name: value} of FIELDS and LISTS."""
    return {name: getattr(row, name) for name in (*FIELDS, *LISTS)}


def values_of_update(row: ProgressUpdate) -> dict[str, Any]:
    """{name: value} of FIELDS and LISTS. Two queries."""
    return {name: getattr(row, name) for name in FIELDS} | {
        "documents": sorted(row.document_links.live().values_list("document_id", flat=True)),
        "activities": sorted(row.activity_links.live().values_list("activity_id", flat=True)),
    }


def update_version(row: ProgressUpdate, change: int) -> dict[str, Any] | None:
    """The values of an update as of a Change, None if that Change did not write it. The lists are today's: whoever
    changed them also changed the update. Three queries."""
    events = UpdateEvent.objects.filter(pgh_obj_id=row.pk, change_id=change).order_by("-pgh_id")
    found = events.values(*FIELDS).first()
    if found is None:
        return None
    now = values_of_update(row)
    return found | {name: now[name] for name in LISTS}


def waiting_report(action: Action) -> Waiting | None:
    """The pending report of a commitment, in whatever edition it was written. Three queries."""
    rows = ProgressReport.objects.pending().on([action])
    row = rows.select_related("submitted_by").first()
    if row is None:
        return None
    documents = Document.objects.filter(pk__in=row.documents).order_by("symbol")
    activities = Activity.objects.filter(pk__in=row.activities).defer("search", "description").order_by("pk")
    return Waiting(
        row,
        tuple(Evidence(one.title, one.get_absolute_url(), one.symbol) for one in documents),
        tuple(Evidence(one.title, one.get_absolute_url()) for one in activities),
    )


def reports_seen_by(user: User) -> QuerySet[ProgressReport]:
    """Reports on commitments of the Roadmap, made in this edition or an earlier one, on which the user may report: all
    for coordinators, those of their Sectors for focal points; also if the commitment was left out since."""
    register = Edition.Register.ROADMAP
    reports = ProgressReport.objects.filter(
        action__section__edition__register=register, action__section__edition__state=Edition.State.PUBLISHED
    )
    if rules.can_edit_roadmap(user):
        return reports
    sectors = [one for one in user.sectors if one] if rules.can_see_work(user) else []
    links = ActionBody.objects.live().filter(body__sector__in=sectors).values("action")
    codes = Action.objects.of_current().filter(pk__in=links).order_by().values("code")
    left_out = ProgressReport.objects.left_out().filter(action__in=links).values("pk")
    return reports.filter(Q(action__code__in=codes) | Q(pk__in=left_out))
