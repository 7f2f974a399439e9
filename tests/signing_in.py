"""How tests make an account and sign in to it, and what they read in mails and apps."""

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.test import Client

from activities.models import User

PASSWORD = "three quiet rivers"


def make_somebody() -> User:
    user = User.objects.create_user("somebody@example.org", PASSWORD, name="Somebody")
    user.vouch_for_email()
    return user


def sign_in(client, email="somebody@example.org", password=PASSWORD, **headers):
    return client.post("/accounts/login/", {"login": email, "password": password}, **headers)


def sign_up(client, email="somebody@example.org"):
    return client.post("/accounts/signup/", {"email": email, "password1": PASSWORD, "name": "Some Body"})


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/accounts/\S+)", message.body)[1]


def session_cookie(user, url: str) -> dict:
    """The cookie of a new session, for a browser."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def outcomes(answers) -> dict[int, int]:
    found = [answer.status_code for answer in answers]
    return {status: found.count(status) for status in sorted(set(found))}
