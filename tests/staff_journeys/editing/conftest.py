"""An activity to edit, and browsers of a focal point and a coordinator."""

import pytest

from activities import rules
from activities.models import Term
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    FrameworkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
    TermTextFactory,
)

ARABIC = "مشروع القرى الذكية في النيجر 2021–2023"


@pytest.fixture
def activity(transactional_db):
    """One of ITU-D's with an Arabic title, a Goal and an Action Line; targets to choose from."""
    for code in ("KE", "BR", "FJ"):
        CountryFactory(code=code)
    FrameworkFactory(slug="sdg", title="Sustainable Development Goals")
    FrameworkFactory(slug="wsis", title="WSIS Action Lines")
    FrameworkFactory(slug="sp-2024", title="ITU Strategic Plan 2024–2027")
    made = ActivityFactory(title=ARABIC, slug="villages", description="One.", countries=["KE"], start_year=2021)
    MappingFactory(activity=made, term=GoalFactory(code="9", title="Industry"), certainty="unconfirmed")
    MappingFactory(activity=made, term=ActionLineFactory(code="C2", title="Infrastructure"), certainty="unconfirmed")
    MappingFactory(activity=made, term=GoalFactory(code="4", title="Quality education"), strength=3)
    TargetFactory(code="9.c", title="Internet access for all")
    TermTextFactory(term=Term.objects.get(code="4"), language="fr", title="Éducation de qualité")
    return made


@pytest.fixture
def page(staff_page):
    """The focal point of ITU-D's."""
    return staff_page(rules.FOCAL_POINT, ["ITU-D"], name="Amal")


@pytest.fixture
def chair(staff_page):
    """A coordinator's."""
    return staff_page(rules.COORDINATOR, name="Boris")


@pytest.fixture
def plain(staff_page):
    """A narrow window without script."""
    narrow = {"width": 375, "height": 800}
    return staff_page(rules.FOCAL_POINT, ["ITU-D"], java_script_enabled=False, viewport=narrow)
