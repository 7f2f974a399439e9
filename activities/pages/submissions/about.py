"""/submissions/<code>/about/: the first page of the form, "About the activity"; and the published activities whose
title looks like the one that is typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from activities.actions.ledger import Refused
from activities.actions.submissions.drafting import choose_organisation
from activities.forms.submissions.entry import AboutForm, Entry, entry_of, guess_language, raw_answers
from activities.models import Activity, Submission
from activities.pages.access import signed_in_page
from activities.pages.editing.activity import country_groups
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
from activities.queries.activity.duplicates import titled_like
from activities.queries.submissions.memberships import may_add_for
from activities.validators import clean_line

#: The most similar activities that are shown.
SIMILAR = 3
#: Activities compared for each word. Fewer than for staff, since this is asked while a title is typed.
COMPARED = 200
#: A title with fewer letters is like too many others.
SHORTEST = 4


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def about(request, code):
    """The page. POST saves the answers as they were typed, whether they are right or not."""
    desk = desk_for(request, code)
    if request.method != "POST":
        guess_language(desk.submission.answers)
        entry = entry_of(desk.submission)
        return about_page(desk, entry, problems(entry.about) if "check" in request.GET else [])
    answers = raw_answers(AboutForm(request.POST))
    if not request.htmx:
        guess_language(answers)

    def act() -> None:
        choose_body(desk)

    def again(why: str) -> HttpResponse:
        entry = typed_again(desk, answers)
        return about_page(desk, entry, [{"href": "", "message": why}, *problems(entry.about)], again=True)

    return handle(desk, "about", answers, again, act)


def about_page(desk: Desk, entry: Entry, errors: Problems, *, again: bool = False) -> HttpResponse:
    row, form = desk.submission, entry.about
    chosen = set(form["countries"].value() or ())
    context = form_context(desk, "about", entry, heading=_("About the activity"), errors=errors, again=again)
    context |= {
        "form": form,
        "fields": field_views(desk, form, entry, comments_of(desk), bool(errors)),
        "is_open": desk.is_open("title"),
        "bodies": bodies(desk),
        "countries": country_groups(form, chosen),
        "chosen_countries": len(chosen),
        "similar": similar_to(desk, row.title),
        "show_errors": bool(errors),
        "quiet": not errors,
    }
    return render(desk.request, "activities/submissions/about.html", context, status=422 if again else 200)


@require_safe
@signed_in_page
def similar(request, code):
    """Only the part of the page that names similar activities, for the title that is being typed."""
    desk = desk_for(request, code)
    context = {"similar": similar_to(desk, clean_line(request.GET.get("title", "")[:500]))}
    return render(request, "activities/submissions/similar.html", context)


def similar_to(desk: Desk, title: str) -> list[dict[str, Any]]:
    """[{activity, mine}] of published activities with a similar title; `mine` if the person belongs to its
    organisation. For a new activity only. Two queries."""
    if desk.submission.kind != Submission.Kind.NEW or not desk.is_open("title"):
        return []
    if sum(character.isalpha() for character in title) < SHORTEST:
        return []
    found = titled_like(title, limit=SIMILAR, beside=desk.submission.activity_id, looked_at=COMPARED)
    if not found:
        return []
    own = desk.request.user.memberships.active().filter(organisation__isnull=False).values("organisation")
    mine = set(
        Activity.objects.filter(pk__in=[one.id for one in found], organisation__in=own).values_list("pk", flat=True)
    )
    return [{"activity": one, "mine": one.id in mine} for one in found]


def bodies(desk: Desk) -> list[tuple[str, str, bool]]:
    """[(value, name, chosen)] of the organisations that the person may choose: only for a draft of a new activity, and
    only if there are several."""
    row = desk.submission
    if desk.as_reviewer or row.kind != Submission.Kind.NEW or row.state != Submission.State.DRAFT:
        return []
    found = [(value_of(one), str(one), one == row.body) for one in bodies_of(desk.request)]
    return found if len(found) > 1 else []


def bodies_of(request: HttpRequest) -> list[Any]:
    return [one.body for one in may_add_for(request.user)]


def value_of(body: Any) -> str:
    return f"{body._meta.model_name}-{body.pk}"


def choose_body(desk: Desk) -> None:
    """Move the draft to the organisation that was chosen, if another one was."""
    sent = desk.request.POST.get("organisation", "")
    if not sent or desk.request.htmx or (desk.submission.body and value_of(desk.submission.body) == sent):
        return
    body = next((one for one in bodies_of(desk.request) if value_of(one) == sent), None)
    if body is None:
        raise Refused(_("Choose one of your organisations."))
    choose_organisation(submission=desk.submission, body=body, by=desk.request.user)
