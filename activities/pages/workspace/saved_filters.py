"""/workspace/filters/: the user's saved views, to save, rename and remove."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.ledger import Refused
from activities.actions.saved_filters import remove_filter, rename_filter, save_filter
from activities.forms.saved_filter import NameForm, SavedFilterForm
from activities.pages.access import staff_page
from activities.queries.workspace.saved_filters import PAGES, address, saved_filters

#: Session key of a removed view, until the list has offered to restore it.
REMOVED = "removed_filter"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def saved_filter_list(request):
    """The list; POST saves a view and redirects to it."""
    if request.method != "POST":
        return list_page(request, removed=request.session.pop(REMOVED, None))
    form = SavedFilterForm(request.POST)
    if form.is_valid():
        try:
            saved = save_filter(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved as “%(name)s”. It is listed under “Your work”.") % {"name": saved.name})
            return redirect(address(saved.page, saved.query))
    return list_page(request, adding=form, status=422)


@require_POST
@staff_page
def rename(request, pk):
    saved = get_object_or_404(request.user.saved_filters, pk=pk)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            rename_filter(saved=saved, name=form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Renamed to “%(name)s”.") % {"name": saved.name})
            return redirect("saved-filter-list")
    return list_page(request, renaming=(pk, form), status=422)


@require_POST
@staff_page
def remove(request, pk):
    """Remove a view. The list then offers once to restore it."""
    saved = get_object_or_404(request.user.saved_filters, pk=pk)
    request.session[REMOVED] = {"name": saved.name, "page": saved.page, "query": saved.query}
    remove_filter(saved=saved)
    return redirect("saved-filter-list")


def list_page(request, *, adding=None, renaming=(0, None), removed=None, status=200):
    """All views of the user. A form with errors keeps its input."""
    pk, form = renaming
    wrong = adding or form
    field = "id_name" if adding else f"id_name_{pk}"
    errors = [
        {"href": f"#{field}" if adding or form else "", "message": message}
        for messages_of_field in (wrong.errors.values() if wrong else ())
        for message in messages_of_field
    ]
    context = {
        "saved": saved_filters(request.user),
        "adding": adding,
        "adding_where": PAGES.get(adding.data.get("page", "")) if adding else "",
        "renaming": pk,
        "typed": form.data.get("name", "") if form else "",
        "removed": removed,
        "errors": errors,
    }
    return render(request, "activities/workspace/saved_filters.html", context, status=status)
