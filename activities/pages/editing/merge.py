"""/activities/<id>/merge/: find the duplicate of an activity, preview the result, merge."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.activities import FIELDS, merge_activities
from activities.actions.ledger import Refused, Stale
from activities.forms.activity import ReasonForm, same
from activities.models import Activity
from activities.pages.access import staff_page
from activities.pages.editing.activity import FORM_NAMES, editable, in_words, trail, values_of
from activities.pages.problems import problems
from activities.queries.activity.duplicates import named, titled_like
from activities.queries.editing.links import taken_over
from activities.queries.vocabulary import vocabulary
from activities.validators import clean_line, row_number

#: Which of the two remains: the one in the address, or the other.
THIS, OTHER = "this", "other"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def merge(request, pk):
    """`?q=` finds the other, `?with=<id>` previews, `keep=this|other` chooses the one that remains. POST merges."""
    row = get_object_or_404(editable(request), pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    number = given.get("with", "")
    if not number:
        return find_page(request, row)
    other = get_object_or_404(editable(request), pk=row_number(number) or 0)
    keep = OTHER if given.get("keep") == OTHER else THIS
    form = ReasonForm(request.POST if request.method == "POST" else None, required=False)
    if not form.is_valid():
        return preview_page(request, row, other, keep, form, status=422 if form.is_bound else 200)
    stays, gone = (row, other) if keep == THIS else (other, row)
    cleaned = form.cleaned_data
    seen = {row.pk: cleaned["seen"], other.pk: cleaned["seen_other"] or 0}
    try:
        merge_activities(
            duplicate=gone, into=stays, seen=(seen[gone.pk], seen[stays.pk]), reason=cleaned["reason"], by=request.user
        )
    except Stale:
        row, other = (editable(request).get(pk=each.pk) for each in (row, other))
        return preview_page(request, row, other, keep, form, changed=True, status=409)
    except Refused as refusal:
        return preview_page(request, row, other, keep, form, refusal=str(refusal), status=422)
    message = _("Merged. The address of record %(gone)s now redirects here.")
    messages.success(request, message % {"gone": gone.pk})
    return redirect("activity", pk=stays.pk)


def find_page(request: HttpRequest, row: Activity) -> HttpResponse:
    """Activities to choose from: found by words or number, otherwise those with a similar title."""
    words = clean_line(request.GET.get("q", ""))[:200]
    if words:
        found = named(words, request.user, beside=row.pk)
    else:
        alike = titled_like(row.title, beside=row.pk, alike=0.3, limit=10)
        mine = set(editable(request).filter(pk__in=[one.id for one in alike]).values_list("id", flat=True))
        found = [one for one in alike if one.id in mine]
    merged = list(row.merged.order_by("id"))
    context = {"activity": row, "trail": trail(row, _("Merge")), "words": words, "found": found, "merged": merged}
    return render(request, "activities/editing/edit_merge_find.html", context)


def preview_page(
    request: HttpRequest,
    row: Activity,
    other: Activity,
    keep: str,
    form: ReasonForm,
    *,
    changed: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Both side by side, and the effect on the links."""
    stays, gone = (row, other) if keep == THIS else (other, row)
    taken, kept = taken_over(gone.pk, stays.pk)
    if row.pk == other.pk:
        refusal = refusal or _("An activity cannot be merged into itself.")
    elif not refusal and (row.withdrawn or other.withdrawn):
        refusal = _("One of the two has been withdrawn. Restore it first.")
    context = {
        "activity": row,
        "trail": trail(row, _("Merge")),
        "other": other,
        "stays": stays,
        "gone": gone,
        "keep": keep,
        "fields": side_by_side(stays, gone),
        "taken": taken,
        "kept": kept,
        "form": form,
        "changed": changed,
        "refusal": refusal,
        "errors": problems(form) + ([{"message": refusal}] if refusal else []),
    }
    return render(request, "activities/editing/edit_merge.html", context, status=status)


def side_by_side(stays: Activity, gone: Activity) -> list[dict[str, Any]]:
    """Each field with both values; `differs` where they do."""
    known = vocabulary()
    names = {one.organisation_id: one.organisation.name for one in (stays, gone) if one.organisation}
    one, two = values_of(stays), values_of(gone)
    return [
        {
            "label": capfirst(str(Activity._meta.get_field(FORM_NAMES.get(name, name)).verbose_name)),
            "stays": in_words(name, one[name], names, known),
            "gone": in_words(name, two[name], names, known),
            "differs": not same(name, one[name], two[name]),
        }
        for name in FIELDS
        if one[name] not in ("", None, []) or two[name] not in ("", None, [])
    ]
