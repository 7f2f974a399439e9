"""/activities/new/ and /activities/<id>/edit/: add an activity, edit one, resolve conflicts."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.forms import CheckboxSelectMultiple, Select
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.activities import create_activity, update_activity
from activities.actions.ledger import Stale
from activities.forms.activity import ActivityForm, same
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.models import Activity, Certainty, Organisation, Region
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.activity.duplicates import organisations_called, titled_like
from activities.queries.editing.merging import FIELDS, values_of
from activities.queries.history.of_activity import value_in_words
from activities.queries.history.written import activity_version, last_writer
from activities.queries.vocabulary import vocabulary
from activities.validators import row_number

#: Name of the button "Find", which returns the page with its input and the organisations found.
FIND = "find"
#: {field: its name in the form} where they differ.
FORM_NAMES = {"organisation_id": "organisation"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def new(request):
    """An empty form; before saving, activities with a similar title are shown once."""
    if request.method != "POST":
        initial = {"description_certainty": Certainty.PROPOSED}
        return form_page(request, ActivityForm(user=request.user, initial=initial))
    form = ActivityForm(request.POST, user=request.user)
    if finds(request):
        return form_page(request, form)
    if not form.is_valid():
        return form_page(request, form, status=422)
    likely = titled_like(form.cleaned_data["title"])
    looked_at = {part for part in form.cleaned_data["looked_at"].split(",") if part}
    if {str(one.id) for one in likely} - looked_at:
        return form_page(request, form, status=422, likely=likely)
    made = create_activity(fields=form.values(), reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("Saved as record %(number)s. Now add its links.") % {"number": made.pk})
    return forget_draft(redirect("mapping-list", pk=made.pk), request, "activity-new")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def edit(request, pk):
    """The form of one activity. 409 with both values of each field if someone else changed it since."""
    row = get_object_or_404(editable(request), pk=pk)
    if request.method != "POST":
        return form_page(request, ActivityForm(user=request.user, row=row), row)
    form = ActivityForm(request.POST, user=request.user, row=row)
    if finds(request):
        return form_page(request, form, row)
    if not form.is_valid():
        return form_page(request, form, row, status=422)
    seen, began = form.cleaned_data["seen"] or 0, form.cleaned_data["base"] or 0
    fields = form.values()
    if began and row.change_id == seen:
        choices = chosen(activity_differences(fields, row, began), request.POST)
        checked = ActivityForm(chosen_data(form, values_of(row), choices, FORM_NAMES), user=request.user, row=row)
        if UNDECIDED in choices.values() or not checked.is_valid():
            return activity_conflict(request, form, row, began, checked=checked, status=422)
        fields = settled(fields, values_of(row), choices, checked.values())
    try:
        saved = update_activity(
            activity=row, fields=fields, seen=seen, reason=form.cleaned_data["reason"], by=request.user
        )
    except Stale as stale:
        return activity_conflict(request, form, stale.row, began or seen)
    if saved.change_id == seen:
        messages.info(request, _("There was nothing to save."))
    else:
        messages.success(request, _("Saved as change %(number)s.") % {"number": saved.change_id})
    return forget_draft(redirect("activity", pk=pk), request, f"activity-{pk}")


def finds(request: HttpRequest) -> bool:
    """Whether to find organisations instead of saving: the button was pressed, or Enter with new search words."""
    words = request.POST.get("organisation_words", "")
    return FIND in request.POST or (words.strip() != "" and words != request.POST.get("organisation_found"))


def editable(request: HttpRequest):
    return Activity.objects.editable_by(request.user).select_related("organisation", "change")


def trail(row: Activity, label: str) -> list[dict[str, str]]:
    """Breadcrumbs of a page that edits one activity."""
    return [
        {"href": reverse("activity-list"), "label": _("Activities")},
        {"href": reverse("activity", args=[row.pk]), "label": row.title},
        {"label": label},
    ]


def form_page(
    request: HttpRequest, form: ActivityForm, row: Activity | None = None, *, status: int = 200, likely=()
) -> HttpResponse:
    """The page; for htmx requests of "Find" only the organisations."""
    chosen_countries = set(form["countries"].value() or ())
    organisations, missed = organisation_choices(request, form)
    context = {
        "form": form,
        "activity": row,
        "written": last_writer(row.change) if row else None,
        "errors": problems(form) + duplicates_problem(likely),
        "likely": likely,
        "looked_at": ",".join(str(one.id) for one in likely),
        "organisations": organisations,
        "can_find": rules.can_edit_every_activity(request.user),
        "missed": missed,
        "found_for": form["organisation_words"].value() or "",
        "countries": country_groups(form, chosen_countries),
        "chosen_countries": len(chosen_countries),
        "trail": trail(row, _("Edit")) if row else None,
        "draft": draft_key(request, f"activity-{row.pk if row else 'new'}"),
    }
    fragment = request.htmx and finds(request)
    template = "activities/editing/edit_activity.html" + ("#organisations" if fragment else "")
    return render(request, template, context, status=status)


def organisation_choices(request: HttpRequest, form: ActivityForm) -> tuple[list[tuple[Organisation, bool]], bool]:
    """(organisation, chosen) of those on offer, and whether the search found none. On offer are the user's Sectors; for
    users who can edit all activities also the chosen organisation and those found."""
    every = rules.can_edit_every_activity(request.user)
    sectors = Organisation.Sector.values if every else [sector for sector in request.user.sectors if sector]
    given = str(form["organisation"].value() or "")
    offered = list(Organisation.objects.live().filter(sector__in=sectors))
    offered.sort(key=lambda one: Organisation.Sector.values.index(one.sector))
    words = str(form["organisation_words"].value() or "").replace("\0", "")[:200] if every else ""
    found = organisations_called(words)
    if every and (number := row_number(given)) is not None:
        found = [*Organisation.objects.filter(pk=number), *found]
    offered += [one for one in dict.fromkeys(found) if one not in offered]
    if len(offered) == 1 and not given:
        return [(offered[0], True)], False
    return [(one, str(one.pk) == given) for one in offered], bool(words.strip()) and not found


def country_groups(form: ActivityForm, chosen_codes: set[str]) -> list[dict[str, Any]]:
    """Countries by ITU region, with how many of each are chosen."""
    groups = defaultdict(list)
    for country in form.every_country:
        groups[country.region].append((country, country.code in chosen_codes))
    return [
        {
            "label": region.label,
            "rows": groups[region.value],
            "chosen": sum(held for _one, held in groups[region.value]),
        }
        for region in Region
        if groups[region.value]
    ]


def duplicates_problem(likely) -> list[dict[str, str]]:
    if not likely:
        return []
    return [
        {"href": "#likely", "message": _("This activity may exist already. Check the activities with a similar title.")}
    ]


def activity_differences(mine: dict[str, Any], row: Activity, began: int) -> dict[str, str]:
    return differences(mine, values_of(row), activity_version(row.pk, began, FIELDS), same)


def activity_conflict(
    request: HttpRequest,
    form: ActivityForm,
    row: Activity,
    began: int,
    *,
    checked: ActivityForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Both values of each field that differs, with a choice, and all input."""
    mine, theirs = form.values(), values_of(row)
    ids = {mine["organisation_id"], theirs["organisation_id"]}
    organisation_names = dict(Organisation.objects.filter(pk__in=ids).values_list("id", "name"))
    offered, _missed = organisation_choices(request, form)
    known = vocabulary()
    context = {
        "title": _("This activity has changed since you opened it"),
        "conflict": conflict(
            form,
            activity_differences(mine, row, began),
            mine,
            theirs,
            base=began,
            seen=row.change_id,
            changed=last_writer(row.change),
            show=lambda name, value: in_words(name, value, organisation_names, known),
            checked=checked,
            names=FORM_NAMES,
            widgets={
                "organisation_id": Select(choices=[(one.pk, one.name) for one, _chosen in offered]),
                "countries": CheckboxSelectMultiple(choices=form.fields["countries"].choices),
            },
        ),
        "action": request.path,
        "leave": reverse("activity", args=[row.pk]),
        "trail": trail(row, _("Edit")),
        "draft": draft_key(request, f"activity-{row.pk}"),
    }
    return render(request, "conflict.html", context, status=status)


def in_words(name: str, value: Any, names: dict[int, str], known) -> str:
    if name == "description_certainty":
        return str(Certainty(value).label)
    return value_in_words(name, value, names, known)
