"""Activities, and their links to Terms."""

from activities.certainty import SETTLED
from activities.columns import Column, Type, address, boolean, code, codes, integer, text
from activities.models import Activity, Framework, Mapping, Organisation, Term
from activities.queries.facts.parts import (
    KINDS_OF_ACTIVITIES,
    KINDS_OF_TERMS,
    certainty,
    change,
    language_of,
    organisation,
    places,
    places_join,
)
from activities.queries.facts.reference import public_sql
from activities.queries.facts.resource import Resource, Watched
from activities.queries.identity import activity_uri_sql, mapping_uri_sql, organisation_uri_sql, term_uri_sql
from activities.queries.languages import TAGS, term_named


def held_join(lang: str) -> str:
    """The links of the activity `a` as one row `held`. Terms are looked up by their key: OFFSET 0 stops the planner
    from scanning them for each activity. `json_agg` writes line breaks between rows, not between JSON: JSON Lines have
    none."""
    named = term_named(lang)
    return f"""CROSS JOIN LATERAL (
    SELECT coalesce(json_agg((SELECT row_to_json(link) FROM (
               SELECT m.id, t.framework, t.kind, t.code, t.title, t.title_language, t.uri, m.strength, m.rationale,
                      m.evidence_url, m.origin, m.certainty, m.change_id AS change) link) ORDER BY m.term_id), '[]')
               AS mappings,
           array_agg(t.goal_id) AS goals,
           coalesce(array_agg(t.code ORDER BY m.term_id) FILTER (WHERE t.kind = 'target'), '{{}}') AS targets,
           coalesce(array_agg(t.code ORDER BY m.term_id) FILTER (WHERE t.kind = 'action_line'), '{{}}') AS lines,
           coalesce(array_agg(t.framework || ':' || t.code ORDER BY m.term_id)
               FILTER (WHERE t.kind NOT IN ('goal', 'target', 'action_line')), '{{}}') AS others
      FROM activities_mapping m JOIN LATERAL (
           SELECT f.slug AS framework, t.kind, t.code, {named.name} AS title, {named.language} AS title_language,
                  t.goal_id, {term_uri_sql("t", "f")} AS uri
             FROM activities_term t JOIN activities_framework f ON f.id = t.framework_id {named.join}
            WHERE t.id = m.term_id OFFSET 0) t ON true
     WHERE m.activity_id = a.id AND NOT m.withdrawn) held"""  # noqa: S608 - constants


STRENGTH = "Strength of the link: 1 related, 2 contributes, 3 main purpose."
LINK = (
    integer("id", "Number of the mapping.", "", example=57),
    code("framework", "Code of the framework.", "", example="sdg"),
    code("kind", "Kind of Term.", "", values=KINDS_OF_TERMS, example="target"),
    code("code", "Code of the Term.", "", example="9.c"),
    text("title", "Title of the Term.", "", example="Access to ICTs and the Internet"),
    code("title_language", "Language of this title: that of `lang`, or `en`.", "", values=tuple(TAGS), example="en"),
    address("uri", "Lasting address of the Term.", "", example="http://metadata.un.org/sdg/9.c"),
    integer("strength", STRENGTH, "", example=3),
    text("rationale", "Why they are linked.", "", example="It connects schools."),
    address("evidence_url", "Evidence.", "", example=""),
    code("origin", "How the link came here.", "", values=tuple(Mapping.Origin.values), example="staff"),
    certainty(""),
    integer("change", "Number of the Change that last saved it.", "", example=412),
)


def activity_joins(lang: str) -> str:
    return f"LEFT JOIN activities_organisation o ON o.id = a.organisation_id {places_join(lang)}"


ACTIVITIES = Resource(
    name="activities",
    title="Activities",
    description="What ITU and other organisations do, with links to Terms.",
    model=Activity,
    alias="a",
    live=Activity.objects.live,
    shows=(Mapping, Term, Framework),
    gone="a.withdrawn",
    merged="a.merged_into_id",
    joins=activity_joins("en"),
    joins_in=activity_joins,
    derived_joins=held_join("en"),
    derived_joins_in=held_join,
    watched=(Watched("o", Organisation, "its organisation", "organisation"),),
    own="the activity",
    columns=(
        integer("id", "Number of the activity, which never changes.", "a.id", example=12),
        address("uri", "Its lasting address.", activity_uri_sql("a"), example="https://sdgmap.example/id/activity/12"),
        code("slug", "Its name in addresses.", "a.slug", example="giga"),
        text("title", "Title in English.", "a.title", example="Giga"),
        text(
            "description", "Description in English.", "a.description", example="Connects every school to the Internet."
        ),
        code("kind", "Kind of activity.", "a.kind", values=KINDS_OF_ACTIVITIES, example="initiative"),
        code("status", "Status.", "a.status", values=tuple(Activity.Status.values), example="ongoing"),
        *organisation(),
        codes("partners", "Names of partners.", "a.partners", words=True, example=["UNICEF"]),
        integer("start_year", "First year, if known.", "a.start_year", null=True, example=2019),
        integer("end_year", "Last year, if known.", "a.end_year", null=True, example=2030),
        *places(),
        codes(
            "goals",
            "Codes of the Goals that it is linked to, also through their targets.",
            "ARRAY(SELECT g.code FROM activities_term g WHERE g.id = ANY (held.goals) ORDER BY g.position)",
            derived=True,
            example=["4", "9"],
        ),
        codes(
            "targets", "Codes of the SDG targets that it is linked to.", "held.targets", derived=True, example=["9.c"]
        ),
        codes(
            "action_lines",
            "Codes of the WSIS Action Lines that it is linked to.",
            "held.lines",
            derived=True,
            example=["C2"],
        ),
        codes(
            "other_terms",
            "Other Terms that it is linked to, each as framework:code.",
            "held.others",
            derived=True,
            example=["sp-2024:PS3"],
        ),
        address("url", "Source, if it is public.", public_sql("a.url"), example="https://giga.global/"),
        code(
            "origin", "How the activity came here.", "a.origin", values=tuple(Activity.Origin.values), example="staff"
        ),
        certainty("a.description_certainty", "description_certainty"),
        code(
            "language",
            "Language of the original text (BCP 47). `title` and `description` are in English.",
            "a.language",
            values=tuple(Activity.Language.values),
            example="en",
        ),
        text(
            "original_title",
            "Title in the original language; empty for a text in English.",
            "a.original_title",
            example="",
        ),
        text(
            "original_description",
            "Description in the original language; empty for a text in English.",
            "a.original_description",
            example="",
        ),
        Column(
            "confirmed_on",
            Type.DATE,
            "When someone last confirmed that it is still true.",
            "a.confirmed_on",
            null=True,
            example="2026-03-31",
        ),
        change("a"),
        Column("mappings", Type.OBJECTS, "Its live links to Terms.", "held.mappings", derived=True, parts=LINK),
    ),
)


def mapping_joins(lang: str) -> str:
    return (
        "JOIN activities_activity a ON a.id = m.activity_id "
        "LEFT JOIN activities_organisation o ON o.id = a.organisation_id JOIN activities_term t ON t.id = m.term_id "
        f"JOIN activities_framework f ON f.id = t.framework_id {places_join(lang)} {term_named(lang).join}"
    )


MAPPINGS = Resource(
    name="mappings",
    title="Mappings",
    description="Links of activities to Terms, each with its activity, organisation, places and Term beside it.",
    model=Mapping,
    alias="m",
    live=Mapping.objects.live,
    gone="m.withdrawn OR a.withdrawn",
    joins=mapping_joins("en"),
    joins_in=mapping_joins,
    watched=(
        Watched("a", Activity, "its activity", "activity", hides=True),
        Watched("o", Organisation, "its organisation", "activity__organisation"),
        Watched("t", Term, "its Term", "term"),
        Watched("f", Framework, "its framework", "term__framework"),
    ),
    chunk=3000,
    own="the link",
    columns=(
        integer("id", "Number of the mapping, which never changes.", "m.id", example=57),
        address("uri", "Its lasting address.", mapping_uri_sql("m"), example="https://sdgmap.example/id/mapping/57"),
        integer("activity", "Number of the activity.", "a.id", example=12),
        text("activity_title", "Title of the activity.", "a.title", example="Giga"),
        address(
            "activity_uri",
            "Lasting address of the activity.",
            activity_uri_sql("a"),
            example="https://sdgmap.example/id/activity/12",
        ),
        code("activity_kind", "Kind of activity.", "a.kind", values=KINDS_OF_ACTIVITIES, example="initiative"),
        code(
            "activity_status",
            "Status of the activity.",
            "a.status",
            values=tuple(Activity.Status.values),
            example="ongoing",
        ),
        integer("start_year", "First year of the activity, if known.", "a.start_year", null=True, example=2019),
        integer("end_year", "Last year of the activity, if known.", "a.end_year", null=True, example=2030),
        *organisation(),
        address(
            "organisation_uri",
            "Lasting address of the organisation.",
            organisation_uri_sql("o"),
            null=True,
            example="https://sdgmap.example/id/organisation/itu-d",
        ),
        *places(),
        code("framework", "Code of the framework.", "f.slug", example="sdg"),
        text("framework_title", "Title of the framework.", "f.title", example="Sustainable Development Goals"),
        code("term_kind", "Kind of Term.", "t.kind", values=KINDS_OF_TERMS, example="target"),
        code("term_code", "Code of the Term.", "t.code", example="9.c"),
        text(
            "term_title",
            "Title of the Term, in the language of `lang` if there is one.",
            "t.title",
            local=lambda lang: term_named(lang).name,
            example="Access to ICTs and the Internet",
        ),
        language_of("term_title_language", "this title", lambda lang: term_named(lang).language),
        address(
            "term_uri", "Lasting address of the Term.", term_uri_sql("t", "f"), example="http://metadata.un.org/sdg/9.c"
        ),
        integer("strength", STRENGTH, "m.strength", example=3),
        text("rationale", "Why they are linked.", "m.rationale", example="It connects schools."),
        address("evidence_url", "Evidence.", "m.evidence_url", example="https://giga.global/"),
        code("origin", "How the link came here.", "m.origin", values=tuple(Mapping.Origin.values), example="staff"),
        certainty("m.certainty"),
        boolean(
            "verified",
            "Whether it is settled: `official` or `confirmed`.",
            f"m.certainty IN ({', '.join(repr(str(word)) for word in SETTLED)})",
            example=False,
        ),
        change("m"),
    ),
)
