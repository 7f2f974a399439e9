"""/activities/<id>/notes/: notes by staff about an activity, for staff only."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities import rules
from activities.actions.notes import restore_note, withdraw_note, write_note
from activities.forms.note import NoteForm
from activities.models import Activity
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.account.second_factor import lacks_second_factor
from activities.queries.activity.notes import NoteLine, mentioned_in, notes_of, shown_notes, staff


@dataclass(frozen=True, slots=True)
class Notes:
    """The context of activities/activity/activity_notes.html."""

    activity: int
    lines: list[NoteLine]
    form: NoteForm
    draft: str
    reader: int


def notes_for(request: HttpRequest, activity: int, form: NoteForm | None = None) -> Notes | None:
    """Notes for the reader; None if they are not allowed to read notes. Two queries."""
    if not rules.can_see_staff_pages(request.user) or lacks_second_factor(request.user):
        return None
    form = form or NoteForm(people=staff())
    return Notes(activity, notes_of(activity), form, draft_key(request, f"note-{activity}"), request.user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def note_list(request, pk):
    activity = get_object_or_404(Activity, pk=pk)
    people = staff()
    form = NoteForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        text, chosen = form.cleaned_data["text"], set(form.cleaned_data["mentions"])
        mentions = [person for person in people if str(person.pk) in chosen] + mentioned_in(text, people)
        note = write_note(activity=activity, text=text, mentions=mentions, by=request.user)
        if request.htmx:
            context = {"notes": notes_for(request, pk), "just": note.pk}
            answer = render(request, "activities/activity/activity_notes.html", context)
        else:
            answer = redirect(f"{reverse('note-list', args=[pk])}#note-{note.pk}")
        return forget_draft(answer, request, f"note-{pk}")
    context = {
        "activity": activity,
        "notes": notes_for(request, pk, form),
        "errors": problems(form),
        "trail": [
            {"href": reverse("activity-list"), "label": _("Activities")},
            {"href": reverse("activity", args=[pk]), "label": activity.title},
            {"label": _("Notes")},
        ],
    }
    template = "activities/activity/activity_notes.html" if request.htmx else "activities/activity/note_list.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_POST
@staff_page
def note_withdraw(request, pk, note):
    return withdraw_or_restore(request, pk, note, withdraw_note)


@require_POST
@staff_page
def note_restore(request, pk, note):
    return withdraw_or_restore(request, pk, note, restore_note)


def withdraw_or_restore(request: HttpRequest, pk: int, note: int, act: Callable[..., None]) -> HttpResponse:
    """Withdraw or restore one's own note, and return to it on the page, which shows the result with a button to
    undo."""
    row = get_object_or_404(shown_notes(pk).filter(author=request.user), pk=note)
    act(note=row, by=request.user)
    return redirect(f"{reverse('note-list', args=[pk])}#note-{row.pk}")
