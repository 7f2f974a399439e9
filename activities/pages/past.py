"""What a reader sees where a page of the past cannot be shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from activities.actions.history.past import BeingPrepared, TooMany
from activities.queries.moment import NoSuchMoment, NothingYet

#: Seconds until it is worth asking again.
AGAIN = 3


def no_past(request: HttpRequest) -> HttpResponse:
    """400: the page that was asked for shows the present alone."""
    return render(request, "activities/history/past_none.html", {"present": present(request)}, status=400)


def no_such_moment(request: HttpRequest, why: NoSuchMoment) -> HttpResponse:
    """400 for what is no moment, 404 for one before anything was published."""
    context = {"why": why, "present": present(request), "nothing_yet": isinstance(why, NothingYet)}
    return render(
        request, "activities/history/past_unknown.html", context, status=404 if context["nothing_yet"] else 400
    )


def being_prepared(request: HttpRequest, moment, why: BeingPrepared) -> HttpResponse:
    """202: how far it is. The page asks for itself again, and then shows what was asked for."""
    job = why.job
    context = {
        "moment": moment,
        "job": job,
        "failed": why.failed,
        "share": min(100, 100 * job.done // job.total) if job and job.total else None,
        "seconds": round((timezone.now() - (job.started_at or job.created_at)).total_seconds()) if job else None,
        "again": AGAIN,
        "present": present(request),
    }
    response = render(request, "activities/history/past_prepared.html", context, status=202)
    response["Retry-After"] = str(AGAIN)
    if not why.failed:
        response["Refresh"] = str(AGAIN)  # what a browser does without script
    response["Cache-Control"] = "no-store"
    return response


def too_many(request: HttpRequest, why: TooMany) -> HttpResponse:
    """503: strangers have had their moments for now."""
    context = {"minutes": -(-why.seconds // 60), "present": present(request)}
    response = render(request, "activities/history/past_later.html", context, status=503)
    response["Retry-After"] = str(why.seconds)
    response["Cache-Control"] = "no-store"
    return response


def present(request: HttpRequest) -> str:
    """The same address without `as_of`; it leads to the present."""
    query = request.GET.copy()
    query.pop("as_of", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
