"""/roadmap/plans/: the Strategic Plans, how their entries lead to the SDGs, and the comparison of two plans."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import rules
from activities.models import Framework
from activities.pages.downloads import csv_file
from activities.past_views import shows_the_past
from activities.queries.moment import shown
from activities.validators import clean_text
from roadmap.queries.plans import comparing
from roadmap.queries.plans import reading as plans
from roadmap.queries.plans.links import withdrawn_links

#: A plan with more entries is not sent as a whole: the page would be heavy.
LONG = 110


@shows_the_past
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    context = {"list": plans.plan_list(), "trail": trail()}
    return render(request, "roadmap/plans/plan_list.html", context)


@shows_the_past
@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """A plan, folded by its goals and objectives; `?open=all` unfolds it for printing. Of a long plan, only the part
    that `?open=` names is in the page."""
    framework = plans.plan_or_404(slug)
    page = plans.alignment(framework)
    opened = request.GET.get("open", "")
    context = {
        "page": page,
        "open": opened,
        "whole": opened == "all" or sum(line.entries for line in page.coverage) <= LONG,
        "trail": trail(framework.title),
    }
    return render(request, "roadmap/plans/plan.html", context)


@shows_the_past
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two plans with the mapping between them. `?open=all` unfolds it for printing. Of a long plan, only the part
    that `?open=` names is in the page."""
    older, newer, errors = chosen(request)
    may_edit = rules.can_edit_frameworks(request.user) and shown() is None
    page = comparing.side_by_side(older, newer) if older and newer and not errors else None
    opened = request.GET.get("open", "")
    long = page is not None and page.entries > LONG
    context = {
        "errors": errors,
        "plans": plans.plan_frameworks(),
        "older": older,
        "newer": newer,
        "page": page,
        "open": opened,
        "long": long,
        "whole": opened == "all" or not long,
        "may_edit": may_edit,
        "withdrawn": withdrawn_links(older, newer) if may_edit and older and newer else (),
        "trail": trail(_("Compare plans")),
    }
    return render(request, "roadmap/plans/compare.html", context, status=400 if errors else 200)


@shows_the_past
@require_safe
def compare_file(request: HttpRequest) -> HttpResponse:
    """The results of the older plan in the structure of the newer one, as CSV."""
    older, newer, errors = chosen(request)
    if errors or older is None or newer is None:
        return compare(request)
    name = f"{older.slug}-in-{newer.slug}-{timezone.localdate().isoformat()}"
    return csv_file(name, retold_rows(comparing.side_by_side(older, newer)))


def retold_rows(page: comparing.SideBySide) -> Iterator[tuple]:
    yield (
        "code",
        "kind",
        "title",
        f"activities_linked_{page.newer.slug}",
        f"activities_through_{page.older.slug}",
        "activities_each_once",
        f"entries_{page.older.slug}",
    )
    for one in page.retold:
        yield one.code, one.kind, one.title, one.own, one.older, one.together, "; ".join(one.starts)


def chosen(request: HttpRequest) -> tuple[Framework | None, Framework | None, list[dict[str, str]]]:
    """The two plans given in the address, by default the latest two that are not drafts, and the error, if any."""
    known = {one.slug: one for one in plans.plan_frameworks()}
    texts = [one for one in known.values() if not one.draft][-2:]
    names = [clean_text(request.GET.get(name, ""))[:60] for name in ("from", "to")]
    if len(texts) < 2:
        return None, None, []
    found, errors = [], []
    for place, (field, name) in enumerate(zip(("from", "to"), names, strict=True)):
        found.append(known.get(name, texts[place]))
        if name and name not in known:
            message = _("There is no Strategic Plan “%(name)s”. Choose one from the list.") % {"name": name}
            errors.append({"href": f"#id_{field}", "message": message})
    older, newer = found
    if not errors and (older.start_year or 0) >= (newer.start_year or 0):
        message = _("%(newer)s is not later than %(older)s. Choose a later plan as the newer one.")
        errors.append({"href": "#id_to", "message": message % {"newer": newer.title, "older": older.title}})
    return older, newer, errors


def trail(here: str = "") -> list[dict[str, str]]:
    above = [{"href": reverse("roadmap"), "label": _("Roadmap")}]
    plans_page = {"label": _("Strategic Plans")}
    return [*above, plans_page | {"href": reverse("plan-list")}, {"label": here}] if here else [*above, plans_page]
