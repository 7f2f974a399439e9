"""/activities/bulk/: choose activities by filter or tick, choose a change, check the preview, save.

Each step is a POST of one form to the same address, with the filter in the query string; the button names the step. The
form carries all ticks and texts from step to step. It works without script.
"""

from dataclasses import dataclass
from typing import Any

import structlog
from django.contrib import messages
from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions import pace
from activities.actions.bulk import MOST, Overtaken, edit_in_bulk, refuse_too_many
from activities.actions.bulk_jobs import ask_edit
from activities.actions.ledger import Refused
from activities.forms.bulk import ActForm, forms_of_acts
from activities.forms.changes import RevertForm
from activities.models import Activity
from activities.models.activity import ActivityQuerySet
from activities.pages.access import staff_page
from activities.pages.activity.question import Question, heading, read_question
from activities.pages.problems import Problems, problems
from activities.queries.activity.file_rows import LINKS
from activities.queries.editing import bulk as queries
from activities.queries.state import read_state
from activities.queries.vocabulary import Vocabulary, vocabulary
from activities.validators import row_number

log = structlog.get_logger("activities.bulk")
PER_PAGE = 50
SAMPLE = 50
#: Most activities that can be ticked; a filter can choose more.
TICKED = 2000
COLUMNS = ("id", "title", "kind", "status", "start_year", "end_year")


@dataclass(frozen=True, slots=True)
class Selection:
    """The selection. `scope`: "all" (that the filter finds) or "ticked". `found`: live activities of the filter that
    the user can edit. `activities`: those selected."""

    question: Question
    scope: str
    picked: tuple[int, ...]
    found: ActivityQuerySet
    activities: ActivityQuerySet

    @property
    def by_anyone(self) -> ActivityQuerySet:
        """The selection, including activities that the user cannot edit."""
        matching = self.question.filterset.qs.live() if self.scope == "all" else Activity.objects.live()
        return matching if self.scope == "all" else matching.filter(id__in=self.picked)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def bulk_edit(request):
    state = read_state()
    known = vocabulary(state.change)
    selection = selected(request, known)
    forms = forms_of_acts(request.POST if request.method == "POST" else None)
    form = forms.get(request.POST.get("act", ""))
    step = request.POST.get("step", "choose" if request.GET else "")
    if request.method != "POST" or step in ("choose", "next"):
        return choose(request, selection, forms, known)
    wrong = [*selection.question.problems, *(problems(form) if form else ())]
    if form is None:
        wrong.append({"href": "#act-link", "message": _("Choose the change to make.")})
    if selection.scope == "ticked" and not selection.picked:
        wrong.append(
            {"href": "#scope-ticked", "message": _("Tick the activities to edit, or choose all activities that match.")}
        )
    if wrong:
        return choose(request, selection, forms, known, wrong, status=422)
    if step == "apply":
        return apply(request, selection, form, forms, known)
    return preview(request, selection, form, forms, known, state.change)


def selected(request: HttpRequest, known: Vocabulary) -> Selection:
    """Read the filter from the query string, and ticks from the form or from ?pick= of the list of activities."""
    question = read_question(request.GET, known)
    data = request.POST if request.method == "POST" else request.GET
    ticked = numbers(",".join(data.getlist("pick")))
    elsewhere = [pk for pk in numbers(data.get("picked", "")) if pk not in set(numbers(data.get("shown", "")))]
    picked = tuple(dict.fromkeys([*elsewhere, *ticked]))[:TICKED]
    scope = data.get("scope") or ("ticked" if picked else "all")
    own = Activity.objects.live().editable_by(request.user)
    found = question.filterset.qs.live().editable_by(request.user)
    chosen = own.filter(id__in=picked) if scope == "ticked" else found
    return Selection(question, "ticked" if scope == "ticked" else "all", picked, found, chosen)


def choose(
    request: HttpRequest,
    selection: Selection,
    forms: dict[str, ActForm],
    known: Vocabulary,
    wrong: Problems | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with PER_PAGE activities to tick, and the actions."""
    data = request.POST
    after = numbers(data.get("after", "")) if data.get("step") == "next" else []
    rows = selection.found.filter(id__lt=after[0]) if after else selection.found
    rows = list(
        rows.order_by("-id").annotate(sector=F("organisation__sector"), name=F("organisation__name"), links=LINKS)
        .values(*COLUMNS, "sector", "name", "links")[: PER_PAGE + 1]
    )  # fmt: skip
    shown = rows[:PER_PAGE]
    total = selection.found.count()
    matching = selection.question.filterset.qs.live().count()
    context = {
        "trail": [{"label": _("Activities"), "href": reverse("activity-list")}, {"label": _("Edit many activities")}],
        "heading": heading(selection.question, known),
        "list": reverse("activity-list") + selection.question.address(),
        "address": reverse("bulk-edit") + selection.question.address(),
        "problems": wrong or list(selection.question.problems),
        "rows": [in_list(row, known, row["id"] in selection.picked) for row in shown],
        "shown": ",".join(str(row["id"]) for row in shown),
        "picked": ",".join(str(pk) for pk in selection.picked),
        "elsewhere": len(set(selection.picked) - {row["id"] for row in shown}),
        "scope": selection.scope,
        "total": total,
        "others": matching - total,
        "most": MOST,
        "next": shown[-1]["id"] if len(rows) > PER_PAGE else 0,
        "first": not after,
        "acts": forms,
        "act": data.get("act", ""),
    }
    return render(request, "activities/editing/bulk.html", context, status=status)


def in_list(row: dict[str, Any], known: Vocabulary, ticked: bool) -> dict[str, Any]:
    terms = [known.by_term[term] for term, _strength in row["links"] or [] if term in known.by_term]
    return row | {
        "ticked": ticked,
        "kind": known.facets["kind"][row["kind"]].label,
        "status": known.facets["status"][row["status"]].label,
        "codes": [option.value.rpartition(":")[2] for option in terms],
    }


def preview(
    request: HttpRequest,
    selection: Selection,
    form: ActForm,
    forms: dict[str, ActForm],
    known: Vocabulary,
    seen: int,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The preview: counts, and the first rows with old and new values. `seen`: the latest Change before they were
    read."""
    ids = queries.chosen(selection.activities, MOST)
    try:
        refuse_too_many(len(ids))
        plan = queries.bulk_plan(form.prefix, form.wanted(), ids)
        refuse_too_many(len(plan.writes))
    except Refused as refused:
        return choose(request, selection, forms, known, [{"href": "", "message": str(refused)}], status=422)
    context = carried(request, selection, form) | {
        "plan": plan,
        "totals": totals(plan),
        "selected": len(ids),
        "others": selection.by_anyone.count() - len(ids),
        "sample": queries.sample(plan.writes[:SAMPLE]),
        "seen": seen,
        "selection": queries.fingerprint(ids),
        "reason": request.POST.get("reason", ""),
        "confirms_none": bool(plan.writes) and form.prefix not in (*queries.ON_LINKS, "confirm"),
        "in_parts": len(plan.writes) > pace.CHUNK,
        "problem": problem,
    }
    return render(request, "activities/editing/bulk_preview.html", context, status=status)


def apply(
    request: HttpRequest, selection: Selection, form: ActForm, forms: dict[str, ActForm], known: Vocabulary
) -> HttpResponse:
    """Save the changes of the preview, or start the Job that does; 409 with both values if others changed the rows
    first."""
    seen = (numbers(request.POST.get("seen", "")) or [0])[0]
    reason_form = RevertForm(request.POST)
    reason = reason_form.cleaned_data["reason"] if reason_form.is_valid() else ""
    again = {"request": request, "selection": selection, "form": form, "forms": forms, "known": known, "seen": seen}
    asked = {
        "activities": selection.activities,
        "act": form.prefix,
        "wanted": form.wanted(),
        "seen": seen,
        "selection": request.POST.get("selection", ""),
        "reason": reason,
        "by": request.user,
    }
    try:
        if job := ask_edit(**asked, language=get_language() or "en"):
            return redirect("job", pk=job.pk)
        change, plan = edit_in_bulk(**asked)
    except Overtaken as late:
        context = carried(request, selection, form) | {
            "rows": queries.since(late.rows[:SAMPLE], seen),
            "number": len(late.rows),
            "changed_selection": late.selection,
            "reason": reason,
        }
        return render(request, "activities/editing/bulk_overtaken.html", context, status=409)
    except Refused as refused:
        return preview(**again, problem=str(refused), status=409)
    except DatabaseError as error:
        log.exception("bulk edit failed", error=str(error).split("\n")[0])
        problem = _("Nothing was saved because of a database error. Try again in a moment.")
        return preview(**again, problem=problem, status=500)
    text = ngettext(
        "%(n)s row was changed. If you did not mean to, revert it here.",
        "%(n)s rows were changed. If you did not mean to, revert them here.",
        len(plan.writes),
    )
    messages.success(request, text % {"n": number_format(len(plan.writes), 0, force_grouping=True)})
    return redirect("change", number=change.pk)


def carried(request: HttpRequest, selection: Selection, form: ActForm) -> dict[str, Any]:
    """Context of the steps after the choice: selection, action and input."""
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name) if "-" in name]
    return {
        "trail": [
            {"label": _("Activities"), "href": reverse("activity-list")},
            {"label": _("Edit many activities"), "href": reverse("bulk-edit") + selection.question.address()},
            {"label": _("Preview")},
        ],
        "title": form.title,
        "address": reverse("bulk-edit") + selection.question.address(),
        "fields": [
            ("scope", selection.scope),
            ("picked", ",".join(str(pk) for pk in selection.picked)),
            ("act", form.prefix),
            *fields,
        ],
    }


def totals(plan: queries.BulkPlan) -> list[str]:
    """Sentences that count the rows that change and those that do not."""
    counted = [
        (plan.added, ngettext("%(n)s link will be added.", "%(n)s links will be added.", plan.added)),
        (plan.altered, ngettext("%(n)s row will be changed.", "%(n)s rows will be changed.", plan.altered)),
        (
            plan.stays[queries.ALREADY],
            ngettext(
                "%(n)s row already has this value.", "%(n)s rows already have this value.",
                plan.stays[queries.ALREADY],
            ),
        ),
        (
            plan.stays[queries.NO_LINK],
            ngettext(
                "%(n)s activity has no such link.", "%(n)s activities have no such link.", plan.stays[queries.NO_LINK]
            ),
        ),
        (
            plan.stays[queries.HAS_TEXT],
            ngettext(
                "%(n)s link keeps the text it has.", "%(n)s links keep the text they have.",
                plan.stays[queries.HAS_TEXT],
            ),
        ),
        (
            plan.stays[queries.EARLY_END],
            ngettext(
                "%(n)s activity is left out because it would end before it starts.",
                "%(n)s activities are left out because they would end before they start.",
                plan.stays[queries.EARLY_END],
            ),
        ),
    ]  # fmt: skip
    return [words % {"n": number_format(n, 0, force_grouping=True)} for n, words in counted if n]


def numbers(text: str) -> list[int]:
    """The ids in a comma-separated list; invalid ones are left out."""
    parts = text.split(",")[: 2 * TICKED]
    return [number for part in parts if (number := row_number(part)) is not None]
