"""API tokens: created, shown once, used, revoked, and gone with the account."""

import hashlib
import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from activities import rules
from activities.actions.account.accounts import forget_expired
from activities.actions.account.tokens import MOST, PREFIX, create_token, revoke_token
from activities.actions.ledger import Refused
from activities.actions.outbox.mails import send_notices
from activities.models import ApiToken
from tests.factories.activities import UserFactory

pytestmark = pytest.mark.django_db
LIST, NEW = "/accounts/tokens/", "/accounts/tokens/new/"
API = "/api/v1/frameworks/"
TYPED = {"name": "Nightly copy", "scope": "submit", "days": "90"}


def enter(client, user):
    """Sign in, and give the password again."""
    client.force_login(user)
    answer = client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    assert answer.status_code == 302


@pytest.fixture
def amina(client):
    user = UserFactory(email="amina@example.org", name="Amina")
    user.vouch_for_email()
    enter(client, user)
    return user


def created(client, **typed):
    answer = client.post(NEW, TYPED | typed)
    assert answer.status_code == 200, answer.content.decode()
    return re.search(r'id="token">(\w+)</code>', answer.content.decode())[1]


def use(client, secret, path=API):
    return client.get(path, headers={"Authorization": f"Bearer {secret}"})


def test_it_is_shown_once_and_stored_as_a_digest(client, amina):
    secret = created(client)
    assert re.fullmatch(r"sdgmap_[0-9a-f]{40}", secret)
    token = ApiToken.objects.get()
    assert (token.user, token.name, token.scope, token.ending) == (amina, "Nightly copy", "submit", secret[-4:])
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert token.expires_at - token.created_at == timedelta(days=90)
    for path in (LIST, NEW, "/accounts/", "/accounts/data/", "/accounts/data/my-data.json"):
        assert secret not in client.get(path).content.decode()
    page = client.get(LIST).content.decode()
    assert "Nightly copy" in page
    assert "Not used yet." in page


def test_its_owner_gets_an_email(client, amina):
    secret = created(client, name="Copy of <b>the map</b>")
    send_notices()
    (message,) = mail.outbox
    assert message.to == ["amina@example.org"]
    assert message.subject == "SDG Map: the API token “Copy of <b>the map</b>” was created"
    assert "Scope: Submit activities for your organisations." in message.body
    assert "/accounts/tokens/" in message.body
    assert secret not in message.message().as_string()


def test_the_password_is_asked_for_first(client):
    client.force_login(UserFactory())
    for answer in (client.get(NEW), client.post(NEW, TYPED)):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": " "}, "Enter a name."),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"scope": ""}, "Choose what a program can do with it."),
        ({"scope": "edit"}, "Select a valid choice"),
        ({"scope": "everything"}, "Select a valid choice"),
        ({"days": "366"}, "Select a valid choice"),
    ],
)
def test_what_is_typed_wrong(client, amina, typed, message):
    answer = client.post(NEW, TYPED | typed)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_only_people_with_a_role_are_offered_to_edit(client, amina):
    assert 'value="edit"' not in client.get(NEW).content.decode()
    staff = UserFactory(role=rules.FOCAL_POINT)
    staff.vouch_for_email()
    enter(client, staff)
    assert created(client, scope="edit")


def test_a_person_has_so_many_tokens(client, amina):
    for _ in range(MOST):
        create_token(name="x", scope="read", days=7, by=amina)
    with pytest.raises(Refused, match="20 tokens"):
        create_token(name="x", scope="read", days=7, by=amina)
    answer = client.post(NEW, TYPED)
    assert (answer.status_code, "Revoke one first" in answer.content.decode()) == (422, True)


def test_the_database_keeps_to_a_year(amina):
    with pytest.raises(IntegrityError, match="api_token_expires_in_time"):
        create_token(name="x", scope="read", days=367, by=amina)


def test_use_is_noted_once_a_minute(client, amina, django_assert_num_queries):
    token, secret = create_token(name="x", scope="read", days=7, by=amina)
    assert use(client, secret).status_code == 200
    token.refresh_from_db()
    first = token.last_used_at
    assert first
    client.logout()
    client.get(API)
    with django_assert_num_queries(3):  # the token, the state, the rows
        use(client, secret)
    token.refresh_from_db()
    assert token.last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(seconds=61))
    use(client, secret)
    token.refresh_from_db()
    assert token.last_used_at >= first


def test_a_revoked_token_stops_at_the_next_request(client, amina):
    secret = created(client)
    page = use(client, secret, "/api/v1/mappings/?limit=1")
    assert page.status_code == 200
    token = ApiToken.objects.get()
    answer = client.post(f"{LIST}{token.pk}/revoke/")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    refused = use(client, secret, "/api/v1/mappings/?limit=1&after=1")
    assert (refused.status_code, refused["Content-Type"]) == (401, "application/problem+json")
    assert refused["WWW-Authenticate"] == 'Bearer realm="SDG Map API", error="invalid_token"'
    assert refused["Cache-Control"] == "no-store"
    assert "revoked" in refused.json()["detail"]
    assert "Revoked" in client.get(LIST).content.decode()
    client.post(f"{LIST}{token.pk}/revoke/")


def test_nobody_revokes_the_tokens_of_others(client, amina):
    token, secret = create_token(name="x", scope="read", days=7, by=UserFactory())
    assert client.post(f"{LIST}{token.pk}/revoke/").status_code == 404
    assert use(client, secret).status_code == 200


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ("Bearer ", "A token begins with sdgmap_"),
        ("bearer nonsense", "A token begins with sdgmap_"),
        (f"Bearer {PREFIX}" + "0" * 40, "There is no such token"),
        (f"Bearer {PREFIX}" + "0" * 4000, "A token begins with sdgmap_"),
        (f"Bearer {PREFIX}ü", "A token begins with sdgmap_"),
    ],
)
def test_what_is_no_token(client, header, detail):
    answer = client.get(API, headers={"Authorization": header})
    assert answer.status_code == 401
    assert detail in answer.json()["detail"]
    assert "/accounts/tokens/" in answer.json()["detail"]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_an_expired_token(client, amina):
    _token, secret = create_token(name="x", scope="read", days=7, by=amina)
    ApiToken.objects.update(
        created_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() - timedelta(seconds=1)
    )
    answer = use(client, secret)
    assert (answer.status_code, "expired on" in answer.json()["detail"]) == (401, True)


def test_the_token_of_someone_who_is_not_active(client, amina):
    _token, secret = create_token(name="x", scope="read", days=7, by=amina)
    amina.is_active = False
    amina.save()
    assert use(client, secret).status_code == 401


def test_other_schemes_are_left_alone(client):
    """Such as that of a proxy in front of a test site."""
    assert client.get(API, headers={"Authorization": "Basic dXNlcjpwYXNz"}).status_code == 200


def test_a_session_is_no_way_into_the_api(client, amina):
    answer = client.post("/api/v1/submissions/", {"title": "x"}, content_type="application/json")
    assert answer.status_code == 401


def test_answers_to_a_token_are_not_for_shared_caches(client, amina):
    _token, secret = create_token(name="x", scope="read", days=7, by=amina)
    answer = use(client, secret)
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert "Authorization" in answer["Vary"]
    again = client.get(API, headers={"Authorization": f"Bearer {secret}", "If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, answer["Cache-Control"])


def test_my_data_lists_them(client, amina):
    secret = created(client)
    assert "Nightly copy" in client.get("/accounts/data/").content.decode()
    data = json.loads(client.get("/accounts/data/my-data.json").content)
    assert [(one["name"], one["scope"], one["ending"]) for one in data["api_tokens"]] == [
        ("Nightly copy", "submit", secret[-4:])
    ]


def test_ended_tokens_are_deleted_after_90_days(amina):
    kept, _secret = create_token(name="kept", scope="read", days=7, by=amina)
    gone, _secret = create_token(name="gone", scope="read", days=7, by=amina)
    revoke_token(token=kept)
    revoke_token(token=gone)
    ApiToken.objects.filter(pk=gone.pk).update(revoked_at=timezone.now() - timedelta(days=91))
    forget_expired()
    assert [one.name for one in ApiToken.objects.all()] == ["kept"]


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_takes_as_many_queries_for_many(client, amina, items, django_assert_num_queries):
    for _ in range(items):
        create_token(name="x", scope="read", days=7, by=amina)
    client.get(LIST)
    with django_assert_num_queries(4):  # session, user, roles, tokens
        assert client.get(LIST).status_code == 200
