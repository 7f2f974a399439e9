"""/sitemap.xml: the permanent addresses, for search engines. An index leads to parts of at most PART addresses."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from activities.extensions import SITEMAP
from activities.models import Activity, Country, Framework, Organisation, Region, Term
from activities.pages.browse.search_groups import SITE

#: The numbers of activities in one part. The format allows 50,000 addresses in a file.
PART = 10_000
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HOUR = 3600


@cache_control(public=True, max_age=HOUR)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts: pages, organisations, and activities by their numbers. One query."""
    last = Activity.objects.live().aggregate(last=Max("id"))["last"] or 0
    parts = ["pages", "organisations", *(f"activities-{number}" for number in range(1, -(-last // PART) + 1))]
    lines = (f"<sitemap>{location(reverse('sitemap-part', args=[part]))}</sitemap>" for part in parts)
    return document("sitemapindex", lines)


@cache_control(public=True, max_age=HOUR)
@require_safe
def part(request: HttpRequest, name: str) -> HttpResponse:
    """One part. Raises 404 for a name that the index cannot have."""
    kind, _dash, number = name.partition("-")
    if name == "pages":
        return document("urlset", (entry(path) for path in pages()))
    if name == "organisations":
        slugs = Organisation.objects.live().order_by("id").values_list("slug", flat=True)[: 5 * PART]
        return document("urlset", (entry(reverse("organisation", args=[slug])) for slug in slugs))
    if kind == "activities" and number.isascii() and number.isdigit() and 0 < int(number[:9]) == int(number):
        first = (int(number) - 1) * PART + 1
        rows = Activity.objects.live().filter(id__range=(first, first + PART - 1)).order_by("id")
        changed = rows.values_list("id", "change__at")
        return document("urlset", (entry(reverse("activity", args=[pk]), at) for pk, at in changed))
    raise Http404


def pages() -> Iterator[str]:
    """Paths of the pages of the map and of other apps: lists, entries of frameworks, countries, regions. Three queries,
    without those of other apps."""
    yield from (reverse(route) for route, _title, _words in SITE)
    yield reverse("home")
    yield from (one.get_absolute_url() for one in Framework.objects.all())
    yield from (one.get_absolute_url() for one in Term.objects.select_related("framework"))
    yield from (reverse("country", args=[code]) for code in Country.objects.values_list("code", flat=True))
    yield from (reverse("region", args=[region]) for region in Region.values)
    for paths in SITEMAP:
        yield from paths()


def entry(path: str, at: datetime | None = None) -> str:
    changed = f"<lastmod>{at.date().isoformat()}</lastmod>" if at else ""
    return f"<url>{location(path)}{changed}</url>"


def location(path: str) -> str:
    return f"<loc>{escape(settings.SITE_URL + path)}</loc>"


def document(root: str, lines: Iterable[str]) -> HttpResponse:
    body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{SPACE}">', *lines, f"</{root}>", ""])
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
