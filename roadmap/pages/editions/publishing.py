"""/roadmap/editions/<code>/publish/: preview what becomes public and what is missing, and publish it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused, Stale
from activities.forms.activity import ReasonForm
from activities.models import Change
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.queries.history.written import last_writer
from roadmap import rules
from roadmap.actions.editions.publishing import missing_of, publish_edition
from roadmap.models import Edition
from roadmap.pages.editions.reading import trail
from roadmap.queries.editions.comparing import compared
from roadmap.queries.editions.reading import last_change, whole


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_edit_roadmap)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Preview, and POST to publish. 409 while something is missing, or if the draft changed since."""
    row = get_object_or_404(Edition.objects.select_related("change"), code=code)
    form = ReasonForm(request.POST if request.method == "POST" else None, required=False)
    if request.method != "POST":
        return publish_page(request, row, form)
    if not form.is_valid():
        return publish_page(request, row, form, status=422)
    try:
        publish_edition(
            edition=row, seen=form.cleaned_data["seen"], reason=form.cleaned_data["reason"], by=request.user
        )
    except Stale as stale:
        message = _("The draft has changed since you opened this page. Check it again, then publish it.")
        return publish_page(request, stale.row, form, refusal=message, status=409)
    except Refused as refused:
        return publish_page(request, row, form, refusal=str(refused), status=409)
    messages.success(request, _("Published. Everyone can read this edition now."))
    return redirect(row)


def publish_page(
    request: HttpRequest, row: Edition, form: ReasonForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    draft = row.state == Edition.State.DRAFT
    seen = last_change(row)  # before the rest is read: what changes meanwhile is noticed on publishing
    replaced = Edition.objects.published().filter(register=row.register, current=True).first() if draft else None
    page = whole(row)
    missing = [
        {
            "message": one.message,
            "href": reverse("roadmap-commitment-edit", args=[row.code, one.commitment])
            if one.commitment
            else reverse("roadmap-part-edit", args=[row.code, one.section])
            if one.section
            else row.get_absolute_url(),
        }
        for one in (missing_of(row) if draft else [])
    ]
    context = {
        "edition": row,
        "draft": draft,
        "page": page,
        "replaced": replaced,
        "comparison": compared(whole(replaced), page) if replaced else None,
        "missing": missing,
        "form": form,
        "errors": [
            *([{"href": "#missing" if missing else "", "message": refusal}] if refusal else []),
            *problems(form),
        ],
        "seen": seen,
        "written": last_writer(Change.objects.get(pk=seen)),
        "trail": trail({"label": row.code, "href": row.get_absolute_url()}, {"label": _("Publish")}),
    }
    return render(request, "roadmap/editions/publish.html", context, status=status)
