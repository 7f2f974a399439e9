"""The Roadmap as it ships, on the SDG framework as it ships."""

import pytest
from django.db.models import F

from activities.actions.ledger import record
from activities.actions.reference.load import FRAMEWORKS, REFERENCE, load_terms
from activities.actions.reference.reconcile import reconcile
from activities.exchange.csv_files.reference import read_goals, read_targets
from activities.models import Framework, Term
from roadmap.actions.reference import load_roadmap


@pytest.fixture
def sdg(db):
    """The 17 Goals and 169 targets."""
    with record("tests", "reference.load") as change:
        reconcile(Framework, ("slug",), FRAMEWORKS[:1], change)
        framework = Framework.objects.get(slug="sdg")
        goals = read_goals(REFERENCE / "sdg_goals.csv")
        load_terms(framework.id, goals, change)
        Term.objects.goals().update(goal=F("id"))
        load_terms(
            framework.id, read_targets(REFERENCE / "sdg_targets.csv", {g.code for g in goals}), change, goals=True
        )
    return framework


@pytest.fixture
def loaded(sdg):
    """Outcomes of the first load of the Roadmap, by label."""
    with record("tests", "reference.load") as change:
        return {outcome.label: outcome for outcome in load_roadmap(change)}
