"""Accounts: how people get one and get in, what they are told, and what operators and administrators make."""

import re
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.management import call_command
from django.test import Client

from activities import rules
from activities.models import User
from tests.factories.activities import UserFactory
from tests.reading import text
from tests.signing_in import PASSWORD, link_in, make_somebody, sign_in, sign_up


@pytest.fixture
def somebody(db):
    return make_somebody()


@pytest.mark.django_db
def test_sign_up_verify_and_sign_in(client):
    answer = sign_up(client)
    assert (answer.status_code, answer.url) == (302, "/accounts/confirm-email/")
    assert sign_in(client).url == "/accounts/confirm-email/"  # not before the address is verified
    link = link_in(mail.outbox[0])
    assert "somebody@example.org" in text(client.get(link))
    assert client.post(link).status_code == 302
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/organisations/join/")
    user = User.objects.get()
    assert (user.name, user.is_staff, list(user.groups.all())) == ("Some Body", False, [])
    assert 'value="Some Body"' in client.get("/accounts/").content.decode()


@pytest.mark.django_db
def test_a_wrong_password_keeps_the_address_and_says_so_on_top(client, somebody):
    answer = sign_in(client, password="wrong")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="somebody@example.org"' in page
    assert "wrong" not in page.split("<main")[1].split("</main>")[0]
    assert page.index("There is a problem") < page.index("The e-mail address or password is incorrect.")


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
    elsewhere = Client()
    sign_in(elsewhere)
    client.post("/accounts/password/reset/", {"email": somebody.email})
    link = link_in(mail.outbox[0])
    form = client.get(link).url
    new = {"password1": "four loud mountains", "password2": "four loud mountains"}
    assert elsewhere.get("/accounts/").status_code == 200
    assert client.post(form, new).url == "/accounts/password/reset/key/done/"
    assert elsewhere.get("/accounts/").status_code == 302  # whoever was signed in by the old password is out
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
        expected = "/organisations/join/" if email.startswith("stakeholder") else "/workspace/"
        assert sign_in(Client(), email, password).url == expected


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
    assert sign_in(Client()).url == "/organisations/join/"


@pytest.mark.django_db
def test_the_admin_has_no_sign_in_of_its_own(client):
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"
