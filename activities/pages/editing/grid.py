"""/matrix/edit/: activities × Terms, each cell edited in place. cell.py, paste.py and undo.py save what is edited."""

from dataclasses import dataclass, replace
from html import escape

from django.conf import settings
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import rules
from activities.filters.activity import ActivityFilter
from activities.models import Term
from activities.models.activity import ActivityQuerySet
from activities.pages.access import staff_page
from activities.pages.activity.listing import sorts
from activities.pages.activity.question import Question, chips, read_question
from activities.pages.editing.cell import cells_html
from activities.pages.parameters import unknown_parameters
from activities.queries.activity.listing import BadCursor
from activities.queries.editing import grid as queries
from activities.queries.editing.undo import undoable
from activities.queries.vocabulary import FACETS, Vocabulary, vocabulary
from activities.queries.workspace.needs import with_open_links
from activities.templatetags.sdgmap import goal_class

#: Facets with a field above the grid; other filters are hidden fields and shown as chips.
OFFERED = ("country", "goal", "action_line", "sector", "kind", "status", "region")
CODED = ("goal", "action_line")
#: A facet with so many values that its codes are typed.
TYPED = "target"
#: The filter of activities with links to confirm, and its value.
UNCONFIRMED, YES = "unconfirmed", "yes"
#: Parameters of the grid that do not filter activities.
OWN = ("columns", "sort", "after")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the grid asks for."""

    question: Question
    columns: str
    after: str
    unconfirmed: bool

    @property
    def filtered(self) -> ActivityQuerySet:
        found = self.question.filterset.qs
        return with_open_links(found) if self.unconfirmed else found

    def address(self, *, columns: str = "", after: str = "", without: str = "", value: str = "") -> str:
        """The same grid with these columns, from this row on, without one of its filters."""
        own = [("columns", columns or self.columns), *([("after", after)] if after else ())]
        if self.unconfirmed and without != UNCONFIRMED:
            own.insert(0, (UNCONFIRMED, YES))
        return self.question.address(without=without, value=value, more=tuple(own))


@require_safe
@staff_page(rule=rules.can_edit_activities)
def matrix_edit(request):
    known = vocabulary()
    question = read_question(request.GET, known)
    problems = list(question.problems)
    try:
        columns = queries.columns(request.GET.get("columns") or queries.GOALS)
    except queries.UnknownColumns as error:
        problems.append({"href": "#id_columns", "message": _("Columns “%s” cannot be found.") % str(error)[:60]})
        columns = queries.columns(queries.GOALS)
    unconfirmed = request.GET.get(UNCONFIRMED, "")
    if unconfirmed not in ("", YES):
        message = _("“%(value)s” is not a value of %(name)s. Allowed: %(values)s.")
        values = {"value": unconfirmed[:60], "name": UNCONFIRMED, "values": YES}
        problems.append({"href": "#unconfirmed", "message": message % values})
    problems += unknown_parameters(request.GET, (*ActivityFilter.base_filters, UNCONFIRMED), OWN)
    asked = Asked(question, columns.value, request.GET.get("after", ""), unconfirmed == YES)
    editable, lost = asked.filtered.editable_by(request.user), False
    wanted = {"sort": question.sort, "words": question.words}
    try:
        grid = queries.grid(editable, columns, known, after=asked.after, **wanted)
    except BadCursor:
        asked, lost = replace(asked, after=""), True
        grid = queries.grid(editable, columns, known, **wanted)
    context = {
        "grid": grid,
        "rows": rows(grid),
        "heads": [(column, heading_address(column, columns, asked)) for column in columns.shown],
        "question": question,
        "unconfirmed": asked.unconfirmed,
        "problems": problems,
        "lost": lost,
        "first": not asked.after,
        "start": asked.address(),
        "next": asked.address(after=grid.next) if grid.next else "",
        "all_goals": asked.address(columns=queries.GOALS, after=asked.after),
        "clear": f"?columns={columns.value}",
        "filters": active_filters(asked, known),
        "selects": filter_selects(question, known, request.user),
        "hidden": [pair for pair in question.filters if pair[0] not in ("q", TYPED, *single_valued_facets(question))],
        "targets": ", ".join(question.filterset.chosen.get(TYPED, ())),
        "sorts": sorts(question),
        "undo": [[each.change, each.words] for each in undoable(request.user)],
        "signin": resolve_url(settings.LOGIN_URL),
    }
    return render(request, "activities/editing/matrix_edit.html", context, status=400 if problems else 200)


def heading_address(column: queries.Column, columns: queries.Columns, asked: Asked) -> str:
    """The link of a column heading: a Goal opens or closes its targets, other Terms link to their page."""
    if column.kind != Term.Kind.GOAL:
        return column.href
    opened = queries.GOALS if columns.goal else f"{queries.TARGETS_OF}:{column.code}"
    return asked.address(columns=opened, after=asked.after)


def rows(grid: queries.Grid) -> list[tuple[queries.GridRow, str, SafeString, SafeString]]:
    """(row, its address, its cells, its codes) of each activity. The codes, for its card, are those of the columns with
    a link, or with a link to a target."""
    code = '<b class="{} {}">{}</b> '
    codes = [format_html(code, each.kind, goal_class(each.goal), each.code) for each in grid.columns.shown]
    made = []
    for row in grid.rows:
        linked = [code for code, cell in zip(codes, row.cells, strict=True) if cell.strength or cell.below]
        href = reverse("activity", args=[row.activity])
        made.append((row, href, cells_html(row.cells), SafeString("".join(linked))))
    return made


def active_filters(asked: Asked, known: Vocabulary) -> list[dict]:
    """The active filters, each with the address of the grid without it."""
    found = [
        chip | {"href": asked.address(without=chip["name"], value=chip["value"])}
        for chip in chips(asked.question, known)
    ]
    if asked.unconfirmed:
        own = {"field": _("Links"), "label": _("with links to confirm"), "href": asked.address(without=UNCONFIRMED)}
        found.append(own)
    return found


def single_valued_facets(question: Question) -> list[str]:
    """Offered facets with at most one chosen value, which their field can show."""
    return [name for name in OFFERED if len(question.filterset.chosen.get(name, ())) < 2]


def filter_selects(question: Question, known: Vocabulary, user) -> list[dict]:
    """The fields of facets above the grid: name, label, and options as HTML, which a template makes more slowly."""
    made = []
    for name in single_valued_facets(question):
        options = known.facets[name]
        if name == "sector" and not rules.can_edit_every_activity(user):
            options = {value: option for value, option in options.items() if value in user.sectors}
            if len(options) < 2:
                continue
        held = question.filterset.chosen.get(name, [])
        listed = []
        for value, option in options.items():
            label = f"{value} {option.label}" if name in CODED else str(option.label)
            chosen = " selected" if value in held else ""
            listed.append(f'<option value="{escape(value)}"{chosen}>{escape(label)}</option>')
        made.append({"name": name, "label": FACETS[name], "options": SafeString("".join(listed))})
    return made
