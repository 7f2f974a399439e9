"""A row is withdrawn while someone else begins to refer to it: real threads against real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from activities import rules
from activities.actions.ledger import Refused
from roadmap.actions.editions.kinds import COMMITMENT
from roadmap.actions.progress.reporting import submit_progress
from roadmap.actions.records import Cited, save_record, withdraw_record
from roadmap.models import Action, Document, EngagementDocument, Input, ProgressReport
from roadmap.queries.documents import DOCUMENT
from roadmap.queries.engagement.records import EVENT, INPUT
from tests.factories.activities import UserFactory
from tests.factories.engagement import EngagementFactory, InputFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, DocumentFactory
from tests.roadmap.progress.test_reporting import values
from tests.waiting import wait_for_waiting

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def result_of(act):
    try:
        return act()
    except Refused as refused:
        return refused
    finally:
        connections.close_all()


def second_waits(first, second):
    """Do the first in a transaction, and the second in another thread, which waits until the first is committed. What
    the second returned, or why it was refused."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(result_of, second)
            wait_for_waiting(1)
        return waiting.result(timeout=60)


def withdraws(kind, row):
    return lambda: withdraw_record(kind=kind, row=row, seen=row.change_id, reason="Twice", by="tests")


def saves(kind, row, **fields):
    return lambda: save_record(kind=kind, row=row, values=fields, seen=row.change_id, by="tests")


def test_a_document_is_withdrawn_or_cited_but_not_both():
    event, document = EngagementFactory(), DocumentFactory(symbol="C26/35")
    cites = saves(EVENT, event, documents=[document.pk])
    refused = second_waits(withdraws(DOCUMENT, document), cites)
    assert str(refused) == ("“C26/35” has been withdrawn. Remove it here, or restore it first. Nothing was saved.")
    assert not EngagementDocument.objects.exists()
    other = DocumentFactory(symbol="C26/36")
    refused = second_waits(saves(EVENT, event, documents=[other.pk]), withdraws(DOCUMENT, other))
    assert isinstance(refused, Cited)
    assert not Document.objects.get(pk=other.pk).withdrawn


def test_an_event_is_withdrawn_or_gets_an_input_but_not_both():
    event, given = EngagementFactory(title="Forum"), InputFactory()
    refused = second_waits(withdraws(EVENT, event), saves(INPUT, given, engagement_id=event.pk))
    assert "“Forum” has been withdrawn." in str(refused)
    assert Input.objects.get().engagement is None


def test_a_commitment_is_withdrawn_or_reported_on_but_not_both():
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"])
    one, other = (ActionBodyFactory(action=ActionFactory(code=code, rule="yearly")).action for code in ("6.5", "6.6"))

    def reports(action):
        return lambda: submit_progress(action=action, values=values(), seen=0, by=focal)

    refused = second_waits(withdraws(COMMITMENT, one), reports(one))
    assert "because it is not in a published edition." in str(refused)
    assert not ProgressReport.objects.exists()
    refused = second_waits(reports(other), withdraws(COMMITMENT, other))
    assert [one.label for one in refused.citing] == ["An open report on its progress: accept or withdraw it first"]
    assert not Action.objects.get(pk=other.pk).withdrawn
