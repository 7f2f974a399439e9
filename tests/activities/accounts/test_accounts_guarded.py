"""What guards accounts: how often one may try, what no log repeats, what hostile clients are told."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account import forms
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from activities.models import User
from sdgmap import attempts
from tests.reading import text
from tests.signing_in import PASSWORD, link_in, make_somebody, outcomes, sign_in, sign_up

PASSWORD_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher.encode"


@pytest.fixture
def somebody(db):
    cache.clear()  # what a test that commits has counted before
    return make_somebody()


@pytest.fixture
def nobody_counted(transactional_db):
    """For tests that commit: what they have counted is taken away again."""
    yield
    cache.clear()


@pytest.mark.django_db(transaction=True)
def test_failed_sign_ins_are_counted_across_workers(nobody_counted, somebody):
    """Four threads, each with its own connection to the database and so with its own cache, as web workers have."""

    def tries(_worker):
        try:
            return [sign_in(Client(), password="wrong") for _ in range(4)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        found = outcomes(answer for answers in workers.map(tries, range(4)) for answer in answers)
    assert found[422] <= 10
    assert found[422] + found[429] == 16
    assert sign_in(Client()).status_code == 429  # the right password comes too late


def attack(account="somebody@example.org", *, addresses=1, times=10, network="192.0.2"):
    """Wrong passwords for one account from several addresses, each in turn."""
    turns = [(f"{network}.{place}", turn) for place in range(addresses) for turn in range(times)]
    return [sign_in(Client(), account, "wrong", REMOTE_ADDR=address) for address, _turn in turns]


@pytest.mark.django_db
def test_one_address_has_ten_wrong_passwords_for_an_account(somebody):
    tries = attack(times=12)
    assert outcomes(tries) == {422: 10, 429: 2}
    assert tries[-1]["Retry-After"] == "900"


@pytest.mark.django_db
def test_an_owner_attacked_from_thirteen_addresses_signs_in(somebody):
    assert outcomes(attack(addresses=13, times=7)) == {422: 91}
    assert sign_in(Client(), REMOTE_ADDR="198.51.100.1").status_code == 302


@pytest.mark.django_db
def test_a_colleague_s_ten_wrong_passwords_do_not_lock_the_office(somebody):
    User.objects.create_user("colleague@example.org", PASSWORD).vouch_for_email()
    assert outcomes(attack("colleague@example.org", times=12)) == {422: 10, 429: 2}
    assert sign_in(Client(), REMOTE_ADDR="192.0.2.0").status_code == 302


@pytest.mark.django_db
def test_one_account_is_guarded_against_many_addresses(somebody):
    """A hundred wrong passwords from devices that the account does not know; then only known ones can sign in."""
    known = Client()
    assert sign_in(known, REMOTE_ADDR="198.51.100.1").status_code == 302
    known.post("/accounts/logout/")
    assert outcomes(attack(addresses=12, times=9)) == {422: 100, 429: 8}
    assert sign_in(Client(), REMOTE_ADDR="198.51.100.2").status_code == 429
    assert sign_in(known, REMOTE_ADDR="198.51.100.3").status_code == 302


@pytest.mark.django_db
def test_many_accounts_are_guarded_against_one_address(somebody):
    for number in range(11):
        attack(f"somebody{number}@example.org", times=10 if number < 10 else 1)
    assert sign_in(Client(), REMOTE_ADDR="192.0.2.0").status_code == 429
    assert sign_in(Client(), REMOTE_ADDR="192.0.2.1").status_code == 302


@pytest.mark.django_db
def test_a_known_device_is_slowed_down_and_never_refused_for_long(somebody, monkeypatch):
    device = Client()
    sign_in(device)
    device.post("/accounts/logout/")
    assert device.cookies["device"]["path"] == "/accounts/"
    assert device.cookies["device"]["httponly"]
    assert somebody.email not in device.cookies["device"].value
    tries = [sign_in(device, password="wrong") for _ in range(12)]
    assert outcomes(tries) == {422: 11, 429: 1}
    assert (tries[-1]["Retry-After"], "Wait 10 seconds" in text(tries[-1])) == ("10", True)
    now = time.time() + attempts.SLOWLY + 1
    monkeypatch.setattr(ratelimit.time, "time", lambda: now)
    assert sign_in(device).status_code == 302


@pytest.mark.django_db
def test_a_device_is_known_for_the_accounts_that_have_signed_in_on_it(somebody):
    other = User.objects.create_user("colleague@example.org", PASSWORD)
    other.vouch_for_email()
    device = Client()
    sign_in(device)
    device.post("/accounts/logout/")
    tries = [sign_in(device, other.email, "wrong") for _ in range(12)]
    assert (outcomes(tries), tries[-1]["Retry-After"]) == ({422: 10, 429: 2}, "900")
    forged = Client()
    forged.cookies["device"] = device.cookies["device"].value.replace(":", ":x", 1)
    assert outcomes(sign_in(forged, password="wrong", REMOTE_ADDR="192.0.2.9") for _ in range(12)) == {422: 10, 429: 2}


@pytest.mark.django_db
def test_a_new_password_forgets_the_wrong_ones(client, somebody):
    assert outcomes(attack(times=11)) == {422: 10, 429: 1}
    client.post("/accounts/password/reset/", {"email": somebody.email}, REMOTE_ADDR="192.0.2.0")
    form = client.get(link_in(mail.outbox[-1])).url
    new = "three quiet mountains"
    assert client.post(form, {"password1": new, "password2": new}, REMOTE_ADDR="192.0.2.0").status_code == 302
    assert sign_in(Client(), password=new, REMOTE_ADDR="192.0.2.0").status_code == 302


@pytest.mark.django_db
def test_people_of_one_office_who_sign_in_rightly_do_not_lock_each_other_out(client, somebody):
    assert outcomes(sign_in(Client()) for _ in range(70)) == {302: 70}


@pytest.mark.django_db
def test_sign_ups_are_limited(client):
    assert outcomes(sign_up(Client(), f"somebody{n}@example.org") for n in range(12)) == {302: 10, 429: 2}


@pytest.mark.django_db(transaction=True)
def test_one_address_that_signs_up_twice_at_once_has_one_account(nobody_counted, monkeypatch):
    """Both forms have found the address free before either account is made."""
    gate, make = threading.Barrier(2), forms.SignupForm.save

    def make_together(form, request):
        gate.wait(10)
        return make(form, request)

    def ask(_thread):
        try:
            return sign_up(Client(raise_request_exception=False))
        finally:
            connection.close()

    monkeypatch.setattr(forms.SignupForm, "save", make_together)
    with ThreadPoolExecutor(2) as both:
        assert outcomes(both.map(ask, range(2))) == {302: 2}
    assert [(user.email, user.name) for user in User.objects.all()] == [("somebody@example.org", "Some Body")]


@pytest.mark.django_db
def test_a_known_address_takes_as_long_to_sign_up_as_an_unknown_one(client, somebody, monkeypatch):
    """What takes the time is hashing the password: once for either."""
    hashed = []
    monkeypatch.setattr(PASSWORD_HASHER, lambda self, *given: hashed.append(given) or "md5$salt$hash")
    for email, count in ((somebody.email, 1), ("nobody@example.org", 2)):
        assert sign_up(Client(), email).status_code == 302
        assert len(hashed) == count


@pytest.mark.django_db
def test_requests_for_a_new_password_are_limited(client):
    asked = [client.post("/accounts/password/reset/", {"email": f"somebody{n}@example.org"}) for n in range(12)]
    assert outcomes(asked) == {302: 10, 429: 2}
    assert "Too many attempts" in text(asked[-1])


@pytest.mark.django_db
def test_second_factors_cannot_be_guessed(client, somebody):
    TOTP.activate(somebody, "JBSWY3DPEHPK3PXP")
    assert sign_in(client).url == "/accounts/2fa/authenticate/"
    tries = [client.post("/accounts/2fa/authenticate/", {"code": f"00000{n % 10}"}) for n in range(12)]
    assert outcomes(tries)[429] >= 2


@pytest.mark.django_db
def test_behind_a_proxy_each_client_is_counted_apart(client, settings):
    """What a client itself claims does not count: the last address is the proxy's own word."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def ask(address):
        return sign_in(client, password="wrong", headers={"X-Forwarded-For": f"203.0.113.7, {address}"})

    assert outcomes(ask("192.0.2.1") for _ in range(11)) == {422: 10, 429: 1}
    assert sign_in(client, "else@example.org", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 422


@pytest.mark.django_db
def test_logs_repeat_neither_addresses_nor_passwords_nor_keys(client, caplog):
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False
    sign_up(client, "planted@example.org")
    link = link_in(mail.outbox[0])
    key = link.split("/")[-2]
    client.get(link)
    client.post(link)
    sign_in(client, "planted@example.org", "planted-wrong-password")
    client.post("/accounts/password/reset/", {"email": "planted@example.org"})
    reset = link_in(mail.outbox[-1])
    client.get(client.get(reset).url)
    sign_in(client, "planted@example.org")
    told = "\n".join(
        f"{record.getMessage()} {record.msg}" for record in caplog.records if record.name != "django.db.backends"
    )
    assert "/accounts/confirm-email/…" in told
    planted = ["planted@example.org", PASSWORD, "planted-wrong-password", key, reset.split("/")[-2]]
    assert [each for each in planted if each in told] == []


HOSTILE = [
    "",
    "\x00",
    "null",
    "[]",
    "[1]",
    '"x"',
    "5",
    "{}",
    '{"id": 5}',
    '{"id": "AA", "rawId": "AA", "type": "public-key"}',
]
HOSTILE += ['{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}']
HOSTILE += [
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA",'
    '"signature":"AA","userHandle":"AA"}}',
    "{" * 2000,
    "x" * 1_000_000,
]


@pytest.mark.django_db
@pytest.mark.parametrize("sent", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_passkeys_are_refused(client, somebody, sent):
    client.raise_request_exception = False
    client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": sent}).status_code == 302
    assert client.get("/accounts/").status_code == 302
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/webauthn/add/")
    assert client.post("/accounts/2fa/webauthn/add/", {"name": "Key", "credential": sent}).status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["\x00", "\u202e<script>@example.org", "x" * 1_000_000], ids=["nul", "markup", "long"])
def test_hostile_text_is_refused_in_every_field(client, somebody, sent):
    client.raise_request_exception = False
    found = {
        "sign-in": sign_in(Client(), sent, sent),
        "sign-up": Client().post("/accounts/signup/", {"email": sent, "password1": sent, "name": sent}),
        "reset": Client().post("/accounts/password/reset/", {"email": sent}),
        "next": Client().post("/accounts/login/", {"login": "a@example.org", "password": "x", "next": sent}),
    }
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(found, 422)
    assert all("<script>@" not in answer.content.decode() for answer in found.values())
    TOTP.activate(somebody, "JBSWY3DPEHPK3PXP")
    sign_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": sent}).status_code == 422


@pytest.mark.django_db
def test_nobody_is_led_to_another_site(client, somebody):
    answer = client.post("/accounts/login/?next=https://evil.example/", {"login": somebody.email, "password": PASSWORD})
    assert answer.url == "/organisations/join/"


@pytest.mark.django_db
def test_no_cache_keeps_what_an_account_page_shows(client, somebody):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    TOTP.activate(somebody, "JBSWY3DPEHPK3PXP")
    client.post("/accounts/2fa/recovery-codes/generate/")
    paths = ["", "email/", "2fa/", "2fa/recovery-codes/", "2fa/recovery-codes/download/", "password/change/"]
    answers = {path: client.get(f"/accounts/{path}") for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    assert [path for path, answer in answers.items() if "no-store" not in answer.headers.get("Cache-Control", "")] == []


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_is_told_so_on_our_own_page(somebody):
    answer = sign_in(Client(enforce_csrf_checks=True))
    assert (answer.status_code, "This form has expired" in text(answer)) == (403, True)
    assert "<style" not in answer.content.decode()
