"""A round is planned, opened, closed or answered by several at once: real threads against real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from activities.actions.ledger import Refused, Stale, writers_waiting
from activities.models import Activity
from roadmap.actions.rounds.answering import confirm_item, reply
from roadmap.actions.rounds.states import close_round, open_round, plan_round, reopen_round
from roadmap.forms.rounds import FIELDS
from roadmap.models import Round, RoundItem
from tests.factories.rounds import RoundFactory, round_opened
from tests.waiting import wait_for_waiting

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_no_answer_gets_into_a_round_that_is_being_closed(cast):
    one = round_opened()

    def answer(act, **values):
        try:
            return act(one=one, activity=cast.own.pk, by=cast.focal, **values)
        except Refused as refused:
            return str(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            close_round(one=one, by=cast.coordinator)
            replied = pool.submit(answer, reply, replies={}, note="Still running")
            wait_for_waiting(1)
        assert "This round is closed" in replied.result(timeout=60)
        confirmed = pool.submit(answer, confirm_item, seen=cast.own.change_id)
        assert "This round is closed" in confirmed.result(timeout=60)
    item = RoundItem.objects.get(round=one, activity=cast.own)
    assert (item.answer, item.note) == ("none", "")


def test_two_rounds_of_the_same_title_get_two_codes(cast):
    built = RoundFactory.build(title="Review 2026")
    values = {name: getattr(built, name) for name in FIELDS}

    def plan():
        try:
            return plan_round(values=values, questions=[], by=cast.coordinator).code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = plan_round(values=values, questions=[], by=cast.coordinator).code
            second = pool.submit(plan)
            wait_for_waiting(1)
        assert (first, second.result(timeout=60)) == ("review-2026", "review-2026-2")
    assert Round.objects.count() == 2


def at_once(*acts) -> list:
    """What each returned, or why it was refused. All begin before the first is done."""

    def one(act):
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        with writers_waiting():
            ours = [pool.submit(one, act) for act in acts]
        return [done.result(timeout=60) for done in ours]


def test_a_round_is_closed_once_and_reopened_once(cast):
    one = round_opened()
    by = cast.coordinator

    def closes():
        return close_round(one=one, by=by)

    def reopens():
        return reopen_round(one=one, reason="An answer is missing", by=by)

    results = at_once(closes, closes)
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Round"]
    results = at_once(reopens, reopens)
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Round"]
    at_once(closes, reopens, closes, reopens)
    one.refresh_from_db()
    steps = list(one.steps.order_by("pk").values_list("kind", flat=True))
    assert steps == ["opened", *["closed", "reopened"] * 4][: len(steps)]
    assert (one.state == "open") == (steps[-1] != "closed")
    assert (one.closed_change is None) == (one.state == "open")


def test_a_round_is_opened_once_and_two_with_one_sector_do_not_open_both(cast):
    one, other = RoundFactory(), RoundFactory()

    def opens(which):
        return lambda: open_round(one=which, by=cast.coordinator)

    results = at_once(opens(one), opens(one), opens(other))
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Refused", "Round"]
    assert Round.objects.open().count() == 1


def test_two_people_confirm_one_activity_once_each(cast):
    one = round_opened()
    seen = cast.own.change_id

    def confirms(by):
        def act():
            try:
                return confirm_item(one=one, activity=cast.own.pk, seen=seen, by=by)
            except Stale as stale:
                return stale

        return act

    results = at_once(confirms(cast.focal), confirms(cast.coordinator), confirms(cast.focal))
    assert sum(isinstance(result, RoundItem) for result in results) >= 1
    item = RoundItem.objects.get(round=one, activity=cast.own)
    assert (item.answer, item.seen) == ("confirmed", Activity.objects.get(pk=cast.own.pk).change_id)
