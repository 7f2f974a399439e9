"""/matrix/edit/paste/: what was copied in a spreadsheet or in the grid, pasted into cells of the grid.

The script of the grid sends the text with the cells that it goes to. The response is a preview, which the grid shows in
a dialog, and the preview's form saves it as one Change. The preview is a page, too.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from activities import rules
from activities.actions.ledger import Refused
from activities.actions.links.cells import CellsLeftOut, planned, set_cells
from activities.forms.mapping import value_in_words
from activities.forms.paste import PasteForm
from activities.models import Activity, Term
from activities.pages.access import staff_page
from activities.pages.editing.cell import cells_response, way_back
from activities.pages.problems import Problems, problems
from activities.queries.editing import bulk, paste
from activities.queries.editing.undo import named
from activities.queries.history.row_names import RowNames

PAGE = "activities/editing/matrix_edit_paste.html"
#: Most links, and most cells left out, that the preview lists.
SAMPLE = 50


@require_POST
@staff_page(rule=rules.can_edit_activities)
def paste_cells(request: HttpRequest) -> HttpResponse:
    """The preview; with `step=apply`, save it. 409 with a new preview if other people changed some of the cells."""
    form = PasteForm(request.POST)
    if not form.is_valid():
        response = preview(request, form, status=422)
    elif request.POST.get("step") == "apply":
        response = apply(request, form)
    else:
        response = preview(request, form)
    patch_vary_headers(response, ["HX-Request"])
    return response


def apply(request: HttpRequest, form: PasteForm) -> HttpResponse:
    cells = form.to_write()
    try:
        change, _plan = set_cells(cells=cells, reason=form.cleaned_data["reason"], by=request.user)
    except CellsLeftOut:
        problem = _("Other people have changed some of these cells since the preview. Nothing was saved yet.")
        return preview(request, form, problem, status=409)
    except Refused as refusal:
        return preview(request, form, str(refusal), status=422)
    [wrote] = named([change.pk])
    if not request.htmx:
        messages.success(request, _("Saved: %(what)s.") % {"what": wrote.words})
        return HttpResponseRedirect(way_back(request.POST.get("back", "")))
    terms = Term.objects.select_related("goal").filter(id__in={cell.term for cell in cells})
    return cells_response(sorted({cell.activity for cell in cells}), terms, wrote=change.pk, said=wrote.words)


def preview(request: HttpRequest, form: PasteForm, problem: str = "", status: int = 200) -> HttpResponse:
    """What would be written and what is left out; the form's errors if it is invalid."""
    wrong: Problems = [{"href": "", "message": problem}] if problem else []
    context: dict[str, Any] = {"form": form, "errors": [*wrong, *problems(form)], "plan": None}
    if form.is_valid():
        plan = planned(form.wanted(), request.user)
        ticked = {(activity, term, change) for activity, term, change in form.cleaned_data["replace"]}
        context |= {
            "plan": plan,
            "totals": totals(plan, form.empty),
            "sample": bulk.sample(plan.writes[:SAMPLE]),
            "left_out": cells_in_words(plan.left_out[:SAMPLE]),
            "keys": ",".join(f"{cell.activity}-{cell.term}" for cell in plan.left_out),
            "ticked": [(f"{a}-{t}-{change}") for a, t, change in ticked],
        }
    context["back"] = way_back(request.POST.get("back", "") or request.headers.get("Referer", ""))
    return render(request, f"{PAGE}#preview" if request.htmx else PAGE, context, status=status)


def totals(plan: paste.PastePlan, empty: int) -> list[str]:
    """Sentences that count the links that change and the cells that do not."""
    same, out = plan.bulk.stays[bulk.ALREADY], len(plan.left_out)
    counted = [
        (plan.added, ngettext("%(n)s link will be added.", "%(n)s links will be added.", plan.added)),
        (plan.changed, ngettext("%(n)s link will be changed.", "%(n)s links will be changed.", plan.changed)),
        (plan.withdrawn, ngettext("%(n)s link will be withdrawn.", "%(n)s links will be withdrawn.", plan.withdrawn)),
        (same, ngettext("%(n)s cell already has this value.", "%(n)s cells already have this value.", same)),
        (
            empty,
            ngettext(
                "%(n)s cell is empty in the copied text and does not change.",
                "%(n)s cells are empty in the copied text and do not change.",
                empty,
            ),
        ),
        (out, ngettext("%(n)s cell is left out.", "%(n)s cells are left out.", out)),
        (
            plan.bare,
            ngettext(
                "%(n)s link becomes a main purpose without a rationale. Your work lists it until someone writes one.",
                "%(n)s links become main purposes without a rationale. Your work lists them until someone writes one.",
                plan.bare,
            ),
        ),
    ]
    return [words % {"n": number_format(n, force_grouping=True)} for n, words in counted if n]


def cells_in_words(cells: tuple[paste.LeftOut, ...]) -> list[dict[str, Any]]:
    """The cells left out: activity, Term, why, pasted and current value, and the value of the box that replaces it. Two
    queries."""
    names = RowNames()
    names.want(Activity, {cell.activity for cell in cells})
    names.want(Term, {cell.term for cell in cells})
    names.read()
    why = {
        paste.FOREIGN: _("You cannot edit this activity."),
        paste.WITHDRAWN: _("This activity has been withdrawn."),
        paste.CHANGED: _("Someone has changed it since you opened the grid."),
    }
    return [
        {
            "activity": names.part(Activity, cell.activity),
            "term": names.part(Term, cell.term),
            "why": why[cell.why],
            "mine": value_in_words("strength", cell.strength),
            "current": value_in_words("strength", cell.current),
            "replace": f"{cell.activity}-{cell.term}-{cell.seen}" if cell.why == paste.CHANGED else "",
        }
        for cell in cells
    ]
