"""The register of documents."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from activities.queries.codes import unknown
from activities.validators import clean_text
from roadmap.forms.document import DocumentForm
from roadmap.models import Document
from roadmap.pages.records.register import Register, acts_on, acts_on_list
from roadmap.queries import documents

DOCUMENTS = Register(
    name="document",
    form=DocumentForm,
    title=gettext_lazy("Documents"),
    listing="document-list",
    new=gettext_lazy("Add a document"),
    edit=gettext_lazy("Edit the document"),
    save=gettext_lazy("Save document"),
    withdraw=gettext_lazy("Withdraw document"),
    restore=gettext_lazy("Restore document"),
)


PER_PAGE = 20


@shows_the_past
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    text = clean_text(request.GET.get("q", ""))[:200]
    sort = request.GET.get("sort", "year")
    errors = []
    if sort not in documents.SORTS:
        allowed = _(" or ").join(documents.SORTS)
        message = _("Documents cannot be sorted by “%(sort)s”. Choose %(allowed)s.")
        errors.append({"message": message % {"sort": sort[:60], "allowed": allowed}})
        sort = "year"
    listed = Paginator(documents.register(text, sort), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lines": listed.object_list,
        "listed": listed,
        "text": text,
        "sort": sort,
        "errors": errors,
        "acts": acts_on_list(request, DOCUMENTS),
        "trail": [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": _("Documents")}],
        "all": [{"href": reverse("document-list"), "label": _("Show all documents")}],
    }
    return render(request, "roadmap/document_list.html", context, status=400 if errors else 200)


@shows_the_past
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    page = documents.document_page(slug)
    if page is None:
        every = {d.slug: d for d in Document.objects.live()}
        # an address without its version means the versions
        known = {found: d for found, d in every.items() if found.startswith(f"{slug}-")} or every
        candidates = [(d.slug, d.title, d.get_absolute_url()) for d in known.values()]
        error = unknown(_("The register has no document “%(slug)s”.") % {"slug": slug}, slug, candidates)
        error.nearest = [(href, known[found].symbol, title) for href, found, title in error.nearest]
        raise error
    trail = [
        {"label": _("Roadmap"), "href": reverse("roadmap")},
        {"label": _("Documents"), "href": reverse("document-list")},
        {"label": page.document.symbol},
    ]
    context = {"page": page, "trail": trail, "acts": acts_on(request, DOCUMENTS, page.document)}
    return render(request, "roadmap/document.html", context)
