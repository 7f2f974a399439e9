"""Operational plans, as a resource of the API."""

from activities.columns import address, code, codes, integer, text
from activities.models import Activity, Framework, Term
from activities.queries.facts.parts import certainty, change
from activities.queries.facts.reference import public_sql
from activities.queries.facts.resource import Resource, Watched
from roadmap.models import Document, OperationalPlan, PlanActivity, PlanTerm

OPERATIONAL_PLANS = Resource(
    name="roadmap/operational-plans",
    title="Operational plans",
    description="Four-year rolling operational plans of ITU's Sectors, with their outputs and activities.",
    model=OperationalPlan,
    alias="p",
    live=OperationalPlan.objects.live,
    gone="p.withdrawn",
    joins="LEFT JOIN roadmap_document d ON d.id = p.document_id",
    watched=(Watched("d", Document, "its document", "document"),),
    shows=(PlanTerm, PlanActivity, Term, Framework, Activity),
    own="the plan",
    columns=(
        integer("id", "Number of the plan.", "p.id", example=12),
        code("slug", "Its name in addresses.", "p.slug", example="c17-29"),
        code(
            "sector",
            "Whose plan it is; `Union` for all Sectors.",
            "p.sector",
            values=tuple(OperationalPlan.Sector.values),
            example="ITU-T",
        ),
        integer("start_year", "First year.", "p.start_year", example=2018),
        integer("end_year", "Last year.", "p.end_year", example=2021),
        text("symbol", "Symbol of the document.", "p.symbol", example="C17/29"),
        text("title", "Title.", "p.title", example="Draft four-year rolling operational plan for 2018-2021"),
        address("url", "Its address.", public_sql("p.url"), example="https://www.itu.int/md/S17-CL-C-0029/en"),
        code("document", "The document in the register, if it has an entry.", "d.slug", null=True, example="c17-29"),
        codes(
            "outputs",
            "Outputs in the plan, each as framework:code.",
            "ARRAY(SELECT f.slug || ':' || t.code FROM roadmap_planterm x JOIN activities_term t ON t.id = x.term_id "
            "JOIN activities_framework f ON f.id = t.framework_id "
            "WHERE x.plan_id = p.id AND NOT x.withdrawn ORDER BY f.position, t.position)",
            derived=True,
            words=True,
            example=["sp-2020:T.1-1"],
        ),
        codes(
            "activities",
            "Numbers of the activities in the plan.",
            "ARRAY(SELECT a.id::text FROM roadmap_planactivity x JOIN activities_activity a ON a.id = x.activity_id "
            "WHERE x.plan_id = p.id AND NOT x.withdrawn AND NOT a.withdrawn ORDER BY a.id)",
            derived=True,
            example=["17"],
        ),
        certainty("p.certainty"),
        change("p"),
    ),
)
