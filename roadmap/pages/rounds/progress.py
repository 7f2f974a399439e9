"""/roadmap/rounds/<code>/: the progress of a round, and a reminder to people who have not finished."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from activities.pages.access import staff_page
from activities.pictures.words import figure
from roadmap import rules
from roadmap.actions.rounds.reminding import remind_now
from roadmap.models import Round
from roadmap.pages.rounds.planning import names_of, trail
from roadmap.queries.rounds.conflicts import unseen
from roadmap.queries.rounds.scope import live_in
from roadmap.queries.rounds.standing import own_tally, standing

#: People that the page lists; the others on request.
PEOPLE = 50


@require_safe
@staff_page
def round_page(request, code):
    one = get_object_or_404(Round, code=code)
    planned, runs = one.state == Round.State.PLANNED, rules.can_run_rounds(request.user)
    shown = None if planned else standing(one)
    every = "people" in request.GET
    context = {
        "round": one,
        "runs": runs,
        "names": names_of(one),
        "today": timezone.localdate(),
        "questions": list(one.questions.all()),
        "steps": list(one.steps.select_related("by")),
        "live": live_in(one.scope) if planned else 0,
        "standing": shown,
        "people": shown.people if shown and every else shown.people[:PEOPLE] if shown else [],
        "more": 0 if every or not shown else max(0, len(shown.people) - PEOPLE),
        "own": own_tally(request.user, one) if shown else None,
        "unseen": unseen(one).count() if runs and one.state == Round.State.OPEN else 0,
        "trail": trail(one),
    }
    return render(request, "roadmap/rounds/round.html", context)


@require_POST
@staff_page(rule=rules.can_run_rounds)
def round_remind(request, code):
    """Remind everyone with unanswered activities who has had no e-mail about rounds today."""
    one = get_object_or_404(Round, code=code)
    if one.state != Round.State.OPEN:
        messages.error(request, _("No one was reminded: this round is not open."))
    elif sent := remind_now(one=one, by=request.user):
        said = ngettext("%(number)s person gets an e-mail.", "%(number)s people get an e-mail.", sent)
        messages.success(request, said % {"number": figure(sent)})
    else:
        messages.info(
            request,
            _("No one was reminded: everyone has finished, has already had an e-mail today, or gets no e-mails."),
        )
    return redirect(one)
