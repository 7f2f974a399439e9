"""/activities.xlsx: all rows of the list with its filters. CSV is a format of the API."""

import tempfile
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.exchange.xlsx.activity_columns import ABOUT, HEADER, cell
from activities.exchange.xlsx.writing import write_workbook
from activities.pages.activity.question import Question, heading, plain, read_question
from activities.pages.seats import take_seat
from activities.past_views import shows_the_past
from activities.queries.activity.file_rows import Rows, row_ids
from activities.queries.addresses import csv_address
from activities.queries.moment import cache_mark
from activities.queries.state import State, read_state
from activities.queries.vocabulary import Vocabulary, vocabulary

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The most rows in a workbook, which has to be complete before it is sent. CSV has no limit.
XLSX_ROWS = 20_000
#: A workbook takes its web worker's whole processor while it is made, so one is made at a time, over all web servers.
SEATS = 1
#: First key of the two-part lock on that seat.
SEAT_LOCK = 0x5D71
#: Seconds after which a browser tries again.
AGAIN = 3
#: How long the workbook of the whole list is kept, at most.
HOUR = 3600


@shows_the_past
@require_safe
def table(request):
    """The former address of the CSV file."""
    query = request.GET.urlencode()
    return HttpResponsePermanentRedirect(csv_address("?" + query if query else ""))


@shows_the_past
@require_safe
def download(request):
    """The rows and order of /activities/ with the same query string. 400 for an invalid filter."""
    state = read_state()
    known = vocabulary(state.change)
    question = read_question(request.GET, known, alone=True)
    if question.problems:
        return render(request, "400.html", {"errors": question.problems}, status=400)
    name = f"sdg-map-activities-{timezone.localdate().isoformat()}.xlsx"
    return workbook(request, question, known, state, name)


def rows_of(question: Question, known: Vocabulary) -> Rows:
    ids = row_ids(question.filterset.qs, question.sort, question.words)
    regions = {code: str(option.label) for code, option in known.facets["region"].items()}
    goals = [(goal.id, goal.value, str(goal.label)) for goal in known.facets["goal"].values()]
    return Rows(ids, HEADER, site=settings.SITE_URL, regions=regions, goals=goals)


def workbook(request, question: Question, known: Vocabulary, state: State, name: str) -> HttpResponseBase:
    """The workbook; 413 for too many rows, 429 while another one is made. The list without filters is what most people
    download: its workbook is made once for each Change."""
    whole = state.change and not question.data_pairs
    key = (state.change, cache_mark(), get_language(), question.sort) if whole else None
    kept = caches["process"].get("workbook") if key else None
    if kept and kept[0] == key:
        return HttpResponse(kept[1], content_type=XLSX_TYPE, headers=attachment(name))
    with transaction.atomic():
        if not take_seat(SEAT_LOCK, SEATS):  # before anything that costs time
            return busy(request, question)
        rows = rows_of(question, known)
        if len(rows.ids) > XLSX_ROWS:
            context = {"limit": XLSX_ROWS, "csv": csv_address(question.data_address)}
            context["list"] = reverse("activity-list") + question.data_address
            return render(request, "activities/activity/activity_too_many.html", context, status=413)
        made = workbook_of(rows, about(question, known, state))
    if key:
        with made:
            content = made.read()
        caches["process"].set("workbook", (key, content), HOUR)
        return HttpResponse(content, content_type=XLSX_TYPE, headers=attachment(name))
    return FileResponse(made, content_type=XLSX_TYPE, headers=attachment(name))


def workbook_of(rows: Rows, facts: Iterator[tuple[str, str]]) -> IO[bytes]:
    """A temporary file with the workbook, at its beginning."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    cells = ([cell(value) for value in row] for row in rows)
    write_workbook(file, name="Activities", header=HEADER, rows=cells, about=facts)
    file.seek(0)
    return file


def busy(request, question: Question) -> HttpResponse:
    """429: others are downloading. Browsers try again by themselves, with or without scripts."""
    context = {"csv": csv_address(question.data_address)}
    context["list"] = reverse("activity-list") + question.data_address
    response = render(request, "activities/activity/activity_file_busy.html", context, status=429)
    response["Retry-After"] = response["Refresh"] = str(AGAIN)
    response["Cache-Control"] = "no-store"
    return response


def attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def about(question: Question, known: Vocabulary, state: State) -> Iterator[tuple[str, str]]:
    """Rows of the second sheet: title, date and version, counting rules, and licence."""
    yield _("What"), cell(plain(heading(question, known)))
    yield _("Address"), settings.SITE_URL + reverse("activity-list") + question.data_address
    day = timezone.localdate(state.changed_at).isoformat() if state.changed_at else "–"
    yield _("As of"), _("version %(change)s of %(day)s") % {"change": state.change, "day": day}
    yield _("Made"), timezone.localtime().strftime("%Y-%m-%d %H:%M %Z")
    yield (
        _("How we count"),
        _(
            "An activity counts once for each Goal that it is linked to, directly or through a target. It can be "
            "linked to several Goals, so the Goals add up to more than the number of activities."
        ),
    )
    yield (
        _("Certainty"),
        _("description_certainty is one of four words."),
    )
    yield (
        _("Safety"),
        _("Text that a spreadsheet would read as a formula has an apostrophe before it."),
    )
    yield _("Licence"), _("You may reuse the data with credit to ITU and the date of the data.")
    yield "", ""
    yield _("Column"), _("Contents")
    yield from ABOUT.items()
