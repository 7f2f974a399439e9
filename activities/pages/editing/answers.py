"""/activities/<id>/matrix-answers/<goal>/: say why a link is right that the WSIS-SDG Matrix does not have."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.answers import answer_difference, withdraw_answer
from activities.actions.ledger import Refused, Stale
from activities.forms.answer import AnswerForm
from activities.models import Term
from activities.pages.access import staff_page
from activities.pages.editing.activity import editable
from activities.pages.editing.mapping import mapping_page
from activities.pages.problems import problems


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def answer(request, pk, goal):
    """POST saves the answer, or withdraws it with `act=withdraw`. GET, as after a sign-in, leads to the links."""
    activity = get_object_or_404(editable(request), pk=pk)
    wanted = Term.objects.goals().filter(code=goal).first()
    if wanted is None:
        raise Http404
    if request.method != "POST":
        return redirect("mapping-list", pk=pk)
    form = AnswerForm(request.POST)
    withdraws = request.POST.get("act") == "withdraw"
    if not form.is_valid() and not (withdraws and "seen" not in form.errors):
        place = [{"href": f"#answer-{goal}", "message": one["message"]} for one in problems(form)]
        return mapping_page(request, activity, typed={goal: request.POST.get("reason", "")}, errors=place, status=422)
    seen = form.cleaned_data.get("seen") or 0
    try:
        if withdraws:
            withdraw_answer(activity=activity, goal=wanted, seen=seen, by=request.user)
            messages.success(request, _("Withdrawn: the answer for Goal %(code)s.") % {"code": goal})
        else:
            reason = form.cleaned_data["reason"]
            answer_difference(activity=activity, goal=wanted, reason=reason, seen=seen, by=request.user)
            messages.success(request, _("Saved: why Goal %(code)s is right.") % {"code": goal})
    except Stale:
        message = _("Someone else has changed this answer since you opened it. Your text is in the field.")
        errors = [{"href": f"#answer-{goal}", "message": message}]
        return mapping_page(request, activity, typed={goal: request.POST.get("reason", "")}, errors=errors, status=409)
    except Refused as refusal:
        return mapping_page(request, activity, errors=[{"message": str(refusal)}], status=422)
    return redirect("mapping-list", pk=pk)
