"""The list of organisations, a page at a time."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from activities.models import Country, Organisation
from activities.queries.codes import unknown

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of stakeholders, those with most activities first. `sectors` are the parts of ITU, with any filters.

    `total` stakeholders match; `stakeholders` and `governments` count all of them. `next` is the address of the last
    one shown if more follow: the cursor of the next page.
    """

    sectors: tuple[Organisation, ...]
    others: tuple[Organisation, ...]
    total: int
    stakeholders: int
    governments: int
    next: str
    first: bool
    countries: tuple[Country, ...]

    @property
    def everyone(self) -> int:
        return len(self.sectors) + self.stakeholders


def organisation_page(
    *, words: str = "", kind: str = "", country: str = "", after: str = "", limit: int = PAGE
) -> Page:
    """One page of organisations. Each has `number`, its number of live activities. Four queries, one more after a
    cursor."""
    matching = Q()
    if words:
        matching &= Q(name__icontains=words) | Q(slug__icontains=words)
    if kind:
        matching &= Q(type=kind)
    if country:
        matching &= Q(country=country)
    live = Organisation.objects.live()
    everybody = live.filter(sector="")
    others = with_number(everybody.filter(matching))
    if after:
        others = beyond(others, after)
    found = list(others.order_by("-number", "name", "id")[: limit + 1])
    shown = tuple(found[:limit])
    counts = everybody.aggregate(
        total=Count("id", filter=matching) if matching else Count("id"),
        stakeholders=Count("id"),
        governments=Count("id", filter=Q(type=Organisation.Type.GOVERNMENT)),
    )
    sectors = list(with_number(live.exclude(sector="")))
    return Page(
        sectors=tuple(sorted(sectors, key=lambda one: Organisation.Sector.values.index(one.sector))),
        others=shown,
        next=shown[-1].slug if len(found) > limit else "",
        first=not after,
        countries=tuple(Country.objects.filter(organisations__withdrawn=False).distinct().order_by("name")),
        **counts,
    )


def beyond(organisations: QuerySet, after: str) -> QuerySet:
    """Those of `with_number` after the one with the slug `after`, or all if there is none. One query."""
    last = with_number(Organisation.objects.filter(slug=after)).values_list("number", "name", "id").first()
    if not last:
        return organisations
    number, name, pk = last
    later = Q(number=number) & (Q(name__gt=name) | Q(name=name, id__gt=pk))
    return organisations.filter(Q(number__lt=number) | later)


def with_number(organisations: QuerySet) -> QuerySet:
    """The organisations with their country and `number`, their live activities."""
    live = Count("activities", filter=Q(activities__withdrawn=False))
    return organisations.select_related("country").annotate(number=live)


def organisation_or_404(slug: str) -> Organisation:
    """The organisation with its country, even if it is withdrawn; if it was merged, the one it was merged into.

    Raises UnknownCode with those of the nearest slug or name. One query, two for an organisation that is not live.
    """
    everybody = Organisation.objects.select_related("country")
    found = everybody.at(slug).first() or everybody.filter(slug=slug).first()
    if found:
        return found
    near = Organisation.objects.live().filter(
        Q(slug__startswith=slug[:3]) | Q(name__icontains=slug.replace("-", " ")[:60])
    )
    candidates = [(one.slug, one.name, one.get_absolute_url()) for one in near[:200]]
    raise unknown(_("There is no organisation “%(slug)s”.") % {"slug": slug[:60]}, slug, candidates)
