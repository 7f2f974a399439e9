"""Parts that pages of engagement share: Terms as chips, countries as links."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from activities.models import Country, Term
from activities.models.framework import term_url
from activities.queries.terms import localised


@dataclass(frozen=True, slots=True)
class TermChip:
    kind: str
    code: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class CountryLink:
    code: str
    name: str
    href: str
    region: str


def with_terms(queryset: QuerySet) -> QuerySet:
    """The rows with the Terms of their links: two more queries, whatever their number."""
    links = queryset.model.term_links.rel.related_model.objects.live().order_by("term__position", "term_id")
    terms = Prefetch("term", localised(Term.objects.select_related("framework")))
    return queryset.prefetch_related(Prefetch("term_links", links.prefetch_related(terms)))


def chips(row) -> tuple[TermChip, ...]:
    """The Terms of a row of `with_terms`."""
    return tuple(
        TermChip(
            link.term.kind,
            link.term.code,
            link.term.local_title,
            term_url(link.term.framework.slug, link.term.kind, link.term.code),
        )
        for link in row.term_links.all()
    )


def country_link(country: Country) -> CountryLink:
    return CountryLink(country.code, country.name, reverse("country", args=[country.code]), country.region)


def countries(codes: Iterable[str]) -> tuple[CountryLink, ...]:
    """The countries with these codes by name. One query, or none without codes."""
    codes = list(codes)
    return tuple(map(country_link, Country.objects.filter(code__in=codes).order_by("name"))) if codes else ()
