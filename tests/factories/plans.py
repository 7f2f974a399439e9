"""Makers of operational plans, guidance and the Task Force's working matter for tests.

OperationalPlanFactory(symbol="C17/29", sector="ITU-T")     for 2024–2027
GuidanceFactory(text="Report on gender.")                   of the Council, open
FollowUpFactory(owner=member, due=date(2026, 12, 1))        of a meeting; guidance=… makes it one about guidance
"""

import datetime as dt

import factory

from activities.models import Certainty, Crosswalk
from activities.models.framework import PLAN_MAPPING
from roadmap.models import (
    FollowUp,
    Guidance,
    Meeting,
    Member,
    OperationalPlan,
    PlanActivity,
    PlanTerm,
)
from tests.factories.activities import ActivityFactory, FrameworkFactory, PublishedFactory, TermFactory


class OperationalPlanFactory(PublishedFactory):
    class Meta:
        model = OperationalPlan

    symbol = factory.Sequence(lambda n: f"C99/{n + 1}")
    slug = factory.LazyAttribute(lambda o: o.symbol.lower().replace("/", "-"))
    sector = OperationalPlan.Sector.ITU_D
    start_year, end_year = 2024, 2027
    title = factory.LazyAttribute(lambda o: f"Operational plan {o.symbol}")
    certainty = Certainty.PROPOSED


class PlanLinkFactory(PublishedFactory):
    """A proposed link from T.1-1 of the plan 2020–2023 to PS3 of 2024–2027."""

    class Meta:
        model = Crosswalk

    name = PLAN_MAPPING
    from_term = factory.LazyFunction(
        lambda: TermFactory(framework=FrameworkFactory(slug="sp-2020", start_year=2020), code="T.1-1", kind="output")
    )
    to_term = factory.LazyFunction(
        lambda: TermFactory(framework=FrameworkFactory(slug="sp-2024", start_year=2024), code="PS3", kind="output")
    )
    standing = Crosswalk.Standing.PROPOSED
    certainty = Certainty.PROPOSED
    rationale = "Both are international standards."


class PlanTermFactory(PublishedFactory):
    class Meta:
        model = PlanTerm

    plan = factory.SubFactory(OperationalPlanFactory)
    term = factory.SubFactory(TermFactory, code="PS3", kind="output")


class PlanActivityFactory(PublishedFactory):
    class Meta:
        model = PlanActivity

    plan = factory.SubFactory(OperationalPlanFactory)
    activity = factory.SubFactory(ActivityFactory)


class GuidanceFactory(PublishedFactory):
    class Meta:
        model = Guidance

    body = "Council"
    text = factory.Sequence(lambda n: f"Guidance {n + 1}")
    received_on = dt.date(2026, 6, 10)


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    name = factory.Sequence(lambda n: f"Member {n + 1}")
    sector = "ITU-D"


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Meeting

    date = dt.date(2026, 9, 14)
    title = factory.Sequence(lambda n: f"Meeting {n + 1}")
    state = Meeting.State.HELD


class FollowUpFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FollowUp

    what = factory.Sequence(lambda n: f"Follow-up {n + 1}")
    meeting = factory.Maybe("guidance", None, factory.SubFactory(MeetingFactory))
    guidance = None
