"""Journeys of staff, who write: each starts from a small map of its own, which is taken away after it."""

import pytest

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
    UserFactory,
)
from tests.signing_in import session_cookie

TITLES = ("Smart villages", "Girls in ICT", "Broadband maps", "Spectrum training")


@pytest.fixture
def staff_page(window, live_server):
    """staff_page(role, sectors, **options of the browser's context) → a window of somebody new, signed in.

    `page.person` is the user; `page.sign_in()` begins a new session.
    """

    def open_page(role, sectors=(), *, name="", **options):
        person = UserFactory(role=role, sectors=list(sectors), **({"name": name} if name else {}))
        page = window(**options)
        page.person = person
        page.sign_in = lambda: page.context.add_cookies([session_cookie(person, live_server.url)])
        page.sign_in()
        return page

    return open_page


@pytest.fixture
def staff_map(transactional_db):
    """Four activities of ITU-D and one of ITU-R; Goals 4 and 9, targets 9.1 and 9.c, C2, C4 and an output. The first
    activity has an unconfirmed link to Goal 9 (contributes, with a rationale) and one to 9.c. → {title: activity}."""
    goals = {code: GoalFactory(code=code, title=title) for code, title in (("4", "Education"), ("9", "Innovation"))}
    targets = [TargetFactory(code=code) for code in ("9.1", "9.c")]
    lines = [ActionLineFactory(code=code) for code in ("C2", "C4")]
    TermFactory(kind="output", code="PS3")
    CrosswalkFactory(from_term=lines[0], to_term=targets[1])
    made = {title: ActivityFactory(title=title) for title in TITLES}
    other = ActivityFactory(title="Satellite filings", organisation=OrganisationFactory(sector="ITU-R"))
    first = made["Smart villages"]
    MappingFactory(activity=first, term=goals["9"], certainty="unconfirmed", rationale="Villages get networks.")
    MappingFactory(activity=first, term=targets[1])
    rebuild()
    return made | {other.title: other}
