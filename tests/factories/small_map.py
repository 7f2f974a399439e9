"""A small whole map, with its summaries, for tests of pages."""

from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
)


def small_map(count: int) -> None:
    """Up to three activities of stakeholders for 9.c and C2, each with a Goal, a country and a start year of its own.

    The Matrix links C2 to 9.c and, without any activity, to one more target each; a plan's entry each proposes 9.c.
    """
    target, line = TargetFactory(code="9.c"), ActionLineFactory(code="C2")
    TermFactory(kind="indicator", code="9.c.1")
    CrosswalkFactory(from_term=line, to_term=target)
    for number in range(count):
        activity = ActivityFactory(
            organisation=OrganisationFactory(), countries=[("KE", "BR", "FJ")[number]], start_year=2020 + number
        )
        for term in (target, line, GoalFactory(code=str(number + 1))):
            MappingFactory(activity=activity, term=term)
        CrosswalkFactory(from_term=line, to_term=TargetFactory(code=f"9.{number + 1}"))
        CrosswalkFactory(from_term=TermFactory(), to_term=target)
    rebuild()
