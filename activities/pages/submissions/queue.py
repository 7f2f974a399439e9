"""/review/: the submissions that wait for a decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from activities import rules
from activities.actions.ledger import Refused
from activities.actions.submissions.reviewing import assign, take_oldest
from activities.forms.submissions.review import AssignForm, QueueForm
from activities.models import Organisation, Submission
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.queries.submissions import queue as queries
from activities.queries.submissions.reviewing import reviewers
from activities.queries.vocabulary import vocabulary

LABELS = {
    queries.MINE: lambda: _("Mine"),
    queries.FREE: lambda: _("Not assigned"),
    queries.ALL: lambda: _("All waiting"),
    queries.DECIDED: lambda: _("Decided"),
}
#: Kinds of submissions in one word, for a column of the table.
KINDS = {
    Submission.Kind.NEW: lambda: _("New"),
    Submission.Kind.UPDATE: lambda: _("Update"),
    Submission.Kind.CORRECTION: lambda: _("Correction"),
}

TYPES, STATES = dict(Organisation.Type.choices), dict(Submission.State.choices)


def reviewable(request: HttpRequest) -> Any:
    """The submissions that reviewers can open: all that have been submitted."""
    return Submission.objects.visible_to(request.user).exclude(submitted_at=None)


@require_safe
@staff_page(rule=rules.can_review)
def queue(request):
    """The queue, 50 a page. Two queries beside those of the person and the countries."""
    countries = vocabulary().facets["country"].values()
    form = QueueForm(request.GET, countries=[(one.value, str(one.label)) for one in countries])
    condition = form.condition()
    figures = queries.queue(condition, request.user)
    tab = request.GET.get("tab", "") or (queries.MINE if figures.tabs[queries.MINE] else queries.ALL)
    if tab not in queries.TABS:
        raise BadRequest(_("There is no such list. Choose “Mine”, “Not assigned”, “All waiting” or “Decided”."))
    after = request.GET.get("after", "")
    found = queries.page(tab, condition, request.user, after=after)
    chosen = form.chosen()
    context = {
        "figures": figures,
        "tab": tab,
        "tabs": [
            {
                "key": key,
                "label": f"{label()} ({figures.tabs[key]:,})",
                "href": tab_href(request, key),
                "current": key == tab,
            }
            for key, label in LABELS.items()
        ],
        "errors": problems(form),
        "chips": [
            {"name": name, "field": form.fields[name].label, "words": words} for name, (_value, words) in chosen.items()
        ],
        "rows": [(row, TYPES.get(row.type, ""), KINDS[row.kind](), STATES[row.state]) for row in found.rows],
        "selects": [
            (name, field.label, field.choices, chosen.get(name, ("", ""))[0]) for name, field in form.fields.items()
        ],
        "next": found.next,
        "first": queries.read_cursor(after) is None,
        "decided": tab == queries.DECIDED,
        "back": request.get_full_path(),
        "trail": trail(),
    }
    return render(request, "activities/submissions/review_queue.html", context, status=400 if form.errors else 200)


@require_POST
@staff_page(rule=rules.can_review)
def take(request):
    """Assign the oldest free submission to the person, and open it."""
    found = take_oldest(by=request.user)
    if found is None:
        messages.info(request, _("Every submission that you can decide on has a reviewer."))
        return redirect("review")
    return redirect("review-submission", code=found.code)


@require_safe
@staff_page(rule=rules.can_review)
def next_in_queue(request):
    """Redirect to the next submission to review; to the queue when there is none."""
    code = queries.next_for(request.user, beside=request.GET.get("beside", ""))
    return redirect("review-submission", code=code) if code else redirect("review")


@require_POST
@staff_page(rule=rules.can_review)
def assign_one(request, code):
    """Assign a submission from the list, then show the list again."""
    submission = get_object_or_404(reviewable(request), code=code)
    form = AssignForm(
        {"to": request.user.pk} if request.POST.get("to") == "me" else request.POST, reviewers=reviewers()
    )
    if not form.is_valid():
        raise BadRequest(_("Choose a reviewer from the list."))
    try:
        assign(submission=submission, to=form.cleaned_data["to"], by=request.user)
    except Refused as refused:
        messages.error(request, f"{submission.code}: {refused}")
    else:
        messages.success(request, assigned_in_words(submission.code, form.cleaned_data["to"]))
    return back_to_list(request)


def assigned_in_words(code: str, to: Any) -> str:
    if to is None:
        return _("%(code)s is no longer assigned to anyone.") % {"code": code}
    return _("%(code)s is assigned to %(person)s.") % {"code": code, "person": to}


def back_to_list(request: HttpRequest) -> HttpResponse:
    """The list as it was: `back` is its address."""
    back = request.POST.get("back", "")
    safe = back.startswith(reverse("review")) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe else "review")


def tab_href(request: HttpRequest, tab: str) -> str:
    """The address of a tab, with the same filters."""
    query = QueryDict(mutable=True)
    query["tab"] = tab
    for name in QueueForm.base_fields:
        if value := request.GET.get(name):
            query[name] = value
    return f"{reverse('review')}?{query.urlencode()}"


def trail(*inside: dict[str, str]) -> list[dict[str, str]]:
    above = {"href": reverse("review"), "label": _("Review")} if inside else {"label": _("Review")}
    return [above, *inside]
