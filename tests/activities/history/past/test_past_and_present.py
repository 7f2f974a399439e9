"""Past versions are read-only and never mix with current data."""

import pytest
from django.contrib.sessions.models import Session
from django.db import InternalError

from activities import rules
from activities.actions.history import past as actions
from activities.actions.ledger import record
from activities.actions.notes import write_note
from activities.models import Activity, Term
from activities.queries.moment import cache_mark, find, shown
from activities.queries.vocabulary import vocabulary
from activities.summaries import rebuild
from tests.activities.history.past.writing import last
from tests.factories.activities import (
    ActivityFactory,
    UserFactory,
)
from tests.factories.small_map import small_map
from tests.reading import text


@pytest.mark.django_db
def test_nothing_is_written(client):
    small_map(1)
    moment = find(str(last()))
    with pytest.raises(InternalError, match="read-only transaction"), actions.reading(moment):
        Activity.objects.update(title="x")
    assert not Activity.objects.filter(title="x").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/goals/", "/jobs/8e0dbb8e-0000-4000-8000-000000000000/cancel/"])
def test_a_post_is_refused(client, path):
    assert client.post(f"{path}?as_of=1").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/workspace/", "/accounts/login/", "/admin/", "/compare/"])
def test_pages_without_a_past_refuse_a_moment(client, path):
    assert client.get(f"{path}?as_of=1").status_code == 400


def test_an_address_that_is_not_there_is_not_there_then_either(client, db):
    assert client.get("/nowhere/?as_of=1").status_code == 404


def test_the_present_is_back_after_a_look_at_the_past(client, moments):
    small_map(1)
    then = last()
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Later", change=change)
        Term.objects.filter(code="9").update(title="Later", change=change)
    rebuild()
    for _turn in range(2):
        assert "Later" not in text(client.get(f"/activities/?as_of={then}"))
        assert "Later" in text(client.get("/activities/"))
        assert "Later" not in text(client.get(f"/goals/9/?as_of={then}"))
        assert "Later" in text(client.get("/goals/9/"))


def test_what_staff_say_today_is_not_shown_of_then(client, moments):
    row = ActivityFactory()
    rebuild()
    reader = UserFactory(role=rules.COORDINATOR)
    write_note(activity=row, text="Said today", mentions=[], by=reader)
    client.force_login(reader)
    path = f"/activities/{row.pk}/"
    assert "Said today" in text(client.get(path))
    then = client.get(f"{path}?as_of={last()}")
    assert (then.status_code, then.context["notes"]) == (200, None)


def test_what_the_process_keeps_is_of_one_time(moments):
    small_map(1)
    number, moment = last(), find(str(last()))
    present = vocabulary()
    with actions.reading(moment):
        assert (shown(), cache_mark()) == (moment, f":past-{number}")
        assert vocabulary() is not present
        assert vocabulary() == present
    assert (shown(), cache_mark()) == (None, "")
    assert vocabulary() is present


def test_tags_of_past_and_present_differ(client, moments):
    small_map(1)
    number = last()
    for path in ("/activities/", "/api/v1/activities/"):
        now, then = client.get(path), client.get(f"{path}?as_of={number}")
        assert now["ETag"] != then["ETag"]
        again = client.get(f"{path}?as_of={number}", headers={"If-None-Match": then["ETag"]})
        assert again.status_code == 304
        assert client.get(f"{path}?as_of={number}", headers={"If-None-Match": now["ETag"]}).status_code == 200


def test_sign_in_and_messages_stay_in_the_present(client, moments):
    small_map(1)
    client.force_login(UserFactory(email="reader@example.org"))
    response = client.get(f"/goals/9/?as_of={last()}")
    assert response.status_code == 200
    assert "account-menu" in response.content.decode()


def test_a_session_that_no_longer_fits_ends_in_the_present(client, moments):
    small_map(1)
    number, user = last(), UserFactory(role=rules.COORDINATOR)
    client.force_login(user)
    user.set_password("another, from another place")
    user.save()
    response = client.get(f"/goals/?as_of={number}")
    assert (response.status_code, b"as it was on" in response.content) == (200, True)
    assert Session.objects.count() == 0
