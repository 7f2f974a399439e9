"""Answer for activities of a round: confirm one or many, take a confirmation back, retire, reply to questions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.ledger import Refused, Stale
from activities.models import Change
from activities.pages.access import signed_in_page
from activities.pages.problems import problems
from activities.pictures.words import figure
from activities.validators import clean_prose, row_number
from roadmap.actions.rounds.answering import MOST, confirm_item, confirm_many, reply, retire_item, undo_confirmation
from roadmap.actions.rounds.following import last_change
from roadmap.forms.rounds import RetireForm
from roadmap.models import Round
from roadmap.pages.rounds.mine import answer_row, chosen, item_for, round_for, since, with_query
from roadmap.pages.rounds.planning import trail
from roadmap.queries.rounds.checklist import SHOWN, items, page

#: Titles in the preview of a bulk confirmation, and characters of a reply or note.
PREVIEWED, LONGEST = 20, 2_000


@require_POST
@signed_in_page
def confirm(request, code, pk):
    """Confirm one activity. Responds with the row to htmx, otherwise with the checklist."""
    one = round_for(request, code)
    item_for(request.user, one, pk)
    seen = row_number(request.POST.get("seen", "")) or 0
    try:
        item = confirm_item(one=one, activity=pk, seen=seen, by=request.user)
    except Stale:
        return answer_row(request, one, pk, {"state": "stale", "since": since(pk, seen)}, status=409)
    except Refused as refused:
        return refused_row(request, one, pk, refused)
    if not request.htmx:
        return redirect(with_query(request, one, done=item.seen))
    return answer_row(request, one, pk, {"state": "done", "undo": item.seen})


@require_POST
@signed_in_page
def undo(request, code):
    """Take one's own confirmation back, of one activity or of many. `activity` names the row to respond with."""
    one = round_for(request, code)
    change = get_object_or_404(Change, pk=row_number(request.POST.get("change", "")) or 0, by=request.user)
    activity = row_number(request.POST.get("activity", ""))
    try:
        undone = undo_confirmation(one=one, change=change, by=request.user)
    except Refused as refused:
        if activity:
            return refused_row(request, one, activity, refused)
        messages.error(request, str(refused))
        return redirect(with_query(request, one))
    if request.htmx and activity:
        return answer_row(request, one, activity, {"state": "open", "back": True})
    said = ngettext("%(number)s confirmation undone.", "%(number)s confirmations undone.", undone)
    messages.success(request, said % {"number": figure(undone)})
    return redirect(with_query(request, one))


def refused_row(request: HttpRequest, one: Round, activity: int, refused: Refused) -> HttpResponse:
    return answer_row(request, one, activity, {"state": "refused", "message": str(refused)}, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def confirm_all(request, code):
    """Preview how many unanswered activities match the filters, then confirm them as they were at the preview."""
    one = round_for(request, code)
    which = chosen(request, one)
    if request.method != "POST":
        upto = last_change()
        waiting = items(request.user, one).filter(which.condition & SHOWN["waiting"])
        number = waiting.count()
        context = {
            "round": one,
            "total": min(number, MOST),
            "left": max(0, number - MOST),
            "rows": page(request.user, waiting, None, PREVIEWED).rows,
            "more": max(0, min(number, MOST) - PREVIEWED),
            "upto": upto,
            "which": which,
            "back": with_query(request, one),
            "open": one.state == Round.State.OPEN,
            "trail": trail(one, _("Confirm all")),
        }
        return render(request, "roadmap/rounds/confirm_all.html", context)
    upto = row_number(request.POST.get("upto", "")) or 0
    try:
        done = confirm_many(one=one, which=which.condition, upto=upto, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(with_query(request, one))
    say_confirmed(request, done.activities, done.changed)
    return redirect(with_query(request, one, done=done.change) if done.change else with_query(request, one))


def say_confirmed(request: HttpRequest, number: int, changed: int) -> None:
    if number:
        said = ngettext("%(number)s activity confirmed.", "%(number)s activities confirmed.", number)
        messages.success(request, said % {"number": figure(number)})
    if changed:
        said = ngettext(
            "%(number)s activity changed after the preview and was left out. Check it in the list.",
            "%(number)s activities changed after the preview and were left out. Check them in the list.",
            changed,
        )
        messages.warning(request, said % {"number": figure(changed)})
    if not number and not changed:
        messages.info(request, _("There was nothing left to confirm."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def retire(request, code, pk):
    """Retire an activity with a reason. Only for those who may edit it; others propose an update."""
    one = round_for(request, code)
    row = item_for(request.user, one, pk)
    if not row.edits:
        return redirect("activity-update", pk=pk)
    form = RetireForm(request.POST if request.method == "POST" else None, initial={"seen": row.seen})
    if not form.is_valid():
        return retire_page(request, one, row, form, status=422 if form.is_bound else 200)
    try:
        retire_item(one=one, activity=pk, by=request.user, **form.cleaned_data)
    except Stale:
        later = since(pk, form.cleaned_data["seen"])
        return retire_page(request, one, item_for(request.user, one, pk), form, since=later, status=409)
    except Refused as refused:
        form.add_error(None, str(refused))
        return retire_page(request, one, row, form, status=409)
    messages.success(request, _("Retired: %(title)s.") % {"title": row.title})
    return redirect(with_query(request, one))


def retire_page(request: HttpRequest, one: Round, row, form: RetireForm, *, status: int, **more) -> HttpResponse:
    context = {
        "round": one,
        "row": row,
        "form": form,
        "errors": problems(form),
        "back": with_query(request, one),
        "trail": trail(one, _("Retire an activity")),
    }
    return render(request, "roadmap/rounds/retire.html", context | more, status=status)


@require_POST
@signed_in_page
def replies(request, code, pk):
    """Save the replies to the questions of the round, and a note."""
    one = round_for(request, code)
    item_for(request.user, one, pk)
    given = {
        str(question.pk): clean_prose(request.POST.get(f"question-{question.pk}", ""))[:LONGEST]
        for question in one.questions.all()
    }
    note = clean_prose(request.POST.get("note", ""))[:LONGEST]
    try:
        reply(one=one, activity=pk, replies=given, note=note, by=request.user)
    except Refused as refused:
        typed = [text for text in (*given.values(), note) if text]
        state = {"state": "refused", "message": str(refused), "typed": typed}
        return answer_row(request, one, pk, state, status=409)
    if not request.htmx:
        messages.success(request, _("Your replies were saved."))
        return redirect(with_query(request, one))
    return answer_row(request, one, pk, {"state": "open", "replied": True})
