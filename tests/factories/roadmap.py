"""Makers of the Roadmap's rows for tests. Each makes a valid row, and the rows it stands on, from as little as is told.

    ActionFactory(code="6.5")                    in section 6 of the current edition 2019
    ActionTermFactory(action=a, term=t)          proposed; certainty="official" makes it named in the Roadmap
    ActionBodyFactory(action=a, body__name="TSB")  the first body of a commitment; BodyFactory finds a body by its name
    ActionActivityFactory(action=a, activity=b)  an activity that carries out a commitment
    SeriesValueFactory(year=2024, value="51")    of series IT_TEST_1, for the world, edition 2025
    TargetValueFactory(target=t, value="67")     for the world in 2023; TargetFactory(code="1.2") is of Connect 2030

The current edition, its sections and HLPF years are found again by their code, number or year, never made twice.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.utils.text import slugify

from activities.models import Certainty, Term
from roadmap.models import (
    Action,
    ActionActivity,
    ActionBody,
    ActionTerm,
    Body,
    Citation,
    Document,
    DocumentBody,
    Edition,
    HlpfGoal,
    HlpfYear,
    Milestone,
    ProgressReport,
    ProgressUpdate,
    ReportRequest,
    Section,
    Series,
    SeriesValue,
    Target,
    TargetGoal,
    TargetSet,
    TargetValue,
    UpdateActivity,
    UpdateDocument,
)
from tests.factories.activities import ActivityFactory, GoalFactory, PublishedFactory, TermFactory


class EditionFactory(PublishedFactory):
    class Meta:
        model = Edition
        django_get_or_create = ("code",)

    code = "2019"
    title = "Roadmap of ITU actions related to the SDGs"
    date = "2019"
    current = True


class SectionFactory(PublishedFactory):
    class Meta:
        model = Section
        django_get_or_create = ("edition", "number")

    edition = factory.SubFactory(EditionFactory)
    number = 6
    title = factory.LazyAttribute(lambda o: f"Section title {o.number}")


class ActionFactory(PublishedFactory):
    class Meta:
        model = Action

    class Params:
        number = factory.Sequence(lambda n: n + 1)

    code = factory.LazyAttribute(lambda o: f"6.{o.number}")
    section = factory.LazyAttribute(lambda o: SectionFactory(number=int(o.code.split(".")[0])))
    position = factory.LazyAttribute(lambda o: o.number)
    text = factory.LazyAttribute(lambda o: f"Commitment {o.code} in words.")
    kind = Action.Kind.ENGAGEMENT
    responsible = "ITU"


class ProgressUpdateFactory(PublishedFactory):
    """An accepted update for 2025; `year` chooses another year."""

    class Meta:
        model = ProgressUpdate

    class Params:
        year = 2025

    action = factory.SubFactory(ActionFactory)
    due_on = factory.LazyAttribute(lambda o: date(o.year, 12, 31))
    period_start = factory.LazyAttribute(lambda o: date(o.year, 1, 1))
    period_end = factory.LazyAttribute(lambda o: date(o.year, 12, 31))
    done = factory.LazyAttribute(lambda o: f"Done in {o.year}.")
    status = "on-track"
    submitted_at = factory.LazyAttribute(lambda o: datetime(o.year, 12, 1, 12, tzinfo=UTC))
    accepted_at = factory.LazyAttribute(lambda o: o.submitted_at + timedelta(days=3))


class UpdateDocumentFactory(PublishedFactory):
    class Meta:
        model = UpdateDocument

    update = factory.SubFactory(ProgressUpdateFactory)
    document = factory.SubFactory("tests.factories.roadmap.DocumentFactory")


class UpdateActivityFactory(PublishedFactory):
    class Meta:
        model = UpdateActivity

    update = factory.SubFactory(ProgressUpdateFactory)
    activity = factory.SubFactory(ActivityFactory)


class ProgressReportFactory(factory.django.DjangoModelFactory):
    """A report that waits."""

    class Meta:
        model = ProgressReport

    action = factory.SubFactory(ActionFactory)
    due_on = date(2026, 12, 31)
    period_start = date(2026, 1, 1)
    period_end = date(2026, 12, 31)
    done = "Done in secret."
    status = "late"
    first_submitted_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    submitted_at = factory.LazyAttribute(lambda o: o.first_submitted_at)


class ReportRequestFactory(factory.django.DjangoModelFactory):
    """A report for 2025 that was requested 60 days before."""

    class Meta:
        model = ReportRequest

    action = factory.SubFactory(ActionFactory)
    due_on = date(2025, 12, 31)
    requested_at = factory.LazyAttribute(lambda o: datetime(o.due_on.year, 11, 1, 12, tzinfo=UTC))


class ActionTermFactory(PublishedFactory):
    class Meta:
        model = ActionTerm

    action = factory.SubFactory(ActionFactory)
    term = factory.SubFactory(GoalFactory, code="9")
    certainty = Certainty.PROPOSED


class BodyFactory(PublishedFactory):
    class Meta:
        model = Body
        django_get_or_create = ("name",)

    name = "TSB"
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    sector = "ITU-T"


class ActionBodyFactory(PublishedFactory):
    class Meta:
        model = ActionBody

    action = factory.SubFactory(ActionFactory)
    body = factory.SubFactory(BodyFactory)
    position = 1


class ActionActivityFactory(PublishedFactory):
    class Meta:
        model = ActionActivity

    action = factory.SubFactory(ActionFactory)
    activity = factory.SubFactory(ActivityFactory)


class DocumentFactory(PublishedFactory):
    class Meta:
        model = Document

    symbol = factory.Sequence(lambda n: f"Res. {n + 1}")
    slug = factory.LazyAttribute(lambda o: o.symbol.lower().replace(". ", "-"))
    title = factory.LazyAttribute(lambda o: f"Title of {o.symbol}")
    year = 2019
    certainty = Certainty.OFFICIAL


class DocumentBodyFactory(PublishedFactory):
    class Meta:
        model = DocumentBody

    document = factory.SubFactory(DocumentFactory)
    body = factory.SubFactory(BodyFactory)
    position = 1


class CitationFactory(PublishedFactory):
    class Meta:
        model = Citation

    action = factory.SubFactory(ActionFactory)
    document = factory.SubFactory(DocumentFactory)
    text = factory.LazyAttribute(lambda o: o.document.symbol)
    position = 1


class SeriesFactory(PublishedFactory):
    class Meta:
        model = Series
        django_get_or_create = ("series_code",)

    term = factory.SubFactory(TermFactory, kind=Term.Kind.INDICATOR, code="9.c.1")
    series_code = "IT_TEST_1"
    title = factory.LazyAttribute(lambda o: f"Title of {o.series_code}")
    unit = "percent"
    tier = Series.Tier.I
    role = "custodian"


class SeriesValueFactory(PublishedFactory):
    class Meta:
        model = SeriesValue

    series = factory.SubFactory(SeriesFactory)
    area = "World"
    year = factory.Sequence(lambda n: 2000 + n % 100)
    value = Decimal("50")
    unit = "percent"
    edition = "2025"
    publication = "ITU Facts and Figures 2025"
    certainty = Certainty.OFFICIAL


class TargetSetFactory(PublishedFactory):
    class Meta:
        model = TargetSet
        django_get_or_create = ("code",)

    code = "connect-2030"
    title = "Connect 2030 Agenda"
    short_title = "Connect 2030"
    position = 1


class TargetFactory(PublishedFactory):
    """A target of Connect 2030: 1.2, 1.3 and so on, unless a code is given."""

    class Meta:
        model = Target
        django_get_or_create = ("slug",)

    set = factory.SubFactory(TargetSetFactory)
    code = factory.Sequence(lambda n: f"1.{n + 2}")
    slug = factory.LazyAttribute(lambda o: f"{o.set.code}-{o.code.replace('.', '-')}")
    title = "70% of individuals using the Internet"
    measure = "Individuals who used the Internet in the last three months"
    unit = "%"
    area = "World"
    baseline_value = Decimal("48")
    baseline_year = 2017
    baseline_certainty = Certainty.PROPOSED
    target_value = Decimal("70")
    target_year = 2023
    position = factory.Sequence(lambda n: n + 1)
    certainty = Certainty.OFFICIAL


class TargetGoalFactory(PublishedFactory):
    class Meta:
        model = TargetGoal

    target = factory.SubFactory(TargetFactory)
    term = factory.SubFactory(GoalFactory)
    certainty = Certainty.PROPOSED


class TargetValueFactory(PublishedFactory):
    class Meta:
        model = TargetValue

    target = factory.SubFactory(TargetFactory)
    area = "World"
    year = 2023
    value = Decimal("67")
    edition = "Facts and Figures 2023"
    certainty = Certainty.OFFICIAL


class HlpfYearFactory(PublishedFactory):
    class Meta:
        model = HlpfYear
        django_get_or_create = ("year",)

    year = factory.Sequence(lambda n: 2016 + n % 80)
    theme = factory.LazyAttribute(lambda o: f"Theme of {o.year}")
    certainty = Certainty.OFFICIAL


class HlpfGoalFactory(PublishedFactory):
    class Meta:
        model = HlpfGoal

    hlpf_year = factory.SubFactory(HlpfYearFactory)
    term = factory.SubFactory(GoalFactory, code="17")


class MilestoneFactory(PublishedFactory):
    class Meta:
        model = Milestone

    date = "2003-12-12"
    title = factory.Sequence(lambda n: f"Milestone {n + 1}")
