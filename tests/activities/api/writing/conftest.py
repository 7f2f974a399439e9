import pytest

from activities import rules
from tests.activities.api.writing.calling import Program
from tests.factories.activities import OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory


@pytest.fixture
def editor(client, db):
    """The program of a focal point of ITU-D."""
    OrganisationFactory(sector="ITU-D")
    return Program(client, UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Ama Owusu"))


@pytest.fixture
def member(client, db):
    """The program of a member of one organisation."""
    user = UserFactory(name="Amina Otieno")
    MembershipFactory(user=user, organisation=OrganisationFactory(name="Solar Institute"))
    return Program(client, user, scope="submit")
