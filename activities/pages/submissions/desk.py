"""What the pages of the submission form have in common: which submission, who opens it, what they may change, saving,
and the context that every page of the form needs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import rules
from activities.actions.ledger import Refused
from activities.actions.submissions.drafting import Saved, save_answers, settle_answer
from activities.forms.editing import why_not_now
from activities.forms.submissions.entry import Entry, entry_of
from activities.forms.submissions.shown import words_of
from activities.models import FieldComment, Submission
from activities.pages.problems import Problems
from activities.pages.submissions.refused import waiting
from activities.pages.unsaved.drafts import draft_key, forget_draft
from activities.queries.submissions.collaboration import (
    Both,
    colleagues,
    open_answers,
    requests_for_change,
)
from activities.queries.submissions.people import (
    CONTACT,
    belongs,
    files_are_open,
    may_write,
    open_to_reviewer,
    open_to_submitter,
)
from activities.validators import row_number

#: The pages of the form in their order: the last part of their address, and their names.
PAGES = ("about", "contribution", "evidence", "check")
#: Name of the button that chooses between two values of the field that is its value, and of the choices themselves.
SETTLE = "settle"
OWN = "own"


def page_of(field: str) -> str:
    """The page of the form on which an answer is written, or on which a field with a comment is."""
    if field.startswith("link."):
        return "contribution"
    return "evidence" if field == "files" or field in CONTACT else "about"


@dataclass
class Desk:
    """One submission and the person who has opened it. A reviewer who is not a member of its organisation sees and
    changes it as a reviewer; one who has made it and left the organisation only sees it."""

    request: HttpRequest
    submission: Submission
    as_reviewer: bool
    may_change: bool = True

    def open_fields(self, fields: Iterable[str]) -> set[str]:
        if not self.may_change:
            return set()
        return (open_to_reviewer if self.as_reviewer else open_to_submitter)(self.submission, fields)

    def is_open(self, field: str) -> bool:
        return field in self.open_fields([field])

    @property
    def files_open(self) -> bool:
        return not self.as_reviewer and files_are_open(self.submission)

    @property
    def seen(self) -> int:
        """The revision that the sent form shows. Without any, every answer counts as written since."""
        return row_number(self.request.POST.get("seen", "")) or 0

    @property
    def page(self) -> str:
        return self.request.POST.get("page", "").replace("\0", "")[:36]

    def reload(self) -> None:
        """Read the submission again after something was saved. One query."""
        self.submission.refresh_from_db(fields=["answers", "versions", "revision", "state", "changed_at"])

    def address(self, page: str) -> str:
        return reverse(f"submission-{page}", args=[self.submission.code])

    @cached_property
    def both(self) -> dict[str, Both]:
        return open_answers(self.submission, self.request.user)

    def save(self, answers: Mapping[str, Any]) -> Saved:
        """Save answers of the sent form. Raises Refused, also when the form is only shown again after a sign-in."""
        if why := why_not_now():
            raise Refused(why)
        return save_answers(
            submission=self.submission,
            answers=answers,
            seen=self.seen,
            page=self.page,
            as_reviewer=self.as_reviewer,
            by=self.request.user,
        )

    def settle(self, answers: Mapping[str, Any]) -> None:
        """Choose between two values of one field, as the sent form says: one of them by its number, or what is in the
        field itself. Raises Refused when neither is chosen, or when the values have changed."""
        field = self.request.POST[SETTLE]
        choice = self.request.POST.get(f"choice.{field}", "")
        offered = {str(one.number): one.value for one in self.both[field].values} if field in self.both else {}
        if choice == OWN and field in answers:
            offered[OWN] = answers[field]
        if choice not in offered:
            raise Refused(_("Choose one of the values first."))
        settle_answer(
            submission=self.submission,
            field=field,
            value=offered[choice],
            seen=self.seen,
            page=self.page,
            as_reviewer=self.as_reviewer,
            by=self.request.user,
        )


def desk_for(request: HttpRequest, code: str) -> Desk:
    """404 for a submission that the person may not see."""
    rows = Submission.objects.visible_to(request.user).filter(kind__in=Submission.OF_ORGANISATIONS)
    row = get_object_or_404(rows.select_related("organisation", "proposal", "activity"), code=code.upper()[:12])
    if not rules.can_review(request.user) or may_write(request.user, row):
        return Desk(request, row, as_reviewer=False)
    return Desk(request, row, as_reviewer=True, may_change=not belongs(request.user, row))


@dataclass(frozen=True)
class FieldView:
    """A field of the form: its input, the two values to choose between, and what reviewers ask for."""

    field: BoundField
    both: Both | None
    comments: list[FieldComment]
    values: tuple[tuple[str, Any, str], ...]
    is_open: bool
    text: str
    changed: bool
    before: str
    show_errors: bool

    @property
    def name(self) -> str:
        return self.field.html_name

    @property
    def input(self) -> str:
        """The input. While no one has asked for errors, it is not marked as invalid."""
        hint = {"aria-describedby": f"{self.field.auto_id}_helptext"} if self.field.help_text else {}
        return self.field.as_widget(attrs=None if self.show_errors else {"aria-invalid": "false"} | hint)


def field_views(
    desk: Desk, form: Any, entry: Entry, comments: Mapping[str, list[FieldComment]], show_errors: bool
) -> dict[str, FieldView]:
    """{name in the form: FieldView} of a bound form."""
    changed, before = entry.shown.changed, entry.shown.before
    opened = desk.open_fields(form.add_prefix(name) for name in form.fields)
    views = {}
    for name in form.fields:
        sent = form.add_prefix(name)
        both = desk.both.get(sent)
        values = ()
        if both:
            values = tuple(
                (str(one.number), one, words_of(form, name, one.value) or _("(empty)")) for one in both.values
            )
        views[name] = FieldView(
            field=form[name],
            both=both,
            comments=comments.get(sent, []),
            values=values,
            is_open=sent in opened,
            text=words_of(form, name, form[name].value()),
            changed=sent in changed,
            before=before.get(name, ""),
            show_errors=show_errors,
        )
    return views


def tabs(desk: Desk, page: str, entry: Entry) -> list[dict[str, Any]]:
    """The four pages, each with whether it is complete."""
    names = {"about": _("About"), "contribution": _("Contribution"), "evidence": _("Evidence and contact")}
    missing = entry.missing
    found = []
    for number, name in enumerate(PAGES, 1):
        left = missing.get(name, 0)
        found.append(
            {
                "number": number,
                "label": names.get(name, _("Check")),
                "href": desk.address(name),
                "current": name == page,
                "state": "" if name == "check" else state_of_page(left),
                "complete": name != "check" and not left,
            }
        )
    return found


def state_of_page(left: int) -> str:
    if not left:
        return _("Complete")
    return ngettext("%(number)s answer missing", "%(number)s answers missing", left) % {"number": left}


def form_context(
    desk: Desk, page: str, entry: Entry, *, heading: str, errors: Problems, again: bool = False
) -> dict[str, Any]:
    """The context of templates/activities/submissions/form.html. `again`: the page shows what was sent and not saved,
    so it stays the same page for the next save. Two queries: open answers and colleagues."""
    row = desk.submission
    return {
        "desk": desk,
        "submission": row,
        "entry": entry,
        "heading": heading,
        "errors": errors,
        "draft": draft_key(desk.request, draft_of(desk, page)),
        "tabs": tabs(desk, page, entry),
        "seen": desk.seen if again else row.revision,
        "page_key": desk.page if again and desk.page else uuid4().hex,
        "colleagues": colleagues(row, desk.request.user),
        "saved_at": row.changed_at,
        "both": desk.both,
        "continue_to": desk.address(PAGES[PAGES.index(page) + 1]) if page != "check" else "",
    }


def draft_of(desk: Desk, page: str) -> str:
    """The name of what the browser stores of a page until it is saved."""
    return f"submission-{desk.submission.code}-{page}"


def status_line(desk: Desk) -> HttpResponse:
    """The line "Saved 14:05 · shared with 2 colleagues" after the form saved itself."""
    desk.reload()
    context = {
        "submission": desk.submission,
        "saved_at": desk.submission.changed_at,
        "colleagues": colleagues(desk.submission, desk.request.user),
        "both": open_answers(desk.submission, desk.request.user),
    }
    return render(desk.request, "activities/submissions/saved.html", context)


def not_saved_line(desk: Desk, why: str) -> HttpResponse:
    return render(desk.request, "activities/submissions/saved.html", {"refused": why}, status=422)


def after_save(desk: Desk, page: str, saved: Saved) -> HttpResponse:
    """Where a button leads once everything is saved: to the next page if this one is complete, back to it with its
    errors if not, or to the list of submissions."""
    desk.reload()
    if "later" in desk.request.POST:
        messages.success(
            desk.request, _("Saved. You can continue %(code)s at any time.") % {"code": desk.submission.code}
        )
        return redirect("submission-list")
    if saved.both or (page in PAGES[:-1] and entry_of(desk.submission).missing[page]):
        return redirect(desk.address(page) + "?check=1")
    return redirect(desk.address(PAGES[PAGES.index(page) + 1]))


def handle(
    desk: Desk,
    page: str,
    answers: Mapping[str, Any],
    show_again: Callable[[str], HttpResponse],
    act: Callable[[], HttpResponse | None] = lambda: None,
) -> HttpResponse:
    """Save a sent page, then do what its button says. `show_again(why)`: the page with everything that was sent and the
    reason why it was not saved, 422. `act`: what only this page's buttons do; None for none of them."""
    settling = desk.request.POST.get(SETTLE, "")
    answer: HttpResponse | None
    try:
        saved = desk.save({name: value for name, value in answers.items() if name != settling})
        if settling:
            desk.settle(answers)
            desk.reload()
            answer = redirect(f"{desk.address(page)}#field-{settling}")
        else:
            answer = act()
    except Refused as refusal:
        answer = not_saved_line(desk, str(refusal)) if desk.request.htmx else show_again(str(refusal))
        return waiting(answer, refusal)
    if answer is None:
        answer = status_line(desk) if desk.request.htmx else after_save(desk, page, saved)
    return forget_draft(answer, desk.request, draft_of(desk, page))


def typed_again(desk: Desk, answers: Mapping[str, Any]) -> Entry:
    """The entry with answers that were sent and not saved."""
    desk.submission.answers = desk.submission.answers | dict(answers)
    return entry_of(desk.submission)


def comments_of(desk: Desk) -> dict[str, list[FieldComment]]:
    return requests_for_change(desk.submission)
