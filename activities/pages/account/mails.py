"""/mails/: which e-mails were sent, and which are stuck; and the page that ends optional ones."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import rules
from activities.actions.outbox.choices import unsubscribe as end_optional_mails
from activities.actions.outbox.mails import try_again
from activities.actions.outbox.signed import Invalid, read_unsubscribe
from activities.models import Notice
from activities.pages.access import staff_page
from activities.pages.downloads import refuse_unknown
from activities.queries.account import mails as queries
from activities.validators import HIGHEST, row_number


@require_safe
@staff_page(rule=rules.can_see_mails)
def mail_list(request):
    state = request.GET.get("state", "")
    refuse_unknown(_("State"), state, ("", *queries.STATES))
    counts = queries.counts()
    state = state or first_state(counts)
    page = queries.mail_page(state, row_number(request.GET.get("after", "")))
    context = {
        "states": [(name, label, counts[name], name == state) for name, label in queries.STATES.items()],
        "state": state,
        "page": page,
        "failing": counts["stuck"] + counts["given-up"],
        "first": "after" not in request.GET,
    }
    return render(request, "activities/mails/mail_list.html", context)


def first_state(counts: dict[str, int]) -> str:
    """What needs attention first."""
    return next((state for state in ("given-up", "stuck", "waiting") if counts[state]), "sent")


@require_POST
@staff_page(rule=rules.can_see_mails)
def again(request, pk):
    """Try to send a stuck or given up e-mail again."""
    row = get_object_or_404(Notice, pk=min(pk, HIGHEST))
    if try_again(notice=row):
        messages.success(request, _("The e-mail will be sent again within seconds."))
    else:
        messages.info(request, _("This e-mail has been sent since you opened the page."))
    state = request.POST.get("state", "")
    return redirect(f"{reverse('mail-list')}?state={state}" if state in queries.STATES else "mail-list")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, key):
    """End optional e-mails: a page with a button, or one click of a mail program (RFC 8058)."""
    try:
        if request.method == "POST":
            end_optional_mails(key=key)
            return render(request, "activities/mails/unsubscribe.html", {"done": True})
        read_unsubscribe(key)
    except Invalid:
        return render(request, "activities/mails/link_problem.html", {"kind": "unsubscribe"}, status=404)
    return render(request, "activities/mails/unsubscribe.html", {"done": False})
