"""Two activities of ITU-D and one of a ministry, with those who own them."""

from dataclasses import dataclass

import pytest

from activities import rules
from activities.models import Activity, Organisation, User
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory


@dataclass
class Cast:
    coordinator: User
    focal: User
    member: User
    itu: Organisation
    ministry: Organisation
    own: Activity
    other: Activity
    theirs: Activity


@pytest.fixture
def cast(db) -> Cast:
    itu = OrganisationFactory(sector="ITU-D")
    ministry = OrganisationFactory(type="government")
    return Cast(
        UserFactory(role=rules.COORDINATOR, name="Ama Owusu"),
        UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Ben Carter"),
        MembershipFactory(organisation=ministry).user,
        itu,
        ministry,
        ActivityFactory(organisation=itu, title="Smart villages", confirmed_on=None),
        ActivityFactory(organisation=itu, title="Cyber drills", confirmed_on=None),
        ActivityFactory(organisation=ministry, title="Rural broadband", confirmed_on=None),
    )
