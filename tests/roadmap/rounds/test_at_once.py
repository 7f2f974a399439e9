"""A round is closed while someone answers, two get the same title: real threads against real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from activities.actions.ledger import Refused
from roadmap.actions.rounds.answering import confirm_item, reply
from roadmap.actions.rounds.states import close_round, plan_round
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
