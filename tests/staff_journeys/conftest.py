"""Journeys of staff, who write: each starts from a small map of its own, which is taken away after it."""

import pytest
from django.conf import settings
from django.test import Client

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

TITLES = ("Smart villages", "Girls in ICT", "Broadband maps", "Spectrum training")


@pytest.fixture
def staff_page(browser, live_server):
    """staff_page(role, sectors, **options of the browser's context) → a page at 1280 × 800 of somebody new, signed in.

    `page.person` is the user; `page.sign_in()` begins a new session. Each page is a browser of its own. A script error,
    a breach of the content security policy or a request to a third party fails the test.
    """
    problems, contexts = [], []

    def watch_console(message):
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    def watch_requests(request):
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            problems.append(f"third-party request: {request.url}")

    def open_page(role, sectors=(), *, name="", **options):
        person = UserFactory(role=role, sectors=list(sectors), **({"name": name} if name else {}))
        options = {"viewport": {"width": 1280, "height": 800}, "base_url": live_server.url} | options
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.person = person
        page.sign_in = lambda: context.add_cookies([signed_in(person, live_server.url)])
        page.sign_in()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", watch_console)
        page.on("request", watch_requests)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def signed_in(person, url: str) -> dict:
    """The cookie of a new session."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


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
