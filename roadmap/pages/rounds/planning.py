"""/roadmap/rounds/: all review rounds; plan one, and edit one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities.actions.ledger import Refused, Stale
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from roadmap import rules
from roadmap.actions.rounds.states import ALWAYS, edit_round, plan_round
from roadmap.forms.began import base_of
from roadmap.forms.began import began as began_with
from roadmap.forms.rounds import RoundForm, values_of
from roadmap.models import Round
from roadmap.queries.rounds.scope import part_name
from roadmap.queries.rounds.standing import Tally, tallies


@require_safe
@staff_page
def round_list(request):
    rounds = list(Round.objects.order_by("-opens_on", "-pk"))
    counts = tallies([one for one in rounds if one.state != Round.State.PLANNED])
    context = {
        "rows": [(one, counts.get(one.pk, Tally()), names_of(one)) for one in rounds],
        "runs": rules.can_run_rounds(request.user),
        "today": timezone.localdate(),
        "trail": trail(),
    }
    return render(request, "roadmap/rounds/round_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_run_rounds)
def round_new(request):
    form = RoundForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form_page(request, form)
    one = plan_round(values=form.values(), questions=form.cleaned_data["questions"], by=request.user)
    messages.success(request, _("Saved. No one gets an e-mail before the round opens."))
    return forget_draft(redirect(one), request, "round-new")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_run_rounds)
def round_edit(request, code):
    """The form of a planned or open round. 409 with both values of each field if someone else has changed it."""
    one = get_object_or_404(Round, code=code)
    if request.method != "POST":
        form, values = RoundForm(), values_of(one)
        form.initial = values | {"seen": one.revision, "was": began_with(form, values)}
        return form_page(request, form, one)
    form = RoundForm(with_fixed(request, one))
    if not form.is_valid():
        return form_page(request, form, one)
    values, seen, began = form.everything(), form.cleaned_data["seen"] or 0, form.cleaned_data["base"] or 0
    if began and one.revision == seen:
        theirs = values_of(one)
        choices = chosen(differences(values, theirs, began_values(form)), request.POST)
        checked = RoundForm(chosen_data(form, theirs, choices))
        if UNDECIDED in choices.values() or not checked.is_valid():
            return round_conflict(request, form, one, began, checked=checked, status=422)
        values = settled(values, theirs, choices, checked.everything())
    questions = values.pop("questions")
    try:
        edit_round(one=one, values=values, questions=questions, seen=seen, by=request.user)
    except Stale as stale:
        return round_conflict(request, form, stale.row, began or seen)
    except Refused as refused:
        form.add_error(None, str(refused))
        return form_page(request, form, one, status=409)
    messages.success(request, _("Saved."))
    return forget_draft(redirect(one), request, f"round-{one.pk}")


def with_fixed(request: HttpRequest, one: Round):
    """What was sent; in an open round, with the saved values of what can no longer be changed."""
    data = request.POST.copy()
    if one.state != Round.State.PLANNED:
        saved = RoundForm(initial=values_of(one))
        for name in [name for name in saved.fields if name not in (*ALWAYS, "seen", "base", "was")]:
            value = saved[name].value()
            data.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
        data["questions"] = "\n".join(saved["questions"].value())
    return data


def form_page(request: HttpRequest, form: RoundForm, one: Round | None = None, *, status: int = 0) -> HttpResponse:
    context = {
        "form": form,
        "round": one,
        "opened": one is not None and one.state != Round.State.PLANNED,
        "names": names_of(one) if one else "",
        "errors": problems(form),
        "draft": draft_key(request, f"round-{one.pk if one else 'new'}"),
        "trail": trail(one, _("Edit")) if one else trail(None, _("Plan a round")),
    }
    status = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "roadmap/rounds/round_form.html", context, status=status)


def round_conflict(
    request: HttpRequest,
    form: RoundForm,
    one: Round,
    began: int,
    *,
    checked: RoundForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Both values of each field that differs, with a choice, and everything that was typed."""
    mine, theirs = form.everything(), values_of(one)
    context = {
        "title": _("This round has changed since you opened it"),
        "conflict": conflict(
            form,
            differences(mine, theirs, began_values(form)),
            mine,
            theirs,
            base=began,
            seen=one.revision,
            changed=None,
            show=in_words,
            checked=checked,
        ),
        "action": request.path,
        "leave": one.get_absolute_url(),
        "trail": trail(one, _("Edit")),
        "draft": draft_key(request, f"round-{one.pk}"),
    }
    return render(request, "conflict.html", context, status=status)


def began_values(form: RoundForm) -> dict[str, Any] | None:
    return base_of(form, RoundForm, RoundForm.everything)


def in_words(name: str, value: Any) -> str:
    if name in ("sectors", "types"):
        return ", ".join(map(part_name, value))
    if name == "questions":
        return "\n".join(value)
    return value if isinstance(value, str) else date_format(value)


def names_of(one: Round) -> str:
    """The scope in words."""
    return ", ".join(map(part_name, one.scope))


def trail(one: Round | None = None, here: str = "") -> list[dict[str, str]]:
    steps = [{"href": reverse("roadmap"), "label": _("Roadmap")}]
    steps.append({"href": reverse("round-list"), "label": _("Review rounds")})
    if one is not None:
        steps.append({"href": one.get_absolute_url(), "label": one.title})
    if here:
        steps.append({"label": here})
    else:
        del steps[-1]["href"]
    return steps
