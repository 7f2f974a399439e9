"""A small map with hostile text, and its snapshot."""

import pytest

from activities import summaries
from activities.actions.snapshots.writing import write_snapshot
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

#: A formula, quotes, separators, line breaks, a control character, two directions of writing, a sign beyond 16 bits.
HOSTILE = "=1+1,\";'\r\nالذكاء \u202e\u0001 ☃ 🛰 {}[]\\n%s"


@pytest.fixture
def storage(settings, tmp_path):
    """Django's storage, in a folder of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def small_map(db, storage):
    """Two live activities and a withdrawn one, with links, places, dates, and texts that are missing or hostile."""
    ministry = OrganisationFactory(name=HOSTILE, type="government")
    first = ActivityFactory(
        title=HOSTILE,
        description=HOSTILE,
        organisation=ministry,
        partners=["-UNICEF", "Ünïcode"],
        start_year=2019,
        countries=["KE", "CH"],
        regions=["africa"],
        confirmed_on="2026-03-31",
    )
    second = ActivityFactory(title="Plain", organisation=None)
    gone = ActivityFactory(title="Withdrawn", withdrawn=True)
    MappingFactory(activity=first, term=TargetFactory(code="9.c"), rationale=HOSTILE, strength=3)
    MappingFactory(activity=first, term=GoalFactory(code="9"))
    MappingFactory(activity=second, term=GoalFactory(code="4"), certainty="unconfirmed")
    MappingFactory(activity=second, term=ActionLineFactory(code="C2"), withdrawn=True)
    MappingFactory(activity=gone, term=GoalFactory(code="4"))
    CrosswalkFactory()
    summaries.rebuild()
    return first


@pytest.fixture
def snapshot(small_map):
    return write_snapshot()
