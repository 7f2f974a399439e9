"""/countries/ and /regions/: where activities take place."""

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.extensions import blocks_for
from activities.models import CountryGroup
from activities.pages.browse.profile import DOWNLOAD, picture_file
from activities.pages.browse.sheets import country_sheet, region_sheet
from activities.pages.browse.slice_answers import country_answer, region_answer
from activities.pages.browse.slice_page import charts_page, slice_context
from activities.pages.browse.slice_pictures import slice_pictures
from activities.pages.paper import is_sheet
from activities.pages.parameters import unknown_parameters
from activities.past_views import shows_the_past
from activities.queries.browse import places
from activities.validators import clean_text

PICTURES = ("goals", "action-lines", "years", "organisation-types", "kinds", "statuses")


@shows_the_past
@require_safe
def country_list(request):
    words = clean_text(request.GET.get("q", ""))[:100]
    problems = unknown_parameters(request.GET, ("q", "group"))
    group = clean_text(request.GET.get("group", ""))[:40]
    if group and group not in CountryGroup.values:
        message = _("“%(value)s” is not a group of countries. Allowed: %(values)s.")
        values = {"value": group, "values": ", ".join(CountryGroup.values)}
        problems.append({"href": "#id_group", "message": message % values})
        group = ""
    context = {
        "places": places.places(words, group),
        "words": words,
        "group": CountryGroup(group) if group else None,
        "groups": CountryGroup.choices,
        "problems": problems,
    }
    return render(request, "activities/browse/country_list.html", context, status=400 if problems else 200)


@shows_the_past
@require_safe
def country(request, code):
    """A country's page, its sheet, or the file of one of its pictures. /countries/ke/ redirects to /countries/KE/."""
    if moved := moved_to("country", code, code.upper(), request):
        return moved
    page = places.country_page(places.country_or_404(clean_text(code)))
    if is_sheet(request):
        return country_sheet(request, page)
    if DOWNLOAD in request.GET:
        return picture(request, page.slice, f"country-{page.country.code}")
    context = {
        "page": page,
        "answer": country_answer(page.slice, page.worldwide, page.worldwide_href),
        "blocks": blocks_for(page.country),
        "profile_href": reverse("country-profile", args=[page.country.code]),
    }
    return render(request, "activities/browse/country.html", context | slice_context(page.slice, PICTURES))


@shows_the_past
@require_safe
def country_profile(request, code):
    """The charts of a country that its page replaces with sentences."""
    if moved := moved_to("country-profile", code, code.upper(), request):
        return moved
    found = places.country_or_404(clean_text(code))
    trail = [
        {"href": reverse("country-list"), "label": _("Countries")},
        {"href": reverse("country", args=[found.code]), "label": found.name},
    ]
    return charts_page(request, places.country_page(found).slice, PICTURES, trail)


@shows_the_past
@require_safe
def region(request, slug):
    """A region's page, its sheet, or the file of one of its pictures."""
    if moved := moved_to("region", slug, slug.lower(), request):
        return moved
    page = places.region_page(places.region_or_404(slug))
    if is_sheet(request):
        return region_sheet(request, page)
    if DOWNLOAD in request.GET:
        return picture(request, page.slice, f"region-{page.region.value}")
    context = {
        "page": page,
        "answer": region_answer(page.slice, page.group.covered, len(page.group.countries)),
        "profile_href": reverse("region-profile", args=[page.region.value]),
    }
    return render(request, "activities/browse/region.html", context | slice_context(page.slice, PICTURES))


@shows_the_past
@require_safe
def region_profile(request, slug):
    """The charts of a region that its page replaces with sentences."""
    if moved := moved_to("region-profile", slug, slug.lower(), request):
        return moved
    found = places.region_or_404(slug)
    trail = [
        {"href": reverse("country-list"), "label": _("Countries")},
        {"href": reverse("region", args=[found.value]), "label": str(found.label)},
    ]
    return charts_page(request, places.region_page(found).slice, PICTURES, trail)


def picture(request, slice, name):
    return picture_file(name, slice_pictures(slice, *PICTURES), slice.as_of, request.GET[DOWNLOAD])


def moved_to(route: str, given: str, own: str, request) -> HttpResponsePermanentRedirect | None:
    """The redirect to the address with the right case, if it differs. Only two letters are a country's code."""
    if given == own or (route.startswith("country") and len(given) != 2):
        return None
    query = request.META.get("QUERY_STRING", "")
    address = reverse(route, args=[own])
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
