"""/submissions/<code>/check/: the last page of the form. The whole entry as it would be published, what is missing, the
consent, and the button that submits it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused, Stale
from activities.actions.submissions.submitting import submit
from activities.forms.editing import why_not_now
from activities.forms.submissions.entry import CONSENT, UNCHANGED, Entry, entry_of, is_unchanged_update
from activities.models import Submission
from activities.pages.access import signed_in_page
from activities.pages.problems import Problems, problems
from activities.pages.submissions.contribution import page_problems
from activities.pages.submissions.desk import Desk, desk_for, form_context, page_of
from activities.pages.submissions.refused import waiting
from activities.queries.submissions.collaboration import changed_since
from activities.queries.submissions.wording import names_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def check(request, code):
    """The page. POST submits the answers that the page has shown: 422 with what is missing, 409 with what has changed
    since."""
    desk = desk_for(request, code)
    entry = entry_of(desk.submission)
    if request.method != "POST":
        return check_page(desk, entry, whole_problems(desk, entry))
    errors = whole_problems(desk, entry) + consent_problems(desk)
    if errors:
        return check_page(desk, entry, errors, status=422)
    try:
        if why := why_not_now():
            raise Refused(why)
        row = submit(submission=desk.submission, seen=desk.seen, by=request.user)
    except Stale:
        desk.submission.refresh_from_db()
        return check_page(desk, entry_of(desk.submission), [], status=409, changed=changes(desk))
    except Refused as refusal:
        return waiting(check_page(desk, entry, [{"href": "", "message": str(refusal)}], status=422), refusal)
    message = _("Submitted. Reference {code}. We have sent you a copy.")
    messages.success(request, format_html(message, code=format_html("<strong>{}</strong>", row.code)))
    return redirect(row)


def check_page(
    desk: Desk, entry: Entry, errors: Problems, *, status: int = 200, changed: list[dict[str, Any]] | None = None
) -> HttpResponse:
    row = desk.submission
    heading = _("Check your answers before you submit")
    context = form_context(desk, "check", entry, heading=heading, errors=errors)
    context |= {
        "may_submit": can_submit(desk),
        "changed": changed or [],
        "boxes": {name: name in desk.request.POST and not changed for name in CONSENT},
        "body": row.body,
        "change_code": row.code if desk.is_open("title") else "",
    }
    return render(desk.request, "activities/submissions/check.html", context, status=status)


def can_submit(desk: Desk) -> bool:
    return not desk.as_reviewer and desk.submission.state in (Submission.State.DRAFT, Submission.State.RETURNED)


def whole_problems(desk: Desk, entry: Entry) -> Problems:
    """Everything that keeps the entry from being submitted, each with the way to its field."""
    if not can_submit(desk):
        return []
    about, links, evidence = (desk.address(page) for page in ("about", "contribution", "evidence"))
    found = at(about, problems(entry.about))
    found += at(links, page_problems(entry))
    found += at(evidence, problems(entry.contact))
    names = names_of(desk.both)
    for field, both in desk.both.items():
        message = _("%(who)s wrote something else in “%(field)s”. Choose one, or combine them.")
        words = {"who": both.other.who, "field": names[field]}
        found.append({"href": f"{desk.address(page_of(field))}#field-{field}", "message": message % words})
    if is_unchanged_update(desk.submission):
        found.append({"href": about, "message": str(UNCHANGED)})
    return found


def at(page: str, errors: Problems) -> Problems:
    return [{**error, "href": f"{page}?check=1{error['href']}"} for error in errors]


def consent_problems(desk: Desk) -> Problems:
    return [
        {"href": f"#id_{name}", "message": str(message)}
        for name, message in CONSENT.items()
        if name not in desk.request.POST
    ]


def changes(desk: Desk) -> list[dict[str, Any]]:
    """What others have changed since the page was opened: {field, who, at}."""
    rows = [row for row in changed_since(desk.submission, desk.seen) if not row[0].startswith("not.")]
    names = names_of([field for field, _who, _at in rows])
    return [{"field": names[field], "who": who, "at": when} for field, who, when in rows]
