"""The list of organisations, a page at a time."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from activities.models import Activity, Country, Organisation
from activities.queries.codes import unknown

PAGE = 100
#: The SQL of `OrganisationQuerySet.named_like`, written out because every search uses it.
NAMED = """SELECT id FROM activities_organisation
 WHERE to_tsvector('simple', coalesce(name, '')) @@ websearch_to_tsquery('simple', %s) ORDER BY name LIMIT 50"""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of organisations by name. `sectors` are ITU's own, on the first page alone; `total` counts all matches.

    `next` is the address of the last organisation shown when more follow: the cursor of the next page.
    """

    sectors: tuple[Organisation, ...]
    others: tuple[Organisation, ...]
    total: int
    everyone: int
    next: str
    first: bool
    countries: tuple[Country, ...]


def organisation_page(
    *, words: str = "", kind: str = "", country: str = "", after: str = "", limit: int = PAGE
) -> Page:
    """One page of organisations in five queries. Each has `number`, its number of live activities."""
    matching = Organisation.objects.live()
    if words:
        matching = matching.filter(Q(name__icontains=words) | Q(slug__icontains=words))
    if kind:
        matching = matching.filter(type=kind)
    if country:
        matching = matching.filter(country=country)
    others = with_number(matching.filter(sector="")).order_by("name", "id")
    if after:
        others = beyond(others, after)
    found = list(others[: limit + 1])
    shown = tuple(found[:limit])
    sectors = [] if after else list(with_number(matching.exclude(sector="")))
    return Page(
        sectors=tuple(sorted(sectors, key=lambda one: Organisation.Sector.values.index(one.sector))),
        others=shown,
        total=matching.count(),
        everyone=Organisation.objects.live().count(),
        next=shown[-1].slug if len(found) > limit else "",
        first=not after,
        countries=tuple(Country.objects.filter(organisations__withdrawn=False).distinct().order_by("name")),
    )


def named(words: str) -> list[int]:
    """Up to fifty ids of organisations whose name contains all the words, in the syntax of a web search. One query."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [words])
        return [pk for (pk,) in cursor.fetchall()]


def beyond(organisations: QuerySet, after: str) -> QuerySet:
    """The organisations after the one with the slug `after`, or all if there is none."""
    last = Organisation.objects.filter(slug=after).values_list("name", "id").first()
    return organisations.filter(Q(name__gt=last[0]) | Q(name=last[0], id__gt=last[1])) if last else organisations


def with_number(organisations: QuerySet) -> QuerySet:
    """The organisations with `number`, their live activities. Only the rows of the page are counted."""
    live = Activity.objects.live().filter(organisation=OuterRef("pk")).order_by().values("organisation")
    number = Subquery(live.annotate(number=Count("id")).values("number"), output_field=IntegerField())
    return organisations.select_related("country").annotate(number=Coalesce(number, 0))


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
