"""The forms of members, meetings and follow-ups. Coordinators and administrators fill them in; the owner of a follow-up
can mark it as done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.ledger import Stale
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, differences, settled
from activities.pages.access import staff_page
from activities.pages.editing.mapping import number_seen
from activities.pages.problems import problems
from activities.pages.unsaved.conflicts import conflict
from activities.pages.unsaved.drafts import draft_key, forget_draft
from roadmap import rules
from roadmap.actions.task_force import working_matter as actions
from roadmap.forms.began import base_of
from roadmap.forms.began import began as began_with
from roadmap.forms.task_force import FollowUpForm, MatterForm, MeetingForm, MemberForm
from roadmap.models import FollowUp, Guidance, Meeting, Member
from roadmap.pages.task_force.overview import trail

FORM = "roadmap/task_force/form.html"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a form edits: its form class, titles and where to go afterwards. `row` is None for a new one, which has
    neither `address`, that of its form, nor `delete`, the one that deletes it."""

    key: str
    title: str
    button: str
    form: type[MatterForm]
    leave: str
    row: Any = None
    address: str = ""
    delete: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def member_new(request: HttpRequest) -> HttpResponse:
    matter = Matter("member-new", _("New member"), _("Add member"), MemberForm, reverse("task-force"))
    return fill_in(request, matter, lambda fields: actions.add_member(fields=fields, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def member(request: HttpRequest, pk: int) -> HttpResponse:
    row = Member.objects.filter(pk=pk).first()
    if row is None:
        return gone(request, MemberForm, reverse("task-force-member-new"))
    return edit(
        request,
        matter_of_member(row),
        lambda fields, seen: actions.edit_member(member=row, fields=fields, seen=seen, by=request.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def meeting_new(request: HttpRequest) -> HttpResponse:
    matter = Matter("meeting-new", _("New meeting"), _("Add meeting"), MeetingForm, reverse("task-force"))
    return fill_in(request, matter, lambda fields: actions.add_meeting(fields=fields, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = Meeting.objects.filter(pk=pk).first()
    if row is None:
        return gone(request, MeetingForm, reverse("task-force-meeting-new"))
    return edit(
        request,
        matter_of_meeting(row),
        lambda fields, seen: actions.edit_meeting(meeting=row, fields=fields, seen=seen, by=request.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def meeting_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A new follow-up of a meeting."""
    held = get_object_or_404(Meeting, pk=pk)
    matter = Matter(
        f"meeting-{pk}-follow-up",
        _("New follow-up: %(title)s") % {"title": held.title},
        _("Add follow-up"),
        FollowUpForm,
        held.get_absolute_url(),
    )
    return fill_in(request, matter, lambda fields: actions.add_follow_up(meeting=held, fields=fields, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def guidance_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A new follow-up of guidance."""
    given = get_object_or_404(Guidance.objects.live(), pk=pk)
    matter = Matter(
        f"guidance-{pk}-follow-up",
        _("New follow-up: %(title)s") % {"title": given},
        _("Add follow-up"),
        FollowUpForm,
        given.get_absolute_url(),
    )
    return fill_in(
        request, matter, lambda fields: actions.add_follow_up(guidance=given, fields=fields, by=request.user)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    row = FollowUp.objects.select_related("meeting", "guidance").filter(pk=pk).first()
    if row is None:
        return gone(request, FollowUpForm)
    return edit(
        request,
        matter_of_follow_up(row),
        lambda fields, seen: actions.edit_follow_up(follow_up=row, fields=fields, seen=seen, by=request.user),
    )


@require_POST
@staff_page(rule=rules.can_see_work)
def follow_up_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as done today, or reopen it (`done` is empty)."""
    row = get_object_or_404(FollowUp.objects.select_related("owner"), pk=pk)
    done = bool(request.POST.get("done"))
    act = actions.finish_follow_up if done else actions.reopen_follow_up
    try:
        act(follow_up=row, seen=number_seen(request), by=request.user)
    except Stale:
        messages.error(request, _("This follow-up has changed since you opened the page. Read it and try again."))
        return redirect("task-force")
    words = _("Done: %(what)s") if done else _("Reopened: %(what)s")
    messages.success(request, words % {"what": row.what[:100]})
    return redirect("task-force")


@require_POST
@staff_page(rule=rules.can_edit_roadmap)
def member_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Member, pk=pk)
    act = actions.delete_member
    return delete(request, matter_of_member(row), lambda seen: act(member=row, seen=seen, by=request.user))


@require_POST
@staff_page(rule=rules.can_edit_roadmap)
def meeting_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Meeting, pk=pk)
    act = actions.delete_meeting
    return delete(request, matter_of_meeting(row), lambda seen: act(meeting=row, seen=seen, by=request.user))


@require_POST
@staff_page(rule=rules.can_edit_roadmap)
def follow_up_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FollowUp.objects.select_related("meeting", "guidance"), pk=pk)
    act = actions.delete_follow_up
    return delete(request, matter_of_follow_up(row), lambda seen: act(follow_up=row, seen=seen, by=request.user))


def matter_of_member(row: Member) -> Matter:
    addresses = reverse("task-force-member", args=[row.pk]), reverse("task-force-member-delete", args=[row.pk])
    leave = reverse("task-force")
    return Matter(f"member-{row.pk}", row.name, _("Save member"), MemberForm, leave, row, *addresses)


def matter_of_meeting(row: Meeting) -> Matter:
    names = ("task-force-meeting-edit", "task-force-meeting-delete")
    addresses = [reverse(name, args=[row.pk]) for name in names]
    leave = row.get_absolute_url()
    return Matter(f"meeting-{row.pk}", row.title, _("Save meeting"), MeetingForm, leave, row, *addresses)


def matter_of_follow_up(row: FollowUp) -> Matter:
    addresses = reverse("task-force-follow-up", args=[row.pk]), reverse("task-force-follow-up-delete", args=[row.pk])
    title, button = _("Follow-up"), _("Save follow-up")
    return Matter(f"follow-up-{row.pk}", title, button, FollowUpForm, place(row), row, *addresses)


def delete(request: HttpRequest, matter: Matter, act: Callable[[int], None]) -> HttpResponse:
    """409 with the current values if someone has edited the row since, or with the follow-ups that it has."""
    row = matter.row
    try:
        act(number_seen(request))
    except Stale as stale:
        form = matter.form(row=stale.row)
        form.initial = first(form, stale.row)
        return form_page(request, form, replace(matter, row=stale.row), overtaken=True)
    except actions.HasFollowUps as refusal:
        context = {"refusal": refusal, "row": row, "trail": trail(str(row))}
        return render(request, "roadmap/task_force/has_follow_ups.html", context, status=409)
    messages.success(request, _("Deleted: %(what)s") % {"what": str(row)[:100]})
    return redirect("task-force")


def place(row: FollowUp) -> str:
    """The page of what the follow-up belongs to."""
    return (row.meeting or row.guidance).get_absolute_url()  # type: ignore[union-attr]


def fill_in(request: HttpRequest, matter: Matter, add: Callable[[dict], Any]) -> HttpResponse:
    form = matter.form(request.POST if request.method == "POST" else None, initial={"seen": 0})
    if not form.is_valid():
        return form_page(request, form, matter)
    row = add(form.values())
    messages.success(request, _("Added: %(what)s") % {"what": str(row)[:100]})
    return forget_draft(redirect(matter.leave), request, matter.key)


def edit(request: HttpRequest, matter: Matter, save: Callable[[dict, int], Any]) -> HttpResponse:
    """The form of a row. 409 with both values of each field if someone else has changed it."""
    row = matter.row
    if request.method != "POST":
        form = matter.form(row=row)
        form.initial = first(form, row)
        return form_page(request, form, matter)
    form = matter.form(request.POST, row=row)
    if not form.is_valid():
        return form_page(request, form, matter)
    fields, seen, began = form.values(), form.cleaned_data["seen"], form.cleaned_data["base"] or 0
    if began and row.version == seen:
        theirs = form.values_of(row)
        choices = chosen(differences(fields, theirs, began_values(form, matter)), request.POST)
        checked = matter.form(chosen_data(form, theirs, choices), row=row)
        if UNDECIDED in choices.values() or not checked.is_valid():
            return conflict_page(request, form, matter, row, began, checked=checked, status=422)
        fields = settled(fields, theirs, choices, checked.values())
    try:
        row = save(fields, seen)
    except Stale as stale:
        return conflict_page(request, form, matter, stale.row, began or seen)
    messages.success(request, _("Saved: %(what)s") % {"what": str(row)[:100]})
    return forget_draft(redirect(matter.leave), request, matter.key)


def first(form: MatterForm, row: Any) -> dict[str, Any]:
    """What the form of a row starts with."""
    values = form.values_of(row)
    return values | {"seen": row.version, "was": began_with(form, values)}


def began_values(form: MatterForm, matter: Matter) -> dict[str, Any] | None:
    return base_of(form, lambda data: matter.form(data, row=matter.row), lambda other: other.values())


def gone(request: HttpRequest, form_class: type[MatterForm], again: str = "") -> HttpResponse:
    """What was typed into the form of a row that someone has deleted since: it can be added again at `again`. 404
    without a form."""
    if request.method != "POST":
        raise Http404
    form = form_class(request.POST)
    message = _("Someone has deleted this since you opened it, so nothing was saved. ")
    more = _("You can add it again with what you typed.") if again else _("Copy what you need.")
    form.add_error(None, message + more)
    matter = Matter("gone", _("Deleted"), _("Add again"), form_class, reverse("task-force"), address=again)
    return form_page(request, form, matter, status=409)


def form_page(
    request: HttpRequest, form: MatterForm, matter: Matter, *, overtaken: bool = False, status: int = 0
) -> HttpResponse:
    """`overtaken`: the row was to be deleted, and someone has edited it since the page was opened."""
    context = {
        "form": form,
        "matter": matter,
        "overtaken": overtaken,
        "action": matter.address or request.path,
        "errors": problems(form),
        "draft": draft_key(request, matter.key),
        "trail": trail(matter.title),
    }
    status = status or (409 if overtaken else 422 if form.is_bound and form.errors else 200)
    return render(request, FORM, context, status=status)


def conflict_page(
    request: HttpRequest,
    form: MatterForm,
    matter: Matter,
    row: Any,
    began: int,
    *,
    checked: MatterForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """Both values of each field that differs, with a choice, and everything that was typed."""
    mine, theirs = form.values(), form.values_of(row)
    context = {
        "title": _("“%(what)s” has changed since you opened it") % {"what": str(row)[:100]},
        "conflict": conflict(
            form,
            differences(mine, theirs, began_values(form, matter)),
            mine,
            theirs,
            base=began,
            seen=row.version,
            changed=None,
            show=lambda name, value: in_words(form, name, value),
            checked=checked,
        ),
        "action": request.path,
        "leave": request.path,
        "trail": trail(matter.title),
        "draft": draft_key(request, matter.key),
    }
    return render(request, "conflict.html", context, status=status)


def in_words(form: MatterForm, name: str, value: Any) -> str:
    """A value of a field as the page of a conflict shows it."""
    if isinstance(value, date):
        return date_format(value)
    choices = dict(getattr(form.fields[name], "choices", ()) or ()) if isinstance(value, str) else {}
    return str(choices.get(value, value)) if value not in (None, "") else ""
