"""The page of a Job for the person who requested it: progress, time and result."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from activities.actions import jobs
from activities.models import Job
from activities.pages.access import staff_page

#: {kind of Job: template that shows its result}.
FOUND: dict[str, str] = {
    Job.Kind.SHEET_CHECK: "activities/editing/sheet_check.html",
    Job.Kind.SHEET_APPLY: "activities/editing/sheet_applied.html",
    Job.Kind.REVERT_BATCH: "activities/history/batch_reverted.html",
    Job.Kind.TRAIN: "activities/suggestions/suggestions_trained.html",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@staff_page
def job(request, pk):
    """The page. While the Job is open, htmx reloads the progress every second; without scripts, there is a link."""
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    began = found.started_at or found.created_at
    context = {
        "job": found,
        "share": min(100, 100 * found.done // found.total) if found.total else None,
        "seconds": round(((found.finished_at or timezone.now()) - began).total_seconds()),
        # changes saved before a Job failed or was cancelled remain and are shown
        "found": FOUND.get(found.kind)
        if found.state == Job.State.DONE or found.result.get("chunks") or found.result.get("parts")
        else None,
    }
    template = "activities/job.html#progress" if request.htmx else "activities/job.html"
    return render(request, template, context)


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
