"""Which version a date or number refers to, and the error if there is none."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from activities.models import Change
from activities.queries.moment import Moment, NoSuchMoment, NothingYet, find
from tests.reading import text


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


@pytest.fixture
def three_changes(db):
    """On the 1st at noon, on the 1st at eleven at night, and on the 5th."""
    days = (("2026-10-01", 12), ("2026-10-01", 23), ("2026-10-05", 9))
    return [Change.objects.create(at=at(*day), actor="tests", verb="test.write").id for day in days]


@pytest.mark.parametrize(
    ("asked", "place"), [("2026-10-01", 1), ("2026-10-04", 1), ("2026-10-05", 2), ("2026-11-01", 2)]
)
def test_a_day_means_its_end(three_changes, asked, place):
    assert find(asked).number == three_changes[place]


def test_a_day_is_that_of_the_site_s_time_zone(three_changes):
    with timezone.override("Asia/Tokyo"):  # where it was already the 2nd at 23:00 UTC
        assert find("2026-10-01").number == three_changes[0]


def test_a_gap_in_the_numbers_means_the_change_before(three_changes):
    Change.objects.filter(id=three_changes[1]).delete()
    assert find(str(three_changes[1])).number == three_changes[0]


def test_before_the_first_change_there_is_nothing(three_changes):
    with pytest.raises(NothingYet) as caught:
        find("2026-09-30")
    assert caught.value.first.id == three_changes[0]


def test_addresses_name_a_past_day_as_a_day_and_today_by_its_change():
    noon, today = at("2026-10-01"), timezone.localdate()
    assert Moment(7, noon, day=date(2026, 10, 1)).name == "2026-10-01"
    assert Moment(7, noon, day=today).name == "7"
    assert Moment(7, noon).name == "7"


HOSTILE = ["\x00", "1\x00", "9" * 400, "'; DROP SCHEMA public --", "2026-13-45", "-1", "1.5", "٣", "today", "²", "0x1"]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", HOSTILE)
def test_what_is_no_moment_is_refused_with_a_way_out(client, asked):
    Change.objects.create(at=timezone.now(), actor="tests", verb="test.write")
    response = client.get("/goals/", {"as_of": asked, "show": "all"})
    assert response.status_code == 400
    assert "There is no such date or version" in text(response)
    assert 'href="/goals/?show=all"' in response.content.decode()
    answer = client.get("/api/v1/activities/", {"as_of": asked})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == ["as_of"]
    with pytest.raises(NoSuchMoment):
        find(asked)


def test_a_number_beyond_the_last_says_which_is_the_last(client, three_changes):
    response = client.get(f"/goals/?as_of={three_changes[2] + 1}")
    assert response.status_code == 400
    assert f"The latest is version {three_changes[2]}." in text(response)


def test_a_day_to_come_is_refused(client, three_changes):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = client.get(f"/goals/?as_of={tomorrow}")
    assert (response.status_code, f"{date_format(tomorrow)} is in the future." in text(response)) == (400, True)


def test_two_moments_at_once_are_refused(client, three_changes):
    assert client.get("/goals/?as_of=1&as_of=2").status_code == 400


def test_a_day_before_everything_tells_when_it_began(client, three_changes):
    response = client.get("/goals/?as_of=2020-02-02")
    assert response.status_code == 404
    assert f"The first version is number {three_changes[0]} of 1 October 2026" in text(response)
    assert f'href="?as_of={three_changes[0]}"' in response.content.decode()


def test_an_empty_map_has_no_past(client, db):
    response = client.get("/goals/?as_of=2020-02-02")
    assert (response.status_code, "Nothing has been published yet." in text(response)) == (404, True)


def test_an_empty_form_leads_to_the_present(client, db):
    response = client.get("/activities/?goal=9&as_of=")
    assert (response.status_code, response["Location"]) == (302, "/activities/?goal=9")
    assert client.get("/api/v1/activities/?as_of=").status_code == 400


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("as_of=yesterday", 400),
        ("as_of=2026-02-30", 400),
        ("as_of=1&as_of=1", 400),
        ("as_of=999999999", 404),
        ("as_of=2999-01-01", 404),
        ("as_of=2020-02-02", 404),
    ],
)
def test_the_api_tells_a_wrong_moment_from_one_that_does_not_exist(client, three_changes, asked, status):
    response = client.get(f"/api/v1/frameworks/?{asked}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert ("errors" in response.json()) == (status == 400)
