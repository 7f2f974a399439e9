"""Activities, organisations, mappings and countries as rows for linked data, with URIs in place of codes and ids."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from activities.models import Activity, Country, Mapping, Organisation
from activities.models.place import is_worldwide
from activities.queries.identity import (
    activity_uri,
    country_uri,
    mapping_uri,
    organisation_uri,
    region_uri,
    term_uri,
)
from activities.rules import public_source

Row = dict[str, Any]
#: The columns of an activity that its row takes over.
OWN = (
    "title", "description", "language", "original_title", "original_description", "kind", "status", "partners",
    "start_year", "end_year", "origin",
)  # fmt: skip


def activity_row(pk: int) -> Row | None:
    """A live activity with its live mappings: {uri, page, organisation, countries, regions, worldwide, source,
    certainty, mappings, change, changed, and OWN}. `organisation` is a URI or None, `countries` and `regions` are lists
    of URIs, `changed` is the time of the last Change. Two queries."""
    columns = ("organisation__slug", "countries", "regions", "url", "description_certainty", "change_id", "change__at")
    found = Activity.objects.live().filter(pk=pk).values(*OWN, *columns).first()
    if found is None:
        return None
    slug = found["organisation__slug"]
    return {name: found[name] for name in OWN} | {
        "uri": activity_uri(pk),
        "page": settings.SITE_URL + reverse("activity", args=[pk]),
        "organisation": organisation_uri(slug) if slug else None,
        "countries": [country_uri(code) for code in found["countries"]],
        "regions": [region_uri(code) for code in found["regions"]],
        "worldwide": is_worldwide(found["countries"], found["regions"]),
        "source": public_source(found["url"]),
        "certainty": found["description_certainty"],
        "mappings": mapping_rows(Mapping.objects.filter(activity=pk)),
        "change": found["change_id"],
        "changed": found["change__at"],
    }


def mapping_rows(mappings: QuerySet[Mapping]) -> list[Row]:
    """Live mappings of live activities: {uri, activity, activity_title, term, term_title, strength, rationale,
    evidence, origin, certainty, change, changed}. One query."""
    rows = (
        mappings.filter(withdrawn=False, activity__withdrawn=False)
        .order_by("activity_id", "term_id")
        .values(
            "id", "activity_id", "activity__title", "term__framework__slug", "term__code", "term__uri", "term__title",
            "strength", "rationale", "evidence_url", "origin", "certainty", "change_id", "change__at",
        )
    )  # fmt: skip
    return [
        {
            "uri": mapping_uri(row["id"]),
            "activity": activity_uri(row["activity_id"]),
            "activity_title": row["activity__title"],
            "term": term_uri(row["term__framework__slug"], row["term__code"], row["term__uri"]),
            "term_title": row["term__title"],
            "strength": row["strength"],
            "rationale": row["rationale"],
            "evidence": row["evidence_url"],
            "origin": row["origin"],
            "certainty": row["certainty"],
            "change": row["change_id"],
            "changed": row["change__at"],
        }
        for row in rows
    ]


def organisation_row(slug: str) -> Row | None:
    """A live organisation: {uri, name, type, sector, country, description, homepage, page, change, changed}. One
    query."""
    columns = ("name", "type", "sector", "country_id", "description", "url", "change_id", "change__at")
    found = Organisation.objects.live().filter(slug=slug).values(*columns).first()
    if found is None:
        return None
    return {
        "uri": organisation_uri(slug),
        "name": found["name"],
        "type": found["type"],
        "sector": found["sector"],
        "country": country_uri(found["country_id"]) if found["country_id"] else None,
        "description": found["description"],
        "homepage": found["url"],
        "page": settings.SITE_URL + reverse("organisation", args=[slug]),
        "change": found["change_id"],
        "changed": found["change__at"],
    }


def country_row(code: str) -> Row | None:
    """A country or territory: {uri, code, alpha3, m49, name, names, region, groups, page}. `names` is {language: name},
    without English; `groups` are codes of the groups that are not unconfirmed. One query."""
    found = Country.objects.filter(code=code).first()
    if found is None:
        return None
    return {
        "uri": country_uri(code),
        "code": code,
        "alpha3": found.alpha3,
        "m49": found.m49,
        "name": found.name,
        "names": found.names,
        "region": region_uri(found.region),
        "groups": [group for group, _name, doubt in found.memberships if not doubt],
        "page": settings.SITE_URL + reverse("country", args=[code]),
    }
