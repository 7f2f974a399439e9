"""/changes/, for staff: the list of Changes, the rows that each wrote, the history of one row, and reverting a
Change."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from activities import rules
from activities.actions.editors import NotEditable
from activities.actions.history.reverts import MOST, Blocked, refuse_reverted, revert_change, written_tables
from activities.actions.ledger import Refused
from activities.forms.changes import ChangesForm, RevertForm
from activities.models import Change
from activities.pages.access import staff_page
from activities.queries.history import changes as queries
from activities.queries.history import reverting
from activities.queries.history.row_names import name_of
from activities.queries.history.tracked import tracked
from activities.validators import HIGHEST, row_number

PER_PAGE = 25
ROWS = 50


@require_safe
@staff_page
def change_list(request):
    form = ChangesForm(request.GET)
    found, further = queries.changes(form.chosen(), before=cursor(request.GET.get("after", "")), limit=PER_PAGE)
    context = {
        "trail": [{"label": _("Changes")}],
        "form": form,
        "entries": found,
        "further": further,
        "first": not request.GET.get("after"),
        "filtered": any(form.cleaned_data.values()),
    }
    return render(request, "activities/history/change_list.html", context, status=400 if form.errors else 200)


@require_safe
@staff_page
def change(request, number):
    """One Change with the rows it wrote, 50 a page; `?kind=` shows only one table."""
    entry = entry_or_404(number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in {wrote.kind for wrote in entry.wrote} else ""
    after = request.GET.get("after", "")
    rows, further = queries.rows(entry, kind=kind, after=after, limit=ROWS)
    chain = reverting.reverting_chain(entry.number)
    context = {
        "trail": trail(entry),
        "entry": entry,
        "rows": rows,
        "further": further,
        "first": not after,
        "kind": kind,
        "chain": chain,
        "reverted_by": chain[-1] if len(chain) % 2 else 0,
        "revert": bool(entry.rows) and not chain and entry.rows <= MOST and may_revert(request.user, entry),
        "too_large": entry.rows > MOST,
        "most": MOST,
    }
    return render(request, "activities/history/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def change_revert(request, number):
    """Preview of a revert. POST reverts, or returns 409 with the rows that cannot be reverted."""
    entry = entry_or_404(number)
    if not may_revert(request.user, entry):
        raise PermissionDenied(
            _("You can revert a change only if all its rows belong to activities that you can edit.")
        )
    form, refusal, planned, status = RevertForm(request.POST if request.method == "POST" else None), "", None, 200
    if request.method == "POST" and form.is_valid():
        try:
            new = revert_change(change=Change.objects.get(pk=number), **form.cleaned_data, by=request.user)
        except Blocked as blocked:
            planned, status = blocked.plan, 409
        except NotEditable:  # an activity moved to another Sector since the check above
            raise
        except Refused as refused:
            refusal, status = str(refused), 409
        else:
            messages.success(request, _("Change %(number)s was reverted.") % {"number": number})
            return redirect("change", number=new.pk)
    elif request.method == "POST":
        status = 422
    if planned is None and not refusal:
        planned, refusal = plan_or_refusal(entry)
    steps = [*trail(entry), {"label": _("Revert")}]
    context = {
        "trail": steps,
        "entry": entry,
        "form": form,
        "refusal": refusal,
        "planned": planned,
        "blocked": status == 409,
    }
    if planned:
        context |= {
            "writes": reverting.shown_writes(planned),
            "blocks": reverting.shown_blocks(planned),
            "done": what_it_does(planned),
        }
    return render(request, "activities/history/change_revert.html", context, status=status)


@require_safe
@staff_page
def history(request, kind, pk):
    """All Changes to one row of a tracked table and to its parts."""
    table = tracked().get(kind)
    if table is None or pk > HIGHEST:
        raise Http404
    before = cursor(request.GET.get("after", ""))
    steps, further = queries.history_of(table, pk, before=before)
    row = table.model._default_manager.filter(pk=pk).first()
    if not steps and row is None:
        raise Http404
    context = {
        "trail": [{"label": _("Changes"), "href": reverse("change-list")}, {"label": _("History")}],
        "steps": steps,
        "further": further,
        "first": not before,
        "label": capfirst(table.label),
        "name": name_of(table, row) if row is not None else str(pk),
        "href": row.get_absolute_url() if row is not None and hasattr(row, "get_absolute_url") else "",
    }
    return render(request, "activities/history/change_history.html", context)


def trail(entry: queries.ChangeEntry) -> list[dict[str, str]]:
    return [
        {"label": _("Changes"), "href": reverse("change-list")},
        {"label": _("Change %(number)s") % {"number": entry.number}, "href": reverse("change", args=[entry.number])},
    ]


def entry_or_404(number: int) -> queries.ChangeEntry:
    entry = queries.change(number) if number <= HIGHEST else None
    if entry is None:
        raise Http404
    return entry


def may_revert(user, entry: queries.ChangeEntry) -> bool:
    if rules.can_edit_every_activity(user):
        return True
    if entry.rows > MOST:
        return False
    return reverting.revertible_by(user, reverting.plan(entry.number, [wrote.kind for wrote in entry.wrote]))


def plan_or_refusal(entry: queries.ChangeEntry) -> tuple[reverting.Plan | None, str]:
    """(plan of the revert, "") or (None, why the Change cannot be reverted)."""
    change = get_object_or_404(Change, pk=entry.number)
    try:
        refuse_reverted(change)
        return reverting.plan(entry.number, written_tables(entry.number)), ""
    except Refused as refused:
        return None, str(refused)


def what_it_does(planned: reverting.Plan) -> list[str]:
    """The number of rows for each outcome, in words: first those that the revert writes."""
    words = {
        reverting.BACK: ngettext(
            "%(n)s row will be restored to its earlier values.",
            "%(n)s rows will be restored to their earlier values.",
            planned.counts[reverting.BACK],
        ),
        reverting.WITHDRAW: ngettext(
            "%(n)s row added by this change will be withdrawn.",
            "%(n)s rows added by this change will be withdrawn.",
            planned.counts[reverting.WITHDRAW],
        ),
        reverting.SAME: ngettext(
            "%(n)s row is already as it was before.",
            "%(n)s rows are already as they were before.",
            planned.counts[reverting.SAME],
        ),
    }
    return [
        text % {"n": number_format(planned.counts[name], 0, force_grouping=True)}
        for name, text in words.items()
        if planned.counts[name]
    ]


def cursor(text: str) -> int:
    """The number in a cursor; 0 if it is not valid."""
    return row_number(text) or 0
