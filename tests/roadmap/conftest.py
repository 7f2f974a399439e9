"""The Roadmap as it ships, on the SDG framework as it ships."""

import pytest

from activities.actions.ledger import record
from activities.actions.reference.frameworks import load_frameworks
from activities.actions.reference.load import REFERENCE, load_countries
from activities.exchange.csv_files.frameworks import read_frameworks
from activities.models import Framework
from roadmap.actions.reference.load import load_roadmap


@pytest.fixture
def sdg(db):
    """The 17 Goals and 169 targets, and the countries."""
    with record("tests", "reference.load") as change:
        load_countries(change)
        load_frameworks(read_frameworks(REFERENCE / "frameworks.csv")[:1], change)
    return Framework.objects.get(slug="sdg")


@pytest.fixture
def loaded(sdg):
    """Outcomes of the first load of the Roadmap, by label."""
    with record("tests", "reference.load") as change:
        return {outcome.label: outcome for outcome in load_roadmap(change)}
