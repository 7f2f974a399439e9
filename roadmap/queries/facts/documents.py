"""Documents and citations, as resources of the API."""

from activities.columns import address, boolean, code, codes, integer, text
from activities.queries.facts.parts import certainty, change
from activities.queries.facts.reference import public_sql
from activities.queries.facts.resource import Resource, Watched
from roadmap.models import (
    Body,
    Citation,
    Document,
    DocumentBody,
    Edition,
)
from roadmap.queries.facts.commitments import GONE, HIDING, PLACE, gate

DOCUMENTS = Resource(
    name="roadmap/documents",
    title="Documents",
    description="Resolutions, reports and plans that the Roadmap cites, or that concern its commitments.",
    model=Document,
    alias="d",
    live=Document.objects.live,
    gone="d.withdrawn",
    shows=(Body, DocumentBody),
    own="the document",
    columns=(
        integer("id", "Number of the document.", "d.id", example=3),
        code("slug", "Its name in addresses.", "d.slug", example="res-1332-mod-2024"),
        text("symbol", "Symbol.", "d.symbol", example="Resolution 1332 (modified 2024)"),
        text("title", "Title.", "d.title", example="ITU role in the implementation of the WSIS outcomes"),
        integer("year", "Year, if it is known.", "d.year", null=True, example=2024),
        text("issued_by", "Who adopted or wrote it.", "d.issued_by", example="ITU Council"),
        codes(
            "actions",
            "Codes of related commitments.",
            "d.roadmap_refs",
            example=["2.1", "8.4"],
        ),
        text("what_it_asks", "What it asks for.", "d.what_it_asks", example=""),
        codes(
            "bodies",
            "Bodies to which it is addressed, by their names in addresses.",
            "ARRAY(SELECT b.slug FROM roadmap_documentbody x JOIN roadmap_body b ON b.id = x.body_id "
            "WHERE x.document_id = d.id AND NOT x.withdrawn ORDER BY x.position)",
            derived=True,
            example=["tsb", "council"],
        ),
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
    live=Citation.objects.published,
    gate=gate("action__section__edition"),
    gone=GONE,
    joins=f"JOIN roadmap_action a ON a.id = x.action_id {PLACE} LEFT JOIN roadmap_document d ON d.id = x.document_id",
    watched=(
        *HIDING,
        Watched("d", Document, "its document", "document"),
        Watched("e", Edition, "its edition", "action__section__edition"),
    ),
    own="the citation",
    columns=(
        integer("id", "Number of the citation.", "x.id", example=15),
        code("edition", "Code of the edition.", "e.code", example="2019"),
        code("action", "Code of the commitment.", "a.code", example="6.5"),
        integer("position", "Its position among the citations.", "x.position", example=1),
        text("text", "As cited.", "x.text", example="Resolution 1332"),
        code(
            "document",
            "The document in the register, if it has an entry.",
            "d.slug",
            null=True,
            example="res-1332-mod-2024",
        ),
        boolean("inferred", "Whether the version in force is assumed.", "x.inferred", example=True),
        change("x"),
    ),
)
