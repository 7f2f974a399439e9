"""/sheets/: download activities as a workbook, upload the edited file. Results are on the page of the Job."""

import tempfile

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import rules
from activities.actions.ledger import Refused
from activities.actions.sheets import check_and_apply as actions
from activities.exchange.sheets.layout import activity_line, mapping_line
from activities.exchange.sheets.reading import look_over
from activities.exchange.sheets.writing import write_workbook
from activities.exchange.xlsx.reading import MB, MOST_BYTES, MOST_ROWS, Unfit
from activities.models import Activity, Job
from activities.pages.access import staff_page
from activities.pages.activity.files import XLSX_TYPE, attachment
from activities.pages.activity.question import heading, plain, read_question
from activities.pages.jobs import job_page
from activities.pages.portions import GO
from activities.queries.activity.file_rows import row_ids
from activities.queries.editing.sheets import activity_rows, count_links, mapping_rows
from activities.queries.state import read_state
from activities.queries.vocabulary import vocabulary
from activities.validators import clean_line

KINDS = (Job.Kind.SHEET_CHECK, Job.Kind.SHEET_APPLY)
#: Most Jobs on the page.
LISTED = 20
LONGEST_REASON = 300


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_activities)
def sheet_list(request):
    """Download, instructions and upload form. POST starts the check; 422 with the reason if the file cannot be
    checked."""
    if request.method != "POST":
        return shown(request)
    file = request.FILES.get("file")
    if request.META.get(settings.TOO_LARGE):
        message = _("The file is larger than %(most)s MB. Split it, or remove pictures.")
        return shown(request, [message % {"most": MOST_BYTES // MB}])
    if file is None:
        return shown(request, [_("Choose a file to upload.")])
    try:
        rows = look_over(file)
    except Unfit as unfit:
        return shown(request, [str(unfit)])
    file.seek(0)
    name = clean_line(file.name)[:150] or "spreadsheet.xlsx"
    try:
        job = actions.ask_check(name=name, content=file.read(), rows=rows, language=get_language(), by=request.user)
    except Refused as refusal:
        return shown(request, [str(refusal)])
    return redirect(job)


def shown(request, errors=()):
    jobs = Job.objects.visible_to(request.user).filter(kind__in=KINDS).order_by("-created_at")
    context = {
        "errors": [{"href": "#file", "message": message} for message in errors],
        "kept": Activity.objects.live().editable_by(request.user).count(),
        "sectors": [] if rules.can_edit_every_activity(request.user) else request.user.sectors,
        "jobs": jobs.only("id", "kind", "state", "asked", "created_at")[:LISTED],
        "most_rows": MOST_ROWS,
    }
    return render(request, "activities/editing/sheet_list.html", context, status=422 if errors else 200)


@require_safe
@staff_page(rule=rules.can_edit_activities)
def download(request):
    """The workbook of the activities that the filter finds and the user can edit, with their links. 400 for an invalid
    filter, 413 for more rows than an upload may have."""
    state = read_state()
    known = vocabulary(state.change)
    question = read_question(request.GET, known)
    if question.problems:
        return render(request, "400.html", {"errors": question.problems}, status=400)
    ids = row_ids(question.filterset.qs.editable_by(request.user), question.sort, question.words)
    rows = len(ids) + count_links(ids, MOST_ROWS)
    if rows > MOST_ROWS:
        context = {"limit": MOST_ROWS, "list": reverse("activity-list") + question.address()}
        return render(request, "activities/editing/sheet_too_many.html", context, status=413)
    words = actions.words_for(request.user)
    day = timezone.localdate(state.changed_at).isoformat() if state.changed_at else "–"
    owners = _("everyone") if rules.can_edit_every_activity(request.user) else ", ".join(words.offered)
    facts = [
        (_("What"), plain(heading(question, known))),
        (_("Activities of"), owners),
        (_("As of"), _("Change %(change)s of %(day)s") % {"change": state.change, "day": day}),
        (_("Rows"), _("%(rows)s activities, %(links)s links") % {"rows": len(ids), "links": rows - len(ids)}),
        (_("Downloaded"), timezone.localtime().strftime("%Y-%m-%d %H:%M %Z")),
        (_("Address"), settings.SITE_URL + reverse("sheet-list")),
    ]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(
        file,
        activities=(activity_line(row, words) for row in activity_rows(ids)),
        mappings=(mapping_line(row, words) for row in mapping_rows(ids)),
        words=words,
        facts=facts,
    )
    file.seek(0)
    name = f"sdg-map-edit-{timezone.localdate().isoformat()}.xlsx"
    return FileResponse(file, content_type=XLSX_TYPE, headers=attachment(name))


@require_POST
@staff_page(rule=rules.can_edit_activities)
def apply(request, pk):
    """Start the Job that applies a checked file. `mine`: rows in conflict in which the file wins; others are skipped.
    Buttons that show other rows (`go`) are in the same form: nothing is started, and ticks and reason are kept."""
    checks = Job.objects.visible_to(request.user).filter(kind=Job.Kind.SHEET_CHECK, state=Job.State.DONE)
    check = get_object_or_404(checks, pk=pk)
    if GO in request.POST:
        if check.result.get("applied"):  # in another window: nothing can be ticked any more
            return redirect(check)
        return job_page(request, check, request.POST)
    seen = check.result["seen"]
    ticked = seen if request.POST.get("all") == "mine" else request.POST.getlist("mine")
    try:
        job = actions.ask_apply(
            check=check,
            mine={key: seen[key] for key in ticked if key in seen},
            why=clean_line(request.POST.get("why", ""))[:LONGEST_REASON],
            language=get_language(),
            by=request.user,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(check)
    return redirect(job)
