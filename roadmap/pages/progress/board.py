"""The board of commitments, and how late reports are. For staff."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.pages.access import staff_page
from activities.pages.downloads import csv_file, refuse_unknown
from roadmap import rules
from roadmap.models.progress import CHOICES
from roadmap.queries.progress import board as queries
from roadmap.queries.progress import lateness as late
from roadmap.queries.progress.board import UnknownChoice


@require_safe
@staff_page(rule=rules.can_see_work)
def board(request):
    chosen = {name: request.GET.get(name, "") for name in ("section", "body", "work")}
    try:
        found = queries.board(request.user, **chosen)
    except UnknownChoice as unknown:
        refuse_unknown(unknown.args[0], unknown.args[1], ())
        raise
    context = {
        "board": found,
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "work": [(value, label, found.work[value]) for value, (label, _which) in queries.WORK.items()],
        "statuses": format_html_join("", '<option value="{}">{}</option>', CHOICES),
        "trail": [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": _("Board")}],
    }
    return render(request, "roadmap/progress/board.html", context)


@require_safe
@staff_page(rule=rules.can_see_work)
def lateness(request):
    dates = late.due_dates()
    context = {
        "rows": late.by_body(dates),
        "dates": len(dates),
        "columns": [
            {"label": _("Year")},
            {"label": _("Body")},
            {"label": _("Reports due"), "numeric": True},
            {"label": _("Submitted"), "numeric": True},
            {"label": _("Late"), "numeric": True},
            {"label": _("Median days late"), "numeric": True},
        ],
        "trail": [
            {"label": _("Roadmap"), "href": reverse("roadmap")},
            {"label": _("Board"), "href": reverse("roadmap-board")},
            {"label": _("Late reports")},
        ],
    }
    return render(request, "roadmap/progress/lateness.html", context)


@require_safe
@staff_page(rule=rules.can_see_work)
def lateness_file(request):
    return csv_file("late-reports", [late.COLUMNS, *late.file_rows(late.due_dates())])
