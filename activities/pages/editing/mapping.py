"""/activities/<id>/mappings/: all links of one activity, to set, confirm, withdraw and restore.

Every address responds to htmx with the row of the link (`<li id="link-<term>">`), otherwise with a page.
"""

from collections.abc import Callable, Collection
from collections.abc import Mapping as Pairs
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.actions.links.mappings import confirm_mapping, restore_mapping, set_mapping, withdraw_mapping
from activities.certainty import OPEN
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.forms.mapping import BLANK, FIELDS, MappingForm, value_in_words
from activities.models import Activity, Change, Mapping, Term
from activities.pages.access import staff_page
from activities.pages.editing.activity import editable, trail
from activities.pages.problems import Problems, problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.editing.answers import answers_of
from activities.queries.editing.links import ActivityLink, differing_goals, grouped, hints, link_of, links_of_activity
from activities.queries.editing.term_pick import places
from activities.queries.history.written import last_writer, mapping_version
from activities.validators import HIGHEST, row_number

#: Elements of the page: the form of a new link, and the top of the list, where it goes when saved.
ADDING, ADDED = "adding", "added"


@require_safe
@staff_page(rule=rules.can_edit_activities)
def mapping_list(request, pk):
    """All links by framework, what is left to do, a form to add one, and withdrawn links."""
    return mapping_page(request, get_object_or_404(editable(request), pk=pk))


def mapping_page(
    request: HttpRequest,
    activity: Activity,
    *,
    typed: Pairs[str, str] | None = None,
    errors: Problems | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. `typed`: {Goal: what was typed as the reason why it differs from the Matrix}."""
    links = links_of_activity(activity.pk)
    goals = differing_goals(links)
    answers = answers_of(activity.pk) if goals else {}
    differing = [
        (goal, answers.get(goal), (typed or {}).get(goal, answers[goal].reason if goal in answers else ""))
        for goal in goals
    ]
    withdrawn = [link for link in links if link.withdrawn]
    just = request.GET.get("withdrawn", "")
    context = {
        "activity": activity,
        "trail": trail(activity, _("Links")),
        "groups": grouped(links),
        "withdrawn": withdrawn,
        "just": next((link for link in withdrawn if str(link.term) == just), None),
        "places": places(),
        "suggestions": address_of("activity-suggestions", activity.pk),
        "differing": differing,
        "errors": errors or [],
    } | link_numbers(links, answers)
    return render(request, "activities/editing/edit_mappings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def mapping(request, pk, term):
    """The form of a new or existing link; POST saves it. `?row` returns its row, for Cancel."""
    activity, wanted = activity_and_term(request, pk, term)
    link, ids = link_of(pk, wanted), f"id_{term}_%s"  # several forms may be open on one page
    if request.method != "POST":
        part = "row" if request.htmx and "row" in request.GET and link.change else "form"
        return link_response(
            request, activity, link, part, form=MappingForm(initial=link_form_values(link), auto_id=ids)
        )
    form = MappingForm(request.POST, auto_id=ids)
    if not form.is_valid():
        return link_response(request, activity, link, "form", form=form, status=422)
    seen, began = form.cleaned_data["seen"], form.cleaned_data["base"]
    fields = form.values()
    if began is not None and link.change == seen:
        choices = chosen(link_differences(fields, link, began), request.POST)
        checked = MappingForm(chosen_data(form, values_of(link), choices))
        if UNDECIDED in choices.values() or not checked.is_valid():
            return link_conflict(request, activity, link, form, began, checked=checked, status=422)
        fields = settled(fields, values_of(link), choices, checked.values())
    try:
        set_mapping(
            activity=activity, term=wanted, **fields, seen=seen, reason=form.cleaned_data["reason"], by=request.user
        )
    except Stale:
        return link_conflict(request, activity, link_of(pk, wanted), form, seen if began is None else began)
    except Refused as refusal:
        return link_response(request, activity, link, "form", form=form, refusal=str(refusal), status=422)
    response = link_saved(request, activity, wanted, _("Saved: %(code)s."))
    return forget_draft(response, request, f"link-{pk}-{term}")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def confirm(request, pk, term):
    """Confirm a proposed or unconfirmed link."""
    return act_on_link(request, pk, term, confirm_mapping, _("Confirmed: %(code)s."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def withdraw(request, pk, term):
    """Withdraw the link; its row stays in place and offers undo."""
    return act_on_link(request, pk, term, withdraw_mapping, "")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def restore(request, pk, term):
    """Restore a withdrawn link with its values."""
    return act_on_link(request, pk, term, restore_mapping, _("Restored: %(code)s."))


def act_on_link(request: HttpRequest, pk: int, term: int, act: Callable[..., Any], message: str) -> HttpResponse:
    """Run an action that needs no form. GET, as after a sign-in, redirects to the link."""
    activity, wanted = activity_and_term(request, pk, term)
    if request.method != "POST":
        return redirect("mapping", pk=pk, term=term)
    seen = number_seen(request)
    try:
        act(activity=activity, term=wanted, seen=seen, by=request.user)
    except Stale:
        return link_changed_since(request, activity, link_of(pk, wanted), seen)
    except Refused as refusal:
        return link_response(request, activity, link_of(pk, wanted), "row", refusal=str(refusal), status=422)
    return link_saved(request, activity, wanted, message)


def activity_and_term(request: HttpRequest, pk: int, term: int) -> tuple[Activity, Term]:
    activity = get_object_or_404(editable(request), pk=pk)
    terms = Term.objects.select_related("framework", "goal")
    return activity, get_object_or_404(terms, pk=term if term <= HIGHEST else 0)


def number_seen(request: HttpRequest) -> int:
    """The Change that the editor saw; -1, which no row has, if it is invalid."""
    number = row_number(request.POST.get("seen", ""))
    return -1 if number is None else number


def link_form_values(link: ActivityLink) -> dict[str, Any]:
    """Initial values of the form; a new link is confirmed."""
    values = values_of(link) if link.change else BLANK | {"strength": Mapping.Strength.CONTRIBUTES}
    return values | {"seen": link.change}


def values_of(link: ActivityLink) -> dict[str, Any]:
    return {name: getattr(link, name) for name in FIELDS}


def link_saved(request: HttpRequest, activity: Activity, term: Term, message: str) -> HttpResponse:
    """The current link; without htmx a redirect to the list, at the link."""
    link = link_of(activity.pk, term)
    if request.htmx:
        return link_response(request, activity, link, "row", hints_too=True)
    if message:
        messages.success(request, message % {"code": term.code})
    there = reverse("mapping-list", args=[activity.pk])
    return redirect(f"{there}?withdrawn={term.pk}" if link.withdrawn else f"{there}#link-{term.pk}")


def link_changed_since(request: HttpRequest, activity: Activity, link: ActivityLink, seen: int) -> HttpResponse:
    """409: the link with the values that the editor saw, the current ones, and its buttons."""
    before = link_version_seen(link, seen)
    changes = [
        {
            "label": field_label(name),
            "before": value_in_words(name, before[name]),
            "now": value_in_words(name, getattr(link, name)),
        }
        for name in FIELDS
        if before and before[name] != getattr(link, name)
    ]
    return link_response(request, activity, link, "row", overtaken=True, changes=changes, status=409)


def link_conflict(
    request: HttpRequest,
    activity: Activity,
    link: ActivityLink,
    form: MappingForm,
    began: int,
    *,
    checked: MappingForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Both values of each field that differs, with a choice, and all input."""
    mine = form.values()
    change = Change.objects.filter(pk=link.change).first()
    shown = conflict(
        form,
        link_differences(mine, link, began),
        mine,
        values_of(link),
        base=began,
        seen=link.change,
        changed=last_writer(change) if change else None,
        show=value_in_words,
        checked=checked,
        prefix=f"{link.term}_",
    )
    return link_response(request, activity, link, "conflict", status=status, conflict=shown, errors=shown.errors)


def link_differences(mine: dict[str, Any], link: ActivityLink, began: int) -> dict[str, str]:
    base = link_version_seen(link, began) if began else BLANK
    return differences(mine, values_of(link), base)


def link_version_seen(link: ActivityLink, seen: int) -> dict[str, Any] | None:
    row = Mapping.objects.filter(activity=link.activity, term=link.term).values_list("pk", flat=True).first()
    return mapping_version(row, seen, FIELDS) if row and seen > 0 else None


def field_label(name: str) -> str:
    return capfirst(str(Mapping._meta.get_field(name).verbose_name))


def link_response(
    request: HttpRequest,
    activity: Activity,
    link: ActivityLink,
    part: str,
    *,
    hints_too: bool = False,
    status: int = 200,
    **more,
) -> HttpResponse:
    """One link's row, form or conflict: alone for htmx, on a page of its own otherwise."""
    fragment = bool(request.htmx)
    # the form of a new link is above the list
    adding = fragment and ADDING in (request.htmx.target, request.POST.get("place"))
    form = more.get("form")
    context = more | {
        "activity": activity,
        "link": link,
        "part": part,
        "errors": [*more.get("errors", ()), *(problems(form) if form else ())],
        "draft": draft_key(request, f"link-{activity.pk}-{link.term}"),
        "fragment": fragment,
        "swaps_hints": hints_too,
        "place": ADDING if adding else "",
    }
    if more.get("refusal"):
        context["errors"].append({"message": more["refusal"]})
    if status == 409 and part == "row":
        change = Change.objects.filter(pk=link.change).first()
        context["written"] = last_writer(change) if change else None
    if hints_too:
        context |= link_numbers(links_of_activity(activity.pk))
    if not fragment:
        context["trail"] = trail(activity, _("Links"))
        return render(request, "activities/editing/edit_link_page.html", context, status=status)
    response = render(request, "activities/editing/edit_link.html", context, status=status)
    if adding and part == "row" and status == 200:
        # a new link goes to the top of the list, and its form is free again
        response["HX-Retarget"], response["HX-Reswap"] = f"#{ADDED}", "afterbegin"
    return response


def link_numbers(links: list[ActivityLink], answered: Collection[str] | None = None) -> dict[str, Any]:
    """Numbers and hints beside the list, updated with each link. `answered`: the Goals with an answer, if known."""
    live = [link for link in links if link.live]
    if answered is None:
        answered = answers_of(links[0].activity) if differing_goals(links) else ()
    return {"number": len(live), "open": sum(link.certainty in OPEN for link in live), "hints": hints(links, answered)}


def address_of(name: str, pk: int) -> str:
    """The address of a page of the activity's if there is one by that name."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
