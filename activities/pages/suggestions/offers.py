"""/activities/<id>/suggestions/: suggestions for an activity, with reasons, to accept or reject; and /suggestions/try/
for a text that is not saved. Nothing is linked until someone accepts it.

The response to an htmx request is the panel, or the one suggestion that was answered (`<li id="offer-<term>">`).
"""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.actions.links.mappings import withdraw_mapping
from activities.actions.suggestions.verdicts import accept_suggestion, reject_suggestion, undo_rejection
from activities.forms.suggestion import AcceptForm, TextForm, VerdictForm
from activities.models import Activity, Mapping, Term
from activities.pages.access import staff_page
from activities.pages.editing.activity import editable, trail
from activities.pages.editing.mapping import activity_and_term, link_numbers, number_seen
from activities.pages.problems import problems
from activities.queries.editing.links import link_of, links_of_activity
from activities.queries.history.written import last_writer
from activities.queries.suggestions.offers import offer_again, offers_for, offers_for_text
from activities.queries.suggestions.suggest import NoModel
from activities.validators import row_number

STRENGTHS = tuple(Mapping.Strength.choices)


@require_safe
@staff_page(rule=rules.can_edit_activities)
def activity_suggestions(request, pk):
    """The panel, on its own page or inside another: the three best of each kind, or all with `?more`."""
    return shown(request, get_object_or_404(editable(request), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def accept(request, pk, term):
    """Add the link. 409 with both values if someone has added or changed it since the page was opened. A GET, for
    example after a sign-in, redirects to the suggestions."""
    activity, wanted = activity_and_term(request, pk, term)
    if request.method != "POST":
        return redirect("activity-suggestions", pk=pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return decided(request, activity, wanted, form=form, status=422)
    try:
        accept_suggestion(activity=activity, term=wanted, **form.cleaned_data, by=request.user)
    except Stale as stale:
        then = last_writer(stale.row.change) if stale.row else None
        return decided(request, activity, wanted, form=form, overtaken=stale.row, written=then, status=409)
    except Refused as refusal:
        return decided(request, activity, wanted, refusal=str(refusal), status=422)
    return done(request, activity, wanted, "accepted", _("Linked: %(code)s.") % {"code": wanted.code})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def reject(request, pk, term):
    activity, wanted = activity_and_term(request, pk, term)
    if request.method != "POST":
        return redirect("activity-suggestions", pk=pk)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return decided(request, activity, wanted, form=form, status=422)
    try:
        reject_suggestion(activity=activity, term=wanted, **form.cleaned_data, by=request.user)
    except Refused as refusal:
        return decided(request, activity, wanted, refusal=str(refusal), status=422)
    return done(request, activity, wanted, "rejected", _("Rejected: %(code)s.") % {"code": wanted.code})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def reopen(request, pk, term):
    """Undo one answer: withdraw an accepted link (`seen` is its Change), or undo a rejection. The suggestion is shown
    again in its place. 409 if someone has changed the link since."""
    activity, wanted = activity_and_term(request, pk, term)
    if request.method != "POST":
        return redirect("activity-suggestions", pk=pk)
    accepted = "seen" in request.POST
    try:
        if accepted:
            withdraw_mapping(activity=activity, term=wanted, seen=number_seen(request), by=request.user)
        else:
            undo_rejection(activity=activity, term=wanted, by=request.user)
    except Stale:
        refusal = _("Someone has changed this link since you opened the page. Nothing was saved.")
        return decided(request, activity, wanted, refusal=refusal, status=409)
    except Refused as refusal:
        return decided(request, activity, wanted, refusal=str(refusal), status=422)
    if request.htmx:
        panel = request.htmx.target == "suggestions"
        return shown(request, activity) if panel else offered(request, activity, wanted, accepted)
    messages.success(request, _("%(code)s can be suggested again.") % {"code": wanted.code})
    return redirect("activity-suggestions", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def try_out(request):
    """Suggestions for a text, which is not saved: the three best of each kind, or all with `more`."""
    form = TextForm(request.POST if request.method == "POST" else None)
    above = {"href": reverse("suggestion-quality"), "label": _("Suggestions")}
    context = {"form": form, "tried": form.is_valid(), "errors": problems(form)}
    context["trail"] = [above, {"label": _("Try")}]
    if context["tried"]:
        try:
            text = form.cleaned_data["title"], form.cleaned_data["description"]
            context["offers"] = offers_for_text(*text, more="more" in request.POST)
        except NoModel:
            context["no_model"] = True
    status = 422 if context["errors"] else 200
    return render(request, "activities/suggestions/suggestions_try.html", context, status=status)


def offered(request: HttpRequest, activity: Activity, term: Term, accepted: bool) -> HttpResponse:
    """One suggestion, open again. On the page of an activity's mappings, the row of the undone link is removed."""
    context = {"activity": activity, "strengths": STRENGTHS, "link": link_of(activity.pk, term)}
    with suppress(NoModel):
        context["version"], context["offer"] = offer_again(activity, term) or (0, None)
    if accepted and on_list(request, activity):
        context |= {"on_list": True} | link_numbers(links_of_activity(activity.pk))
    return render(request, "activities/suggestions/suggestion_reopened.html", context)


def on_list(request: HttpRequest, activity: Activity) -> bool:
    there = request.htmx and (request.htmx.current_url_abs_path or "").partition("?")[0]
    return there == reverse("mapping-list", args=[activity.pk])


def shown(request: HttpRequest, activity: Activity) -> HttpResponse:
    """The panel with the open suggestions."""
    more = "more" in request.GET
    context = {"activity": activity, "strengths": STRENGTHS, "more": more}
    try:
        context["offers"] = offers_for(activity, more)
    except NoModel:
        context["no_model"] = True
    if request.htmx:
        return render(request, "activities/suggestions/suggestions_list.html", context | {"fragment": True})
    context["trail"] = trail(activity, _("Suggestions"))
    context["just"] = just_decided(request, activity)
    return render(request, "activities/suggestions/suggestions.html", context)


def just_decided(request: HttpRequest, activity: Activity) -> dict | None:
    """The last answer, with which the page shows a button to undo it: {"how": …, "link": Link}."""
    for how in ("accepted", "rejected"):
        number = row_number(request.GET.get(how, ""))
        if number is not None:
            term = Term.objects.select_related("framework", "goal").filter(pk=number).first()
            link = link_of(activity.pk, term) if term else None
            if link and link.live == (how == "accepted"):
                return {"how": how, "link": link}
    return None


def done(request: HttpRequest, activity: Activity, term: Term, how: str, message: str) -> HttpResponse:
    if request.htmx:
        return decided(request, activity, term, how=how)
    messages.success(request, message)
    return redirect(f"{reverse('activity-suggestions', args=[activity.pk])}?{how}={term.pk}")


def decided(request: HttpRequest, activity: Activity, term: Term, *, status: int = 200, **more) -> HttpResponse:
    """One suggestion after an answer: done with a button to undo, refused, not valid, or changed by someone else since.
    On the page of an activity's mappings, a new link is also added at the top of the list."""
    form = more.get("form")
    link = link_of(activity.pk, term)
    context = more | {
        "activity": activity,
        "term": term,
        "link": link,
        "strengths": STRENGTHS,
        "errors": [{"message": error["message"]} for error in (problems(form) if form else [])],
        "fragment": bool(request.htmx),
        "on_list": on_list(request, activity),
        "trail": trail(activity, _("Suggestions")),
    }
    if context["on_list"] and more.get("how") == "accepted":
        context |= link_numbers(links_of_activity(activity.pk))
    template = (
        "activities/suggestions/suggestion_decided.html"
        if request.htmx
        else "activities/suggestions/suggestion_page.html"
    )
    return render(request, template, context, status=status)
