"""Two coordinators publish at the same moment: real threads against real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from activities import rules
from activities.actions.ledger import Refused, Stale, writers_waiting
from roadmap.actions.editions.publishing import publish_edition
from roadmap.models import Edition
from roadmap.queries.editions.reading import last_change
from tests.factories.activities import UserFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, EditionFactory, SectionFactory

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def draft(code: str) -> Edition:
    edition = EditionFactory(code=code, state="draft", current=False)
    ActionBodyFactory(action=ActionFactory(section=SectionFactory(edition=edition, number=6), code="6.5"))
    return edition


def at_once(*editions: Edition) -> list:
    """What each of them returned or raised. All begin before the first is done."""
    by = UserFactory(role=rules.COORDINATOR)
    seen = {edition.pk: last_change(edition) for edition in editions}

    def publish(edition):
        try:
            return publish_edition(edition=edition, seen=seen[edition.pk], by=by)
        except (Refused, Stale) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(editions)) as pool:
        with writers_waiting():
            ours = [pool.submit(publish, edition) for edition in editions]
        return [one.result(timeout=60) for one in ours]


def test_a_draft_is_published_once():
    edition = draft("2027")
    results = at_once(edition, edition)
    assert sorted(type(one).__name__ for one in results) == ["Edition", "Refused"]
    assert list(Edition.objects.filter(current=True)) == [edition]


def test_of_two_drafts_one_is_in_force():
    EditionFactory(code="2019")
    results = at_once(draft("2027"), draft("2028"))
    assert [type(one).__name__ for one in results] == ["Edition", "Edition"]
    assert Edition.objects.filter(state="published").count() == 3
    assert Edition.objects.filter(current=True).count() == 1
