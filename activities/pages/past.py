"""The pages shown when a past version is not available."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from activities.actions.history.past import BeingPrepared, TooMany
from activities.queries.moment import NoSuchMoment, NothingYet

#: Seconds in Retry-After.
AGAIN = 3


def no_past(request: HttpRequest) -> HttpResponse:
    """400: the requested page shows only current data."""
    return render(request, "activities/history/past_none.html", {"present": present(request)}, status=400)


def no_such_moment(request: HttpRequest, why: NoSuchMoment) -> HttpResponse:
    """400 for an invalid date or version, 404 for a date before the first version."""
    context = {"why": why, "present": present(request), "nothing_yet": isinstance(why, NothingYet)}
    return render(
        request, "activities/history/past_unknown.html", context, status=404 if context["nothing_yet"] else 400
    )


def being_prepared(request: HttpRequest, moment, why: BeingPrepared) -> HttpResponse:
    """202: the progress. The page reloads itself until the version is ready."""
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
        response["Refresh"] = str(AGAIN)  # works in browsers without scripts
    response["Cache-Control"] = "no-store"
    return response


def too_many(request: HttpRequest, why: TooMany) -> HttpResponse:
    """503: visitors have reached their limit of builds."""
    context = {"minutes": -(-why.seconds // 60), "present": present(request)}
    response = render(request, "activities/history/past_later.html", context, status=503)
    response["Retry-After"] = str(why.seconds)
    response["Cache-Control"] = "no-store"
    return response


def present(request: HttpRequest) -> str:
    """The same address without `as_of`, which shows current data."""
    query = request.GET.copy()
    query.pop("as_of", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
