"""The one write path: numbers follow commit order, history misses nothing, a failed act leaves nothing."""

import threading

import pytest
from django.db import IntegrityError, connection, connections

from activities.actions.ledger import record
from activities.models import Activity, Change, Mapping
from tests.factories.activities import ActivityFactory, MappingFactory, OrganisationFactory, TermFactory


@pytest.mark.django_db
def test_a_change_says_who_what_and_why(django_user_model):
    user = django_user_model.objects.create_user("amina@example.org", name="Amina")
    with record(user, "activity.edit", "New phase") as change:
        pass
    stored = Change.objects.get(id=change.id)
    assert (stored.by, stored.actor, stored.verb, stored.reason) == (user, "Amina", "activity.edit", "New phase")


@pytest.mark.django_db
def test_a_command_is_named_too():
    with record("load_reference", "reference.load") as change:
        pass
    assert (change.by, change.actor) == (None, "load_reference")


@pytest.mark.django_db
def test_an_act_that_fails_leaves_neither_fact_nor_change():
    activity = ActivityFactory(title="Before")
    before = Change.objects.count()
    with pytest.raises(ZeroDivisionError):  # noqa: PT012, SIM117 - the block is the act
        with record("tests", "activity.edit") as change:
            Activity.objects.filter(id=activity.id).update(title="After", change=change)
            raise ZeroDivisionError
    assert Change.objects.count() == before
    assert Activity.objects.get(id=activity.id).title == "Before"


@pytest.mark.django_db
def test_history_keeps_every_version_with_its_change():
    with record("tests", "activity.create") as first:
        activity = ActivityFactory(title="One", change=first)
    with record("tests", "activity.edit") as second:
        Activity.objects.filter(id=activity.id).update(title="Two", change=second)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_activity SET title = 'Three' WHERE id = %s", [activity.id])
    versions = activity.events.order_by("pgh_id").values_list("pgh_label", "title", "change_id")
    assert list(versions) == [
        ("insert", "One", first.id),
        ("update", "Two", second.id),
        ("update", "Three", second.id),
    ]


@pytest.mark.django_db
def test_history_catches_bulk_writes_and_deletions():
    mappings = MappingFactory.create_batch(3)
    Mapping.objects.update(strength=3)
    Mapping.objects.filter(id=mappings[0].id).delete()
    events = Mapping.pgh_event_model.objects
    assert events.filter(pgh_label="update", strength=3).count() == 3
    assert events.filter(pgh_label="delete").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("countries", ["ZZ"]),
        ("regions", ["atlantis"]),
        ("title", ""),
        ("end_year", 1999),
        ("start_year", 1492),
    ],
)
def test_the_database_refuses(field, value):
    activity = ActivityFactory(start_year=2020)
    with pytest.raises(IntegrityError):
        Activity.objects.filter(id=activity.id).update(**{field: value})


@pytest.mark.django_db
def test_the_database_refuses_a_second_link_and_a_strength_of_four():
    mapping = MappingFactory()
    with pytest.raises(IntegrityError), record("tests", "x"):
        MappingFactory(activity=mapping.activity, term=mapping.term)
    with pytest.raises(IntegrityError), record("tests", "x"):
        Mapping.objects.update(strength=4)


@pytest.mark.django_db(transaction=True)
def test_a_reader_of_the_feed_misses_nothing_when_a_slow_writer_comes_first():
    """The slow writer takes its number first and commits last; the fast one waits, so numbers appear in order."""
    organisation = OrganisationFactory()
    term = TermFactory(kind="goal", code="9")
    started, go_on = threading.Event(), threading.Event()
    numbers, errors = {}, []

    def write(name, slowly):
        try:
            with record(name, "mapping.set") as change:
                numbers[name] = change.id
                if slowly:
                    started.set()
                    assert go_on.wait(10)
                activity = ActivityFactory(slug=name, organisation=organisation, change=change)
                MappingFactory(activity=activity, term=term, change=change)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    slow = threading.Thread(target=write, args=("slow", True))
    fast = threading.Thread(target=write, args=("fast", False))
    slow.start()
    assert started.wait(10)
    fast.start()
    fast.join(0.5)
    assert fast.is_alive(), "the fast writer must wait for its turn"
    last, seen = max([0, *Change.objects.values_list("id", flat=True)]), []

    def read():
        nonlocal last
        for row in Mapping.objects.filter(change_id__gt=last).order_by("change_id", "id"):
            seen.append(row.activity.slug)
            last = row.change_id

    read()
    assert seen == []
    go_on.set()
    slow.join(10)
    fast.join(10)
    read()
    assert errors == []
    assert seen == ["slow", "fast"]
    assert numbers["slow"] < numbers["fast"]
