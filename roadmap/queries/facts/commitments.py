"""Editions of the Roadmap with their sections, commitments and links, as resources of the API."""

from activities.columns import Column, Type, address, boolean, code, codes, integer, text
from activities.models import Activity, Framework, Organisation, Term
from activities.models.sector import Sector
from activities.queries.facts.parts import certainty, change, language_of
from activities.queries.facts.resource import Gate, Resource, Watched
from activities.queries.identity import term_uri_sql
from activities.queries.languages import term_named
from roadmap.models import (
    Action,
    ActionActivity,
    ActionBody,
    ActionTerm,
    Body,
    Citation,
    Edition,
    Section,
)


def gate(path: str) -> Gate:
    """A draft of an edition is for staff only, with all that belongs to it."""
    return Gate("e", Edition, path, "state", Edition.State.PUBLISHED)


#: The edition `e` and the section `s` of the action `a`.
PLACE = "JOIN roadmap_section s ON s.id = a.section_id JOIN roadmap_edition e ON e.id = s.edition_id"

#: What hides a row `x` that belongs to a commitment, and when such a row is withdrawn.
HIDING = (
    Watched("a", Action, "its commitment", "action", hides=True),
    Watched("s", Section, "its section", "action__section", hides=True),
)
GONE = "(x.withdrawn OR a.withdrawn OR s.withdrawn)"

EDITIONS = Resource(
    name="roadmap/editions",
    title="Editions",
    description="Dated versions of the Roadmap, and of other registers of commitments.",
    model=Edition,
    alias="e",
    live=Edition.objects.published,
    gate=gate(""),
    own="the edition",
    columns=(
        integer("id", "Number of the edition.", "e.id", example=1),
        code("code", "Code of the edition.", "e.code", example="2019"),
        text("title", "Title.", "e.title", example="Roadmap of ITU actions related to the SDGs"),
        code("date", "Date, as precisely as it is known.", "e.date", example="2019-06"),
        text("description", "Description.", "e.description", example=""),
        code(
            "register",
            "The register of which it is a version.",
            "e.register",
            values=tuple(Edition.Register.values),
            example="roadmap",
        ),
        boolean("current", "Whether it is the one in force.", "e.current", example=True),
        certainty("e.certainty"),
        change("e"),
    ),
)

SECTIONS = Resource(
    name="roadmap/sections",
    title="Sections of the Roadmap",
    description="The sections of each edition; the covering note is number 0.",
    model=Section,
    alias="s",
    live=Section.objects.published,
    gate=gate("edition"),
    gone="s.withdrawn",
    joins="JOIN roadmap_edition e ON e.id = s.edition_id",
    watched=(Watched("e", Edition, "its edition", "edition"),),
    own="the section",
    columns=(
        integer("id", "Number of the row.", "s.id", example=7),
        code("edition", "Code of the edition.", "e.code", example="2019"),
        integer("section", "Number of the section.", "s.number", example=6),
        text("title", "Title.", "s.title", example="Reporting"),
        text("text", "Text of the section.", "s.text", example=""),
        change("s"),
    ),
)

ACTIONS = Resource(
    name="roadmap/actions",
    title="Commitments of the Roadmap",
    description="What ITU has committed to do, with the responsible bodies and the status.",
    model=Action,
    alias="a",
    live=Action.objects.published,
    gate=gate("section__edition"),
    gone="(a.withdrawn OR s.withdrawn)",
    joins=PLACE,
    watched=(
        Watched("s", Section, "its section", "section", hides=True),
        Watched("e", Edition, "its edition", "section__edition"),
    ),
    shows=(ActionTerm, Term, Framework, Citation, ActionBody, Body, ActionActivity, Activity),
    own="the commitment",
    columns=(
        integer("id", "Number of the commitment.", "a.id", example=41),
        code("edition", "Code of the edition.", "e.code", example="2019"),
        integer("section", "Number of the section.", "s.number", example=6),
        text("section_title", "Title of the section.", "s.title", example="Reporting"),
        code("code", "Code of the commitment.", "a.code", example="6.5"),
        integer("position", "Its position in the section.", "a.position", example=5),
        text("text", "The commitment.", "a.text", example="Report to Council each year."),
        code("kind", "Kind.", "a.kind", values=tuple(Action.Kind.values), example="report"),
        text("frequency", "Frequency, in the words of the document.", "a.frequency", example="yearly"),
        codes(
            "responsible",
            "Responsible bodies, in the words of the document.",
            r"regexp_split_to_array(a.responsible, '\s*;\s*')",
            words=True,
            example=["General Secretariat"],
        ),
        code(
            "rule",
            "Rule for when progress is due.",
            "a.rule",
            values=tuple(Action.Frequency.values),
            example="yearly",
        ),
        Column(
            "due_on",
            Type.DATE,
            "Due date of a commitment that is due once.",
            "a.due_on",
            null=True,
            example="2026-12-31",
        ),
        codes(
            "bodies",
            "Responsible bodies, by their names in addresses.",
            "ARRAY(SELECT b.slug FROM roadmap_actionbody x JOIN roadmap_body b ON b.id = x.body_id "
            "WHERE x.action_id = a.id AND NOT x.withdrawn ORDER BY x.position)",
            derived=True,
            example=["general-secretariat"],
        ),
        text("resources", "What is needed, and where it comes from.", "a.resources", example=""),
        codes(
            "activities",
            "Numbers of the activities that carry it out, chosen by the editors.",
            "ARRAY(SELECT x.activity_id::text FROM roadmap_actionactivity x "
            "JOIN activities_activity t ON t.id = x.activity_id "
            "WHERE x.action_id = a.id AND NOT x.withdrawn AND NOT t.withdrawn ORDER BY x.id)",
            derived=True,
            example=["12", "340"],
        ),
        text("paragraph", "Paragraph of the document.", "a.para_ref", example="§ 6"),
        code("status", "Status.", "a.status", values=tuple(Action.Status.values), example="not-reported"),
        codes(
            "terms",
            "Linked Terms, each as framework:code.",
            "ARRAY(SELECT f.slug || ':' || t.code FROM roadmap_actionterm x JOIN activities_term t ON t.id = x.term_id "
            "JOIN activities_framework f ON f.id = t.framework_id "
            "WHERE x.action_id = a.id AND NOT x.withdrawn ORDER BY x.id)",
            derived=True,
            example=["sdg:9.c"],
        ),
        codes(
            "documents",
            "Documents that it cites, as written.",
            "ARRAY(SELECT x.text FROM roadmap_citation x WHERE x.action_id = a.id AND NOT x.withdrawn "
            "ORDER BY x.position)",
            derived=True,
            words=True,
            example=["Resolution 1332"],
        ),
        change("a"),
    ),
)


def link_joins(lang: str) -> str:
    return (
        f"JOIN roadmap_action a ON a.id = x.action_id {PLACE} JOIN activities_term t ON t.id = x.term_id "
        f"JOIN activities_framework f ON f.id = t.framework_id {term_named(lang).join}"
    )


ACTION_TERMS = Resource(
    name="roadmap/action-terms",
    title="Links of commitments",
    description="Links of commitments to Terms: `official` if the Roadmap itself names the Term.",
    model=ActionTerm,
    alias="x",
    live=ActionTerm.objects.published,
    gate=gate("action__section__edition"),
    gone=GONE,
    joins=link_joins("en"),
    joins_in=link_joins,
    watched=(
        *HIDING,
        Watched("t", Term, "its Term", "term"),
        Watched("e", Edition, "its edition", "action__section__edition"),
        Watched("f", Framework, "its framework", "term__framework"),
    ),
    own="the link",
    columns=(
        integer("id", "Number of the link.", "x.id", example=90),
        code("edition", "Code of the edition.", "e.code", example="2019"),
        code("action", "Code of the commitment.", "a.code", example="6.5"),
        text("action_text", "The commitment.", "a.text", example="Report to Council each year."),
        code("framework", "Code of the framework.", "f.slug", example="sdg"),
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
            "term_uri",
            "Lasting address of the Term.",
            term_uri_sql("t", "f"),
            example="http://metadata.un.org/sdg/9.c",
        ),
        certainty("x.certainty"),
        change("x"),
    ),
)

BODIES = Resource(
    name="roadmap/bodies",
    title="Bodies",
    description="Bodies that are responsible for commitments or to which documents are addressed.",
    model=Body,
    alias="b",
    live=Body.objects.live,
    gone="b.withdrawn",
    joins="LEFT JOIN activities_organisation o ON o.id = b.organisation_id",
    watched=(Watched("o", Organisation, "its organisation", "organisation"),),
    own="the body",
    key=("slug",),
    columns=(
        integer("id", "Number of the body.", "b.id", example=9),
        code("slug", "Its name in addresses.", "b.slug", example="bdt"),
        text("name", "Name.", "b.name", example="BDT"),
        code(
            "sector",
            "ITU Sector whose focal points report for it; empty for others.",
            "nullif(b.sector, '')",
            null=True,
            values=tuple(Sector.values),
            example="ITU-D",
        ),
        code("organisation", "The organisation, by its name in addresses.", "o.slug", null=True, example="itu-d"),
        change("b"),
    ),
)
