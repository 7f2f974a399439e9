"""One cell of the grid: the form of its link, and what a key of the grid sends. Without script it is a page of its
own."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.actions.links.mappings import FIELDS, confirm_mapping, set_mapping, withdraw_mapping
from activities.certainty import OPEN
from activities.forms.cell import CellForm, cell_choices, cell_differences
from activities.forms.conflicts import UNDECIDED, chosen, chosen_data, settled
from activities.forms.mapping import value_in_words
from activities.models import Activity, Certainty, Mapping, Term
from activities.pages.access import staff_page
from activities.pages.unsaved.conflicts import Conflict, conflict
from activities.queries.editing import grid as queries
from activities.queries.terms import localised

EDITOR = "activities/editing/matrix_edit_cell.html"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def cell(request, activity, term):
    """One cell. Responds to htmx with the cell, or with its editor for errors and conflicts."""
    activity = get_object_or_404(Activity.objects.editable_by(request.user), pk=activity)
    terms = localised(Term.objects.exclude(kind=Term.Kind.INDICATOR)).select_related("framework", "goal")
    term = get_object_or_404(terms, pk=term)
    if request.method == "POST":
        response = save_cell(request, activity, term)
    elif request.htmx and "cell" in request.GET:
        response = cells_response([activity.pk], [term])
    else:
        response = cell_editor(request, activity, term)
    patch_vary_headers(response, ["HX-Request"])
    return response


def save_cell(request, activity: Activity, term: Term) -> HttpResponse:
    """Save the form. 422 if it is invalid, 409 with both versions if someone else saved first."""
    whole = bool(request.POST.get("whole"))
    # a key of the grid sends only a strength, so there is nothing to compare
    current = queries.current_link(activity, term) if whole else None
    form = CellForm(request.POST, initial=current.says if current else None)
    if not form.is_valid():
        return cell_editor(request, activity, term, form, form.problems(), status=422)
    seen, began, wanted = form.cleaned_data["seen"], form.cleaned_data["base"], form.wanted()
    if current and began is not None and current.seen == seen:
        found = cell_differences(wanted, current.says, cell_version_seen(activity, term, began))
        choices = cell_choices(chosen(found, request.POST), wanted, current.says)
        checked = CellForm(chosen_data(form, current.says, choices), initial=current.says)
        if UNDECIDED in choices.values() or not checked.is_valid():
            return cell_conflict(request, activity, term, form, wanted, began, checked=checked, status=422)
        wanted = settled(wanted, current.says, choices, checked.wanted())
    try:
        row = write_cell(activity, term, wanted, seen, form, request.user)
    except Stale:
        return cell_conflict(request, activity, term, form, wanted, seen if began is None else began)
    except Refused as refusal:
        return cell_editor(request, activity, term, form, [{"message": str(refusal)}], status=422)
    if not request.htmx:
        values = {"activity": activity.title, "code": term.code}
        messages.success(request, _("Saved: “%(activity)s”, %(code)s.") % values)
        return HttpResponseRedirect(way_back(request.POST.get("back", ""), activity, term))
    wrote = row is not None and row.change_id != seen and row.change.by_id == request.user.pk
    return cells_response([activity.pk], [term], wrote=row.change_id if wrote else 0)


def write_cell(activity: Activity, term: Term, wanted: dict, seen: int, form: CellForm, user) -> Mapping | None:
    reason = form.cleaned_data["reason"]
    if form.cleaned_data["confirm"]:
        return confirm_mapping(activity=activity, term=term, seen=seen, by=user)
    if wanted["strength"] == 0:
        return withdraw_mapping(activity=activity, term=term, seen=seen, reason=reason, by=user)
    return set_mapping(activity=activity, term=term, **wanted, seen=seen, reason=reason, by=user)


def cell_version_seen(activity: Activity, term: Term, change: int) -> dict:
    """All fields of the link at a Change; NO_LINK if there was none."""
    return {**queries.NO_LINK, **(queries.link_before(activity, term, change + 1) or {})}


def cell_conflict(
    request,
    activity: Activity,
    term: Term,
    form: CellForm,
    wanted: dict,
    began: int,
    *,
    checked: CellForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """The editor with both values of each field that differs, and a choice. A key of the grid changes only the
    strength."""
    current, base = queries.current_link(activity, term), cell_version_seen(activity, term, began)
    rest = current.says if current.says["strength"] else base  # a withdrawn link is restored with its values
    mine = {name: wanted.get(name, rest[name]) for name in FIELDS}
    if form.cleaned_data["confirm"]:
        mine["strength"] = base["strength"]
    if not mine["strength"]:
        mine = dict(queries.NO_LINK)
    typed = form.filled_with(mine)
    shown = conflict(
        typed,
        cell_differences(mine, current.says, base),
        mine,
        current.says,
        base=began,
        seen=current.seen,
        changed=current.changed,
        show=value_in_words,
        checked=checked,
    )
    return cell_editor(request, activity, term, typed, shown.errors, shown, status=status)


def cell_editor(
    request,
    activity: Activity,
    term: Term,
    form: CellForm | None = None,
    problems=(),
    conflict: Conflict | None = None,
    status=200,
) -> HttpResponse:
    """The cell's form, on a page of its own or alone for the grid's panel. Without `form` it has the current values."""
    current = queries.current_link(activity, term)
    given = request.POST.get("back", "") or request.headers.get("Referer", "")
    context = {
        "activity": activity,
        "term": term,
        "current": current,
        "form": form or CellForm(initial=current.says | {"seen": current.seen}),
        "problems": problems,
        "conflict": conflict,
        "back": way_back(given, activity, term),
    }
    template = f"{EDITOR}#editor" if request.htmx else EDITOR
    return render(request, template, context, status=status)


def cells_response(activities: list[int], terms: Iterable[Term], wrote: int = 0, said: str = "") -> HttpResponse:
    """The cells as the grid shows them, and the Goals' above targets; `wrote` is the Change to undo, `said` what it
    changed."""
    about = queries.cells_about(activities, terms)
    made = cells_html(about) + (format_html("<output>{}</output>", said) if said else "")
    return HttpResponse(made, headers={"X-Change": str(wrote)} if wrote else {})


def way_back(given: str, activity: Activity | None = None, term: Term | None = None) -> str:
    """The address of the grid, at the cell if there is one. `given` is used only if it is an address of the grid on
    this site; otherwise the columns contain the Term."""
    grid = reverse("matrix-edit")
    try:
        parts = urlsplit(given)
    except ValueError:  # a header that a browser would not send
        parts = urlsplit("")
    query = parts.query if parts.path == grid else f"columns={columns_with(term)}" if term else ""
    place = f"#c{activity.pk}-{term.pk}" if activity and term else ""
    return f"{grid}{'?' + query if query else ''}{place}"


def columns_with(term: Term) -> str:
    """A set of columns that contains the Term."""
    if term.kind == Term.Kind.TARGET:
        return f"{queries.TARGETS_OF}:{term.goal.code}"
    others = {kind: name for name, kind in queries.OTHERS.items()}
    if term.kind in others:
        return f"{others[term.kind]}:{term.framework.slug}"
    return queries.ACTION_LINES if term.kind == Term.Kind.ACTION_LINE else queries.GOALS


def cells_html(cells: Iterable[queries.Cell]) -> SafeString:
    """Cells of the grid, one after the other. A page has a thousand, so no template is rendered for each."""
    language = get_language()
    made = []
    for cell in cells:
        classes, text = cell_classes_and_text(
            cell.strength, cell.certainty, cell.explained, cell.evidenced, cell.below, language
        )
        seen = f' data-seen="{cell.seen}"' if cell.seen else ""
        place = f"{cell.activity}-{cell.term}"
        made.append(f'<td id="c{place}"{classes}{seen}><a href="{cell.activity}/{cell.term}/">{text}</a></td>')
    return SafeString("".join(made))


@lru_cache(maxsize=1024)
def cell_classes_and_text(
    strength: int, certainty: str, explained: bool, evidenced: bool, below: int, language: str | None
) -> tuple[str, str]:
    """The attribute for the classes of a cell, and its words with the number of targets, as HTML.

    s1 to s3 are for its strength, u while ITU has not confirmed it, r with a rationale.
    """
    if strength:
        words = [str(Mapping.Strength(strength).label)]
        words += [str(Certainty(certainty).label).lower()] if certainty in OPEN else []
        words += [_("with rationale")] if explained else []
        words += [_("with evidence")] if evidenced else []
    else:
        words = [_("no link")]
    if below:
        words.append(ngettext("%(count)s target linked", "%(count)s targets linked", below) % {"count": below})
    marks = f"s{strength}{' u' if certainty in OPEN else ''}{' r' if explained else ''}" if strength else ""
    classes = f' class="{marks}"' if marks else ""
    return classes, f"<i>{escape(', '.join(words))}</i>" + (f"<b>{below}</b>" if below else "")
