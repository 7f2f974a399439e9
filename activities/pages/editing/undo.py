"""/matrix/edit/undo/: undo one of your own latest Changes of links, by the revert of the history."""

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activities import rules
from activities.actions.history.reverts import revert_change
from activities.actions.ledger import Refused
from activities.models import Change, Term
from activities.pages.access import staff_page
from activities.pages.editing.cell import cells_response, way_back
from activities.queries.editing.undo import is_by_hand, named
from activities.validators import row_number

MappingEvent = apps.get_model("activities", "MappingEvent")


@require_POST
@staff_page(rule=rules.can_edit_activities)
def undo(request: HttpRequest) -> HttpResponse:
    """Revert the Change. Responds to htmx with the cells that it wrote; 409 with the reason if that is impossible."""
    number = row_number(request.POST.get("change", ""))
    if number is None:
        raise Http404
    change = get_object_or_404(Change.objects.filter(by=request.user), pk=number)
    if not is_by_hand(change):
        raise Http404
    try:
        new = revert_change(change=change, by=request.user)
    except Refused as refusal:
        if not request.htmx:
            return redirect("change-revert", number=change.pk)
        context = {"refusal": str(refusal), "change": change.pk}
        return render(request, "activities/editing/matrix_edit.html#not-undone", context, status=409)
    what = "".join(each.words for each in named([new.pk]))
    if request.htmx:
        written = MappingEvent.objects.filter(change=new)
        activities, terms = (sorted(set(written.values_list(name, flat=True))) for name in ("activity_id", "term_id"))
        terms = Term.objects.select_related("goal").filter(id__in=terms)
        response = cells_response(activities, terms, wrote=new.pk, said=what)
    else:
        messages.success(request, _("Undone: %(what)s.") % {"what": what})
        response = HttpResponseRedirect(way_back(request.POST.get("back", "")))
    patch_vary_headers(response, ["HX-Request"])
    return response
