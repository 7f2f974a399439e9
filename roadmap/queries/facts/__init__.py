"""The public facts of the Roadmap, as resources of the API, in the order in which they depend on each other."""

from roadmap.queries.facts import (
    calendar,
    commitments,
    documents,
    engagement,
    indicators,
    plans,
    progress,
    targets,
    task_force,
)

RESOURCES = (
    commitments.BODIES,
    commitments.EDITIONS,
    commitments.SECTIONS,
    commitments.ACTIONS,
    commitments.ACTION_TERMS,
    documents.DOCUMENTS,
    documents.CITATIONS,
    progress.PROGRESS_UPDATES,
    calendar.HLPF_YEARS,
    calendar.MILESTONES,
    indicators.INDICATORS,
    indicators.VALUES,
    plans.OPERATIONAL_PLANS,
    task_force.GUIDANCE,
    *engagement.RESOURCES,
    targets.TARGET_SETS,
    targets.TARGETS,
    targets.TARGET_VALUES,
)
