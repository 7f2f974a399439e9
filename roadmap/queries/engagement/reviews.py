"""Queries about Voluntary National Reviews and Cooperation Frameworks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from activities.models.place import Region
from activities.rules import public_source
from roadmap.models import CooperationFramework, Engagement, Review
from roadmap.queries.engagement.events import EventLine, lines
from roadmap.queries.engagement.parts import CountryLink, country_link

#: What a review says about ICTs (paragraphs 6.3 and 6.4 of the Roadmap).
FEATURES = ("good_practices", "lessons", "challenges", "opportunities")
SUPPORT = ("support_finance", "support_capacity", "support_technology", "support_partnerships")
#: Years of which the list of reviews is known to be incomplete or recalled.
RECALLED, AFRICA_ONLY = (2016, 2025), (2026,)


@dataclass(frozen=True, slots=True)
class ReviewLine:
    href: str
    country: CountryLink
    year: int
    round: int | None
    described: bool
    certainty: str


@dataclass(frozen=True, slots=True)
class ReviewYear:
    year: int
    reviews: tuple[ReviewLine, ...]

    @property
    def open(self) -> int:
        """The number that are not certain."""
        return sum(one.certainty == "unconfirmed" for one in self.reviews)


@dataclass(frozen=True, slots=True)
class CountryReviews:
    country: CountryLink
    reviews: tuple[ReviewLine, ...]


@dataclass(frozen=True, slots=True)
class RegionReviews:
    """The countries of a region with their reviews."""

    region: str
    label: str
    countries: tuple[CountryReviews, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One part of a review: its label and text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    review: Review
    country: CountryLink
    source: str
    features: tuple[Told, ...]
    support: tuple[Told, ...]
    others: tuple[ReviewLine, ...]
    frameworks: tuple["FrameworkLine", ...]


@dataclass(frozen=True, slots=True)
class FrameworkLine:
    pk: int
    anchor: str
    href: str
    country: CountryLink
    title: str
    start: int
    end: int
    ict_component: str
    current: bool
    source: str
    certainty: str
    basis: str


@dataclass(frozen=True, slots=True)
class RegionFrameworks:
    """The frameworks in force in the countries of a region, and how many are of other years."""

    region: str
    label: str
    lines: tuple[FrameworkLine, ...]
    other_years: int


@dataclass(frozen=True, slots=True)
class CountryEngagement:
    """What the page of a country says. `events` are those held there or about it, the upcoming first."""

    reviews: tuple[ReviewLine, ...]
    frameworks: tuple[FrameworkLine, ...]
    events: tuple[EventLine, ...]
    total: int
    code: str


def review_line(review: Review) -> ReviewLine:
    return ReviewLine(
        href=review.get_absolute_url(),
        country=country_link(review.country),
        year=review.year,
        round=review.round,
        described=any(getattr(review, name) for name in (*FEATURES, *SUPPORT, "policies")),
        certainty=review.certainty,
    )


def review_lines(reviews: QuerySet[Review]) -> tuple[ReviewLine, ...]:
    """One query."""
    return tuple(map(review_line, reviews.select_related("country").order_by("-year", "country__name")))


def by_year(found: tuple[ReviewLine, ...]) -> tuple[ReviewYear, ...]:
    """The reviews by year, latest first."""
    years = sorted({one.year for one in found}, reverse=True)
    return tuple(ReviewYear(year, tuple(one for one in found if one.year == year)) for year in years)


def by_country(found: tuple[ReviewLine, ...]) -> tuple[CountryReviews, ...]:
    """The reviews of each country, oldest first, by the country's name."""
    rows: dict[CountryLink, list[ReviewLine]] = {}
    for one in sorted(found, key=lambda one: (one.country.name, one.year)):
        rows.setdefault(one.country, []).append(one)
    return tuple(CountryReviews(country, tuple(reviews)) for country, reviews in rows.items())


def in_regions(found: tuple[CountryReviews, ...]) -> tuple[RegionReviews, ...]:
    """The countries by region, in ITU's order of regions; regions without any are left out."""
    rows = ((region, [one for one in found if one.country.region == region]) for region in Region)
    return tuple(RegionReviews(region.value, str(region.label), tuple(inside)) for region, inside in rows if inside)


def review_page(code: str, year: int, today: date) -> ReviewPage | None:
    """A review with the country's other reviews and Cooperation Frameworks: three queries. It may be withdrawn."""
    found = Review.objects.filter(country=code).select_related("country").order_by("year")
    review = next((one for one in found if one.year == year), None)
    if review is None:
        return None
    return ReviewPage(
        review=review,
        country=country_link(review.country),
        source=public_source(review.url),
        features=told(review, FEATURES),
        support=told(review, SUPPORT),
        others=tuple(review_line(one) for one in found if one is not review and not one.withdrawn),
        frameworks=framework_lines(CooperationFramework.objects.live().filter(country=code), today),
    )


def told(review: Review, names: tuple[str, ...]) -> tuple[Told, ...]:
    """The parts of a review that have a text."""
    return tuple(
        Told(str(Review._meta.get_field(name).verbose_name), text)  # type: ignore[union-attr]
        for name in names
        if (text := getattr(review, name))
    )


def framework_lines(frameworks: QuerySet[CooperationFramework], today: date) -> tuple[FrameworkLine, ...]:
    """The frameworks by country, the latest of each first. One query."""
    return tuple(
        FrameworkLine(
            pk=one.pk,
            anchor=f"{one.country_id}-{one.start_year}",
            href=one.get_absolute_url(),
            country=country_link(one.country),
            title=one.title,
            start=one.start_year,
            end=one.end_year,
            ict_component=one.ict_component,
            current=one.start_year <= today.year <= one.end_year,
            source=public_source(one.url),
            certainty=one.certainty,
            basis=one.basis,
        )
        for one in frameworks.select_related("country").order_by("country__name", "-start_year")
    )


def by_region(found: Iterable[FrameworkLine]) -> tuple[RegionFrameworks, ...]:
    """The frameworks by region, in ITU's order of regions; regions without any are left out."""
    found = tuple(found)
    regions = {line.country.region for line in found}
    return tuple(
        RegionFrameworks(
            value,
            str(label),
            tuple(line for line in found if line.country.region == value and line.current),
            sum(line.country.region == value and not line.current for line in found),
        )
        for value, label in Region.choices
        if value in regions
    )


def country_engagement(code: str, today: date, most: int) -> CountryEngagement | None:
    """What belongs to a country, with up to `most` events, or None if there is nothing: five queries."""
    reviews = review_lines(Review.objects.live().filter(country=code))
    frameworks = framework_lines(CooperationFramework.objects.live().filter(country=code), today)
    held = Engagement.objects.live().filter(country=code) | Engagement.objects.live().filter(countries__contains=[code])
    events = lines(held, today)
    if not (reviews or frameworks or events):
        return None
    upcoming = [event for event in events if not event.over]
    past = [event for event in reversed(events) if event.over]
    return CountryEngagement(
        reviews=tuple(sorted(reviews, key=lambda one: one.year)),
        frameworks=tuple(sorted(frameworks, key=lambda one: (not one.current, -one.start))),
        events=tuple((upcoming + past)[:most]),
        total=len(events),
        code=code,
    )
