"""Journeys of stakeholders, who start from nothing: each registers, submits, and reads the e-mails on the way."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache

from activities.actions.outbox.mails import send_notices
from activities.actions.submissions import reviewing
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.signing_in import session_cookie


@pytest.fixture
def small_map(transactional_db, monkeypatch):
    """Goals 4 and 9, target 9.c, Action Line C2 and Kenya; one activity of ITU-D, which is linked to Goal 9. E-mails
    about an acceptance do not wait until it can no longer be undone."""
    monkeypatch.setattr(reviewing, "UNDO_FOR", timedelta(0))
    cache.clear()
    for code, title in (("4", "Quality education"), ("9", "Industry, innovation and infrastructure")):
        GoalFactory(code=code, title=title)
    TargetFactory(code="9.c", title="Access to the internet")
    ActionLineFactory(code="C2", title="Infrastructure")
    CountryFactory(code="KE")
    MappingFactory(activity=ActivityFactory(title="Broadband maps"))
    OrganisationFactory(name="Lakeside Farmers")
    rebuild()
    yield
    cache.clear()  # what was counted would count for the tests that follow


@pytest.fixture
def signed_in(window, live_server):
    """signed_in(name, options of the browser's context, **fields) → the window of someone who has an account;
    `page.person` is the user."""

    def open_for(name, options=None, **fields):
        user = UserFactory(name=name, **fields)
        user.vouch_for_email()
        page = window(**(options or {}))
        page.person = user
        page.context.add_cookies([session_cookie(user, live_server.url)])
        return page

    return open_for


@pytest.fixture
def link_in(small_map):
    """link_in("ana@example.org", "Subject", "/submissions/") → the first link of that kind in the latest e-mail to this
    address whose subject has these words. What waits in the outbox is sent first."""

    def find(address, subject, link):
        return re.search(rf"https?://[^/\s]+({link}\S*)", latest(address, subject).body)[1]

    return find


def latest(address, subject):
    """The latest e-mail to this address whose subject has these words."""
    send_notices()
    found = [letter for letter in mail.outbox if letter.to == [address] and subject in letter.subject]
    assert found, [(letter.to, letter.subject) for letter in mail.outbox]
    return found[-1]
