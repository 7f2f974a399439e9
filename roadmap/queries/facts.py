"""What is public of the Roadmap, as resources of the API."""

from activities.columns import Column, Type, address, boolean, code, codes, integer, text
from activities.models import Framework, Term
from activities.queries.facts.parts import certainty, change
from activities.queries.facts.reference import public_sql
from activities.queries.facts.resource import Resource, Watched
from activities.queries.identity import term_uri_sql
from roadmap.models import (
    Action,
    ActionTerm,
    Citation,
    Document,
    Edition,
    HlpfGoal,
    HlpfYear,
    Milestone,
    Section,
    Series,
    SeriesValue,
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
            "ARRAY(SELECT x.text FROM roadmap_citation x WHERE x.action_id = a.id ORDER BY x.position)",
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

DOCUMENTS = Resource(
    name="roadmap/documents",
    title="Documents",
    description="Resolutions, reports and plans that the Roadmap cites.",
    model=Document,
    alias="d",
    live=Document.objects.all,
    own="the document",
    columns=(
        integer("id", "Number of the document.", "d.id", example=3),
        code("slug", "Its name in addresses.", "d.slug", example="res-1332-mod-2024"),
        text("symbol", "Symbol.", "d.symbol", example="Resolution 1332 (modified 2024)"),
        text("title", "Title.", "d.title", example="ITU role in the implementation of the WSIS outcomes"),
        integer("year", "Year.", "d.year", example=2024),
        text("what_it_asks", "What it asks for.", "d.what_it_asks", example=""),
        address("url", "Its address.", public_sql("d.url"), example="https://www.itu.int/"),
        certainty("d.certainty"),
        change("d"),
    ),
)

CITATIONS = Resource(
    name="roadmap/citations",
    title="Citations",
    description="Documents that each commitment cites.",
    model=Citation,
    alias="x",
    live=Citation.objects.all,
    joins=f"JOIN roadmap_action a ON a.id = x.action_id {PLACE} LEFT JOIN roadmap_document d ON d.id = x.document_id",
    watched=(
        Watched("a", Action, "its commitment", "action"),
        Watched("d", Document, "its document", "document"),
        Watched("s", Section, "its section", "action__section"),
        Watched("e", Edition, "its edition", "action__section__edition"),
    ),
    own="the citation",
    columns=(
        integer("id", "Number of the citation.", "x.id", example=15),
        code("edition", "Code of the edition.", "e.code", example="2019"),
        code("action", "Code of the commitment.", "a.code", example="6.5"),
        integer("position", "Its place among the citations.", "x.position", example=1),
        text("text", "As cited.", "x.text", example="Resolution 1332"),
        code(
            "document",
            "The document in the register, if it is there.",
            "d.slug",
            null=True,
            example="res-1332-mod-2024",
        ),
        boolean("inferred", "Whether the version in force is assumed.", "x.inferred", example=True),
        change("x"),
    ),
)

HLPF_YEARS = Resource(
    name="roadmap/hlpf-years",
    title="HLPF sessions",
    description="Yearly sessions of the High-Level Political Forum, with theme and Goals in focus.",
    model=HlpfYear,
    alias="h",
    live=HlpfYear.objects.all,
    shows=(HlpfGoal, Term),
    own="the session",
    columns=(
        integer("id", "Number of the row.", "h.id", example=9),
        integer("year", "Year.", "h.year", example=2026),
        text("theme", "Theme; empty until it is known.", "h.theme", example=""),
        codes(
            "goals",
            "Goals in focus.",
            "ARRAY(SELECT t.code FROM roadmap_hlpfgoal x JOIN activities_term t ON t.id = x.term_id "
            "WHERE x.hlpf_year_id = h.id ORDER BY t.position)",
            derived=True,
            example=["6", "7", "9", "11", "17"],
        ),
        address("source_url", "Source.", public_sql("h.source_url"), example="https://hlpf.un.org/2026"),
        certainty("h.certainty"),
        change("h"),
    ),
)

MILESTONES = Resource(
    name="roadmap/milestones",
    title="WSIS milestones",
    description="Dates in the history of the World Summit on the Information Society.",
    model=Milestone,
    alias="w",
    live=Milestone.objects.all,
    own="the milestone",
    columns=(
        integer("id", "Number of the milestone.", "w.id", example=1),
        code("date", "Date, as precisely as it is known.", "w.date", example="2003-12"),
        text("title", "Title.", "w.title", example="Geneva phase of the Summit"),
        text("summary", "Summary.", "w.summary", example=""),
        address("source_url", "Source.", public_sql("w.source_url"), example="https://www.itu.int/wsis/"),
        change("w"),
    ),
)

INDICATORS = Resource(
    name="roadmap/indicators",
    title="Series of SDG indicators",
    description="Published series of the SDG indicators for which ITU supplies figures.",
    model=Series,
    alias="s",
    live=Series.objects.all,
    joins="JOIN activities_term t ON t.id = s.term_id JOIN activities_framework f ON f.id = t.framework_id",
    watched=(Watched("t", Term, "its indicator", "term"), Watched("f", Framework, "its framework", "term__framework")),
    own="the series",
    columns=(
        integer("id", "Number of the series.", "s.id", example=4),
        code("series", "Code of the series.", "s.series_code", example="IT_MOB_4GNTWK"),
        text("title", "Title of the series.", "s.title", example="Population covered by at least a 4G network"),
        code("indicator", "Code of the SDG indicator.", "t.code", example="9.c.1"),
        text("indicator_title", "Title of the indicator.", "t.title", example="Mobile network coverage"),
        address(
            "indicator_uri",
            "Lasting address of the indicator.",
            term_uri_sql("t", "f"),
            example="http://metadata.un.org/sdg/9.c.1",
        ),
        text("unit", "Unit.", "s.unit", example="percent"),
        code(
            "tier",
            "Tier of the Inter-agency and Expert Group.",
            "s.tier",
            values=tuple(Series.Tier.values),
            example="I",
        ),
        text("role", "Role of ITU.", "s.role", example="custodian"),
        text("definition", "Definition.", "s.description", example=""),
        address("source_url", "Source.", public_sql("s.source_url"), example="https://datahub.itu.int/"),
        change("s"),
    ),
)

VALUES = Resource(
    name="roadmap/values",
    title="Values of indicators",
    description="Figures of the series by area and year, each from one edition of one publication.",
    model=SeriesValue,
    alias="v",
    live=SeriesValue.objects.all,
    joins="JOIN roadmap_series s ON s.id = v.series_id JOIN activities_term t ON t.id = s.term_id",
    watched=(Watched("s", Series, "its series", "series"), Watched("t", Term, "its indicator", "series__term")),
    own="the figure",
    columns=(
        integer("id", "Number of the figure.", "v.id", example=120),
        code("series", "Code of the series.", "s.series_code", example="IT_MOB_4GNTWK"),
        text("series_title", "Title of the series.", "s.title", example="Population covered by at least a 4G network"),
        code("indicator", "Code of the SDG indicator.", "t.code", example="9.c.1"),
        text("area", "Area.", "v.area", example="World"),
        integer("year", "Year.", "v.year", example=2024),
        Column("value", Type.NUMBER, "The figure.", "v.value::float8", example=92.4),
        text("unit", "Unit.", "v.unit", example="percent"),
        text("disaggregation", "Broken down by; empty for the total.", "v.disaggregation", example=""),
        text("edition", "Edition of the statistics.", "v.edition", example="2024"),
        text("publication", "Publication.", "v.publication", example="Facts and Figures"),
        text("remark", "What to know about the figure.", "v.note", example=""),
        address("source_url", "Source.", public_sql("v.source_url"), example="https://datahub.itu.int/"),
        certainty("v.certainty"),
        change("v"),
    ),
)

RESOURCES = (
    EDITIONS,
    SECTIONS,
    ACTIONS,
    ACTION_TERMS,
    DOCUMENTS,
    CITATIONS,
    HLPF_YEARS,
    MILESTONES,
    INDICATORS,
    VALUES,
)
