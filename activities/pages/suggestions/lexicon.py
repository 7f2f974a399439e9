"""/suggestions/lexicon/: the phrases used for suggestions. All staff can read them, coordinators can edit them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import rules
from activities.actions.ledger import Stale
from activities.actions.suggestions.lexicon import Taken, add_entry, edit_entry, restore_entry, withdraw_entry
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.forms.lexicon import FIELDS, LexiconForm, values_of
from activities.models import LexiconEntry
from activities.pages.access import staff_page
from activities.pages.editing.mapping import number_seen
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.history.written import last_writer
from activities.queries.suggestions.lexicon import entry_version, lexicon_page


@require_safe
@staff_page
def lexicon(request):
    words, withdrawn = request.GET.get("q", "")[:200].replace("\x00", ""), "withdrawn" in request.GET
    after = request.GET.get("after", "")[:120].replace("\x00", "")
    page = lexicon_page(words, after=after, withdrawn=withdrawn)
    context = {"page": page, "words": words, "withdrawn": withdrawn, "first": not after, "trail": trail(_("Lexicon"))}
    return render(request, "activities/suggestions/lexicon.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_lexicon)
def lexicon_new(request):
    form = LexiconForm(request.POST if request.method == "POST" else None, initial={"seen": 0})
    if not form.is_valid():
        return form_page(request, form)
    try:
        entry = add_entry(fields=form.values(), reason=form.cleaned_data["reason"], by=request.user)
    except Taken as refusal:
        form.add_error(refusal.field, str(refusal))
        return form_page(request, form)
    messages.success(request, _("Added: %(phrase)s.") % {"phrase": entry.phrase})
    return forget_draft(back_to(entry), request, "lexicon-new")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_lexicon)
def lexicon_edit(request, pk):
    """The form of one entry. 409 with both values of each field if someone changed it since it was opened."""
    entry = get_object_or_404(LexiconEntry.objects.select_related("change"), pk=pk)
    if request.method != "POST":
        return form_page(request, LexiconForm(initial=values_of(entry) | {"seen": entry.change_id}), entry)
    form = LexiconForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, entry)
    fields, seen, began = form.values(), form.cleaned_data["seen"], form.cleaned_data["base"] or 0
    if began and entry.change_id == seen:
        choices = chosen(entry_differences(fields, entry, began), request.POST)
        checked = LexiconForm(chosen_data(form, values_of(entry), choices))
        if UNDECIDED in choices.values() or not checked.is_valid():
            return entry_conflict(request, form, entry, began, checked=checked, status=422)
        fields = settled(fields, values_of(entry), choices, checked.values())
    try:
        entry = edit_entry(entry=entry, fields=fields, seen=seen, reason=form.cleaned_data["reason"], by=request.user)
    except Stale as stale:
        return entry_conflict(request, form, stale.row, began or seen)
    except Taken as refusal:
        form.add_error(refusal.field, str(refusal))
        return form_page(request, form, entry)
    messages.success(request, _("Saved: %(phrase)s.") % {"phrase": entry.phrase})
    return forget_draft(back_to(entry), request, f"lexicon-{pk}")


@require_POST
@staff_page(rule=rules.can_edit_lexicon)
def lexicon_withdraw(request, pk):
    return withdraw_or_restore(request, pk, withdraw_entry, _("Withdrawn: %(phrase)s. The next model will not use it."))


@require_POST
@staff_page(rule=rules.can_edit_lexicon)
def lexicon_restore(request, pk):
    return withdraw_or_restore(request, pk, restore_entry, _("Restored: %(phrase)s."))


def withdraw_or_restore(request: HttpRequest, pk: int, act: Any, message: str) -> HttpResponse:
    entry = get_object_or_404(LexiconEntry, pk=pk)
    try:
        entry = act(entry=entry, seen=number_seen(request), by=request.user)
    except Stale as stale:
        form = LexiconForm(initial=values_of(stale.row) | {"seen": stale.row.change_id})
        return form_page(request, form, stale.row, overtaken=True, status=409)
    except Taken as refusal:
        messages.error(request, str(refusal))
        return redirect("lexicon-edit", pk=pk)
    messages.success(request, message % {"phrase": entry.phrase})
    return back_to(entry)


def back_to(entry: LexiconEntry) -> HttpResponse:
    return redirect(f"{reverse('lexicon')}?{urlencode({'q': entry.phrase})}{'&withdrawn' if entry.withdrawn else ''}")


def form_page(
    request: HttpRequest, form: LexiconForm, entry: LexiconEntry | None = None, *, status: int = 0, **more
) -> HttpResponse:
    context = more | {
        "form": form,
        "entry": entry,
        "errors": problems(form),
        "written": last_writer(entry.change) if entry else None,
        "draft": draft_key(request, f"lexicon-{entry.pk if entry else 'new'}"),
        "trail": trail(entry.phrase if entry else _("New entry"), inside=True),
    }
    status = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "activities/suggestions/lexicon_entry.html", context, status=status)


def entry_conflict(
    request: HttpRequest,
    form: LexiconForm,
    entry: LexiconEntry,
    began: int,
    *,
    checked: LexiconForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Both values of each field that differs, with a choice, and everything that was typed."""
    mine = form.values()
    context = {
        "title": _("This entry has changed since you opened it"),
        "conflict": conflict(
            form,
            entry_differences(mine, entry, began),
            mine,
            values_of(entry),
            base=began,
            seen=entry.change_id,
            changed=last_writer(entry.change),
            show=lambda _name, value: ", ".join(value) if isinstance(value, list) else str(value),
            checked=checked,
        ),
        "action": request.path,
        "leave": request.path,
        "trail": trail(entry.phrase, inside=True),
        "draft": draft_key(request, f"lexicon-{entry.pk}"),
    }
    return render(request, "conflict.html", context, status=status)


def entry_differences(mine: dict[str, Any], entry: LexiconEntry, began: int) -> dict[str, str]:
    return differences(mine, values_of(entry), entry_version(entry.pk, began, FIELDS))


def trail(here: str, *, inside: bool = False) -> list[dict[str, str]]:
    above = [{"href": reverse("suggestion-quality"), "label": _("Suggestions")}]
    if inside:
        above.append({"href": reverse("lexicon"), "label": _("Lexicon")})
    return [*above, {"label": here}]
