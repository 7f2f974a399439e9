"""/activities/<id>/merge/: find the duplicate of an activity, choose what to keep of each, merge."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.forms import CheckboxSelectMultiple, Select
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.actions.merging import merge_activities
from activities.forms.activity import ActivityForm, ReasonForm, same
from activities.forms.conflicts import BOTH, MINE, OTHER, THEIRS, UNDECIDED, chosen, chosen_data, data_of, settled
from activities.models import Activity, Mapping
from activities.pages.access import staff_page
from activities.pages.editing.activity import FORM_NAMES, editable, in_words, organisation_choices, trail
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import Conflict, Difference, conflict
from activities.queries.activity.duplicates import named, titled_like
from activities.queries.editing.merging import (
    FIELDS,
    MERGED,
    UNITED,
    LinkText,
    MergedLinks,
    blank,
    fills,
    merged_links,
    merged_values,
    united,
    values_of,
)
from activities.queries.vocabulary import vocabulary
from activities.validators import clean_line, row_number

#: Which of the two remains: the one in the address, or the other.
KEEP_THIS, KEEP_OTHER = "this", "other"


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
    keep = KEEP_OTHER if given.get("keep") == KEEP_OTHER else KEEP_THIS
    form = ReasonForm(request.POST if request.method == "POST" else None, required=False)
    stays, gone = (row, other) if keep == KEEP_THIS else (other, row)
    pair = Pair(request, stays, gone, merged_links(gone.pk, stays.pk))
    if not form.is_valid():
        return preview_page(request, row, other, keep, form, pair, status=422 if form.is_bound else 200)
    checked = pair.checked()
    if checked.errors or pair.undecided:
        return preview_page(request, row, other, keep, form, pair, checked=checked, status=422)
    cleaned = form.cleaned_data
    seen = {row.pk: cleaned["seen"], other.pk: cleaned["seen_other"] or 0}
    try:
        merge_activities(
            duplicate=gone,
            into=stays,
            seen=(seen[gone.pk], seen[stays.pk]),
            fields=pair.fields(checked),
            links=pair.links(),
            reason=cleaned["reason"],
            by=request.user,
        )
    except Stale:
        row, other = (editable(request).get(pk=each.pk) for each in (row, other))
        stays, gone = (row, other) if keep == KEEP_THIS else (other, row)
        pair = Pair(request, stays, gone, merged_links(gone.pk, stays.pk))
        return preview_page(request, row, other, keep, form, pair, changed=True, status=409)
    except Refused as refusal:
        return preview_page(request, row, other, keep, form, pair, refusal=str(refusal), status=422)
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


@dataclass
class Pair:
    """The activity that remains, its duplicate, and what the editor keeps of each.

    It uses the form that resolves conflicts: "mine" is the value of the activity that remains, "theirs" that of the
    duplicate, and "both" the two together.
    """

    request: HttpRequest
    stays: Activity
    gone: Activity
    merged: MergedLinks

    def __post_init__(self) -> None:
        self.mine, self.theirs = values_of(self.stays), values_of(self.gone)
        self.both = {
            name: united(name, self.mine[name], self.theirs[name])
            for name in UNITED
            if not blank(self.mine[name]) and not blank(self.theirs[name])
        }
        proposed = merged_values(self.mine, self.theirs)
        self.found = {name: self.preset(name, proposed[name]) for name in MERGED if self.differs(name)}
        self.choices = chosen(self.found, self.request.POST, self.both)
        self.form = ActivityForm(self.data(), user=self.request.user, row=self.stays)
        self.texts = {text.name: text for text in self.merged.texts}
        both_texts = {name: text.both for name, text in self.texts.items() if text.both}
        presets = {name: BOTH if text.both else MINE for name, text in self.texts.items()}
        sent = chosen(presets, self.request.POST, both_texts)
        self.kept_texts = {name: sent[name] if sent[name] != OTHER else presets[name] for name in presets}

    def differs(self, name: str) -> bool:
        return not same(name, self.mine[name], self.theirs[name])

    def preset(self, name: str, proposed: Any) -> str:
        if name in self.both:
            return BOTH
        return THEIRS if same(name, proposed, self.theirs[name]) else MINE

    def data(self) -> QueryDict:
        """The values of the activity that remains as its form would send them, with the values that were typed."""
        data = QueryDict(mutable=True)
        for name in FIELDS:
            called = FORM_NAMES.get(name, name)
            data.setlist(called, data_of(ActivityForm.base_fields[called], self.mine[name]))
        for name, values in self.request.POST.lists():
            if name.startswith(("keep_", "other_")):
                data.setlist(name, values)
        return data

    @property
    def undecided(self) -> bool:
        return UNDECIDED in self.choices.values()

    def checked(self) -> ActivityForm:
        """The form with the chosen values. It checks them, and that they go together."""
        data = chosen_data(self.form, self.theirs, self.choices, FORM_NAMES, self.both)
        form = ActivityForm(data, user=self.request.user, row=self.stays)
        form.is_valid()
        return form

    def fields(self, checked: ActivityForm) -> dict[str, Any]:
        """What to write: only fields in which the two differ."""
        values = settled(self.mine, self.theirs, self.choices, checked.values(), self.both)
        return {name: values[name] for name in self.found}

    def links(self) -> dict[int, dict[str, str]]:
        """{Term: {field: the chosen text}} of links where both have one."""
        texts: dict[int, dict[str, str]] = {}
        for name, text in self.texts.items():
            sides = {MINE: text.stays, THEIRS: text.gone, BOTH: text.both}
            texts.setdefault(text.link.term, {})[text.field] = sides[self.kept_texts[name]]
        return texts

    def shown(self, seen: int, checked: ActivityForm | None) -> Conflict:
        """Both values of all that differs, with the choices."""
        known = vocabulary()
        names = {one.organisation_id: one.organisation.name for one in (self.stays, self.gone) if one.organisation}
        offered, _missed = organisation_choices(self.request, self.form)
        found = conflict(
            self.form,
            self.found,
            self.mine,
            self.theirs,
            base=0,
            seen=seen,
            changed=None,
            show=lambda name, value: in_words(name, value, names, known),
            checked=checked,
            names=FORM_NAMES,
            widgets={
                "organisation_id": Select(choices=[(one.pk, one.name) for one, _chosen in offered]),
                "countries": CheckboxSelectMultiple(choices=self.form.fields["countries"].choices),
            },
            both=self.both,
            remarks={name: self.remark(name) for name in self.found},
            sides=(
                _("Record %(number)s (kept)") % {"number": self.stays.pk},
                _("Record %(number)s (withdrawn)") % {"number": self.gone.pk},
            ),
        )
        texts = tuple(self.text_shown(text) for text in self.texts.values())
        return replace(found, fields=found.fields + texts, hidden=[])

    def remark(self, name: str) -> str:
        if fills(name, self.mine, self.theirs):
            return _("filled from record %(number)s") % {"number": self.gone.pk}
        return _("united") if self.found[name] == BOTH else ""

    def text_shown(self, text: LinkText) -> Difference:
        label = capfirst(str(Mapping._meta.get_field(text.field).verbose_name))
        return Difference(
            name=text.name,
            input=text.name,
            label=_("%(field)s of the link to %(code)s") % {"field": label, "code": text.link.code},
            mine=text.stays,
            theirs=text.gone,
            preset=BOTH if text.both else MINE,
            choice=self.kept_texts[text.name],
            other="",
            errors=(),
            both=text.both,
            remark=_("both are kept") if text.both else "",
        )


def preview_page(
    request: HttpRequest,
    row: Activity,
    other: Activity,
    keep: str,
    form: ReasonForm,
    pair: Pair,
    *,
    checked: ActivityForm | None = None,
    changed: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Both side by side where they differ, what they share, and the effect on the links."""
    if row.pk == other.pk:
        refusal = refusal or _("An activity cannot be merged into itself.")
    elif not refusal and (row.withdrawn or other.withdrawn):
        refusal = _("One of the two has been withdrawn. Restore it first.")
    shown = pair.shown(row.change_id, checked)
    context = {
        "activity": row,
        "trail": trail(row, _("Merge")),
        "other": other,
        "stays": pair.stays,
        "gone": pair.gone,
        "keep": keep,
        "conflict": shown,
        "alike": alike(pair),
        "taken": pair.merged.taken,
        "kept": pair.merged.kept,
        "form": form,
        "changed": changed,
        "refusal": refusal,
        "errors": problems(form) + shown.errors + ([{"message": refusal}] if refusal else []),
    }
    return render(request, "activities/editing/edit_merge.html", context, status=status)


def alike(pair: Pair) -> list[dict[str, str]]:
    """The fields that are the same in both, with their value."""
    known = vocabulary()
    names = {one.organisation_id: one.organisation.name for one in (pair.stays,) if one.organisation}
    return [
        {
            "label": capfirst(str(Activity._meta.get_field(FORM_NAMES.get(name, name)).verbose_name)),
            "value": in_words(name, pair.mine[name], names, known),
        }
        for name in MERGED
        if name not in pair.found and not blank(pair.mine[name])
    ]
