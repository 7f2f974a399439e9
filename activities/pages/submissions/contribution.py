"""/submissions/<code>/contribution/: the second page of the form, "What it contributes to": suggestions from the text,
a search, and the links with their strength and reason."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused
from activities.forms.submissions.entry import EVIDENCE_FROM, REASON_FROM, Entry, LinkForm, entry_of, raw_answers
from activities.models import Term
from activities.pages.access import signed_in_page
from activities.pages.problems import Problems, problems
from activities.pages.submissions.desk import (
    Desk,
    FieldView,
    comments_of,
    desk_for,
    field_views,
    form_context,
    handle,
    typed_again,
)
from activities.queries.editing.term_pick import choices_for
from activities.queries.submissions.answers import (
    KINDS,
    NOT_CHOSEN,
    dismissed_field,
    dismissed_terms,
    link_field,
    linked_terms,
)
from activities.queries.suggestions.offers import Offers, offers_for_draft
from activities.queries.suggestions.suggest import NoModel
from activities.validators import clean_line, row_number

#: Buttons that are about one Term, whose id is their value; and the button that searches.
ADD, REMOVE, DISMISS, FIND = "add", "remove", "dismiss", "find"
#: Characters of the text from which suggestions make sense.
SHORTEST = 20


@dataclass(frozen=True)
class LinkView:
    """A link with its fields and what reviewers ask for."""

    form: LinkForm
    fields: dict[str, FieldView]
    comments: list[Any]
    errors: Problems

    @property
    def term(self) -> Term:
        return self.form.term


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def contribution(request, code):
    """The page. Every button saves what is on the page; POST saves it whether it is right or not."""
    desk = desk_for(request, code)
    if request.method != "POST":
        entry = entry_of(desk.submission)
        return contribution_page(desk, entry, page_problems(entry) if "check" in request.GET else [])
    answers = sent_answers(desk)
    changed = pressed(desk)

    def again(why: str) -> HttpResponse:
        return contribution_page(desk, typed_again(desk, answers), [{"href": "", "message": why}], again=True)

    def act() -> HttpResponse | None:
        if request.htmx:
            return None
        if changed:
            (field,) = changed
            term = field.split(".")[1]
            place = f"#link-{term}" if changed[field] == NOT_CHOSEN else "#suggestions" if "not." in field else "#links"
            return redirect(desk.address("contribution") + place)
        words = clean_line(request.POST.get("q", ""))[:200]
        if FIND in request.POST or (words and words != request.POST.get("q_found", "")):
            return redirect(f"{desk.address('contribution')}?{urlencode({'q': words})}#search")
        return None

    try:
        check_terms(changed)
    except Refused as refusal:
        return again(str(refusal))
    return handle(desk, "contribution", answers | changed, again, act)


def contribution_page(desk: Desk, entry: Entry, errors: Problems, *, again: bool = False) -> HttpResponse:
    request, row = desk.request, desk.submission
    is_open = desk.is_open("link.1.strength")
    words = clean_line(request.GET.get("q", ""))[:200] if is_open else ""
    linked = set(linked_terms(row.answers))
    comments = comments_of(desk)
    heading = _("What it contributes to")
    context = form_context(desk, "contribution", entry, heading=heading, errors=errors, again=again)
    context |= {
        "links": [
            LinkView(
                form,
                field_views(desk, form, entry, comments, bool(errors)),
                comments.get(f"link.{form.term.pk}", []),
                problems(form) if errors else [],
            )
            for form in entry.links
        ],
        "needs_reasons": entry.goals >= REASON_FROM,
        "needs_evidence": entry.goals >= EVIDENCE_FROM,
        "removed": entry.removed.values(),
        "is_open": is_open,
        "words": words,
        "choices": [(one, one.term in linked) for one in choices_for(words, kinds=KINDS)] if words else [],
        **(suggestions(desk) if is_open else {}),
        "show_errors": bool(errors),
    }
    return render(request, "activities/submissions/contribution.html", context, status=422 if again else 200)


def suggestions(desk: Desk) -> dict[str, Any]:
    """`offers` for the text; `no_model` before any has been trained; `too_short` while there is too little text."""
    answers = desk.submission.answers
    title, description = str(answers.get("title", "")), str(answers.get("description", ""))
    if len(title) + len(description) < SHORTEST:
        return {"too_short": True}
    try:
        offers: Offers = offers_for_draft(
            title, description, linked=linked_terms(answers), left_out=dismissed_terms(answers)
        )
    except NoModel:
        return {"no_model": True}
    return {"offers": offers}


def sent_answers(desk: Desk) -> dict[str, Any]:
    """The answers of all links of which the page sent something."""
    sent = {term for name in desk.request.POST if (term := term_sent(name)) is not None}
    known = Term.objects.filter(kind__in=KINDS).in_bulk(sent) if sent else {}
    answers: dict[str, Any] = {}
    for term in known.values():
        answers |= raw_answers(LinkForm(desk.request.POST, term=term))
    return answers


def term_sent(name: str) -> int | None:
    parts = name.split(".")
    return row_number(parts[1]) if len(parts) == 3 and parts[0] == "link" else None


def pressed(desk: Desk) -> dict[str, Any]:
    """The one answer that a button of the page changes: a link added or removed, a suggestion not wanted."""
    for name in (ADD, REMOVE, DISMISS):
        term = row_number(desk.request.POST.get(name, ""))
        if term is None:
            continue
        if name == ADD:
            already = desk.submission.answers.get(link_field(term, "strength"))
            return {link_field(term, "strength"): already or NOT_CHOSEN}
        if name == REMOVE:
            return {link_field(term, "strength"): ""}
        return {dismissed_field(term): "1"}
    return {}


def check_terms(changed: dict[str, Any]) -> None:
    """Raises Refused for a Term that is not on offer."""
    for field in changed:
        if not Term.objects.filter(pk=int(field.split(".")[1]), kind__in=KINDS).exists():
            raise Refused(_("Choose a Goal, a target or an Action Line from the list."))


def page_problems(entry: Entry) -> Problems:
    """The errors of the page, each with its Goal, target or Action Line."""
    found = [{"href": "#search", "message": message} for message in entry.link_problems]
    for form in entry.links:
        for problem in problems(form):
            found.append({**problem, "message": f"{form.term.code}: {problem['message']}"})
    return found
