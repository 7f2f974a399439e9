"""A report is submitted and decided on at the same moment: real threads against real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from activities import rules
from activities.actions.ledger import Stale
from activities.models import Notice
from roadmap.actions.progress.reporting import (
    accept_progress,
    locked_action,
    return_progress,
    submit_progress,
    withdraw_report,
)
from roadmap.models import ProgressReport, ProgressUpdate
from tests.factories.activities import UserFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory
from tests.roadmap.progress.test_reporting import values
from tests.waiting import wait_for_waiting

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("decision", ["accepted", "returned", "withdrawn"])
def test_a_report_sent_again_while_it_is_decided_on_does_not_undo_the_decision(decision):
    action = ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly")).action
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"])
    coordinator = UserFactory(role=rules.COORDINATOR)
    report = submit_progress(action=action, values=values(), seen=0, by=focal)

    def decide():
        try:
            if decision == "accepted":
                return accept_progress(report=report, seen=1, by=coordinator)
            if decision == "returned":
                return return_progress(report=report, reason="No figures", seen=1, by=coordinator)
            return withdraw_report(report=report, seen=1, by=focal)
        except Stale as stale:
            return stale
        finally:
            connections.close_all()

    def again():
        try:
            return submit_progress(action=action, values=values(done="Three sessions."), seen=1, by=focal)
        except Stale as stale:
            return stale
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            locked_action(action.pk)
            ours = [pool.submit(again), pool.submit(decide)]
            wait_for_waiting(2)
        results = [one.result(timeout=60) for one in ours]
    assert sum(isinstance(result, Stale) for result in results) == 1
    row = ProgressReport.objects.order_by("pk").first()
    decided = not isinstance(results[1], Stale)
    assert row.state == (decision if decided else "pending")
    assert row.revision == 2


def at_once(action, *acts):
    """What each returned, or the Stale that it raised. All begin before the first is done."""

    def one(act):
        try:
            return act()
        except Stale as stale:
            return stale
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        with transaction.atomic():
            locked_action(action.pk)
            ours = [pool.submit(one, act) for act in acts]
            wait_for_waiting(1)
        return [done.result(timeout=60) for done in ours]


def test_two_first_reports_are_one():
    action = ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly")).action
    people = [UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"]) for _ in range(2)]

    def submits(person):
        return lambda: submit_progress(action=action, values=values(), seen=0, by=person)

    results = at_once(action, *map(submits, people))
    [stale] = [one for one in results if isinstance(one, Stale)]
    assert ProgressReport.objects.get() == stale.row


def test_two_coordinators_accept_one_report_once():
    action = ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly")).action
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"])
    report = submit_progress(action=action, values=values(), seen=0, by=focal)
    coordinators = [UserFactory(role=rules.COORDINATOR) for _ in range(2)]

    def accepts(person):
        return lambda: accept_progress(report=report, seen=1, by=person)

    def returns(person):
        return lambda: return_progress(report=report, reason="No figures", seen=1, by=person)

    results = at_once(action, accepts(coordinators[0]), accepts(coordinators[1]), returns(coordinators[1]))
    assert sum(isinstance(one, Stale) for one in results) == 2
    row = ProgressReport.objects.get()
    assert (row.revision, ProgressUpdate.objects.count()) == (2, int(row.state == "accepted"))
    assert Notice.objects.count() == 1
