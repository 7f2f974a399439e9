"""Editions of the Roadmap with their sections, commitments and links, as resources of the API."""

from activities.columns import address, boolean, code, codes, integer, text
from activities.models import Framework, Term
from activities.queries.facts.parts import certainty, change
from activities.queries.facts.resource import Resource, Watched
from activities.queries.identity import term_uri_sql
from roadmap.models import (
    Action,
    ActionTerm,
    Citation,
    Edition,
    Section,
)

#: The edition `e` and the section `s` of the action `a`.
PLACE = "JOIN roadmap_section s ON s.id = a.section_id JOIN roadmap_edition e ON e.id = s.edition_id"

EDITIONS = Resource(
    name="roadmap/editions",
    title="Editions of the Roadmap",
    description="Dated versions of the Roadmap of actions related to the SDGs.",
    model=Edition,
    alias="e",
    live=Edition.objects.all,
    own="the edition",
    columns=(
        integer("id", "Number of the edition.", "e.id", example=1),
        code("code", "Code of the edition.", "e.code", example="2019"),
        text("title", "Title.", "e.title", example="Roadmap of ITU actions related to the SDGs"),
        code("date", "Date, as precisely as it is known.", "e.date", example="2019-06"),
        text("description", "Description.", "e.description", example=""),
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
    live=Section.objects.all,
    joins="JOIN roadmap_edition e ON e.id = s.edition_id",
    watched=(Watched("e", Edition, "its edition", "edition"),),
    own="the section",
    columns=(
        integer("id", "Number of the row.", "s.id", example=7),
        code("edition", "Code of the edition.", "e.code", example="2019"),
        integer("section", "Number of the section.", "s.number", example=6),
        text("title", "Title.", "s.title", example="Reporting"),
        change("s"),
    ),
)

ACTIONS = Resource(
    name="roadmap/actions",
    title="Commitments of the Roadmap",
    description="What ITU has committed itself to do, with the bodies responsible and the status.",
    model=Action,
    alias="a",
    live=Action.objects.all,
    joins=PLACE,
    watched=(Watched("s", Section, "its section", "section"), Watched("e", Edition, "its edition", "section__edition")),
    shows=(ActionTerm, Term, Framework, Citation),
    own="the commitment",
    columns=(
        integer("id", "Number of the commitment.", "a.id", example=41),
        code("edition", "Code of the edition.", "e.code", example="2019"),
        integer("section", "Number of the section.", "s.number", example=6),
        text("section_title", "Title of the section.", "s.title", example="Reporting"),
        code("code", "Code of the commitment.", "a.code", example="6.5"),
        integer("position", "Its place in the section.", "a.position", example=5),
        text("text", "The commitment.", "a.text", example="Report to Council each year."),
        code("kind", "Kind.", "a.kind", values=tuple(Action.Kind.values), example="report"),
        text("frequency", "How often.", "a.frequency", example="yearly"),
        codes(
            "responsible",
            "Bodies responsible.",
            r"regexp_split_to_array(a.responsible, '\s*;\s*')",
            words=True,
            example=["General Secretariat"],
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

ACTION_TERMS = Resource(
    name="roadmap/action-terms",
    title="Links of commitments",
    description="Links of commitments to Terms: `official` if the Roadmap itself names the Term.",
    model=ActionTerm,
    alias="x",
    live=ActionTerm.objects.live,
    gone="x.withdrawn",
    joins=f"JOIN roadmap_action a ON a.id = x.action_id {PLACE} JOIN activities_term t ON t.id = x.term_id "
    "JOIN activities_framework f ON f.id = t.framework_id",
    watched=(
        Watched("a", Action, "its commitment", "action"),
        Watched("t", Term, "its Term", "term"),
        Watched("s", Section, "its section", "action__section"),
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
        text("term_title", "Title of the Term.", "t.title", example="Access to ICTs and the Internet"),
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
