"""ITU's SDG indicators: definition, pictures, figures, files."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.models import Term
from activities.pages.downloads import csv_file, refuse_unknown
from activities.past_views import shows_the_past
from activities.pictures.standalone import standalone_svg
from activities.queries.codes import term_or_404, unknown
from activities.validators import nearest
from roadmap.exchange.figures_csv import figure_rows
from roadmap.models import SeriesValue
from roadmap.pictures.indicator import series_picture
from roadmap.queries import indicators


@shows_the_past
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    lines = indicators.indicators()
    context = {
        "custodian": [line for line in lines if line.custodian],
        "related": [line for line in lines if not line.custodian],
        "trail": [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": _("Indicators")}],
    }
    return render(request, "roadmap/indicator_list.html", context)


@shows_the_past
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    term = term_or_404("sdg", code, Term.Kind.INDICATOR)
    area = request.GET.get("area")
    page = indicators.indicator_page(term, area)
    errors = []
    if area and page.series and area != page.area:
        errors.append({"href": "#area", "message": unknown_area(area, page.known_areas)})
    base = reverse("indicator-chart", args=[term.code])
    context = {
        "page": page,
        "errors": errors,
        "blocks": [
            {
                "shown": shown,
                "picture": series_picture(shown),
                "svg": f"{base}?{urlencode({'area': page.area, 'series': shown.series.series_code})}",
            }
            for shown in page.series
        ],
        "csv": f"{reverse('indicator-values', args=[term.code])}?{urlencode({'area': page.area})}",
        "csv_all": reverse("indicator-values", args=[term.code]),
        "trail": [
            {"label": _("Roadmap"), "href": reverse("roadmap")},
            {"label": _("Indicators"), "href": reverse("indicator-list")},
            {"label": term.title, "code": term.code},
        ],
    }
    return render(request, "roadmap/indicator.html", context, status=400 if errors else 200)


@shows_the_past
@require_safe
def values(request: HttpRequest, code: str) -> HttpResponse:
    """All figures of an indicator, or those of one area, as CSV."""
    term = term_or_404("sdg", code, Term.Kind.INDICATOR)
    found = SeriesValue.objects.filter(series__term=term).select_related("series__term")
    found = found.order_by("series__position", "area", "disaggregation", "edition", "publication", "year")
    if area := request.GET.get("area"):
        refuse_unknown(_("area"), area, indicators.indicator_page(term, area).known_areas)
        found = found.filter(area=area)
    return csv_file(f"sdg-indicator-{term.code}-{timezone.localdate().isoformat()}", figure_rows(found))


@shows_the_past
@require_safe
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of one series for one `area`, as an SVG file. Without `series`, the first series of the indicator."""
    term = term_or_404("sdg", code, Term.Kind.INDICATOR)
    area = request.GET.get("area")
    page = indicators.indicator_page(term, area)
    if not page.series:
        message = _("ITU publishes no series for indicator %(code)s.") % {"code": term.code}
        raise unknown(message, term.code, [(line.code, line.title, line.href) for line in indicators.indicators()])
    if area:
        refuse_unknown(_("area"), area, page.known_areas)
    known = {shown.series.series_code: shown for shown in page.series}
    wanted = request.GET.get("series") or next(iter(known))
    refuse_unknown(_("series"), wanted, known)
    shown = known[wanted]
    publications = sorted({published(figure) for figure in shown.figures})
    svg = standalone_svg(
        series_picture(shown),
        base_url=request.build_absolute_uri("/"),
        source=_("Source: %(publications)s") % {"publications": ", ".join(publications)},
    )
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{wanted}.svg"'
    return response


def published(figure: indicators.Figure) -> str:
    """The publication of a figure with its edition, such as "UNSD SDG database (2020)"."""
    if figure.edition in figure.publication:
        return figure.publication
    return f"{figure.publication} ({figure.edition})".strip()


def unknown_area(area: str, known: tuple[str, ...]) -> str:
    """The error for an area without figures, with similar areas, or all areas that have figures."""
    allowed = _(" or ").join(nearest(area, known) or known)
    message = _("There are no figures for “%(area)s”. Choose %(allowed)s.")
    return message % {"area": area[:60], "allowed": allowed}
