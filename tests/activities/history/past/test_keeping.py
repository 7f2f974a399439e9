"""Versions are built once, are not dropped while someone reads them, and only a limited number is retained."""

import threading
from datetime import timedelta

from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from activities.actions.history import past as actions
from activities.actions.ledger import record
from activities.models import Activity, Change, PastMoment
from activities.queries.moment import find
from activities.summaries import past, rebuild
from tests.activities.history.past.writing import last
from tests.factories.small_map import small_map


def in_threads(*calls):
    """Run all at the same time, each with its own connection. Their results, in order."""
    results, barrier = [None] * len(calls), threading.Barrier(len(calls))

    def run(place, call):
        try:
            barrier.wait(10)
            results[place] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_readers_who_ask_for_a_new_moment_at_once_get_one_that_was_built_once(moments, monkeypatch):
    small_map(1)
    moment, built = find(str(last())), []
    build = past.build
    monkeypatch.setattr(past, "build", lambda number, *rest: (built.append(number), build(number, *rest)))

    def read():
        with actions.reading(moment):
            return Activity.objects.count()

    assert in_threads(read, read, read, read) == [1, 1, 1, 1]
    assert built == [moment.number]
    assert past.built() == [moment.number]


def test_a_moment_is_not_dropped_under_its_reader(moments):
    small_map(1)
    moment = find(str(last()))
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Later", change=change)
    entered, go_on, read = threading.Event(), threading.Event(), []

    def reader():
        try:
            with actions.reading(moment):
                entered.set()
                go_on.wait(10)
                # the first read of this table in this transaction
                read.extend(Activity.objects.values_list("title", flat=True))
        finally:
            connections.close_all()

    thread = threading.Thread(target=reader)
    thread.start()
    assert entered.wait(10)
    assert actions.drop(moment.number) is False
    go_on.set()
    thread.join(10)
    assert len(read) == 1
    assert "Later" not in read
    assert actions.drop(moment.number) is True
    assert (past.built(), PastMoment.objects.count()) == ([], 0)


def test_readers_see_the_moment_or_wait_while_it_is_dropped_and_built_over_and_over(client, moments):
    small_map(1)
    moment, stop, seen = find(str(last())), threading.Event(), set()
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Later", change=change)
    rebuild()

    def read():
        for _turn in range(15):
            try:
                with actions.reading(moment):
                    seen.add(Activity.objects.get().title)
            except actions.BeingPrepared:
                seen.add("prepared")
        stop.set()

    def drop():
        while not stop.wait(0.05):
            actions.drop(moment.number)

    in_threads(read, drop)
    assert stop.is_set()
    assert "Later" not in seen
    assert len(seen - {"prepared"}) == 1


def test_a_moment_that_a_crash_has_emptied_is_built_anew(moments):
    small_map(1)
    moment = find(str(last()))
    with actions.reading(moment):
        pass
    with connection.cursor() as cursor:  # as a crash does with unlogged tables
        cursor.execute(
            f"TRUNCATE past_{moment.number}.activities_activity, past_{moment.number}.activities_summarystate"
        )
    with actions.reading(moment):
        assert Activity.objects.count() == 1


def test_a_moment_of_other_code_is_built_anew(moments):
    small_map(1)
    moment = find(str(last()))
    with actions.reading(moment):
        pass
    PastMoment.objects.update(shape="older")
    assert actions.is_ready(moment.number) is False
    with actions.reading(moment):
        assert Activity.objects.count() == 1
    assert PastMoment.objects.get().shape == past.shape()


def test_only_so_many_are_kept_and_the_least_used_go_first(moments, settings):
    settings.PAST_RETAINED = 2
    small_map(1)
    numbers = list(Change.objects.order_by("id").values_list("id", flat=True))[-4:]
    for number in numbers[:2]:
        with actions.reading(find(str(number))):
            pass
    PastMoment.objects.filter(number=numbers[0]).update(used_at=timezone.now() + timedelta(hours=1))
    for number in numbers[2:]:
        with actions.reading(find(str(number))):
            pass
    assert sorted(past.built()) == [numbers[0], numbers[3]]
    assert set(PastMoment.objects.values_list("number", flat=True)) == {numbers[0], numbers[3]}


def test_what_a_killed_build_has_left_is_cleared_away(moments):
    small_map(1)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA past_999999")
    with actions.reading(find(str(last()))):
        pass
    assert past.built() == [last()]


def test_all_moments_are_forgotten_by_command(moments, capsys):
    small_map(1)
    with actions.reading(find(str(last()))):
        pass
    call_command("forget_past")
    assert capsys.readouterr().out == "1 past versions deleted.\n"
    assert (past.built(), PastMoment.objects.count()) == ([], 0)


def test_migrations_find_no_moment_in_their_way(moments):
    small_map(1)
    with actions.reading(find(str(last()))):
        pass
    call_command("migrate", verbosity=0)
    assert past.built() == []


def test_migrations_wait_for_a_reader(moments):
    small_map(1)
    moment = find(str(last()))
    entered, go_on, read = threading.Event(), threading.Event(), []

    def reader():
        with actions.reading(moment):
            entered.set()
            go_on.wait(10)
            read.append(Activity.objects.count())

    def migrations():
        assert entered.wait(10)
        threading.Timer(0.5, go_on.set).start()
        actions.drop_all()
        return read == [1]

    assert in_threads(reader, migrations)[1] is True
    assert past.built() == []
    with actions.reading(moment):  # although the register still lists it
        assert Activity.objects.count() == 1
