"""The page of a Job for the person who requested it: progress, time and result."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from activities.actions import jobs
from activities.models import Job
from activities.pages.access import staff_page
from activities.pages.portions import portions

#: {kind of Job: template that shows its result}.
FOUND: dict[str, str] = {
    Job.Kind.SHEET_CHECK: "activities/editing/sheet_check.html",
    Job.Kind.SHEET_APPLY: "activities/editing/sheet_applied.html",
    Job.Kind.REVERT_BATCH: "activities/history/batch_reverted.html",
    Job.Kind.BULK_EDIT: "activities/editing/bulk_saved.html",
    Job.Kind.TRAIN: "activities/suggestions/suggestions_trained.html",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


#: {kind of Job: long lists of its result}.
LISTS: dict[str, tuple[str, ...]] = {
    Job.Kind.SHEET_CHECK: ("faults", "conflicting", "changed", "new"),
    Job.Kind.SHEET_APPLY: ("left", "made", "chunks"),
    Job.Kind.REVERT_BATCH: ("left",),
    Job.Kind.BULK_EDIT: ("left",),
}


@require_safe
@staff_page
def job(request, pk):
    """The page. While the Job is open, htmx reloads the progress every second; without scripts, there is a link."""
    return job_page(request, get_object_or_404(Job.objects.visible_to(request.user), pk=pk))


def job_page(request: HttpRequest, found: Job, typed: QueryDict | None = None) -> HttpResponse:
    """The page, with what is `typed` in its form so far: `mine`, the keys of ticked rows, and `why`."""
    began = found.started_at or found.created_at
    typed = QueryDict() if typed is None else typed
    lists = portions({name: listed(found.result.get(name)) for name in LISTS.get(found.kind, ())}, typed or request.GET)
    ticked = typed.getlist("mine")
    here = {row["key"] for row in lists["conflicting"].rows} if "conflicting" in lists else set()
    context = {
        "job": found,
        "share": min(100, 100 * found.done // found.total) if found.total else None,
        "seconds": round(((found.finished_at or timezone.now()) - began).total_seconds()),
        # changes saved before a Job failed or was cancelled remain and are shown
        "found": FOUND.get(found.kind)
        if found.state == Job.State.DONE or found.result.get("chunks") or found.result.get("parts")
        else None,
        "lists": lists,
        "typed": typed,
        "ticked": ticked,
        "ticked_elsewhere": [key for key in ticked if key not in here],
    }
    template = "activities/job.html#progress" if request.htmx else "activities/job.html"
    return render(request, template, context)


def listed(found: Any) -> list[Any]:
    return list(found.items()) if isinstance(found, dict) else found or []


@require_POST
@staff_page
def cancel(request, pk):
    jobs.cancel(job=get_object_or_404(Job.objects.visible_to(request.user), pk=pk))
    return redirect("job", pk=pk)


@require_safe
@staff_page
def file(request, pk, role):
    """The file of a Job: as sent, or annotated with the result for each row."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    stored = get_object_or_404(found.files, role=role)
    response = HttpResponse(bytes(stored.content), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, stored.name)
    return response
