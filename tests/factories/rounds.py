"""Makers of review rounds for tests.

RoundFactory(sectors=["ITU-D"])     planned, opens today, with a deadline in 40 days
round_opened(types=["government"])  opened; the activities of its scope must be there
"""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from activities import rules
from roadmap.actions.rounds.states import open_round
from roadmap.models import Round
from tests.factories.activities import UserFactory


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    code = factory.Sequence(lambda n: f"review-{n + 1}")
    title = factory.LazyAttribute(lambda o: o.code.replace("-", " ").capitalize())
    period_start, period_end = date(2022, 10, 1), date(2025, 12, 31)
    sectors = ("ITU-D",)
    opens_on = factory.LazyFunction(timezone.localdate)
    deadline = factory.LazyAttribute(lambda o: o.opens_on + timedelta(days=40))
    grace_until = factory.LazyAttribute(lambda o: o.deadline + timedelta(days=14))


def round_opened(**fields) -> Round:
    return open_round(one=RoundFactory(**fields), by=UserFactory(role=rules.COORDINATOR))
