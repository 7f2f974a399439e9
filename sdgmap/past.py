"""`?as_of=` on an address whose view shows the past: the same page, file or API response as of an earlier version."""

import contextlib
import tempfile

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.history.past import BeingPrepared, TooMany, reading
from activities.api.base import CORS, PREFLIGHT
from activities.pages import past as pages
from activities.pages.clients import address_of
from activities.past_views import has_past
from activities.queries.moment import Moment, NoSuchMoment, NotAMoment, find
from activities.streams import Stream
from sdgmap.middleware import Unavailable, is_full, problem, unavailable
from sdgmap.past_links import Links

#: Bytes of a file that stay in memory; a larger file goes to disk.
IN_MEMORY = 1 << 20
WITH_LINKS = ("text/html", "image/svg+xml")


class AsOf:
    """Serve one request as of a past version. The innermost middleware: sessions, messages and sign-in stay current.

    The view gets no `as_of` parameter; all its reads return that version. The response is read completely while the
    version is locked, and its links are rewritten to stay within the version.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        try:
            asked = request.GET.getlist("as_of")
        except SuspiciousOperation:
            asked = []  # the next reader of the parameters reports the error
        if not asked or request.method == "OPTIONS":
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match  # the templates need it to mark the current page
        try:
            return self.answer(request, asked, match)
        except (OperationalError, InterfaceError, OSError) as error:
            if isinstance(error, OSError) and not is_full(error):
                raise
            return unavailable(request, Unavailable.because_of(error))

    def answer(self, request, asked, match):
        if is_api(request) and not has_past(match.func):
            return self.get_response(request)  # which refuses `as_of` as it refuses any unknown parameter
        if not has_past(match.func) or request.method not in ("GET", "HEAD"):
            if is_api(request):
                response = refusal(405, _("Method not allowed"), _("Past versions can be viewed but not changed."))
                response.headers["Allow"] = PREFLIGHT["Access-Control-Allow-Methods"]
                return response
            return pages.no_past(request)
        if asked == [""] and not is_api(request):  # the form was sent without a date
            return HttpResponseRedirect(pages.present(request))
        moment = None
        try:
            moment = find("&".join(asked if is_api(request) else dict.fromkeys(asked)))
            with reading(moment, by=staff(request), address=address_of(request)):
                return self.as_of(request, moment)
        except NoSuchMoment as why:
            if is_api(request) and isinstance(why, NotAMoment):
                return refusal(400, _("The request is not valid"), str(why), {"as_of": [str(why)]})
            if is_api(request):
                return refusal(404, _("Not found"), str(why))
            return pages.no_such_moment(request, why)
        except BeingPrepared as why:
            return self.later(request, moment, why)
        except TooMany as why:
            return self.too_many(request, why)

    def as_of(self, request, moment: Moment):
        request.past = moment
        request.GET = request.GET.copy()
        del request.GET["as_of"]
        request.GET._mutable = False
        request.present = pages.present(request)
        response = self.get_response(request)
        if response.streaming and not isinstance(response, FileResponse):  # which has been read already
            read_to_the_end(response)
        links = Links(request, moment)
        if response.get("Content-Type", "").startswith(WITH_LINKS) and not response.streaming and response.content:
            response.content = links.rewritten(response.content.decode()).encode()
            if "Content-Length" in response:
                response["Content-Length"] = str(len(response.content))
        if "Location" in response:
            response["Location"] = links.of_moment(response["Location"])
        if "Content-Disposition" in response:
            response["Content-Disposition"] = named(response["Content-Disposition"], moment)
        response["X-Robots-Tag"] = "noindex"
        return response

    def later(self, request, moment: Moment, why: BeingPrepared):
        if request.headers.get("HX-Request"):  # the full page shows the progress
            return HttpResponse(status=202, headers={"HX-Redirect": request.get_full_path()})
        if not is_api(request) and request.accepts("text/html"):
            return pages.being_prepared(request, moment, why)
        detail = _("Version %(number)s is being prepared. Try again in a few seconds.") % {"number": moment.number}
        response = refusal(503, _("This version is being prepared"), detail)
        response["Retry-After"] = str(pages.AGAIN)
        return response

    def too_many(self, request, why: TooMany):
        if request.headers.get("HX-Request"):  # the whole page says so
            return HttpResponse(status=202, headers={"HX-Redirect": request.get_full_path()})
        if not is_api(request) and request.accepts("text/html"):
            return pages.too_many(request, why)
        detail = _("Many past versions have been prepared recently. Try again after the time in Retry-After.")
        response = refusal(503, _("Too many past versions were requested"), detail)
        response["Retry-After"] = str(why.seconds)
        return response


def staff(request):
    """The signed-in member of staff, or None.

    Read from current data: Django deletes the session of a changed password, and past versions are read-only. The API
    has no sign-in.
    """
    return request.user if not is_api(request) and rules.can_see_staff_pages(request.user) else None


def is_api(request) -> bool:
    return request.path.startswith("/api/") and request.path != "/api/v1/docs/"


def refusal(status: int, title: str, detail: str, errors: dict | None = None) -> HttpResponse:
    response = problem(status, title, detail, errors)
    for name, value in CORS.items():
        response.headers[name] = value
    return response


def read_to_the_end(response) -> None:
    """Read a whole stream into a file while its past version is locked."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with contextlib.closing(response):
        for chunk in response.streaming_content:
            file.write(chunk)
    file.seek(0)
    response.closed = False
    response.streaming_content = Stream(iter(lambda: file.read(1 << 16), b""), then=file.close)


def named(disposition: str, moment: Moment) -> str:
    """The file name with the number of its version: activities.csv → activities-change-123.csv."""
    before, quote, rest = disposition.partition('filename="')
    name, dot, ending = rest.rpartition(".")
    return f"{before}{quote}{name}-change-{moment.number}{dot}{ending}" if quote and dot else disposition
