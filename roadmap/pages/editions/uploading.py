"""/roadmap/editions/upload/: load a register of commitments from a CSV file, as a draft."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused
from activities.exchange.csv_files.rows import Fault, Faults
from activities.exchange.xlsx.reading import MB, MOST_BYTES
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.pictures.words import figure
from activities.validators import clean_line
from roadmap import rules
from roadmap.actions.editions.loading import load_register
from roadmap.exchange.reference_csv import COMMITMENT_COLUMNS
from roadmap.forms.editions.register_file import MOST_LINES, RegisterFileForm
from roadmap.models import Edition
from roadmap.pages.editions.reading import trail

#: Most errors of a file that the page lists.
LISTED = 200


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def upload(request: HttpRequest) -> HttpResponse:
    """The form. POST loads the whole file or nothing: 422 with every error of the file, 409 if the code is taken."""
    if request.method != "POST":
        return upload_page(request, RegisterFileForm(initial={"register": Edition.Register.WSIS_OUTCOME}))
    too_large = bool(request.META.get(settings.TOO_LARGE))
    files = {} if too_large else request.FILES  # the file arrived incomplete
    form = RegisterFileForm(request.POST, files, too_large=too_large, megabytes=MOST_BYTES // MB)
    if not form.is_valid():
        return upload_page(request, form, status=422)
    values = dict(form.cleaned_data)
    file = values.pop("file")
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / (clean_line(file.name)[-60:] or "register.csv")
            path.write_bytes(file.read())
            edition = load_register(path=path, **values, by=request.user)
    except Faults as faults:
        return upload_page(request, form, faults.faults, status=422)
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return upload_page(request, form, status=409)
    messages.success(request, _("The register is loaded as a draft. Check it, then publish it."))
    return redirect(edition)


def upload_page(
    request: HttpRequest, form: RegisterFileForm, faults: Sequence[Fault] = (), *, status: int = 200
) -> HttpResponse:
    words = ngettext(
        "The file has %(number)s error. Nothing was loaded.",
        "The file has %(number)s errors. Nothing was loaded.",
        len(faults),
    )
    summary = [{"href": "#faults", "message": words % {"number": figure(len(faults))}}] if faults else []
    context = {
        "form": form,
        "faults": faults[:LISTED],
        "more": max(0, len(faults) - LISTED),
        "errors": [*problems(form), *summary],
        "columns": COMMITMENT_COLUMNS,
        "most_lines": MOST_LINES,
        "most_megabytes": MOST_BYTES // MB,
        "trail": trail({"label": _("Upload a register")}),
    }
    return render(request, "roadmap/editions/upload.html", context, status=status)
