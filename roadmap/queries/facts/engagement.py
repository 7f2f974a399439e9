"""Events, mechanisms, inputs, campaign materials, reviews and Cooperation Frameworks, as resources of the API.

Next steps name people. They are for staff and in no resource.
"""

from activities.columns import address, code, codes, integer, text
from activities.models import Activity, Term
from activities.queries.facts.parts import certainty, change
from activities.queries.facts.reference import public_sql
from activities.queries.facts.resource import Resource, Watched
from roadmap.models import (
    CooperationFramework,
    Document,
    Engagement,
    EngagementActivity,
    EngagementDocument,
    EngagementTerm,
    HlpfYear,
    Input,
    InputTerm,
    Material,
    MaterialTerm,
    Mechanism,
    Review,
)


def terms_of(table: str, key: str, alias: str) -> str:
    """SQL of the Terms that a row is linked to, each as framework:code."""
    return (
        "ARRAY(SELECT f.slug || ':' || t.code FROM "  # noqa: S608 - our own names
        f"{table} x JOIN activities_term t ON t.id = x.term_id JOIN activities_framework f ON f.id = t.framework_id "
        f"WHERE x.{key} = {alias}.id AND NOT x.withdrawn ORDER BY t.position, t.id)"
    )


def country(alias: str) -> tuple:
    return (
        code("country", "Country: ISO 3166 alpha-2 code.", f"{alias}.country_id", example="KE"),
        text("country_name", "Name of the country.", "c.name", example="Kenya"),
    )


MECHANISMS = Resource(
    name="roadmap/mechanisms",
    title="UN mechanisms",
    description="Bodies and processes of the United Nations in which ITU takes part, with ITU's role.",
    model=Mechanism,
    alias="m",
    live=Mechanism.objects.live,
    gone="m.withdrawn",
    own="the mechanism",
    columns=(
        integer("id", "Number of the mechanism.", "m.id", example=4),
        code("code", "Its code, also in addresses.", "m.code", example="iatt-sti"),
        text("name", "Name.", "m.name", example="Inter-agency Task Team on Science, Technology and Innovation"),
        text("abbreviation", "Abbreviation.", "m.abbreviation", example="IATT"),
        text("what", "What it is.", "m.what", example="Prepares the STI Forum."),
        text("itu_role", "ITU's role.", "m.itu_role", example="Member."),
        codes("actions", "Codes of related commitments.", "m.roadmap_refs", example=["8.d"]),
        address("url", "Its address.", public_sql("m.url"), example="https://sdgs.un.org/tfm"),
        certainty("m.certainty"),
        change("m"),
    ),
)

ENGAGEMENTS = Resource(
    name="roadmap/engagements",
    title="Events",
    description="Sessions, forums, conferences and meetings in which ITU takes part or reports.",
    model=Engagement,
    alias="e",
    live=Engagement.objects.live,
    gone="e.withdrawn",
    joins="LEFT JOIN roadmap_mechanism m ON m.id = e.mechanism_id "
    "LEFT JOIN roadmap_hlpfyear h ON h.id = e.hlpf_year_id",
    watched=(
        Watched("m", Mechanism, "its mechanism", "mechanism"),
        Watched("h", HlpfYear, "its HLPF session", "hlpf_year"),
    ),
    shows=(EngagementTerm, Term, EngagementDocument, Document, EngagementActivity, Activity),
    own="the event",
    columns=(
        integer("id", "Number of the event.", "e.id", example=120),
        code("slug", "Its name in addresses.", "e.slug", example="hlpf-2026"),
        code("kind", "Kind.", "e.kind", values=tuple(Engagement.Kind.values), example="hlpf"),
        text("title", "Title.", "e.title", example="High-level political forum on sustainable development 2026"),
        code("start", "First day, as precisely as it is known.", "e.start", example="2026-07-07"),
        code("end", "Last day; empty if it is not known.", 'e."end"', example="2026-07-15"),
        text("place", "Place.", "e.place", example="New York"),
        code("country", "Country of the place: ISO 3166 alpha-2 code.", "e.country_id", null=True, example="US"),
        codes("countries", "Countries concerned: ISO 3166 alpha-2 codes.", "e.countries", example=["KE"]),
        code("mechanism", "Code of the mechanism.", "m.code", null=True, example="hlpf"),
        text("mechanism_name", "Name of the mechanism.", "m.name", null=True, example="High-level political forum"),
        integer("hlpf_year", "Year of the HLPF session that it is or prepares.", "h.year", null=True, example=2026),
        codes(
            "terms",
            "Linked Terms, each as framework:code.",
            terms_of("roadmap_engagementterm", "engagement_id", "e"),
            derived=True,
            example=["sdg:9"],
        ),
        codes(
            "documents",
            "Documents, by their names in addresses.",
            "ARRAY(SELECT d.slug FROM roadmap_engagementdocument x JOIN roadmap_document d ON d.id = x.document_id "
            "WHERE x.engagement_id = e.id AND NOT x.withdrawn ORDER BY d.slug)",
            derived=True,
            example=["a-res-70-1"],
        ),
        codes(
            "activities",
            "Numbers of activities.",
            "ARRAY(SELECT x.activity_id::text FROM roadmap_engagementactivity x "
            "JOIN activities_activity a ON a.id = x.activity_id "
            "WHERE x.engagement_id = e.id AND NOT x.withdrawn AND NOT a.withdrawn ORDER BY x.activity_id)",
            derived=True,
            example=["12"],
        ),
        address("url", "Its address.", public_sql("e.url"), example="https://hlpf.un.org/2026"),
        text("contribution", "What ITU contributes to it.", "e.contribution", example=""),
        text("outcome", "Outcome.", "e.outcome", example=""),
        certainty("e.certainty"),
        change("e"),
    ),
)

INPUTS = Resource(
    name="roadmap/inputs",
    title="ITU’s inputs",
    description="ITU's statements, contributions to reports, data and sessions for the United Nations.",
    model=Input,
    alias="i",
    live=Input.objects.live,
    gone="i.withdrawn",
    joins="LEFT JOIN roadmap_mechanism m ON m.id = i.mechanism_id LEFT JOIN roadmap_engagement e "
    "ON e.id = i.engagement_id LEFT JOIN roadmap_document d ON d.id = i.document_id",
    watched=(
        Watched("m", Mechanism, "its mechanism", "mechanism"),
        Watched("e", Engagement, "its event", "engagement"),
        Watched("d", Document, "its document", "document"),
    ),
    shows=(InputTerm, Term),
    own="the input",
    columns=(
        integer("id", "Number of the input.", "i.id", example=3),
        code("slug", "Its name in addresses.", "i.slug", example="cstd-28-opening"),
        text("title", "Title.", "i.title", example="Statement at the opening of the CSTD"),
        code("kind", "Kind.", "i.kind", values=tuple(Input.Kind.values), example="statement"),
        code("date", "Date, as precisely as it is known; empty if it is not.", "i.date", example="2025-04-07"),
        code("mechanism", "Code of the mechanism.", "m.code", null=True, example="cstd"),
        code("event", "Event: its name in addresses.", "e.slug", null=True, example="cstd-28"),
        code("document", "Document: its name in addresses.", "d.slug", null=True, example="desa-survey-record-60340"),
        codes(
            "terms",
            "Linked Terms, each as framework:code.",
            terms_of("roadmap_inputterm", "input_id", "i"),
            derived=True,
            example=["sdg:9"],
        ),
        address("url", "Its address.", public_sql("i.url"), example="https://sdgs.un.org/"),
        text("text", "What ITU said.", "i.text", example=""),
        text("outcome", "Outcome.", "i.outcome", example=""),
        certainty("i.certainty"),
        change("i"),
    ),
)

MATERIALS = Resource(
    name="roadmap/materials",
    title="Campaign materials",
    description="Films, texts, pictures and posts that show how ICTs support the Goals.",
    model=Material,
    alias="w",
    live=Material.objects.live,
    gone="w.withdrawn",
    joins="LEFT JOIN roadmap_hlpfyear h ON h.id = w.hlpf_year_id",
    watched=(Watched("h", HlpfYear, "its HLPF session", "hlpf_year"),),
    shows=(MaterialTerm, Term),
    own="the material",
    columns=(
        integer("id", "Number of the material.", "w.id", example=2),
        code("slug", "Its name in addresses.", "w.slug", example="ict4sdg-film"),
        text("title", "Title.", "w.title", example="ICTs for the Goals"),
        text("summary", "Summary.", "w.summary", example=""),
        code("format", "Format.", "w.format", values=tuple(Material.Format.values), example="video"),
        text("audience", "Audience for which it was made.", "w.audience", example="Permanent Missions"),
        code("language", "Language.", "w.language", values=tuple(Activity.Language.values), example="en"),
        code("date", "Date, as precisely as it is known; empty if it is not.", "w.date", example="2026-06"),
        integer("hlpf_year", "Year of the HLPF session for which it was made.", "h.year", null=True, example=2026),
        codes(
            "terms",
            "Linked Terms, each as framework:code.",
            terms_of("roadmap_materialterm", "material_id", "w"),
            derived=True,
            example=["sdg:9"],
        ),
        address("url", "Its address.", public_sql("w.url"), example="https://www.itu.int/"),
        certainty("w.certainty"),
        change("w"),
    ),
)

REVIEWS = Resource(
    name="roadmap/reviews",
    title="Voluntary National Reviews",
    description="Which country presented a Voluntary National Review in which year, and how ICTs feature in it. "
    "The list may be incomplete: a review may exist even if it is not listed.",
    model=Review,
    alias="v",
    live=Review.objects.live,
    gone="v.withdrawn",
    joins="JOIN activities_country c ON c.code = v.country_id",
    own="the review",
    columns=(
        integer("id", "Number of the review.", "v.id", example=77),
        *country("v"),
        integer("year", "Year.", "v.year", example=2024),
        integer("round", "1 for the country's first review, 2 for its second.", "v.round", null=True, example=2),
        address("url", "Its address.", public_sql("v.url"), example="https://hlpf.un.org/countries"),
        text("good_practices", "Good practices with ICTs.", "v.good_practices", example=""),
        text("lessons", "Lessons learned.", "v.lessons", example=""),
        text("challenges", "Challenges.", "v.challenges", example=""),
        text("opportunities", "Opportunities.", "v.opportunities", example=""),
        text("support_finance", "Support requested: finance.", "v.support_finance", example=""),
        text("support_capacity", "Support requested: capacity building.", "v.support_capacity", example=""),
        text("support_technology", "Support requested: technology.", "v.support_technology", example=""),
        text("support_partnerships", "Support requested: partnerships.", "v.support_partnerships", example=""),
        text("policies", "Policies cited.", "v.policies", example=""),
        certainty("v.certainty"),
        change("v"),
    ),
)

COOPERATION_FRAMEWORKS = Resource(
    name="roadmap/cooperation-frameworks",
    title="Cooperation Frameworks",
    description="United Nations Sustainable Development Cooperation Frameworks by country, with their digital "
    "component. A framework of several countries has a row for each.",
    model=CooperationFramework,
    alias="u",
    live=CooperationFramework.objects.live,
    gone="u.withdrawn",
    joins="JOIN activities_country c ON c.code = u.country_id",
    own="the framework",
    columns=(
        integer("id", "Number of the framework.", "u.id", example=31),
        *country("u"),
        integer("start_year", "First year.", "u.start_year", example=2022),
        integer("end_year", "Last year.", "u.end_year", example=2026),
        text("title", "Title.", "u.title", example="Cooperation Framework for Kenya 2022-2026"),
        text("ict_component", "Digital component.", "u.ict_component", example=""),
        address("url", "Its address.", public_sql("u.url"), example="https://kenya.un.org/"),
        certainty("u.certainty"),
        change("u"),
    ),
)

RESOURCES = (MECHANISMS, ENGAGEMENTS, INPUTS, MATERIALS, REVIEWS, COOPERATION_FRAMEWORKS)
