"""/roadmap/targets/: targets of ITU and of the Broadband Commission, and figures on them."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from roadmap.pictures.indicator import series_picture
from roadmap.queries import targets

CSV = "api-roadmap-target-values-list-file"


@shows_the_past
@require_safe
def target_list(request: HttpRequest) -> HttpResponse:
    sets = targets.target_sets()
    lines = [line for one in sets for line in one.lines]
    shown = [value for line in lines for value in line.latest]
    context = {
        "sets": sets,
        "count": len(lines),
        "with_figures": sum(1 for line in lines if line.latest),
        "latest_year": max((value.year for value in shown), default=None),
        "csv": reverse("api-roadmap-targets-list-file", args=["csv"]),
        "csv_values": reverse(CSV, args=["csv"]),
        "trail": [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": _("Targets")}],
    }
    return render(request, "roadmap/target_list.html", context)


@shows_the_past
@require_safe
def target(request: HttpRequest, slug: str) -> HttpResponse:
    page = targets.target_page(slug)
    first = page.areas[0] if page.areas else None
    drawn = first if first and first.can_be_drawn else None
    context = {
        "page": page,
        "target": page.target,
        "drawn": drawn,
        "picture": series_picture(drawn) if drawn else None,
        "own": [] if drawn else page.areas[:1],
        "others": page.areas[1:],
        "csv": f"{reverse(CSV, args=['csv'])}?{urlencode({'target': page.target.slug})}",
        "trail": [
            {"label": _("Roadmap"), "href": reverse("roadmap")},
            {"label": _("Targets"), "href": reverse("roadmap-target-list")},
            {"label": page.target.title, "code": page.target.code},
        ],
    }
    return render(request, "roadmap/target.html", context)
