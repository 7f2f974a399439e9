"""Rebuilds: one snapshot, one at a time, the same result whoever does it."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from activities import locks, summaries, tasks
from activities.actions.ledger import record
from activities.models import (
    Activity,
    Change,
    CrosswalkSummary,
    FacetCount,
    MatrixCell,
    SearchWordState,
    SummaryState,
    TermSummary,
)
from sdgmap.processes import wait_until
from tests.factories.activities import ActionLineFactory, CrosswalkFactory, MappingFactory, TargetFactory


def derived():
    """All derived rows, without what differs by the moment."""
    return {
        model: sorted(map(str, model.objects.values_list(*fields)))
        for model, fields in (
            (
                TermSummary,
                ["term__code", "activities", "fractional", "strength_1", "strength_2", "strength_3", "itu", "reached"],
            ),
            (FacetCount, ["facet", "value", "activities", "counts"]),
            (MatrixCell, ["line__code", "goal__code", "sector", "activities"]),
            (CrosswalkSummary, ["crosswalk_id", "activities"]),
        )
    }


@pytest.fixture
def little_map():
    """One activity that serves C2 and 9.c, one that serves 9.c alone, and a withdrawn one."""
    line, target = ActionLineFactory(code="C2"), TargetFactory(code="9.c")
    CrosswalkFactory(from_term=line, to_term=target)
    both = MappingFactory(term=line, strength=1).activity
    MappingFactory(activity=both, term=target, strength=3)
    MappingFactory(term=target, strength=2)
    MappingFactory(term=target, activity__withdrawn=True)
    MappingFactory(term=line, withdrawn=True)
    return both


@pytest.mark.django_db
def test_a_rebuild_counts_the_live_map(little_map):
    assert summaries.rebuild() is True
    assert set(TermSummary.objects.values_list("term__code", "activities", "strength_3")) == {
        ("9", 2, 1),
        ("9.c", 2, 1),
        ("C2", 1, 0),
    }
    assert list(MatrixCell.objects.filter(sector="").values_list("line__code", "goal__code", "activities")) == [
        ("C2", "9", 1)
    ]
    assert list(CrosswalkSummary.objects.values_list("activities", flat=True)) == [1]
    assert FacetCount.objects.get(facet="", value="").activities == 3
    assert SummaryState.objects.get().built_through == Change.objects.order_by("-id")[0].id


@pytest.mark.django_db
def test_catching_up_does_nothing_at_rest_and_one_rebuild_after_many_changes(little_map, django_assert_num_queries):
    assert summaries.catch_up() is True
    with django_assert_num_queries(1):
        assert summaries.catch_up() is False
    for _ in range(3):
        with record("tests", "activity.edit"):
            pass
    assert tasks.catch_up_summaries() is None
    assert summaries.catch_up() is False


@pytest.mark.django_db
def test_a_rebuild_is_idempotent_and_so_is_the_command(little_map, capsys):
    summaries.rebuild()
    first = derived()
    call_command("rebuild_summaries")
    assert derived() == first
    assert capsys.readouterr().out.startswith("Data as of version ")
    # a first visitor who misspells a word is understood, too
    assert SearchWordState.objects.get().built_through == Change.objects.latest("id").pk


@pytest.mark.django_db
def test_an_empty_map_has_figures_too():
    assert summaries.rebuild() is True
    assert list(FacetCount.objects.values("facet", "value", "activities", "counts")) == [
        {"facet": "", "value": "", "activities": 0, "counts": {}}
    ]
    assert SummaryState.objects.get().built_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_while_one_rebuilds_another_stands_aside(little_map):
    entered, go_on, results = threading.Event(), threading.Event(), []

    def hold():
        try:
            with locks.held(summaries.REBUILD_LOCK) as alone:
                results.append(alone)
                entered.set()
                go_on.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert entered.wait(10)
    assert summaries.rebuild() is False
    go_on.set()
    thread.join(10)
    assert summaries.rebuild() is True
    assert results == [True]


@pytest.mark.django_db(transaction=True)
def test_readers_see_the_old_figures_until_a_rebuild_commits_and_a_failed_one_leaves_them(little_map, monkeypatch):
    summaries.rebuild()
    before = derived()
    with record("tests", "activity.withdraw") as change:
        Activity.objects.filter(id=little_map.id).update(withdrawn=True, change=change)
    seen = []

    def look():
        try:
            seen.append(derived())
        finally:
            connections.close_all()

    write = summaries.write

    def write_then_fail(figures):
        write(figures)
        reader = threading.Thread(target=look)
        reader.start()
        reader.join(10)
        raise RuntimeError("killed midway")

    monkeypatch.setattr(summaries, "write", write_then_fail)
    with pytest.raises(RuntimeError):
        summaries.rebuild()
    assert seen == [before]
    assert derived() == before
    monkeypatch.undo()
    assert summaries.rebuild() is True
    assert derived() != before


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_whose_session_dies_lets_the_next_one_in(little_map):
    def die():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [summaries.REBUILD_LOCK])
        connections.close_all()

    thread = threading.Thread(target=die)
    thread.start()
    thread.join(10)
    assert wait_until(summaries.rebuild, seconds=10), "PostgreSQL lets go of a dead session's lock"
