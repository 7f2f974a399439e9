"""/submissions/<code>/evidence/: the third page of the form, "Evidence and contact": files, each with the statement
that it supports, and the contact person."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused
from activities.actions.submissions.attachments import (
    LONGEST_STATEMENT,
    MOST_FILES,
    attach_file,
    describe_files,
    remove_file,
)
from activities.forms.submissions.entry import ContactForm, Entry, entry_of, raw_answers
from activities.pages.access import signed_in_page
from activities.pages.problems import Problems, problems
from activities.pages.submissions.desk import (
    Desk,
    comments_of,
    desk_for,
    field_views,
    form_context,
    handle,
    typed_again,
)
from activities.validators import clean_line, row_number

#: Buttons: add the chosen file; remove the one whose id is the value.
ATTACH, REMOVE = "attach", "remove"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def evidence(request, code):
    """The page. POST saves the contact person, adds a chosen file, and saves what is written beside the files."""
    desk = desk_for(request, code)
    if request.method != "POST":
        entry = entry_of(desk.submission)
        return evidence_page(desk, entry, problems(entry.contact) if "check" in request.GET else [])
    answers = raw_answers(ContactForm(request.POST))

    def again(why: str) -> HttpResponse:
        href = "#id_file" if request.FILES or request.META.get(settings.TOO_LARGE) else ""
        return evidence_page(desk, typed_again(desk, answers), [{"href": href, "message": why}], again=True)

    def act() -> HttpResponse | None:
        return change_files(desk)

    return handle(desk, "evidence", answers, again, act)


def change_files(desk: Desk) -> HttpResponse | None:
    """Do what the page says about files; the page again after a button for one of them. Raises Refused."""
    request, row = desk.request, desk.submission
    if not desk.files_open:
        return None
    statements = {
        number: statement_of(value)
        for name, value in request.POST.items()
        if name.startswith("statement.") and (number := row_number(name.partition(".")[2])) is not None
    }
    if statements:
        describe_files(submission=row, statements=statements, by=request.user)
    if request.htmx:
        return None
    here = redirect(desk.address("evidence") + "#files")
    if number := row_number(request.POST.get(REMOVE, "")):
        remove_file(submission=row, attachment=number, by=request.user)
        return here
    if request.META.get(settings.TOO_LARGE):
        raise Refused(_("The file is larger than 10 MB. Choose a smaller one."))
    file = request.FILES.get("file")
    if file is None:
        if ATTACH in request.POST:
            raise Refused(_("Choose a file first."))
        return None
    statement = statement_of(request.POST.get("statement", ""))
    added = attach_file(submission=row, name=file.name or "", content=file.read(), statement=statement, by=request.user)
    messages.success(request, _("Added: %(name)s") % {"name": added.name})
    return here if ATTACH in request.POST else None


def statement_of(text: str) -> str:
    return clean_line(text[: 4 * LONGEST_STATEMENT])[:LONGEST_STATEMENT]


def evidence_page(desk: Desk, entry: Entry, errors: Problems, *, again: bool = False) -> HttpResponse:
    context: dict[str, Any] = form_context(
        desk, "evidence", entry, heading=_("Evidence and contact"), errors=errors, again=again
    )
    files = entry.shown.files
    context |= {
        "fields": field_views(desk, entry.contact, entry, comments_of(desk), bool(errors)),
        "is_open": desk.is_open("contact_name"),
        "files": files,
        "files_open": desk.files_open,
        "more_files": len(files) < MOST_FILES,
        "most_files": MOST_FILES,
        "statement": statement_of(desk.request.POST.get("statement", "")) if again else "",
        "longest_statement": LONGEST_STATEMENT,
        "show_errors": bool(errors),
    }
    return render(desk.request, "activities/submissions/evidence.html", context, status=422 if again else 200)
