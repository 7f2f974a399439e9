"""Guidance for the Task Force, as a resource of the API. Who follows it up is for staff only."""

from activities.columns import Column, Type, code, integer, text
from activities.queries.facts.parts import change
from activities.queries.facts.resource import Resource, Watched
from roadmap.models import Action, Document, Edition, Guidance, Section

GUIDANCE = Resource(
    name="roadmap/guidance",
    title="Guidance",
    description="Guidance of the Council and working groups on the Roadmap, and what was done about it.",
    model=Guidance,
    alias="g",
    live=Guidance.objects.live,
    gone="g.withdrawn",
    joins="LEFT JOIN roadmap_document d ON d.id = g.document_id LEFT JOIN roadmap_action a ON a.id = g.action_id "
    "LEFT JOIN roadmap_section s ON s.id = a.section_id LEFT JOIN roadmap_edition e ON e.id = s.edition_id",
    watched=(
        Watched("d", Document, "its document", "document"),
        Watched("a", Action, "its commitment", "action"),
        Watched("s", Section, "the section of its commitment", "action__section"),
        Watched("e", Edition, "the edition of its commitment", "action__section__edition"),
    ),
    own="the guidance",
    columns=(
        integer("id", "Number of the guidance.", "g.id", example=4),
        text("body", "Who gave it.", "g.body", example="Council"),
        code("document", "The document in the register.", "d.slug", null=True, example="res-1332-mod-2024"),
        text("paragraph", "Paragraph of the document.", "g.paragraph", example="§ 4.2"),
        text("text", "The guidance.", "g.text", example="Report on gender each year."),
        Column("received_on", Type.DATE, "Day on which it was received.", "g.received_on", example="2026-06-10"),
        code("edition", "Edition of the related commitment.", "e.code", null=True, example="2019"),
        code("action", "Code of the related commitment.", "a.code", null=True, example="2.3"),
        text("action_taken", "What was done about it.", "g.action_taken", example=""),
        Column(
            "closed_on",
            Type.DATE,
            "Day on which it was closed; empty while it is open.",
            "g.closed_on",
            null=True,
            example="2026-09-14",
        ),
        change("g"),
    ),
)
