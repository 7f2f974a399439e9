"""Progress updates, as a resource of the API. Pending reports are in another table, which no resource reads."""

from activities.columns import Column, Type, address, code, codes, integer, text
from activities.models import Activity
from activities.queries.facts.parts import change
from activities.queries.facts.reference import public_sql
from activities.queries.facts.resource import Resource, Watched
from roadmap.models import Action, Document, Edition, ProgressUpdate, Section, UpdateActivity, UpdateDocument
from roadmap.models.progress import SAID
from roadmap.queries.facts.commitments import PLACE, gate


def day(moment: str) -> str:
    """SQL of the day of a point in time."""
    return f"({moment} AT TIME ZONE 'UTC')::date"


PROGRESS_UPDATES = Resource(
    name="roadmap/progress-updates",
    title="Progress of commitments",
    description="Accepted reports on commitments: period, status, figures and evidence.",
    model=ProgressUpdate,
    alias="u",
    live=ProgressUpdate.objects.live,
    gate=gate("action__section__edition"),
    gone="u.withdrawn",
    joins=f"JOIN roadmap_action a ON a.id = u.action_id {PLACE}",
    watched=(
        Watched("a", Action, "its commitment", "action"),
        Watched("s", Section, "its section", "action__section"),
        Watched("e", Edition, "its edition", "action__section__edition"),
    ),
    shows=(UpdateDocument, Document, UpdateActivity, Activity),
    own="the update",
    columns=(
        integer("id", "Number of the update.", "u.id", example=12),
        code("edition", "Code of the edition.", "e.code", example="2019"),
        integer("section", "Number of the section.", "s.number", example=6),
        code("action", "Code of the commitment.", "a.code", example="6.5"),
        text("action_text", "The commitment.", "a.text", example="Hold information sessions for Permanent Missions."),
        code("status", "Status.", "u.status", values=tuple(SAID), example="on-track"),
        Column("period_start", Type.DATE, "First day of the period.", "u.period_start", example="2026-01-01"),
        Column("period_end", Type.DATE, "Last day of the period.", "u.period_end", example="2026-12-31"),
        Column(
            "due_on",
            Type.DATE,
            "Due date that the report covers; empty for an ongoing commitment.",
            "u.due_on",
            null=True,
            example="2026-12-31",
        ),
        Column("submitted_on", Type.DATE, "When it was submitted.", day("u.submitted_at"), example="2026-12-10"),
        Column("accepted_on", Type.DATE, "When it was accepted.", day("u.accepted_at"), example="2026-12-14"),
        text("done", "What was done.", "u.done", example="Two sessions were held in New York."),
        text("figures", "Figures.", "u.figures", example="2 sessions, 48 Permanent Missions"),
        address("evidence_url", "Web address of the evidence.", public_sql("u.evidence_url"), example=""),
        codes(
            "documents",
            "Documents in the register that are evidence, by their names in addresses.",
            "ARRAY(SELECT d.slug FROM roadmap_updatedocument x JOIN roadmap_document d ON d.id = x.document_id "
            "WHERE x.update_id = u.id AND NOT x.withdrawn ORDER BY x.id)",
            derived=True,
            example=["res-1332-mod-2024"],
        ),
        codes(
            "activities",
            "Numbers of the activities that are evidence.",
            "ARRAY(SELECT x.activity_id::text FROM roadmap_updateactivity x JOIN activities_activity y "
            "ON y.id = x.activity_id WHERE x.update_id = u.id AND NOT x.withdrawn AND NOT y.withdrawn ORDER BY x.id)",
            derived=True,
            example=["341"],
        ),
        change("u"),
    ),
)
