"""Frameworks, their Terms with texts and crosswalks, organisations and countries."""

from activities.columns import Column, Type, address, boolean, code, codes, integer, text
from activities.models import (
    Activity,
    Country,
    CountryGroup,
    Crosswalk,
    Framework,
    Organisation,
    Region,
    Term,
    TermText,
)
from activities.queries.facts.parts import KINDS_OF_TERMS, certainty, change, language_of
from activities.queries.facts.resource import Resource, Watched
from activities.queries.identity import framework_uri_sql, organisation_uri_sql, term_uri_sql
from activities.queries.languages import ENGLISH, country_named, term_named
from activities.rules import PRIVATE_ADDRESS


def public_sql(column: str) -> str:
    """SQL of an address that the public may see as a source; "" if it is for staff only (`rules.public_source`)."""
    return f"CASE WHEN {column} <> '' AND {column} ~* '{PRIVATE_ADDRESS}' THEN '' ELSE {column} END"


FRAMEWORKS = Resource(
    name="frameworks",
    title="Frameworks",
    description="Published classifications: the SDGs, the WSIS Action Lines, ITU's Strategic Plans and others.",
    model=Framework,
    alias="f",
    live=Framework.objects.all,
    own="the framework",
    shows=(Term,),
    columns=(
        integer("id", "Number of the framework.", "f.id", example=1),
        code("slug", "Code of the framework.", "f.slug", example="sdg"),
        address(
            "uri", "Its lasting address.", framework_uri_sql("f"), example="https://sdgmap.example/id/framework/sdg"
        ),
        text("title", "Title.", "f.title", example="Sustainable Development Goals"),
        language_of("title_language", "the title. There are none in other languages yet", lambda lang: ENGLISH),
        text("publisher", "Who published it.", "f.publisher", example="United Nations"),
        text("description", "Description.", "f.description", example="17 Goals with 169 targets."),
        address("source_url", "Where its publisher shows it.", "f.uri", example="https://sdgs.un.org/goals"),
        integer("start_year", "First year.", "f.start_year", null=True, example=2015),
        integer("end_year", "Last year.", "f.end_year", null=True, example=2030),
        boolean("draft", "Whether its text has not been adopted yet.", "f.draft", example=False),
        integer(
            "terms",
            "The number of its Terms.",
            "(SELECT count(*) FROM activities_term x WHERE x.framework_id = f.id)",
            derived=True,
            example=434,
        ),
        change("f"),
    ),
)


def term_joins(lang: str) -> str:
    return (
        "JOIN activities_framework f ON f.id = t.framework_id LEFT JOIN activities_term up ON up.id = t.parent_id "
        "LEFT JOIN activities_term g ON g.id = t.goal_id LEFT JOIN activities_term old ON old.id = t.replaces_id "
        "LEFT JOIN activities_framework oldf ON oldf.id = old.framework_id "
        f"LEFT JOIN activities_termsummary s ON s.term_id = t.id {term_named(lang).join}"
    )


TERMS = Resource(
    name="terms",
    title="Terms",
    description="Goals, targets, indicators, Action Lines, and the entries of plans and other frameworks.",
    model=Term,
    alias="t",
    live=Term.objects.all,
    joins=term_joins("en"),
    joins_in=term_joins,
    watched=(
        Watched("f", Framework, "its framework", "framework"),
        Watched("up", Term, "the Term above it", "parent"),
        Watched("g", Term, "its Goal", "goal"),
        Watched("old", Term, "the Term that it replaces", "replaces"),
        Watched("oldf", Framework, "the framework of the Term that it replaces", "replaces__framework"),
    ),
    own="the Term",
    columns=(
        integer("id", "Number of the Term.", "t.id", example=47),
        address(
            "uri",
            "Its lasting address: the publisher's, or ours.",
            term_uri_sql("t", "f"),
            example="http://metadata.un.org/sdg/9.c",
        ),
        code("framework", "Code of its framework.", "f.slug", example="sdg"),
        code("kind", "Kind of Term.", "t.kind", values=KINDS_OF_TERMS, example="target"),
        code("code", "Its code, unique in the framework.", "t.code", example="9.c"),
        text(
            "title",
            "Short label in English; with `lang`, the short name or the official sentence in that language.",
            "t.title",
            local=lambda lang: term_named(lang).name,
            example="Access to ICTs and the Internet",
        ),
        language_of("title_language", "the title", lambda lang: term_named(lang).language),
        text("description", "Description in English.", "t.description", example=""),
        code("parent", "Code of the Term above it.", "up.code", null=True, example="9"),
        code("goal", "Code of the Goal of an SDG entry.", "g.code", null=True, example="9"),
        integer("position", "Its place in the order of the framework.", "t.position", example=90800),
        code("colour", "Official colour of a Goal.", "t.colour", example=""),
        code("sector", "ITU Sector, of entries of Strategic Plans only.", "t.sector", example=""),
        codes("facilitators", "Facilitators of an Action Line.", "t.facilitators", example=[]),
        address("source_url", "Source of the entry.", public_sql("t.source_url"), example=""),
        certainty("t.certainty"),
        Column("valid_from", Type.DATE, "First day of its validity.", "t.valid_from", null=True, example="2024-01-01"),
        Column("valid_to", Type.DATE, "Last day of its validity.", "t.valid_to", null=True, example="2027-12-31"),
        code(
            "replaces_framework",
            "Framework of the earlier Term that it replaces.",
            "oldf.slug",
            null=True,
            example="sp-2020",
        ),
        code("replaces_code", "Code of the earlier Term that it replaces.", "old.code", null=True, example="Goal 1"),
        integer(
            "activities",
            "Live activities linked to it. For a Goal also to its targets, each once. A figure: as of "
            "the last rebuild.",
            "s.activities",
            null=True,
            derived=True,
            example=51,
        ),
        change("t"),
    ),
)

TEXTS = Resource(
    name="texts",
    title="Texts of Terms",
    description="The short name and the official sentence of a Term in one language.",
    model=TermText,
    alias="x",
    live=TermText.objects.all,
    joins="JOIN activities_term t ON t.id = x.term_id JOIN activities_framework f ON f.id = t.framework_id",
    watched=(
        Watched("t", Term, "its Term", "term"),
        Watched("f", Framework, "its framework", "term__framework"),
    ),
    own="the text",
    columns=(
        integer("id", "Number of the text.", "x.id", example=810),
        address(
            "term_uri", "Lasting address of its Term.", term_uri_sql("t", "f"), example="http://metadata.un.org/sdg/9.c"
        ),
        code("framework", "Code of the framework.", "f.slug", example="sdg"),
        code("code", "Code of the Term.", "t.code", example="9.c"),
        code("language", "Language of the text (BCP 47).", "x.language", example="fr"),
        text("title", "Short name.", "x.title", example=""),
        text("official_text", "The official sentence.", "x.official_text", example="Accroître nettement l’accès …"),
        text("source", "Where the text is from.", "x.source", example="United Nations"),
        certainty("x.certainty"),
        change("x"),
    ),
)


def _end(which: str, alias: str, framework: str) -> tuple[Column, ...]:
    what = {"from": "at the start of", "to": "at the end of"}[which]
    return (
        code(
            f"{which}_framework",
            f"Framework of the Term {what} the link.",
            f"{framework}.slug",
            example={"from": "wsis", "to": "sdg"}[which],
        ),
        code(
            f"{which}_kind",
            f"Kind of the Term {what} the link.",
            f"{alias}.kind",
            values=KINDS_OF_TERMS,
            example={"from": "action_line", "to": "target"}[which],
        ),
        code(
            f"{which}_code",
            f"Code of the Term {what} the link.",
            f"{alias}.code",
            example={"from": "C2", "to": "9.c"}[which],
        ),
        text(
            f"{which}_title",
            f"Title of the Term {what} the link.",
            f"{alias}.title",
            local=lambda lang: term_named(lang, alias).name,
            example={"from": "ICT infrastructure", "to": "Access to ICTs and the Internet"}[which],
        ),
        language_of(f"{which}_title_language", "this title", lambda lang: term_named(lang, alias).language),
        address(
            f"{which}_uri",
            f"Lasting address of the Term {what} the link.",
            term_uri_sql(alias, framework),
            example={"from": "https://sdgmap.example/id/term/wsis/C2", "to": "http://metadata.un.org/sdg/9.c"}[which],
        ),
    )


def crosswalk_joins(lang: str) -> str:
    return (
        "JOIN activities_term a ON a.id = c.from_term_id JOIN activities_framework af ON af.id = a.framework_id "
        "JOIN activities_term b ON b.id = c.to_term_id JOIN activities_framework bf ON bf.id = b.framework_id "
        "LEFT JOIN activities_crosswalksummary s ON s.crosswalk_id = c.id "
        f"{term_named(lang, 'a').join} {term_named(lang, 'b').join}"
    )


CROSSWALKS = Resource(
    name="crosswalks",
    title="Crosswalk links",
    description="Links between Terms of two frameworks, published (`official`) or put forward by the editors "
    "(`proposed`).",
    model=Crosswalk,
    alias="c",
    live=Crosswalk.objects.live,
    gone="c.withdrawn",
    joins=crosswalk_joins("en"),
    joins_in=crosswalk_joins,
    watched=(
        Watched("a", Term, "the Term at its start", "from_term"),
        Watched("b", Term, "the Term at its end", "to_term"),
        Watched("af", Framework, "the framework at its start", "from_term__framework"),
        Watched("bf", Framework, "the framework at its end", "to_term__framework"),
    ),
    own="the link",
    columns=(
        integer("id", "Number of the link.", "c.id", example=12),
        code("name", "Crosswalk that it belongs to.", "c.name", example="wsis-sdg-matrix"),
        code(
            "standing",
            "`official`: published; `proposed`: by the editors.",
            "c.standing",
            values=tuple(Crosswalk.Standing.values),
            example="official",
        ),
        *_end("from", "a", "af"),
        *_end("to", "b", "bf"),
        text("rationale", "Why they are linked.", "c.rationale", example="Infrastructure gives access."),
        address("source_url", "Source of the link.", public_sql("c.source_url"), example="https://www.itu.int/"),
        certainty("c.certainty"),
        integer(
            "activities",
            "Live activities linked to both. A figure: as of the last rebuild.",
            "s.activities",
            null=True,
            derived=True,
            example=14,
        ),
        change("c"),
    ),
)

ORGANISATIONS = Resource(
    name="organisations",
    title="Organisations",
    description="ITU's Sectors and stakeholders.",
    model=Organisation,
    alias="o",
    live=Organisation.objects.live,
    own="the organisation",
    shows=(Activity,),
    gone="o.withdrawn",
    merged="o.merged_into_id",
    joins="LEFT JOIN activities_country c ON c.code = o.country_id",
    columns=(
        integer("id", "Number of the organisation.", "o.id", example=3),
        code("slug", "Its name in addresses.", "o.slug", example="itu-d"),
        address(
            "uri",
            "Its lasting address.",
            organisation_uri_sql("o"),
            example="https://sdgmap.example/id/organisation/itu-d",
        ),
        text("name", "Name.", "o.name", example="ITU-D"),
        code("type", "Type.", "o.type", values=tuple(Organisation.Type.values), example="international-organisation"),
        code(
            "sector",
            "ITU Sector; empty for stakeholders.",
            "nullif(o.sector, '')",
            null=True,
            values=tuple(Organisation.Sector.values),
            example="ITU-D",
        ),
        code("country", "Seat: ISO 3166 alpha-2 code.", "o.country_id", null=True, example="CH"),
        text(
            "country_name",
            "Name of the country, in the language of `lang` if there is one.",
            "c.name",
            local=lambda lang: country_named(lang).name,
            null=True,
            example="Switzerland",
        ),
        language_of(
            "country_name_language",
            "this name",
            lambda lang: f"CASE WHEN c.code IS NOT NULL THEN {country_named(lang).language} END",
            null=True,
        ),
        code("country_alpha3", "ISO 3166 alpha-3 code.", "c.alpha3", null=True, example="CHE"),
        code("country_m49", "M49 code.", "c.m49", null=True, example="756"),
        text("description", "Description.", "o.description", example="ITU Telecommunication Development Sector"),
        address("url", "Its website.", "o.url", example="https://www.itu.int/itu-d/"),
        integer(
            "activities",
            "Its live activities (live count).",
            "(SELECT count(*) FROM activities_activity x WHERE x.organisation_id = o.id AND NOT x.withdrawn)",
            derived=True,
            example=120,
        ),
        change("o"),
    ),
)

COUNTRIES = Resource(
    name="countries",
    title="Countries",
    description="Countries and territories with their codes, ITU region and groups.",
    model=Country,
    alias="c",
    live=Country.objects.all,
    key=("code",),
    columns=(
        code("code", "ISO 3166 alpha-2 code.", "c.code", example="RW"),
        code("alpha3", "ISO 3166 alpha-3 code.", "c.alpha3", example="RWA"),
        code("m49", "M49 code.", "c.m49", example="646"),
        text(
            "name",
            "Name, in the language of `lang` if there is one.",
            "c.name",
            local=lambda lang: country_named(lang).name,
            example="Rwanda",
        ),
        language_of("name_language", "the name", lambda lang: country_named(lang).language),
        code(
            "region",
            "ITU region.",
            "c.region",
            values=tuple(r for r in Region.values if r != Region.GLOBAL),
            example="africa",
        ),
        code("region_name", "Name of the region.", "{regions} ->> c.region", example="Africa"),
        codes(
            "groups",
            "Groups that it belongs to: least developed, landlocked developing, small island developing.",
            "c.groups",
            values=tuple(CountryGroup.values),
            example=["ldc", "lldc"],
        ),
        codes(
            "groups_unconfirmed",
            "Those of the groups that are not confirmed.",
            "c.groups_unconfirmed",
            values=tuple(CountryGroup.values),
            example=[],
        ),
    ),
)
