"""Accounts: how people get one and get in, what they are told, how often they may try, and what no log repeats."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from activities import rules
from activities.models import User
from tests.factories.activities import UserFactory
from tests.reading import text

PASSWORD = "three quiet rivers"


@pytest.fixture(autouse=True)
def fresh_counts(request):
    """Nobody has tried anything yet."""
    if "django_db" in request.keywords:
        request.getfixturevalue("transactional_db" if needs_commits(request) else "db")
        cache.clear()


def needs_commits(request) -> bool:
    return request.node.get_closest_marker("django_db").kwargs.get("transaction", False)


@pytest.fixture
def somebody(db):
    user = User.objects.create_user("somebody@example.org", PASSWORD, name="Somebody")
    user.vouch_for_email()
    return user


def sign_in(client, email="somebody@example.org", password=PASSWORD, **headers):
    return client.post("/accounts/login/", {"login": email, "password": password}, **headers)


def sign_up(client, email="somebody@example.org"):
    return client.post("/accounts/signup/", {"email": email, "password1": PASSWORD, "name": "Some Body"})


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/accounts/\S+)", message.body)[1]


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.django_db
def test_sign_up_verify_and_sign_in(client):
    answer = sign_up(client)
    assert (answer.status_code, answer.url) == (302, "/accounts/confirm-email/")
    assert sign_in(client).url == "/accounts/confirm-email/"  # not before the address is verified
    link = link_in(mail.outbox[0])
    assert "somebody@example.org" in text(client.get(link))
    assert client.post(link).status_code == 302
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/")
    user = User.objects.get()
    assert (user.name, user.is_staff, list(user.groups.all())) == ("Some Body", False, [])
    assert 'value="Some Body"' in client.get("/accounts/").content.decode()


@pytest.mark.django_db
def test_a_wrong_password_keeps_the_address_and_says_so_on_top(client, somebody):
    answer = sign_in(client, password="wrong")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="somebody@example.org"' in page
    assert "wrong" not in page.split("<main")[1].split("</main>")[0].replace("not right", "")
    assert page.index("There is a problem") < page.index("The e-mail address or the password is not right.")


@pytest.mark.django_db
def test_known_and_unknown_addresses_get_the_same_answer(client, somebody):
    """From sign-in, sign-up and reset; only the mail to the address itself differs."""

    def answers(email):
        found = []
        for send in (
            lambda: sign_in(Client(), email, "wrong"),
            lambda: sign_up(Client(), email),
            lambda: Client().post("/accounts/password/reset/", {"email": email}),
        ):
            answer = send()
            body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
            found.append((answer.status_code, answer.headers.get("Location"), body.replace(email, "…")))
        return found

    assert answers("somebody@example.org") == answers("nobody@example.org")
    told = [(message.to, message.subject) for message in mail.outbox]
    assert told == [
        (["somebody@example.org"], "SDG Map: You already have an account"),
        (["somebody@example.org"], "SDG Map: Choose a new password"),
        (["nobody@example.org"], "SDG Map: Confirm your e-mail address"),
        (["nobody@example.org"], "SDG Map: Choose a new password"),  # the sign-up above made the account
    ]


@pytest.mark.django_db
def test_an_unknown_address_that_asks_for_a_new_password_gets_a_mail_that_says_so(client):
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert [message.subject for message in mail.outbox] == ["SDG Map: No account with this address"]


@pytest.mark.django_db
def test_a_forgotten_password_is_replaced_once(client, somebody):
    client.post("/accounts/password/reset/", {"email": somebody.email})
    link = link_in(mail.outbox[0])
    form = client.get(link).url
    new = {"password1": "four loud mountains", "password2": "four loud mountains"}
    assert client.post(form, new).url == "/accounts/password/reset/key/done/"
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), password="four loud mountains").status_code == 302
    assert "no longer valid" in text(Client().get(link))
    assert mail.outbox[-1].subject == "SDG Map: Your password was changed"


@pytest.mark.django_db
def test_a_changed_address_signs_in_once_it_is_verified(client, somebody):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""}).status_code == 302
    assert "new@example.org" in text(client.get("/accounts/email/"))
    assert sign_in(Client()).status_code == 302
    client.post(link_in(mail.outbox[0]))
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), "new@example.org").status_code == 302
    assert User.objects.get().email == "new@example.org"


@pytest.mark.django_db
def test_the_address_is_not_changed_before_the_password_was_given_again(client, somebody):
    client.force_login(somebody)
    answer = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_changed_password_signs_every_other_device_out(client, somebody):
    other = Client()
    for each in (client, other):
        sign_in(each)
    new = {"oldpassword": PASSWORD, "password1": "four loud mountains", "password2": "four loud mountains"}
    assert client.post("/accounts/password/change/", new).url == "/accounts/"
    assert (client.get("/accounts/").status_code, other.get("/accounts/").status_code) == (200, 302)


@pytest.mark.django_db
def test_signing_out_needs_a_post(client, somebody):
    sign_in(client)
    assert "Sign out?" in text(client.get("/accounts/logout/"))
    assert client.get("/accounts/").status_code == 200
    assert client.post("/accounts/logout/").url == "/"
    assert client.get("/accounts/").status_code == 302


@pytest.mark.django_db
def test_an_account_that_is_switched_off(client, somebody):
    User.objects.update(is_active=False)
    assert sign_in(client).url == "/accounts/inactive/"
    assert client.get("/accounts/").status_code == 302


@pytest.mark.django_db
def test_ones_own_name(client, somebody):
    client.force_login(somebody)
    assert client.post("/accounts/", {"name": " Ana\u202e  Lima "}).url == "/accounts/"
    assert User.objects.get().name == "Ana Lima"
    answer = client.post("/accounts/", {"name": "x" * 151})
    assert (answer.status_code, "There is a problem" in text(answer)) == (422, True)


@pytest.mark.django_db
def test_a_mail_server_that_does_not_answer(client, monkeypatch, caplog):
    def down(self):
        raise SMTPServerDisconnected("somebody@example.org refused")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    answer = client.post("/accounts/password/reset/", {"email": "somebody@example.org"})
    assert (answer.status_code, answer["Retry-After"], "could not be sent" in text(answer)) == (503, "60", True)
    assert "somebody@example.org" not in caplog.text


# --- how often one may try


def outcomes(answers) -> dict[int, int]:
    found = [answer.status_code for answer in answers]
    return {status: found.count(status) for status in sorted(set(found))}


@pytest.mark.django_db(transaction=True)
def test_failed_sign_ins_are_counted_across_workers(somebody):
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


@pytest.mark.django_db
def test_one_account_is_guarded_against_many_addresses(client, somebody):
    tries = [sign_in(client, password="wrong", REMOTE_ADDR=f"192.0.2.{n}") for n in range(12)]
    assert outcomes(tries) == {422: 10, 429: 2}
    assert tries[-1]["Retry-After"] == "900"


@pytest.mark.django_db
def test_people_of_one_office_who_sign_in_rightly_do_not_lock_each_other_out(client, somebody):
    assert outcomes(sign_in(Client()) for _ in range(25)) == {302: 25}


@pytest.mark.django_db
def test_sign_ups_are_limited(client):
    assert outcomes(sign_up(Client(), f"somebody{n}@example.org") for n in range(12)) == {302: 10, 429: 2}


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


# --- the second step


@pytest.mark.django_db(transaction=True)
def test_authenticator_app_and_recovery_code(client, somebody):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert (answer.status_code, "The code is not right" in text(answer)) == (422, True)
    secret = answer.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302
    assert [message.subject for message in mail.outbox] == ["SDG Map: An authenticator app was added"]
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    assert client.get("/accounts/2fa/recovery-codes/download/").content.decode().split()[-10:] == codes
    again = Client()
    assert sign_in(again).url == "/accounts/2fa/authenticate/"
    assert again.get("/accounts/").status_code == 302
    assert again.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert again.get("/accounts/").status_code == 200
    once_more = Client()
    sign_in(once_more)
    assert once_more.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 422


@pytest.mark.django_db
def test_secrets_of_second_factors_are_encrypted_and_lost_with_the_key(somebody, settings):
    TOTP.activate(somebody, "JBSWY3DPEHPK3PXP")
    kept = Authenticator.objects.get().data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in kept
    assert get_adapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY = "another"
    assert get_adapter().decrypt(kept) == ""
    assert not Authenticator.objects.get().wrap().validate_code(code_now("JBSWY3DPEHPK3PXP"))


STAFF_PAGES = ["/workspace/", "/admin/", "/admin/activities/user/"]


@pytest.mark.django_db
def test_staff_are_led_to_the_second_step_where_it_is_required(client, settings):
    settings.REQUIRE_STAFF_MFA = True
    user = UserFactory(role=rules.ADMINISTRATOR)
    client.force_login(user)
    assert {page: client.get(page).headers.get("Location") for page in STAFF_PAGES} == dict.fromkeys(
        STAFF_PAGES, "/accounts/2fa/"
    )
    answer = client.get("/workspace/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/2fa/")
    assert client.post("/workspace/").status_code in (302, 405)
    assert "Your role needs a second step" in text(client.get("/accounts/2fa/"))
    assert client.get("/").status_code == 200
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert {page: client.get(page).status_code for page in STAFF_PAGES} == dict.fromkeys(STAFF_PAGES, 200)
    Authenticator.objects.all().delete()
    assert client.get("/workspace/").url == "/accounts/2fa/"


@pytest.mark.django_db
def test_recovery_codes_alone_are_no_second_step(client, settings):
    settings.REQUIRE_STAFF_MFA = True
    user = UserFactory(role=rules.FOCAL_POINT)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(user)
    assert client.get("/workspace/").url == "/accounts/2fa/"


@pytest.mark.django_db
def test_others_need_no_second_step(client, settings, somebody):
    settings.REQUIRE_STAFF_MFA = True
    client.force_login(somebody)
    assert client.get("/accounts/").status_code == 200
    assert "second step at sign-in" not in text(client.get("/accounts/")).split("What the")[0]


# --- accounts that operators and administrators make


@pytest.mark.django_db
def test_staff_land_in_their_workspace(client):
    user = UserFactory(role=rules.FOCAL_POINT, email="focal@example.org")
    user.set_password(PASSWORD)
    user.save()
    user.vouch_for_email()
    assert sign_in(client, "focal@example.org").url == "/workspace/"
    assert sign_in(Client(), "focal@example.org", next="").status_code == 302


@pytest.mark.django_db
def test_createsuperuser_makes_an_account_that_can_sign_in(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="Root@Example.org", interactive=False, stdout=StringIO())
    assert sign_in(client, "root@example.org").url == "/workspace/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_generated_sign_ins_sign_in(client, settings, tmp_path):
    settings.DEBUG = True
    out = StringIO()
    call_command("create_sign_ins", out=tmp_path / "sign-ins.json", stdout=out)
    settings.DEBUG = False
    for line in out.getvalue().splitlines():
        email, password = line.split()[-2:]
        assert sign_in(Client(), email, password).url == "/workspace/"


@pytest.fixture
def administrator(client):
    user = UserFactory(role=rules.ADMINISTRATOR)
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_an_administrator_makes_a_focal_point(client, administrator):
    added = {"email": "Focal@example.org", "name": "Focal", "usable_password": "true"}
    answer = client.post(
        "/admin/activities/user/add/", added | {"password1": PASSWORD, "password2": PASSWORD, "_continue": ""}
    )
    user = User.objects.get(name="Focal")
    assert answer.url == f"/admin/activities/user/{user.pk}/change/"
    page = client.get(answer.url).content.decode()
    assert re.findall(r'type="checkbox" name="sectors" value="([^"]+)"', page) == [
        "ITU-R",
        "ITU-T",
        "ITU-D",
        "General Secretariat",
        "Intersectoral",
    ]
    group = administrator.groups.model.objects.get_or_create(name=rules.FOCAL_POINT)[0]
    changed = {"email": user.email, "name": "Focal", "is_active": "on", "is_staff": "on", "groups": group.pk}
    changed |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00", "sectors": ["ITU-D", "ITU-R"]}
    assert client.post(answer.url, changed).status_code == 302
    user.refresh_from_db()
    assert user.sectors == ["ITU-R", "ITU-D"] or user.sectors == ["ITU-D", "ITU-R"]
    assert sign_in(Client(), "focal@example.org").url == "/workspace/"


@pytest.mark.django_db
def test_an_administrator_resets_lost_second_factors(client, administrator, somebody):
    TOTP.activate(somebody, "JBSWY3DPEHPK3PXP")
    chosen = {"action": "reset_second_factors", "_selected_action": [somebody.pk]}
    assert client.post("/admin/activities/user/", chosen).status_code == 302
    assert not Authenticator.objects.exists()
    assert sign_in(Client()).url == "/"


@pytest.mark.django_db
def test_the_admin_has_no_sign_in_of_its_own(client):
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"


# --- what no log repeats


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


# --- what hostile clients send

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
    assert answer.url == "/"


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_is_told_so_on_our_own_page(somebody):
    answer = sign_in(Client(enforce_csrf_checks=True))
    assert (answer.status_code, "The form was open too long" in text(answer)) == (403, True)
    assert "<style" not in answer.content.decode()
