"""What the pages of Goals, targets and Action Lines share: address, figures, pictures, downloads.

Each picture is also a file at the address of its page: /goals/9/?download=years.svg, /goals/9/?download=years.csv.
"""

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.extensions import blocks_for
from activities.models import Term
from activities.models.framework import term_url
from activities.pages.browse.profile_pictures import profile_pictures, term_name
from activities.pages.downloads import csv_file, refuse_unknown, svg_file
from activities.pictures.picture import Picture
from activities.queries.addresses import list_href
from activities.queries.browse.profile import Profile, profile
from activities.queries.codes import UnknownCode, term_or_404
from activities.queries.state import AsOf

FORMATS = ("svg", "csv")
DOWNLOAD = "download"


def term_page(request, framework: str, kind: str, code: str, template: str) -> HttpResponse:
    """The page of one Term, or the file of ?download=. Codes that differ in case redirect to the right address."""
    try:
        term = term_or_404(framework, code, kind)
    except UnknownCode as unknown:
        if address := own_address(kind, code, unknown):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        raise
    shown = profile(term)
    pictures = profile_pictures(shown)
    if DOWNLOAD in request.GET:
        return picture_file(f"{kind}-{term.code}", pictures, shown.as_of, request.GET[DOWNLOAD])
    context = {
        "profile": shown,
        "own": shown.own,
        "pictures": {key.replace("-", "_"): picture for key, picture in pictures.items()},
        "name": term_name(kind, term.code),
        "trail": trail(shown),
        "blocks": blocks_for(term),
        "list_query": list_href({kind: term.code}).partition("?")[2],
    }
    return render(request, template, context)


def trail(shown: Profile) -> list[dict[str, str]]:
    """The breadcrumbs: the list of its kind, and for a target its Goal."""
    own, goal = shown.own, shown.goal
    if own.kind == Term.Kind.ACTION_LINE:
        steps = [{"href": reverse("action-line-list"), "label": _("Action Lines")}]
    else:
        steps = [{"href": reverse("goal-list"), "label": _("Goals")}]
    if own.kind == Term.Kind.TARGET and goal:
        steps.append({"href": goal.href, "label": goal.title, "code": goal.code})
    return [*steps, {"label": own.title, "code": own.code}]


def own_address(kind: str, code: str, unknown: UnknownCode) -> str:
    """The address of the Term whose code differs from `code` only in case, or ""."""
    same = [known for _href, known, _title in unknown.nearest if known.casefold() == code.casefold()]
    return term_url("", Term.Kind(kind), same[0]) if same else ""


def picture_file(page: str, pictures: dict[str, Picture], as_of: AsOf, wanted: str) -> HttpResponse:
    """The file `wanted`, a picture's key and a format such as years.svg. 400 with the valid names for anything else."""
    refuse_unknown(_("file"), wanted, [f"{key}.{form}" for key in pictures for form in FORMATS])
    key, _dot, form = wanted.rpartition(".")
    name, picture = f"{page}-{key}", pictures[key]
    if form == "svg":
        return svg_file(name, picture, as_of)
    return csv_file(name, dated_rows(picture, as_of))


def dated_rows(picture: Picture, as_of: AsOf):
    """The rows of the picture's table, each with the date and the Change of the figures."""
    header, *rows = picture.table.plain()
    yield [*header, "as_of", "change"]
    for row in rows:
        yield [*row, as_of.day, as_of.change]
