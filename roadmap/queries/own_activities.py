"""The activities of a commitment: those that mention its subject by name, and those linked to the Terms it names."""

import re
from dataclasses import dataclass
from typing import cast

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from activities.models import Certainty, Mapping, Organisation, Term
from roadmap.models import Action
from roadmap.queries.commitments import LinkedTerm

ACTIVITIES_SHOWN = 5
#: Two or more words with a capital, also with small words between them: "High-Level Political Forum".
NAME = re.compile(r"[A-Z][\w/-]*(?:\s+(?:(?:of|for|on|the|and)\s+){0,2}[A-Z][\w/-]*)+")
#: The actor before a name is not part of it: "ITU Regional Development Forums".
ACTORS = re.compile(r"^(?:(?:ITU|UN)\s+)+(?=\S+\s)")
#: Names of those who act or are addressed, and of places: they do not say what is done.
NOT_WHAT_IS_DONE = {"BDT and TSB", "Member States", "New York", "Sector Members and Associates"}


@dataclass(frozen=True, slots=True)
class NamingActivity:
    """An activity whose title or description mentions a name from the commitment."""

    href: str
    title: str
    organisation: str
    organisation_href: str


@dataclass(frozen=True, slots=True)
class ServingActivity:
    """An activity of ITU linked to one of a commitment's Terms, with its strongest link."""

    href: str
    title: str
    organisation: str
    organisation_href: str
    strength: int
    certainty: str
    term: LinkedTerm


def names_in(text: str) -> list[str]:
    """The names in a commitment: "Contribute to the STI Forum." gives "STI Forum". A verb at the beginning does not
    count."""
    first, _space, rest = text.partition(" ")
    text = text if first.isupper() or "-" in first else rest
    names = (ACTORS.sub("", name) for name in NAME.findall(text))
    return [name for name in names if name not in NOT_WHAT_IS_DONE]


def naming_condition(action: Action) -> Q:
    """A condition for activities whose title or description contains a whole name from `action`; empty, and thus false,
    if it has none."""
    hit = Q()
    for name in names_in(action.text):
        hit |= Q(search=SearchQuery(name, search_type="phrase", config="english"))
    return hit


def serving(action: Action) -> tuple[ServingActivity, ...]:
    """Up to five of ITU's activities for the Terms that the Roadmap names (a Goal includes its targets), strongest
    first.

    Terms that the editors added do not count: nearly every commitment has Goal 17, and with it the same activities. One
    query if the Roadmap names any.
    """
    links = {link.term_id: link for link in action.links.all() if link.certainty == Certainty.OFFICIAL}
    if not links:
        return ()
    found = (
        Mapping.objects.live()
        .filter(activity__organisation__sector__gt="")
        .filter(term__in=Term.objects.filter(goal__in=links) | Term.objects.filter(id__in=links))
        .select_related("term__framework", "activity__organisation")
        .defer("activity__search", "activity__description")
        .order_by("-strength", "certainty", "-activity_id", "term__position")
    )
    shown: dict[int, ServingActivity] = {}
    # An activity can be linked to several of the Terms and is shown once: read more rows than are shown.
    for mapping in found[: ACTIVITIES_SHOWN * 6]:
        if len(shown) == ACTIVITIES_SHOWN:
            break
        activity, term = mapping.activity, mapping.term
        body = cast(Organisation, activity.organisation)
        shown.setdefault(
            activity.id,
            ServingActivity(
                href=activity.get_absolute_url(),
                title=activity.title,
                organisation=body.name,
                organisation_href=body.get_absolute_url(),
                strength=mapping.strength,
                certainty=mapping.certainty,
                term=LinkedTerm(term.kind, term.code, term.title, term.get_absolute_url(), mapping.certainty),
            ),
        )
    return tuple(shown.values())
