"""Open, close and reopen a review round."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.validators import row_number
from roadmap import rules
from roadmap.actions.rounds.following import follow
from roadmap.actions.rounds.states import Preview, close_round, open_round, reopen_round, see_conflicts
from roadmap.forms.rounds import OpenForm, ReopenForm
from roadmap.models import Round
from roadmap.pages.rounds.planning import names_of, trail
from roadmap.queries.rounds.conflicts import listed, unseen
from roadmap.queries.rounds.people import people_of_scope
from roadmap.queries.rounds.scope import live_in, overlapping
from roadmap.queries.rounds.standing import tallies

#: Conflicts on one page.
LISTED = 100


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_run_rounds)
def round_open(request, code):
    """Shows how many activities and people a round will include, and opens it. 409 if it cannot be opened, or is not
    what the page showed."""
    one = get_object_or_404(Round, code=code)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        shown = form.cleaned_data if form.is_valid() else {"seen": 0, "activities": 0}
        try:
            open_round(one=one, seen=Preview(shown["seen"], shown["activities"]), by=request.user)
        except Refused as refused:
            one.refresh_from_db()
            return open_page(request, one, str(refused), status=409)
        messages.success(request, _("The round is open. The first e-mails are sent within the hour, from 6 a.m."))
        return redirect(one)
    return open_page(request, one)


def open_page(request: HttpRequest, one: Round, refused: str = "", status: int = 200) -> HttpResponse:
    live = live_in(one.scope)
    context = {
        "round": one,
        "names": names_of(one),
        "live": live,
        "form": OpenForm(initial={"seen": one.revision, "activities": live}),
        "people": people_of_scope(one),
        "other": overlapping(one),
        "refused": refused,
        "trail": trail(one, _("Open")),
    }
    return render(request, "roadmap/rounds/round_open.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_run_rounds)
def round_close(request, code):
    """The conflicts of the round, to tick as seen, and the button that closes it."""
    one = get_object_or_404(Round, code=code)
    if request.method != "POST":
        follow(one.pk)
        return close_page(request, one)
    noted = see_conflicts(one=one, seen=ticked(request), by=request.user)
    if "close" not in request.POST:
        return redirect("round-close", code=code) if noted else close_page(request, one, status=409)
    try:
        closed = close_round(one=one, by=request.user)
    except Refused as refused:
        return close_page(request, one, str(refused), status=409)
    messages.success(
        request, _("The round is closed. Reports cite change %(number)s.") % {"number": closed.closed_change}
    )
    return redirect(one)


def ticked(request: HttpRequest) -> dict[int, int]:
    """{activity: Change} of the boxes that were ticked."""
    pairs = [value.partition(":") for value in request.POST.getlist("seen")[:LISTED]]
    found = {row_number(activity): row_number(change) for activity, _colon, change in pairs}
    return {activity: change for activity, change in found.items() if activity and change}


def close_page(request: HttpRequest, one: Round, refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "round": one,
        "tally": tallies([one]).get(one.pk),
        "conflicts": listed(one, LISTED),
        "unseen": unseen(one).count(),
        "refused": refused,
        "trail": trail(one, _("Close")),
    }
    return render(request, "roadmap/rounds/round_close.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_run_rounds)
def round_reopen(request, code):
    one = get_object_or_404(Round, code=code)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return reopen_page(request, one, form, status=422 if form.is_bound else 200)
    try:
        reopen_round(one=one, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return reopen_page(request, one, form, status=409)
    messages.success(request, _("The round is open again."))
    return redirect(one)


def reopen_page(request: HttpRequest, one: Round, form: ReopenForm, status: int) -> HttpResponse:
    context = {"round": one, "form": form, "errors": problems(form), "trail": trail(one, _("Reopen"))}
    return render(request, "roadmap/rounds/round_reopen.html", context, status=status)
