"""Countries by ITU region, and the pages of one country and one region."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Country, FacetCount, Organisation, Region
from activities.models.place import worldwide
from activities.queries.addresses import list_href
from activities.queries.browse.slices import Slice, facet_slice
from activities.queries.codes import UnknownCode, unknown
from activities.queries.state import AsOf, figures_as_of
from activities.validators import nearest

#: The most organisations on a country's page, which links to the full list.
AT_HOME = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A country and the number of activities that name it. `doubted` are the groups that it may not belong to."""

    code: str
    m49: str
    name: str
    href: str
    activities: int
    doubted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """An ITU region with the number of activities that name it, and its countries. Activities can name one without the
    other."""

    slug: str
    name: str
    href: str
    activities: int
    countries: tuple[Place, ...]

    @property
    def covered(self) -> int:
        """The number of countries with activities."""
        return len(self.named)

    @property
    def named(self) -> list[Place]:
        """The countries that activities name, the most first."""
        return sorted((place for place in self.countries if place.activities), key=lambda place: -place.activities)

    @property
    def unnamed(self) -> list[Place]:
        return [place for place in self.countries if not place.activities]


@dataclass(frozen=True, slots=True)
class Places:
    """`worldwide` activities (`is_worldwide`) only count for the countries that they name.

    With a `group`, `covered` and `countries` count its countries, `activities` those that name one of them, and
    `unconfirmed` says whether the membership of a country shown is in doubt.
    """

    regions: tuple[RegionGroup, ...]
    found: int
    covered: int
    countries: int
    worldwide: int
    worldwide_href: str
    as_of: AsOf
    group: str
    activities: int
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class CountryPage:
    country: Country
    slice: Slice
    which: Q
    worldwide: int
    worldwide_href: str
    organisations: tuple[Organisation, ...]
    organisation_total: int


@dataclass(frozen=True, slots=True)
class RegionPage:
    region: Region
    slice: Slice
    which: Q
    group: RegionGroup


def places(words: str = "", group: str = "") -> Places:
    """All countries by region, or those in `group` whose name or code matches. Three queries."""
    counts = FacetCount.objects.filter(facet="", value="").values_list("counts", flat=True).first() or {}
    everything = list(Country.objects.order_by("name"))
    wanted = words.casefold()
    members = [c for c in everything if group in ("", *c.groups)]
    found = [c for c in members if wanted in c.name.casefold() or wanted in (c.code.casefold(), c.m49)]
    named = counts.get("country", {})
    regions = tuple(
        region_group(region, [country for country in found if country.region == region], counts)
        for region in Region
        if region != Region.GLOBAL
    )
    return Places(
        regions=tuple(region for region in regions if region.countries),
        found=len(found),
        covered=sum(named.get(country.code, 0) > 0 for country in members),
        countries=len(members),
        group=group,
        activities=counts.get("group", {}).get(group, 0),
        unconfirmed=any(group in country.groups_unconfirmed for country in found),
        worldwide=worldwide_of(counts),
        worldwide_href=list_href({"region": Region.GLOBAL}),
        as_of=figures_as_of(),
    )


def region_group(region: Region, countries: list[Country], counts: dict) -> RegionGroup:
    named = counts.get("country", {})
    return RegionGroup(
        slug=region.value,
        name=str(region.label),
        href=reverse("region", args=[region.value]),
        activities=counts.get("region", {}).get(region.value, 0),
        countries=tuple(
            Place(
                code=c.code,
                m49=c.m49,
                name=c.name,
                href=reverse("country", args=[c.code]),
                activities=named.get(c.code, 0),
                doubted=tuple(c.groups_unconfirmed),
            )
            for c in countries
        ),
    )


def worldwide_of(counts: dict) -> int:
    return counts.get("region", {}).get(Region.GLOBAL.value, 0)


#: Codes that the European Union uses where ISO 3166 has another one.
OTHER_CODES = {"UK": "GB", "EL": "GR"}


def country_or_404(code: str) -> Country:
    """The country, or UnknownCode with the nearest: those with that name or M49 code, else with a similar code."""
    found = Country.objects.filter(code=code).first()
    if found:
        return found
    message = _("There is no country with the code “%(code)s”.") % {"code": code[:60]}
    raise UnknownCode(message, nearest_countries(code, list(Country.objects.order_by("name"))))


def nearest_countries(code: str, known: list[Country]) -> list[tuple[str, str, str]]:
    """Up to three (href, code, name) that `code` may mean."""
    word = code.casefold()
    meant = [c for c in known if c.code == OTHER_CODES.get(code.upper()) or c.m49 == code]
    meant = meant or [c for c in known if len(word) > 2 and c.name.casefold().startswith(word)]
    if not meant:
        by_code = {c.code: c for c in known}
        meant = [by_code[near] for near in nearest(code, by_code)] or [
            c for c in known if c.code[:1] == code[:1].upper()
        ]
    return [(reverse("country", args=[c.code]), c.code, c.name) for c in meant[:3]]


def country_page(country: Country) -> CountryPage:
    """The page of a country. Seven queries, without the one for `country`. `which` selects its activities."""
    which = Q(countries__contains=[country.code])
    own = facet_slice(country.name, "country", country.code, which)
    at_home = Organisation.objects.live().filter(country=country).order_by("name")
    return CountryPage(
        country=country,
        slice=own,
        which=which,
        worldwide=worldwide_of(own.everywhere),
        worldwide_href=list_href({"region": Region.GLOBAL}),
        organisations=tuple(at_home[:AT_HOME]),
        organisation_total=at_home.count(),
    )


def region_or_404(slug: str) -> Region:
    """One of ITU's six regions or Worldwide, or UnknownCode with the nearest."""
    if slug in Region.values:
        return Region(slug)
    message = _("There is no region “%(slug)s”.") % {"slug": slug[:60]}
    raise unknown(message, slug, ((r.value, str(r.label), reverse("region", args=[r.value])) for r in Region))


def region_page(region: Region) -> RegionPage:
    """The page of a region. Six queries."""
    which = worldwide() if region == Region.GLOBAL else Q(regions__contains=[region.value])
    own = facet_slice(str(region.label), "region", region.value, which)
    countries = list(Country.objects.filter(region=region).order_by("name"))
    return RegionPage(region=region, slice=own, which=which, group=region_group(region, countries, own.everywhere))
