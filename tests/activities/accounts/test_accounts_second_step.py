"""The second step at sign-in: apps, recovery codes, passkeys, and staff who must have one."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client

from activities import rules
from sdgmap import one_time_codes
from tests.factories.activities import UserFactory
from tests.reading import text
from tests.signing_in import PASSWORD, code_now, make_somebody, sign_in


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
def test_authenticator_app_and_recovery_code(client, nobody_counted, somebody):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert (answer.status_code, "The code is incorrect" in text(answer)) == (422, True)
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


SECRET = "JBSWY3DPEHPK3PXP"


@pytest.mark.django_db
def test_a_code_that_was_accepted_is_not_accepted_again(somebody):
    """Although the app still shows it, and django-allauth has forgotten it after half a minute."""
    TOTP.activate(somebody, SECRET)
    code = code_now(SECRET)
    first, second = Client(), Client()
    sign_in(first), sign_in(second)
    assert first.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    cache.clear()
    answer = second.post("/accounts/2fa/authenticate/", {"code": code})
    assert (answer.status_code, "This code has been used" in text(answer)) == (422, True)
    assert second.get("/accounts/").status_code == 302


@pytest.mark.django_db
def test_of_two_who_send_a_code_at_the_same_time_one_is_let_in(somebody):
    TOTP.activate(somebody, SECRET)
    app = Authenticator.objects.get()
    assert [one_time_codes.use_up(app, period) for period in (7, 7, 6, 8)] == [True, False, False, True]
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == SECRET


@pytest.mark.django_db
def test_used_codes_count_as_attempts(somebody):
    TOTP.activate(somebody, SECRET)
    Authenticator.objects.update(data=Authenticator.objects.get().data | {"used": 2**40})
    client = Client()
    sign_in(client)
    tries = [client.post("/accounts/2fa/authenticate/", {"code": code_now(SECRET)}) for _ in range(12)]
    assert [answer.status_code for answer in tries] == [422] * 10 + [429] * 2


@pytest.mark.django_db(transaction=True)
def test_the_code_that_set_up_an_app_cannot_be_used_to_sign_in(client, nobody_counted, somebody):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    code = code_now(secret)
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    other = Client()
    sign_in(other)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 422


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
