"""Mechanisms, inputs, campaign material, reviews and Cooperation Frameworks."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.models import Activity, Country
from activities.models.place import Region
from activities.pages.parameters import unknown_parameters
from activities.past_views import shows_the_past
from activities.queries.codes import unknown
from activities.validators import clean_text
from roadmap.filters.engagement import (
    REGIONS,
    CooperationFrameworkFilter,
    InputFilter,
    MaterialFilter,
    ReviewFilter,
)
from roadmap.models import CooperationFramework, Input, Material, Mechanism, Review
from roadmap.pages.engagement import editing, filtering
from roadmap.pages.records.register import acts_on, acts_on_list
from roadmap.queries.engagement import materials, mechanisms, reviews

#: Years of reviews, events and inputs that are shown at once; earlier ones are folded.
YEARS_OPEN = 3


def trail(*steps: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": _("Roadmap"), "href": reverse("roadmap")}, *steps]


@shows_the_past
@require_safe
def mechanism_list(request: HttpRequest) -> HttpResponse:
    """Those listed in section 8 of the Roadmap, or the other bodies and forums with `?show=others`."""
    lines = mechanisms.mechanism_list()
    problems = list(unknown_parameters(request.GET, ("show",)))
    show = request.GET.get("show", "") or "listed"
    if show not in ("listed", "others"):
        message = _("“%(value)s” is not a value of show. Use listed or others.") % {"value": clean_text(show)[:60]}
        problems.append({"href": "#id_show", "message": message})
        show = "listed"
    context = {
        "show": show,
        "problems": problems,
        "listed": [line for line in lines if line.item],
        "others": [line for line in lines if not line.item],
        "acts": acts_on_list(request, editing.MECHANISMS),
        "trail": trail({"label": _("Mechanisms")}),
    }
    return render(request, "roadmap/engagement/mechanism_list.html", context, status=400 if problems else 200)


@shows_the_past
@require_safe
def mechanism(request: HttpRequest, code: str) -> HttpResponse:
    page = mechanisms.mechanism_page(clean_text(code), timezone.localdate())
    if page is None:
        rows = Mechanism.objects.live()
        candidates = ((one.code, one.name, one.get_absolute_url()) for one in rows)
        raise unknown(_("There is no mechanism “%(code)s”.") % {"code": code[:60]}, code, candidates)
    steps = trail({"label": _("Mechanisms"), "href": reverse("mechanism-list")}, {"label": page.mechanism.short})
    acts = acts_on(request, editing.MECHANISMS, page.mechanism)
    context = {"page": page, "trail": steps, "acts": acts, "years_open": YEARS_OPEN}
    return render(request, "roadmap/engagement/mechanism.html", context)


@shows_the_past
@require_safe
def input_list(request: HttpRequest) -> HttpResponse:
    found = filtering.filtered(request, InputFilter, Input.objects.live())
    context = {
        "lines": mechanisms.input_lines(found.rows),
        "filters": [
            filtering.select("kind", _("Kind"), _("All kinds"), Input.Kind.choices, found.chosen),
            filtering.goals(found.chosen),
            filtering.mechanisms(found.chosen),
        ],
        "chosen": found.chosen,
        "problems": found.problems,
        "all": [{"href": reverse("input-list"), "label": _("Show all inputs")}],
        "acts": acts_on_list(request, editing.INPUTS),
        "trail": trail({"label": _("ITU’s inputs")}),
    }
    return render(request, "roadmap/engagement/input_list.html", context, status=found.status)


@shows_the_past
@require_safe
def material_list(request: HttpRequest) -> HttpResponse:
    found = filtering.filtered(request, MaterialFilter, Material.objects.live())
    context = {
        "lines": materials.material_lines(found.rows),
        "filters": [
            filtering.select("format", _("Format"), _("All formats"), Material.Format.choices, found.chosen),
            filtering.select("language", _("Language"), _("All languages"), Activity.Language.choices, found.chosen),
            filtering.goals(found.chosen),
        ],
        "chosen": found.chosen,
        "problems": found.problems,
        "all": [{"href": reverse("material-list"), "label": _("Show all campaign material")}],
        "acts": acts_on_list(request, editing.MATERIALS),
        "trail": trail({"label": _("Campaign material")}),
    }
    return render(request, "roadmap/engagement/material_list.html", context, status=found.status)


@shows_the_past
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Reviews by year, or by country with `?by=country`."""
    found = filtering.filtered(request, ReviewFilter, Review.objects.live(), others=("by",))
    lines = reviews.review_lines(found.rows)
    by = request.GET.get("by", "year") or "year"
    if by not in ("year", "country"):
        message = _("Reviews cannot be listed by “%(by)s”. Choose year or country.") % {"by": clean_text(by)[:60]}
        found.problems.append({"href": "#id_by", "message": message})
        by = "year"
    codes = Review.objects.live().values_list("country", flat=True)
    by_country = reviews.by_country(lines) if by == "country" else ()
    context = {
        "by": by,
        "years": reviews.by_year(lines) if by == "year" else (),
        "years_open": YEARS_OPEN,
        "countries": by_country,
        "regions": reviews.in_regions(by_country),
        "total": len(lines),
        "presenting": len({line.country for line in lines}),
        "described": sum(line.described for line in lines),
        "recalled": reviews.RECALLED,
        "africa_only": reviews.AFRICA_ONLY,
        "filters": [filtering.countries(found.chosen, codes)],
        "chosen": found.chosen,
        "problems": found.problems,
        "all": [{"href": reverse("national-review-list"), "label": _("Show all reviews")}],
        "acts": acts_on_list(request, editing.REVIEWS),
        "trail": trail({"label": _("Voluntary National Reviews")}),
    }
    return render(request, "roadmap/engagement/review_list.html", context, status=found.status)


@shows_the_past
@require_safe
def review(request: HttpRequest, country: str, year: int) -> HttpResponse:
    code = clean_text(country)
    if len(code) == 2 and code != code.upper():
        return HttpResponsePermanentRedirect(reverse("national-review", args=[code.upper(), year]))
    page = reviews.review_page(code, year, timezone.localdate())
    if page is None:
        found = Review.objects.live().select_related("country").filter(country=code)
        known = [(str(one.year), f"{one.country.name} {one.year}", one.get_absolute_url()) for one in found]
        name = Country.objects.filter(code=code).values_list("name", flat=True).first() or code[:60]
        message = _("No review of %(country)s from %(year)s is known. There may still be one.")
        raise unknown(message % {"country": name, "year": year}, str(year), known)
    steps = trail(
        {"label": _("Voluntary National Reviews"), "href": reverse("national-review-list")},
        {"label": f"{page.country.name} {year}"},
    )
    context = {"page": page, "trail": steps, "acts": acts_on(request, editing.REVIEWS, page.review)}
    return render(request, "roadmap/engagement/review.html", context)


@shows_the_past
@require_safe
def cooperation_framework_list(request: HttpRequest) -> HttpResponse:
    """Names of countries by region; with `?region=` or `?country=` the frameworks, those in force first.
    `?digital=yes` shows those with a known digital component."""
    found = filtering.filtered(
        request, CooperationFrameworkFilter, CooperationFramework.objects.live(), others=("digital",)
    )
    today = timezone.localdate()
    lines = reviews.framework_lines(found.rows, today)
    digital = request.GET.get("digital", "")
    if digital not in ("", "yes"):
        message = _("“%(value)s” is not a value of digital. Use yes, or leave it out.")
        found.problems.append({"href": "#id_digital", "message": message % {"value": clean_text(digital)[:60]}})
    shown = [line for line in lines if line.ict_component] if digital == "yes" else list(lines)
    codes = CooperationFramework.objects.live().values_list("country", flat=True)
    context = {
        "regions": () if found.chosen else reviews.by_region(shown),
        "region": (found.chosen.get("region") or [""])[0],
        "every_region": [(value, label) for value, label in Region.choices if value in REGIONS],
        "current": [line for line in shown if line.current and line.ict_component],
        "bare": [line for line in shown if line.current and not line.ict_component],
        "others": [line for line in shown if not line.current],
        "total": len(lines),
        "with_component": sum(bool(line.ict_component) for line in lines),
        "digital": digital == "yes",
        "this_year": today.year,
        "filters": [filtering.countries(found.chosen, codes)],
        "chosen": found.chosen,
        "problems": found.problems,
        "all": [{"href": reverse("cooperation-framework-list"), "label": _("Show all Cooperation Frameworks")}],
        "acts": acts_on_list(request, editing.FRAMEWORKS),
        "trail": trail({"label": _("Cooperation Frameworks")}),
    }
    return render(request, "roadmap/engagement/framework_list.html", context, status=found.status)
