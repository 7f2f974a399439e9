"""The loaded frameworks and their contents."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from activities.certainty import OPEN
from activities.models import Crosswalk, Framework, Term
from activities.models.framework import PLAIN_ADDRESSES
from activities.queries.codes import unknown
from activities.queries.terms import kind_in_words


@dataclass(frozen=True, slots=True)
class FrameworkCard:
    """A Framework with its contents: `kinds` are (number of entries, name of their kind)."""

    framework: Framework
    kinds: tuple[tuple[int, str], ...]
    entries: int
    open: int
    official: int
    proposed: int


def framework_or_404(slug: str) -> Framework:
    """The Framework, or UnknownCode with the nearest ones. `has_pages`: its entries have pages of their own sort."""
    own = Term.objects.filter(framework=OuterRef("pk"), kind__in=PLAIN_ADDRESSES)
    known = {framework.slug: framework for framework in Framework.objects.annotate(has_pages=Exists(own))}
    if slug in known:
        return known[slug]
    message = _("There is no framework “%(slug)s”.") % {"slug": slug[:60]}
    raise unknown(message, slug, ((f.slug, f.title, f.get_absolute_url()) for f in known.values()))


def framework_cards() -> tuple[FrameworkCard, ...]:
    """All frameworks. Three queries."""
    kinds: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    terms = Term.objects.order_by().values("framework", "kind")
    for framework, kind, number, waiting in terms.annotate(
        number=Count("id"), open=Count("id", filter=Q(certainty__in=OPEN))
    ).values_list("framework", "kind", "number", "open"):
        kinds[framework][kind] = (number, waiting)
    links: dict[tuple[int, str], int] = {}
    crosswalks = Crosswalk.objects.live().of_contributions().order_by().values("from_term__framework", "standing")
    for framework, standing, number in crosswalks.annotate(number=Count("id")).values_list(
        "from_term__framework", "standing", "number"
    ):
        links[framework, standing] = number
    return tuple(card(framework, kinds[framework.id], links) for framework in Framework.objects.all())


def card(framework: Framework, kinds: dict[str, tuple[int, int]], links: dict[tuple[int, str], int]) -> FrameworkCard:
    return FrameworkCard(
        framework=framework,
        kinds=tuple((kinds[kind][0], kind_in_words(kind, kinds[kind][0])) for kind in Term.Kind if kind in kinds),
        entries=sum(number for number, _waiting in kinds.values()),
        open=sum(waiting for _number, waiting in kinds.values()),
        official=links.get((framework.id, Crosswalk.Standing.OFFICIAL), 0),
        proposed=links.get((framework.id, Crosswalk.Standing.PROPOSED), 0),
    )
