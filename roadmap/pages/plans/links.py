"""Links between two Strategic Plans: coordinators add, edit, confirm, withdraw and restore them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.actions.links.crosswalks import Taken, add_link, confirm_link, edit_link, restore_link, withdraw_link
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.models import Crosswalk
from activities.models.framework import PLAN_MAPPING
from activities.pages.access import staff_page
from activities.pages.editing.mapping import number_seen
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.history.written import last_writer
from activities.validators import clean_text
from roadmap.forms.plans.links import FIELDS, NewPlanLinkForm, PlanLinkForm, values_of
from roadmap.pages.plans.reading import trail
from roadmap.queries.plans.links import link_version, links_of_plans
from roadmap.queries.plans.reading import comparison_href, plan_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_frameworks)
def plan_link_new(request: HttpRequest, older: str, newer: str) -> HttpResponse:
    plans = plan_or_404(older), plan_or_404(newer)
    data = request.POST if request.method == "POST" else None
    begin = {name: clean_text(request.GET.get(name, ""))[:40] for name in ("start", "end")}
    form = NewPlanLinkForm(*plans, data, initial=begin | {"seen": 0})
    if not form.is_valid():
        return new_page(request, form, plans)
    sent = form.cleaned_data
    try:
        link = add_link(
            name=PLAN_MAPPING,
            start=sent["start"],
            end=sent["end"],
            rationale=sent["rationale"],
            note=sent["note"],
            reason=sent["reason"],
            by=request.user,
        )
    except Taken as taken:
        form.add_error("end", str(taken))
        return new_page(request, form, plans, taken=taken.row)
    except Refused as why:
        form.add_error(None, str(why))
        return new_page(request, form, plans)
    names = {"start": link.from_term.code, "end": link.to_term.code}
    messages.success(request, _("Linked %(start)s to %(end)s.") % names)
    return forget_draft(redirect(comparison_href(older, newer)), request, "plan-link-new")


def new_page(request: HttpRequest, form: NewPlanLinkForm, plans: Any, taken: Crosswalk | None = None) -> HttpResponse:
    older, newer = plans
    context = {
        "form": form,
        "older": older,
        "newer": newer,
        "taken": taken,
        "errors": problems(form),
        "leave": comparison_href(older.slug, newer.slug),
        "draft": draft_key(request, "plan-link-new"),
        "trail": trail(_("New link between two plans")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "roadmap/plans/link_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_frameworks)
def plan_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one link. 409 with both values of each field if someone else has changed it."""
    link = get_object_or_404(links_of_plans(), pk=pk)
    if request.method != "POST":
        return form_page(request, PlanLinkForm(initial=values_of(link) | {"seen": link.change_id}), link)
    form = PlanLinkForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, link)
    fields, seen, began = form.values(), form.cleaned_data["seen"], form.cleaned_data["base"] or 0
    if began and link.change_id == seen:
        choices = chosen(link_differences(fields, link, began), request.POST)
        checked = PlanLinkForm(chosen_data(form, values_of(link), choices))
        if UNDECIDED in choices.values() or not checked.is_valid():
            return link_conflict(request, form, link, began, checked=checked, status=422)
        fields = settled(fields, values_of(link), choices, checked.values())
    try:
        edit_link(link=link, fields=fields, seen=seen, reason=form.cleaned_data["reason"], by=request.user)
    except Stale as stale:
        return link_conflict(request, form, stale.row, began or seen)
    except Refused as why:
        form.add_error(None, str(why))
        return form_page(request, form, link)
    messages.success(request, _("Saved: %(link)s.") % {"link": named(link)})
    return forget_draft(redirect(back_to(link)), request, f"plan-link-{pk}")


@require_POST
@staff_page(rule=rules.can_edit_frameworks)
def plan_link_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, confirm_link, _("Confirmed: %(link)s."))


@require_POST
@staff_page(rule=rules.can_edit_frameworks)
def plan_link_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, withdraw_link, _("Withdrawn: %(link)s."))


@require_POST
@staff_page(rule=rules.can_edit_frameworks)
def plan_link_restore(request: HttpRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, restore_link, _("Restored: %(link)s."))


def act_on(request: HttpRequest, pk: int, act: Callable[..., Crosswalk], message: str) -> HttpResponse:
    link = get_object_or_404(links_of_plans(), pk=pk)
    try:
        act(link=link, seen=number_seen(request), by=request.user)
    except Stale:
        link = get_object_or_404(links_of_plans(), pk=pk)
        form = PlanLinkForm(initial=values_of(link) | {"seen": link.change_id})
        return form_page(request, form, link, overtaken=True, status=409)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("plan-link", pk=pk)
    messages.success(request, message % {"link": named(link)})
    return redirect("plan-link", pk=pk)


def back_to(link: Crosswalk) -> str:
    return comparison_href(link.from_term.framework.slug, link.to_term.framework.slug)


def named(link: Crosswalk) -> str:
    return f"{link.from_term.code} → {link.to_term.code}"


def form_page(
    request: HttpRequest, form: PlanLinkForm, link: Crosswalk, *, status: int = 0, **more: Any
) -> HttpResponse:
    context = more | {
        "form": form,
        "link": link,
        "errors": problems(form),
        "written": last_writer(link.change),
        "leave": back_to(link),
        "history": reverse("history", args=["crosswalk", link.pk]),
        "draft": draft_key(request, f"plan-link-{link.pk}"),
        "trail": trail(named(link)),
    }
    status = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "roadmap/plans/link.html", context, status=status)


def link_conflict(
    request: HttpRequest,
    form: PlanLinkForm,
    link: Crosswalk,
    began: int,
    *,
    checked: PlanLinkForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Both values of each field that differs, with a choice, and everything that was typed."""
    mine = form.values()
    context = {
        "title": _("This link has changed since you opened it"),
        "conflict": conflict(
            form,
            link_differences(mine, link, began),
            mine,
            values_of(link),
            base=began,
            seen=link.change_id,
            changed=last_writer(link.change),
            show=lambda _name, value: str(value),
            checked=checked,
        ),
        "action": request.path,
        "leave": request.path,
        "trail": trail(named(link)),
        "draft": draft_key(request, f"plan-link-{link.pk}"),
    }
    return render(request, "conflict.html", context, status=status)


def link_differences(mine: dict[str, Any], link: Crosswalk, began: int) -> dict[str, str]:
    return differences(mine, values_of(link), link_version(link.pk, began, FIELDS))
