"""Columns that several resources share."""

from collections.abc import Callable
from typing import Any

from activities.certainty import Certainty
from activities.columns import Column, boolean, code, codes, integer, text
from activities.models import Activity, Organisation, Region, Term
from activities.models.place import WORLDWIDE_FROM, worldwide_sql
from activities.queries.languages import ENGLISH, TAGS, country_named, shared_language


def certainty(column: str, name: str = "certainty") -> Column:
    words = " ".join(f"`{word.value}`: {word.sentence}" for word in Certainty)
    return code(name, f"How certain it is. {words}", column, values=tuple(Certainty.values), example="proposed")


def change(alias: str) -> Column:
    return integer("change", "Number of the Change that last saved it.", f"{alias}.change_id", example=412)


def organisation(prefix: str = "organisation", optional: bool = True) -> tuple[Column, ...]:
    """The organisation of an activity, which goes by `o`."""
    return (
        code(
            prefix,
            "Organisation: its name in addresses. Empty if the source names none.",
            "o.slug",
            null=optional,
            example="itu-d",
        ),
        text(f"{prefix}_name", "Name of the organisation.", "o.name", null=optional, example="ITU-D"),
        code(
            f"{prefix}_type",
            "Type of the organisation.",
            "o.type",
            null=optional,
            values=tuple(Organisation.Type.values),
            example="international-organisation",
        ),
        code(
            f"{prefix}_sector",
            "ITU Sector; empty for stakeholders.",
            "nullif(o.sector, '')",
            null=True,
            values=tuple(Organisation.Sector.values),
            example="ITU-D",
        ),
        code(
            f"{prefix}_country",
            "Seat of the organisation: ISO 3166 alpha-2 code.",
            "o.country_id",
            null=True,
            example="CH",
        ),
    )


def places_join(lang: str) -> str:
    """The countries of the activity `a` with their names and codes, as one row `place`.

    They are looked up by their key: OFFSET 0 stops the planner from scanning them for each activity."""
    named = country_named(lang)
    return f"""CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(c.name ORDER BY x.n), '{{}}') AS names,
           {shared_language("c.language" if lang != "en" else ENGLISH)} AS language,
           coalesce(array_agg(c.alpha3 ORDER BY x.n), '{{}}') AS alpha3,
           coalesce(array_agg(c.m49 ORDER BY x.n), '{{}}') AS m49
      FROM unnest(a.countries) WITH ORDINALITY AS x (code, n) JOIN LATERAL (
           SELECT {named.name} AS name, {named.language} AS language, c.alpha3, c.m49
             FROM activities_country c WHERE c.code = x.code OFFSET 0) c ON true) place"""  # noqa: S608 - our own names


def language_of(name: str, what: str, local: Callable[[str], str], **more: Any) -> Column:
    """The column with the language of `what`."""
    description = f"Language of {what}: that of `lang`, or `en` where there is none in it."
    return code(name, description, local("en"), local=local, values=tuple(TAGS), example="en", **more)


def places() -> tuple[Column, ...]:
    """The places of the activity `a`. They need `places_join`."""
    return (
        codes("regions", "ITU regions, or `global`.", "a.regions", values=tuple(Region.values), example=["africa"]),
        codes(
            "region_names",
            "Names of the regions.",
            "ARRAY(SELECT {regions} ->> x.code FROM unnest(a.regions) WITH ORDINALITY AS x (code, n) ORDER BY x.n)",
            example=["Africa"],
        ),
        boolean(
            "worldwide",
            f"Marked `global`, without any place, or in {WORLDWIDE_FROM} countries or more.",
            worldwide_sql("a"),
            example=False,
        ),
        codes("countries", "Countries: ISO 3166 alpha-2 codes.", "a.countries", example=["RW", "KE"]),
        codes(
            "country_names", "Names of the countries, in the same order.", "place.names", example=["Rwanda", "Kenya"]
        ),
        code(
            "country_names_language",
            "Language of these names: that of `lang`, `en` where there is none in it, `mul` for some of each.",
            "place.language",
            values=(*TAGS, "mul"),
            local=lambda lang: "place.language",
            null=True,
            example="en",
        ),
        codes("country_alpha3", "Their ISO 3166 alpha-3 codes.", "place.alpha3", example=["RWA", "KEN"]),
        codes("country_m49", "Their M49 codes.", "place.m49", example=["646", "404"]),
    )


KINDS_OF_TERMS = tuple(Term.Kind.values)
KINDS_OF_ACTIVITIES = tuple(Activity.Kind.values)
