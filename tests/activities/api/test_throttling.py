"""How many requests one address can make, over all web workers."""

import pytest
from django.db import OperationalError, connection

from activities.actions.account.tokens import create_token
from activities.api import throttling
from activities.api.throttling import SPAN, Client, Throttle
from activities.models import Change
from sdgmap import api_limit
from tests.factories.activities import UserFactory

API = "/api/v1/frameworks/"


@pytest.fixture
def limit(db, settings, monkeypatch):
    """Four requests; nothing is remembered from earlier tests."""
    settings.API_LIMIT = 4
    monkeypatch.setattr(api_limit, "throttle", Throttle())


def get(client, address="192.0.2.1", path=API, **headers):
    return client.get(path, REMOTE_ADDR=address, headers=headers)


def test_each_answer_says_how_many_more_can_be_made(client, limit):
    answers = [get(client) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=3", "r=2", "r=1", "r=0", "r=0", "r=0"]
    assert {answer["RateLimit-Policy"] for answer in answers} == {f'"address";q=4;w={SPAN}'}
    assert "Retry-After" not in answers[0]


def test_a_refusal_says_when_to_continue_and_how_to_make_fewer(client, limit):
    for _ in range(4):
        get(client)
    answer = get(client)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in answer["Access-Control-Expose-Headers"]
    assert SPAN - 5 <= int(answer["Retry-After"]) <= SPAN
    body = answer.json()
    assert (body["status"], body["title"]) == (429, "Too many requests")
    assert "limit=1000" in body["detail"]


def test_each_address_has_its_own(client, limit):
    for _ in range(5):
        get(client)
    assert (get(client).status_code, get(client, "192.0.2.2").status_code) == (429, 200)


def test_one_network_of_ipv6_is_one_client(client, limit):
    tries = [get(client, f"2001:db8:0:1::{n}").status_code for n in range(5)]
    assert tries == [200] * 4 + [429]
    assert get(client, "2001:db8:0:2::1").status_code == 200


def test_behind_a_proxy_each_client_is_counted_apart(client, limit, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(5):
        get(client, "10.0.0.1", **{"X-Forwarded-For": "203.0.113.7, 192.0.2.1"})
    assert get(client, "10.0.0.1", **{"X-Forwarded-For": "203.0.113.7, 192.0.2.2"}).status_code == 200
    assert get(client, "10.0.0.1", **{"X-Forwarded-For": "192.0.2.1"}).status_code == 429
    assert get(client, "10.0.0.9").status_code == 200  # without the header of the proxy


def test_workers_share_the_count(limit):
    client = Client("address", "192.0.2.1", 100)
    workers = [Throttle(), Throttle()]
    answered = sum(workers[turn % 2].take(client).allowed for turn in range(300))
    assert answered == 100


def test_the_span_over_they_start_again(client, limit, monkeypatch):
    for _ in range(5):
        get(client)
    api_limit.throttle.portions.clear()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = now() - interval '1 second'")
    assert get(client).status_code == 200


def test_a_worker_asks_the_database_once_in_a_while(limit, django_assert_num_queries):
    client, throttle = Client("address", "192.0.2.1", 3_000), Throttle()
    with django_assert_num_queries(2):
        for _ in range(2 * throttling.PORTION):
            assert throttle.take(client).allowed


def test_the_address_of_a_client_is_not_stored(limit):
    Throttle().take(Client("address", "192.0.2.77", 3_000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        assert "192.0.2.77" not in repr(cursor.fetchall())


def test_pages_and_preflights_are_not_counted(client, limit):
    for _ in range(6):
        assert client.options(API, REMOTE_ADDR="192.0.2.1").status_code == 204
        assert get(client, path="/health/live").status_code == 200
    assert get(client)["RateLimit"].startswith('"address";r=3;')


def test_past_versions_are_counted_too(client, limit):
    Change.objects.create(at="2026-01-01T00:00Z", actor="tests", verb="test.write")
    answers = [get(client, path=f"{API}?as_of=2026-01-02") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]


def test_when_nothing_can_be_counted_reading_goes_on(client, limit, monkeypatch):
    def full(*_):
        raise OperationalError("no space left on device")

    monkeypatch.setattr(throttling, "count", full)
    assert get(client).status_code == 200


def test_nothing_is_counted_without_a_limit(client, limit, settings):
    settings.API_LIMIT = 0
    assert "RateLimit" not in get(client)


def test_a_copy_of_a_million_mappings_stays_below_the_limit():
    """Step 1 of "Keeping a copy" in docs/api.md, in pages of 1,000 rows."""
    from sdgmap import settings

    assert settings.API_LIMIT >= 2 * 1_000_000 / 1_000


@pytest.fixture
def tokens(limit, settings):
    """Two tokens of one person: three requests each, five together."""
    settings.API_TOKEN_LIMIT, settings.API_USER_LIMIT = 3, 5
    user = UserFactory()
    return [create_token(name="x", scope="read", days=7, by=user)[1] for _ in range(2)]


def using(secret):
    return {"Authorization": f"Bearer {secret}"}


def test_with_a_token_the_counts_of_the_token_and_its_owner_apply(client, tokens):
    for _ in range(5):
        get(client)
    assert get(client).status_code == 429
    first, second = tokens
    answers = [get(client, **using(first)) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429]
    assert answers[0]["RateLimit-Policy"] == f'"user";q=5;w={SPAN}, "token";q=3;w={SPAN}'
    left = [one.partition(";t=")[0] for one in answers[0]["RateLimit"].split(", ")]
    assert left == ['"user";r=4', '"token";r=2']
    assert "This token has made 3 requests" in answers[3].json()["detail"]
    assert int(answers[3]["Retry-After"]) > 0
    answers = [get(client, "192.0.2.9", **using(second)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429], "four of five were counted for the first token"
    assert "The tokens of this account" in answers[1].json()["detail"]


def test_tokens_that_do_not_exist_count_for_the_address(client, limit):
    tries = [get(client, **using("sdgmap_" + "0" * 40)).status_code for _ in range(5)]
    assert tries == [401] * 4 + [429]


def test_tokens_can_be_without_a_limit(client, tokens, settings):
    settings.API_TOKEN_LIMIT = settings.API_USER_LIMIT = 0
    answers = [get(client, **using(tokens[0])) for _ in range(8)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0]


def test_a_copy_at_the_pace_of_the_recipes_is_never_refused(limit, settings):
    """A thousand pages of 1,000 rows within minutes, from one address without a token, over several workers."""
    from sdgmap import settings as shipped

    client = Client("address", "192.0.2.1", shipped.API_LIMIT)
    workers = [Throttle() for _ in range(4)]
    assert all(workers[turn % 4].take(client).allowed for turn in range(2_000))
    assert min(shipped.API_TOKEN_LIMIT, shipped.API_USER_LIMIT) > shipped.API_LIMIT
