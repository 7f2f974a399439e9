"""/downloads/: the newest snapshot of all data and a list of the others; /snapshots/<date>/: one of them."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from activities.exchange.snapshots.contents import FORMAT_NAMES
from activities.queries import snapshots as queries
from activities.queries.facts.registry import resources
from activities.reuse import citation, data_licence, licence_of

#: What each document of a snapshot is.
DOCUMENTS = {
    "datapackage.json": gettext_lazy("all files and columns (Frictionless Data Package)"),
    "catalogue.jsonld": gettext_lazy("for data catalogues (DCAT-AP 3, JSON-LD)"),
    "README.txt": gettext_lazy("what is in the files"),
    "CITATION.cff": gettext_lazy("how to cite them, for reference managers"),
    "SHA256SUMS": gettext_lazy("checksums of all files"),
}


@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """The newest snapshot. Four queries."""
    return page(request, queries.shown())


@require_safe
def snapshot(request: HttpRequest, day: date) -> HttpResponse:
    """The snapshot of a day; 404 if there is none."""
    found = queries.shown(day)
    if found is None:
        raise Http404(_("There is no snapshot of %(day)s.") % {"day": date_format(day)})
    return page(request, found, dated=True)


@require_safe
def to_downloads(request: HttpRequest) -> HttpResponse:
    return redirect("downloads")


def page(request: HttpRequest, shown: queries.Shown | None, *, dated: bool = False) -> HttpResponse:
    context = {
        "shown": shown,
        "dated": dated,
        "snapshots": queries.listed(),
        "retained": settings.SNAPSHOTS_RETAINED,
        "licence": licence_of(shown.snapshot.licence) if shown else data_licence(),
        "site": settings.SITE_URL,
    }
    if shown:
        snapshot, described = shown.snapshot, descriptions()
        address = settings.SITE_URL + snapshot.get_absolute_url()
        context |= {
            "tables": [(table, described.get(table.name, ""), formats(table)) for table in shown.tables],
            "documents": [(file, DOCUMENTS.get(file.name, "")) for file in shown.documents],
            "citation": citation(snapshot.change.at, snapshot.change_id, address),
        }
    return render(request, "activities/browse/downloads.html", context)


def descriptions() -> dict[str, str]:
    """{name of a table: what it holds}, without the marks of code."""
    return {one.stem: one.description.replace("`", "") for one in resources().values()}


def formats(table: queries.TableFiles) -> list:
    """[(name of the format, file)] of a table."""
    return [(FORMAT_NAMES.get(file.format, file.format), file) for file in table.files]
