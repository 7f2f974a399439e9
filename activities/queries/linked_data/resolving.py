"""What a lasting address leads to: a fact, another address, or the trace of something that was withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Activity, Change, Crosswalk, Mapping, Organisation
from activities.models.framework import MATRIX, term_url
from activities.queries.browse.frameworks import framework_or_404
from activities.queries.browse.organisations import organisation_or_404
from activities.queries.browse.places import country_or_404, region_or_404
from activities.queries.codes import UnknownCode, term_or_404, unknown
from activities.queries.identity import SAFE, activity_uri, mapping_uri, organisation_uri
from activities.validators import HIGHEST

#: The number of merges in a row that are followed.
FOLLOWED = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A fact. `page` is the path of its page; `data` is that of its data without a format, "" where there is none."""

    page: str
    data: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Merged into another. `path` is the lasting address of that one, without the site; `data` is as in Found."""

    path: str
    data: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Withdrawn in Change `change` at `at`. `what` is "activity", "organisation" or "mapping". `page` still shows it,
    or the activity of a mapping."""

    uri: str
    what: str
    title: str
    page: str
    change: int
    at: datetime


def find_activity(pk: int) -> Found | Moved | Gone:
    """Raises UnknownCode. One query for a live activity."""
    columns = ("title", "withdrawn", "merged_into", "change_id")
    row = Activity.objects.filter(pk=pk).values(*columns).first() if pk <= HIGHEST else None
    page = reverse("activity", args=[pk])
    if row is None:
        message = _("There is no activity %(number)s. Search for a word of its title instead.")
        raise UnknownCode(message % {"number": str(pk)[:20]}, [])
    if row["merged_into"]:
        other = survivor(Activity, row["merged_into"])
        return Moved(reverse("id-activity", args=[other]), data("activities", other))
    if row["withdrawn"]:
        return Gone(activity_uri(pk), "activity", row["title"], page, *withdrawal(Activity, pk, row["change_id"]))
    return Found(page, data("activities", pk))


def find_organisation(slug: str) -> Found | Moved | Gone:
    """Raises UnknownCode. One query for a live organisation."""
    columns = ("id", "name", "withdrawn", "merged_into", "change_id")
    row = Organisation.objects.filter(slug=slug).values(*columns).first()
    if row is None:
        organisation_or_404(slug)
        raise UnknownCode("", [])
    page = reverse("organisation", args=[slug])
    if row["merged_into"]:
        other = Organisation.objects.values_list("slug", flat=True).get(pk=survivor(Organisation, row["merged_into"]))
        return Moved(reverse("id-organisation", args=[other]), data("organisations", other))
    if row["withdrawn"]:
        since = withdrawal(Organisation, row["id"], row["change_id"])
        return Gone(organisation_uri(slug), "organisation", row["name"], page, *since)
    return Found(page, data("organisations", slug))


def find_mapping(pk: int) -> Found | Moved | Gone:
    """A mapping has no page of its own: `page` is its place on the page of its activity. Raises UnknownCode.

    If its activity was merged, it has moved to the mapping of the other activity with the same Term.
    """
    row = (
        Mapping.objects.filter(pk=pk)
        .values(
            "activity_id", "activity__title", "activity__withdrawn", "activity__merged_into", "activity__change_id",
            "term_id", "term__code", "term__title", "withdrawn", "change_id",
        )
        .first()
        if pk <= HIGHEST
        else None
    )  # fmt: skip
    if row is None:
        raise UnknownCode(_("There is no mapping %(number)s.") % {"number": str(pk)[:20]}, [])
    page = reverse("activity", args=[row["activity_id"]])
    if not (row["withdrawn"] or row["activity__withdrawn"]):
        return Found(f"{page}#mapping-{pk}", data("mappings", pk))
    if row["activity__merged_into"] and not row["withdrawn"]:
        stays = survivor(Activity, row["activity__merged_into"])
        other = Mapping.objects.live().filter(activity=stays, term=row["term_id"]).values_list("pk", flat=True).first()
        if other:
            return Moved(reverse("id-mapping", args=[other]), data("mappings", other))
    title = f"{row['activity__title']} → {row['term__code']} {row['term__title']}"
    if row["withdrawn"]:
        since = withdrawal(Mapping, pk, row["change_id"])
    else:
        since = withdrawal(Activity, row["activity_id"], row["activity__change_id"])
    return Gone(mapping_uri(pk), "mapping", title, page, *since)


def find_term(framework: str, code: str) -> Found:
    """Raises UnknownCode with the nearest codes. Two queries."""
    found = framework_or_404(framework)
    term = term_or_404(found.slug, code)
    return Found(term_url(framework, term.kind, term.code), data("terms", framework, term.code))


def find_framework(slug: str) -> Found:
    """Raises UnknownCode with the nearest frameworks. One query."""
    return Found(framework_or_404(slug).get_absolute_url(), data("frameworks", slug))


def find_crosswalk(name: str) -> Found:
    """The Matrix for its crosswalk, the page of the framework where its links start for others. Raises UnknownCode."""
    links = Crosswalk.objects.live()
    start = links.filter(name=name).values_list("from_term__framework__slug", flat=True).first()
    if start is None:
        known = [(one, one, reverse("id-crosswalk", args=[one])) for one in names_of_crosswalks()]
        raise unknown(_("There is no crosswalk “%(name)s”.") % {"name": name[:60]}, name, known)
    page = reverse("matrix") if name == MATRIX else reverse("framework", args=[start])
    return Found(page, data("crosswalks", name))


def find_country(code: str) -> Found:
    """Raises UnknownCode with the nearest countries. One query."""
    found = country_or_404(code)
    return Found(reverse("country", args=[found.code]), data("countries", found.code))


def find_region(slug: str) -> Found:
    """Raises UnknownCode with the nearest regions. No query."""
    return Found(reverse("region", args=[region_or_404(slug)]))


def names_of_crosswalks() -> list[str]:
    names = Crosswalk.objects.live().order_by("name").values_list("name", flat=True).distinct()
    return list(names)


def data(*parts: str | int) -> str:
    """The path of the data of a fact, to which a format is added: /api/v1/terms/sdg/9.c."""
    return "/api/v1/" + "/".join(quote(str(part), safe=SAFE) for part in parts)


def survivor(model: type[Any], pk: int) -> int:
    """The id at the end of a chain of merges that goes on with `pk`. One query per step; a circular chain ends after
    ten."""
    for _step in range(FOLLOWED):
        further = model.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
        if further is None:
            break
        pk = further
    return pk


def withdrawal(model: type[Any], pk: int, change: int) -> tuple[int, datetime]:
    """The Change that withdrew a row, and its time. The row may have been written since, in Change `change`. Up to
    three queries."""
    events = model.pgh_event_model.objects.filter(id=pk)
    live = events.filter(withdrawn=False).aggregate(last=Max("pgh_id"))["last"] or 0
    first = events.filter(pgh_id__gt=live).order_by("pgh_id").values_list("change_id", flat=True).first()
    return Change.objects.values_list("id", "at").get(pk=first or change)


def without_format(path: str, form: str) -> str:
    """`data` from an address with or without a format: /api/v1/terms/sdg/9.c.ttl and /api/v1/terms/sdg/9.c/."""
    return quote(path.removesuffix(f".{form}").removesuffix("/"), safe=SAFE)
