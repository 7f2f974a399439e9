"""The fixture of the tests of the feed."""

import pytest

from tests.factories.activities import ActivityFactory, MappingFactory, TargetFactory


@pytest.fixture
def link(db):
    return MappingFactory(activity=ActivityFactory(title="Giga"), term=TargetFactory(code="9.c"))
