"""Makers of rows of the engagement registers for tests. Each makes a valid row from as little as is told.

EngagementFactory(kind="council", start="2026-04-28")      an event of 2026
ReviewFactory(country="KE", year=2024)                     Kenya's review; the country is made if it is not there
NextStepFactory(owner="A. Person", due=date(2026, 1, 5))   staff only
"""

import factory

from roadmap.models import (
    CooperationFramework,
    Engagement,
    EngagementActivity,
    EngagementDocument,
    EngagementTerm,
    Input,
    InputTerm,
    Material,
    MaterialTerm,
    Mechanism,
    NextStep,
    Review,
)
from tests.factories.activities import ActivityFactory, CountryFactory, GoalFactory, PublishedFactory
from tests.factories.roadmap import DocumentFactory


class MechanismFactory(PublishedFactory):
    class Meta:
        model = Mechanism
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"mechanism-{n + 1}")
    name = factory.LazyAttribute(lambda o: f"Name of {o.code}")
    abbreviation = factory.LazyAttribute(lambda o: o.code.upper())
    certainty = "official"


class EngagementFactory(PublishedFactory):
    class Meta:
        model = Engagement

    slug = factory.Sequence(lambda n: f"event-{n + 1}")
    kind = Engagement.Kind.OTHER
    title = factory.LazyAttribute(lambda o: f"Title of {o.slug}")
    start = "2026-03-02"
    certainty = "official"


class EngagementTermFactory(PublishedFactory):
    class Meta:
        model = EngagementTerm

    engagement = factory.SubFactory(EngagementFactory)
    term = factory.SubFactory(GoalFactory, code="9")


class EngagementDocumentFactory(PublishedFactory):
    class Meta:
        model = EngagementDocument

    engagement = factory.SubFactory(EngagementFactory)
    document = factory.SubFactory(DocumentFactory)


class EngagementActivityFactory(PublishedFactory):
    class Meta:
        model = EngagementActivity

    engagement = factory.SubFactory(EngagementFactory)
    activity = factory.SubFactory(ActivityFactory)


class InputFactory(PublishedFactory):
    class Meta:
        model = Input

    slug = factory.Sequence(lambda n: f"input-{n + 1}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.slug}")
    kind = Input.Kind.STATEMENT
    date = "2026-07-08"
    certainty = "official"


class InputTermFactory(PublishedFactory):
    class Meta:
        model = InputTerm

    input = factory.SubFactory(InputFactory)
    term = factory.SubFactory(GoalFactory, code="9")


class MaterialFactory(PublishedFactory):
    class Meta:
        model = Material

    slug = factory.Sequence(lambda n: f"material-{n + 1}")
    title = factory.LazyAttribute(lambda o: f"Title of {o.slug}")
    url = "https://example.org/film"
    format = Material.Format.VIDEO
    certainty = "official"


class MaterialTermFactory(PublishedFactory):
    class Meta:
        model = MaterialTerm

    material = factory.SubFactory(MaterialFactory)
    term = factory.SubFactory(GoalFactory, code="9")


class ReviewFactory(PublishedFactory):
    class Meta:
        model = Review

    country = factory.SubFactory(CountryFactory, code="KE")
    year = 2024
    round = 1
    certainty = "official"


class CooperationFrameworkFactory(PublishedFactory):
    class Meta:
        model = CooperationFramework

    country = factory.SubFactory(CountryFactory, code="KE")
    start_year = 2022
    end_year = 2026
    title = factory.LazyAttribute(lambda o: f"Framework {o.start_year}-{o.end_year}")
    certainty = "official"


class NextStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NextStep

    engagement = factory.SubFactory(EngagementFactory)
    text = "Send the draft."
    owner = "A. Owner"
