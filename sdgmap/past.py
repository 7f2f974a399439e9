"""`?as_of=` on any address that shows facts: the same page, file or API answer as of a moment of the past."""

import contextlib
import tempfile

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.history.past import BeingPrepared, TooMany, reading
from activities.api.base import CORS
from activities.pages import past as pages
from activities.queries.moment import Moment, NoSuchMoment, find
from sdgmap.middleware import problem, unavailable
from sdgmap.past_links import Links

#: Bytes of a file that are held in memory until all of it has been read; the rest waits on disk.
IN_MEMORY = 1 << 20
WITH_LINKS = ("text/html", "image/svg+xml")


class AsOf:
    """Innermost of all middleware, so that sessions, messages and sign-in stay in the present.

    The view sees no `as_of` among its parameters: all it reads is of that moment. What it answers is read to its end
    while the moment is held, and the links in it lead on within the moment.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        try:
            asked = request.GET.getlist("as_of")
        except SuspiciousOperation:
            asked = []  # whoever reads the parameters next says what is wrong with them
        if not asked or request.method == "OPTIONS":
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match  # what is answered here was found, and its page knows where it is
        try:
            return self.answer(request, asked, match)
        except (OperationalError, InterfaceError):
            return unavailable(request)

    def answer(self, request, asked, match):
        if not pages.has_past(match) or request.method not in ("GET", "HEAD"):
            if is_api(request):
                return refusal(405, _("Method not allowed"), _("The past can be read, not written."))
            return pages.no_past(request)
        if asked == [""] and not is_api(request):  # the form without a day
            return HttpResponseRedirect(pages.present(request))
        moment = None
        try:
            moment = find("&".join(dict.fromkeys(asked)))
            with reading(moment, by=staff(request)):
                return self.as_of(request, moment)
        except NoSuchMoment as why:
            if is_api(request):
                return refusal(400, _("The request cannot be understood"), str(why), {"as_of": [str(why)]})
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
        if request.headers.get("HX-Request"):  # the whole page shows how far it is
            return HttpResponse(status=202, headers={"HX-Redirect": request.get_full_path()})
        if not is_api(request) and request.accepts("text/html"):
            return pages.being_prepared(request, moment, why)
        detail = _("Change %(number)s is being prepared. Ask again in a few seconds.") % {"number": moment.number}
        response = refusal(503, _("This moment is being prepared"), detail)
        response["Retry-After"] = str(pages.AGAIN)
        return response

    def too_many(self, request, why: TooMany):
        if request.headers.get("HX-Request"):  # the whole page says so
            return HttpResponse(status=202, headers={"HX-Redirect": request.get_full_path()})
        if not is_api(request) and request.accepts("text/html"):
            return pages.too_many(request, why)
        detail = _("Many moments have been prepared lately. Try later: Retry-After says when.")
        response = refusal(503, _("Too many moments were asked for"), detail)
        response["Retry-After"] = str(why.seconds)
        return response


def staff(request):
    """The member of staff who asks, or None.

    It is found out in the present: of a session that no longer fits (its password was changed) Django deletes the row,
    which the past would refuse. The API asks nobody who they are.
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
    """Take the whole of a stream into a file, while the moment it is read from is held."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with contextlib.closing(response):
        for chunk in response.streaming_content:
            file.write(chunk)
    file.seek(0)
    response.closed = False
    response.streaming_content = iter(lambda: file.read(1 << 16), b"")
    response._resource_closers.append(file.close)


def named(disposition: str, moment: Moment) -> str:
    """A file's name with the number of the Change that it is as of: activities.csv → activities-change-123.csv."""
    before, quote, rest = disposition.partition('filename="')
    name, dot, ending = rest.rpartition(".")
    return f"{before}{quote}{name}-change-{moment.number}{dot}{ending}" if quote and dot else disposition
