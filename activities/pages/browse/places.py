"""/countries/ and /regions/: where activities take place."""

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from activities.extensions import blocks_for
from activities.pages.browse.profile import DOWNLOAD, picture_file
from activities.pages.browse.slice_pictures import slice_pictures
from activities.past_views import shows_the_past
from activities.queries.addresses import list_href
from activities.queries.browse import places
from activities.validators import clean_text

PICTURES = ("goals", "action-lines", "years", "organisation-types", "kinds", "statuses")


@shows_the_past
@require_safe
def country_list(request):
    words = clean_text(request.GET.get("q", ""))[:100]
    return render(request, "activities/browse/country_list.html", {"places": places.places(words), "words": words})


@shows_the_past
@require_safe
def country(request, code):
    """A country's page, or the file of one of its pictures. /countries/ke/ redirects to /countries/KE/."""
    if code != code.upper() and len(code) == 2:
        return HttpResponsePermanentRedirect(_kept_query(request, reverse("country", args=[code.upper()])))
    page = places.country_page(places.country_or_404(clean_text(code)))
    return profile(request, "activities/browse/country.html", page, f"country-{page.country.code}", page.country)


@shows_the_past
@require_safe
def region(request, slug):
    """A region's page, or the file of one of its pictures."""
    if slug != slug.lower():
        return HttpResponsePermanentRedirect(_kept_query(request, reverse("region", args=[slug.lower()])))
    page = places.region_page(places.region_or_404(slug))
    return profile(request, "activities/browse/region.html", page, f"region-{page.region.value}")


def profile(request, template, page, name, subject=None):
    """The page of a place. Other apps can add blocks for `subject`."""
    pictures = slice_pictures(page.slice, *PICTURES)
    if DOWNLOAD in request.GET:
        return picture_file(name, pictures, page.slice.as_of, request.GET[DOWNLOAD])
    context = {
        "page": page,
        "slice": page.slice,
        "blocks": blocks_for(subject) if subject else [],
        "list_href": list_href(page.slice.filters),
        "list_query": list_href(page.slice.filters).partition("?")[2],
        "pictures": {key.replace("-", "_"): picture for key, picture in pictures.items()},
    }
    return render(request, template, context)


def _kept_query(request, address: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
