"""Editors who meet: real threads, each with a connection of its own, against real PostgreSQL."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client

from activities import rules
from activities.actions import jobs
from activities.actions.ledger import Stale
from activities.actions.links.mappings import set_mapping
from activities.actions.suggestions.verdicts import request_training
from activities.models import Change, Job, Mapping
from tests.factories.activities import ActivityFactory, GoalFactory, MappingFactory, UserFactory

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
RACES, CREATORS = 1000, 20


def editors(count: int):
    return [UserFactory(role=rules.COORDINATOR, name=f"Editor {number}") for number in range(count)]


def at_once(count: int, work):
    """work(0) … work(count - 1), each in a thread of its own, and their results; connections are closed with them."""

    def one(number):
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.slow
def test_of_two_editors_with_one_number_one_writes_and_the_other_is_told_a_thousand_times():
    row = MappingFactory(strength=1, rationale="as it began")
    activity, term, people = row.activity, row.term, editors(2)
    start, end = threading.Barrier(2, timeout=30), threading.Barrier(2, timeout=30)
    seen = [row.change_id]

    def edit(number):
        """Every race's outcome for one of the two: (race, Change written) or (race, what the other had written)."""
        wrote, told = [], []
        for race in range(RACES):
            start.wait()
            words = f"race {race} by {number}"
            try:
                saved = set_mapping(activity=activity, term=term, rationale=words, seen=seen[0], by=people[number])
                wrote.append((race, saved.change_id, words))
                mine = saved.change_id
            except Stale as stale:
                told.append((race, stale.row.change_id, stale.row.rationale))
                mine = None
            end.wait()
            if mine:
                seen[0] = mine  # both saw the same number when the next race starts
        return wrote, told

    (wrote_0, told_0), (wrote_1, told_1) = at_once(2, edit)

    wrote = {race: (change, words) for race, change, words in wrote_0 + wrote_1}
    told = {race: (change, words) for race, change, words in told_0 + told_1}
    assert len(wrote_0) + len(wrote_1) == len(wrote) == RACES
    assert told == wrote  # the loser of each race was shown what had won it
    events = apps.get_model("activities", "MappingEvent").objects.filter(pgh_obj=row, pgh_label="update")
    assert list(events.order_by("pgh_id").values_list("change_id", "rationale")) == [wrote[n] for n in range(RACES)]
    row.refresh_from_db()
    assert (row.change_id, row.rationale) == wrote[RACES - 1]
    assert Change.objects.filter(verb="mapping.set").count() == RACES


@pytest.mark.parametrize("strengths", [(2,), (1, 2, 3)], ids=["the same", "different"])
def test_a_link_that_twenty_create_at_once_is_one_row(strengths):
    activity, goal, people = ActivityFactory(), GoalFactory(code="9"), editors(CREATORS)
    start, clients = threading.Barrier(CREATORS, timeout=30), [Client() for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.raise_request_exception = False
        client.force_login(person)

    def create(number):
        strength = strengths[number % len(strengths)]
        start.wait()
        data = {"strength": strength, "seen": 0}
        address = f"/matrix/edit/{activity.pk}/{goal.pk}/"
        response = clients[number].post(address, data, headers={"HX-Request": "true"})
        return response.status_code, strength

    answers = at_once(CREATORS, create)

    row = Mapping.objects.get()
    # who wanted what stands by now is told so; who wanted something else is told that somebody was faster
    expected = Counter((200 if strength == row.strength else 409, strength) for _status, strength in answers)
    assert Counter(answers) == expected
    assert Change.objects.filter(verb="mapping.set").count() == 1
    assert apps.get_model("activities", "MappingEvent").objects.count() == 1


def test_many_who_ask_for_training_at_once_get_one_job(monkeypatch):
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *_, **__: None)
    people, start = editors(5), threading.Barrier(5, timeout=30)

    def ask(number):
        start.wait()
        return request_training(by=people[number]).pk

    assert at_once(5, ask) == [Job.objects.get().pk] * 5


def test_a_withdrawal_and_an_edit_at_once_leave_one_of_them_told():
    for _ in range(20):
        row = MappingFactory(activity=ActivityFactory())
        start, clients = threading.Barrier(2, timeout=30), [Client(), Client()]
        for client, person in zip(clients, editors(2), strict=True):
            client.force_login(person)

        def edit(number, row=row, start=start, clients=clients):
            start.wait()
            data = {"strength": (0, 3)[number], "seen": row.change_id}
            address = f"/matrix/edit/{row.activity_id}/{row.term_id}/"
            return clients[number].post(address, data, headers={"HX-Request": "true"}).status_code

        answers = at_once(2, edit)

        row.refresh_from_db()
        assert sorted(answers) == [200, 409]
        assert (row.withdrawn, row.strength) == ((True, 2) if answers[0] == 200 else (False, 3))
