"""HLPF sessions and milestones, as resources of the API."""

from activities.columns import address, code, codes, integer, text
from activities.models import Term
from activities.queries.facts.parts import certainty, change
from activities.queries.facts.reference import public_sql
from activities.queries.facts.resource import Resource
from roadmap.models import (
    HlpfGoal,
    HlpfYear,
    Milestone,
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
