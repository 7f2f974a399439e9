"""How many past versions visitors can have built within an hour: all together, and from one address."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from activities import extensions, rules, summaries
from activities.actions.history import past as actions
from activities.actions.ledger import record
from activities.models import Activity, Change, Job, PastMoment
from activities.summaries import past
from tests.activities.history.past.writing import last
from tests.factories.activities import UserFactory
from tests.factories.small_map import small_map
from tests.reading import text

HTML = {"Accept": "text/html"}


@pytest.fixture
def numbers(moments, settings):
    """Changes whose versions nobody has looked at. Visitors can have eight built, two from one address."""
    settings.PAST_LIMIT = 8
    settings.PAST_RETAINED = 20
    cache.clear()
    small_map(1)
    found = []
    for title in "abcdefghijkl":
        with record("tests", "activity.update") as change:
            Activity.objects.update(title=title, change=change)
        found.append(change.id)
    yield found
    cache.clear()


@pytest.fixture
def large(monkeypatch, numbers, settings):
    settings.PAST_LIMIT = 40
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    return numbers


def look(client, number, address="192.0.2.1"):
    return client.get(f"/goals/?as_of={number}", headers=HTML, REMOTE_ADDR=address)


def test_one_address_can_have_a_few_built_and_sees_those_that_are_ready(client, numbers):
    assert [look(client, number).status_code for number in numbers[:4]] == [200, 200, 503, 503]
    assert look(client, numbers[1]).status_code == 200
    assert look(client, numbers[2], "192.0.2.2").status_code == 200
    assert look(client, numbers[2]).status_code == 200  # somebody else has had it built
    assert sorted(past.built()) == numbers[:3]


def test_all_addresses_together_can_have_some_built(client, numbers):
    tries = [look(client, number, f"192.0.2.{place}").status_code for place, number in enumerate(numbers[:10])]
    assert tries == [200] * 8 + [503] * 2
    assert len(past.built()) == 8


def test_what_is_refused_says_when_to_try_again(client, numbers):
    for number in numbers[:2]:
        look(client, number)
    page = look(client, numbers[2])
    assert "You can request another date in 60 minutes" in text(page)
    assert 3590 <= int(page["Retry-After"]) <= 3600
    answer = client.get(f"/api/v1/activities/?as_of={numbers[2]}", REMOTE_ADDR="192.0.2.1")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert 3590 <= int(answer["Retry-After"]) <= 3600
    fragment = client.get(f"/goals/?as_of={numbers[2]}", headers={"HX-Request": "true"}, REMOTE_ADDR="192.0.2.1")
    assert (fragment.status_code, fragment["HX-Redirect"]) == (202, f"/goals/?as_of={numbers[2]}")


def test_builds_count_for_an_hour(client, numbers):
    assert [look(client, number).status_code for number in numbers[:3]] == [200, 200, 503]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = now() WHERE cache_key LIKE 'quota:past:%'")
    assert look(client, numbers[2]).status_code == 200


def test_a_day_is_its_last_change_and_shared(client, numbers):
    Change.objects.filter(id__in=numbers[3:6]).update(at=timezone.now() - timedelta(days=2))
    Change.objects.filter(id__in=numbers[:3]).update(at=timezone.now() - timedelta(days=3))
    day = (timezone.localdate() - timedelta(days=2)).isoformat()
    assert look(client, day).status_code == 200
    assert look(client, (timezone.localdate() - timedelta(days=1)).isoformat()).status_code == 200
    assert look(client, numbers[5]).status_code == 200
    assert past.built() == [numbers[5]]


def test_what_something_cites_is_built_for_anyone(client, numbers, monkeypatch):
    for number in numbers[:2]:
        look(client, number)
    monkeypatch.setattr(extensions.CITATIONS, "entries", (lambda number: number == numbers[5],))
    assert [look(client, number).status_code for number in numbers[4:7]] == [503, 200, 503]


def test_the_version_that_all_pages_name_is_built_for_anyone(client, numbers):
    for number in numbers[:2]:
        look(client, number)
    summaries.rebuild()
    assert [look(client, number).status_code for number in (last(), numbers[2])] == [200, 503]


def test_staff_s_builds_are_not_counted(client, numbers):
    client.force_login(UserFactory(role=rules.FOCAL_POINT))
    assert {look(client, number).status_code for number in numbers} == {200}
    assert PastMoment.objects.count() == len(numbers)


def test_with_much_data_fewer_are_built(client, large):
    """A fifth of 40 for all, and a fourth of these for one address."""
    for place, number in enumerate(large[:3]):
        status = look(client, number).status_code
        assert status == (202 if place < 2 else 503)
        Job.objects.update(state=Job.State.DONE, finished_at=timezone.now())
    assert Job.objects.count() == 2
    for place, number in enumerate(large[2:10]):
        assert look(client, number, f"192.0.2.{10 + place}").status_code == (202 if place < 6 else 503)
        Job.objects.update(state=Job.State.DONE, finished_at=timezone.now())
    client.force_login(user := UserFactory(role=rules.FOCAL_POINT))
    assert look(client, large[9]).status_code == 202
    assert Job.objects.open().get().by == user


def test_visitors_who_wait_for_one_job_are_counted_once(client, large):
    for address in range(10):
        assert look(client, large[0], f"192.0.2.{address}").status_code == 202
    assert Job.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM cache WHERE cache_key LIKE 'quota:past:%'")
        assert cursor.fetchall() == [("1",), ("1",)]
