"""/changes/batches/<id>/, for staff: the Changes of one import or large edit, and the revert of all of them."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.actions.history.batches import ask_revert, may_revert_batch
from activities.actions.ledger import Refused
from activities.forms.changes import RevertForm
from activities.pages.access import staff_page
from activities.queries.history import changes as queries


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def batch(request, pk):
    """The page. POST starts the Job that reverts all of them."""
    entries = queries.batch(pk)
    if not entries:
        raise Http404
    form, refusal, status = RevertForm(request.POST if request.method == "POST" else None), "", 200
    if request.method == "POST" and form.is_valid():
        try:
            job = ask_revert(
                batch=pk, reason=form.cleaned_data["reason"], language=get_language() or "en", by=request.user
            )
        except Refused as refused:
            refusal, status = str(refused), 409
        else:
            return redirect("job", pk=job.pk)
    elif request.method == "POST":
        status = 422
    context = {
        "trail": [{"label": _("Changes"), "href": reverse("change-list")}, {"label": entries[0].what}],
        "entries": entries,
        "last": entries[0],
        "wrote": queries.summed(entry.wrote for entry in entries),
        "reverted": all(entry.reverted_by for entry in entries),
        "may_revert": may_revert_batch(request.user, pk),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "activities/history/change_batch.html", context, status=status)
