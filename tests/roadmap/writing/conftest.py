import pytest

from activities import rules
from tests.activities.api.writing.calling import Program
from tests.factories.activities import ActivityFactory, CountryFactory, GoalFactory, TermFactory, UserFactory
from tests.factories.engagement import (
    CooperationFrameworkFactory,
    EngagementFactory,
    InputFactory,
    MaterialFactory,
    MechanismFactory,
    ReviewFactory,
)
from tests.factories.plans import GuidanceFactory, OperationalPlanFactory
from tests.factories.roadmap import (
    ActionBodyFactory,
    ActionFactory,
    BodyFactory,
    DocumentFactory,
    ProgressUpdateFactory,
)


@pytest.fixture
def coordinator(client, db):
    """The program of a coordinator."""
    return Program(client, UserFactory(role=rules.COORDINATOR, name="Cora Coordinator"))


@pytest.fixture
def focal(client, db):
    """The program of a focal point of ITU-T, whose bodies commitment 6.5 has."""
    return Program(client, UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"], name="Fola Focal"))


@pytest.fixture
def action(db):
    return ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly")).action


@pytest.fixture
def rows(db):
    """{register: its row}, and all to which the examples of the registers refer."""
    for code in ("KE", "US"):
        CountryFactory(code=code)
    GoalFactory(code="9")
    TermFactory(framework__slug="wsis", code="C2", kind="action_line")
    TermFactory(framework__slug="sp-2024", code="PS3")
    BodyFactory(name="Council")
    for code in ("2.1", "2.3", "8.4"):
        ActionFactory(code=code)
    ActivityFactory(id=12)
    ActivityFactory(id=340)
    return {
        "engagements": EngagementFactory(title="Old session"),
        "mechanisms": MechanismFactory(code="cstd"),
        "inputs": InputFactory(),
        "materials": MaterialFactory(),
        "reviews": ReviewFactory(),
        "cooperation-frameworks": CooperationFrameworkFactory(),
        "documents": DocumentFactory(slug="res-1332-mod-2024"),
        "operational-plans": OperationalPlanFactory(symbol="C17/29"),
        "guidance": GuidanceFactory(),
        "progress-updates": ProgressUpdateFactory(action=ActionFactory(code="9.1")),
    }
