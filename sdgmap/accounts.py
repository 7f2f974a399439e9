"""Our additions to django-allauth: error messages, redirects after sign-in, failing e-mail, encrypted secrets."""

import base64
import hashlib
from smtplib import SMTPException
from urllib.parse import urlencode

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from activities import rules
from activities.pages.access import lead_to_second_factor
from activities.pages.submissions.next_step import next_step
from activities.pages.submissions.presets import going_on, next_address
from activities.pages.unsaved.session import after_sign_in, awaited
from activities.queries.account.second_factor import lacks_second_factor
from sdgmap import attempts

log = structlog.get_logger("sdgmap.accounts")
RETRY_AFTER = 15 * 60  # seconds; the span of ACCOUNT_RATE_LIMITS
TOO_MANY = "too_many_login_attempts"
SLOWLY = "slowly"
#: What is missing, by the name of the field; "This field is required" twice in a summary does not help.
MISSING = {
    "login": _("Enter your e-mail address."),
    "email": _("Enter an e-mail address."),
    "password": _("Enter your password."),
    "oldpassword": _("Enter your current password."),
    "password1": _("Enter a password."),
    "password2": _("Enter the new password again."),
    "code": _("Enter the code."),
    "name": _("Enter a name."),
    "credential": _("No passkey was used. Try again, or choose another way."),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is deactivated. An administrator can reactivate it."),
        "duplicate_email": _("This is already the e-mail address of your account."),
        "email_password_mismatch": _("The e-mail address or password is incorrect."),
        "enter_current_password": _("The current password is incorrect."),
        "incorrect_code": _("The code is incorrect or has expired. Enter the current code."),
        "incorrect_password": _("The password is incorrect."),
        "invalid_or_expired_key": _("The link is no longer valid."),
        TOO_MANY: _("Too many attempts. Wait 15 minutes, then try again."),
        SLOWLY: _("Too many wrong passwords. Wait 10 seconds before you try again."),
        "rate_limited": _("Too many attempts. Wait 15 minutes, then try again."),
    }

    def get_login_redirect_url(self, request) -> str:
        if unsaved := after_sign_in(request):
            return unsaved
        return reverse("workspace") if rules.can_see_staff_pages(request.user) else next_step(request.user)

    def get_email_confirmation_url(self, request, emailconfirmation) -> str:
        """The link in the e-mail also knows where the person goes on: it may be opened in another browser."""
        address = super().get_email_confirmation_url(request, emailconfirmation)
        there = next_address(request) if request else ""
        if not there:
            return address
        return f"{address}?{urlencode({'next': going_on('account_login', there)})}"

    def pre_authenticate(self, request, **credentials) -> None:
        """Count the attempt as a wrong one; django-allauth takes it back if the password is right."""
        try:
            self._login_failed_rl_usage = attempts.count_attempt(request, credentials.get("email", "").lower())
        except attempts.TooManyAttempts as refusal:
            raise self.validation_error(SLOWLY if refusal.seconds == attempts.SLOWLY else TOO_MANY) from None

    def _delete_login_attempts_cached_email(self, request, **credentials) -> None:
        """After a new password was chosen."""
        attempts.forget(request, credentials.get("email", "").lower())

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("account")

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send immediately: the person is waiting. A page reports a failure; the log never names the recipient."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.error("mail not sent", template=template_prefix, error=type(error).__name__)
            response = render(self.request, "account/mail_stuck.html", status=503)
            response["Retry-After"] = "60"
            raise ImmediateHttpResponse(response) from None


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of authenticator apps: a copy of the database is not enough to sign in."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "used_code": _("This code has been used. Wait until the app shows the next one."),
        "incorrect_passkey": _("That passkey could not be used. Try again, or choose another way to sign in."),
        "cannot_generate_recovery_codes": _("Add an authenticator app or a passkey first."),
    }

    @property
    def box(self) -> Fernet:
        key = hashlib.sha256(b"sdgmap.accounts.SecondFactorAdapter:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self.box.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret, or "" when SECRET_KEY has changed. An administrator then resets the second step."""
        try:
            return self.box.decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("second factor unreadable: SECRET_KEY has changed")
            return ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user, type) -> str:
        return str(_("Passkey"))


class AccountForms:
    """Give django-allauth's pages an error summary (`errors`) and status 422 on errors. They are never cached: on a
    shared computer, Back must not show an address or recovery codes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        attempts.remember(request, response)
        if is_account_page(request):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_template_response(self, request, response):
        if not is_account_page(request):
            return response
        context = dict(response.context_data or {})
        forms = [context[name] for name in ("form", "webauthn_form") if context.get(name)]
        errors = [each for form in forms if form.is_bound for each in errors_of(form)]
        context["errors"] = [{"href": href, "message": text} for href, _code, text in errors]
        if request.resolver_match.url_name == "account_login":
            context["unsaved"] = awaited(request)
        response.context_data = context
        if errors and request.method in ("POST", "PUT") and response.status_code == 200:
            waits = {TOO_MANY: RETRY_AFTER, SLOWLY: attempts.SLOWLY}
            limited = [waits[code] for _href, code, _text in errors if code in waits]
            response.status_code = 429 if limited else 422
            if limited:
                response["Retry-After"] = str(max(limited))
        return response


def is_account_page(request) -> bool:
    match = request.resolver_match
    return bool(match) and (match.url_name or "").startswith(("account_", "mfa_"))


def errors_of(form) -> list[tuple[str, str, str]]:
    """(address of the field or "", code, message) for each error of the form, in field order."""
    found = []
    for name, errors in form.errors.as_data().items():
        for error in errors:
            if error.code == "required" and name in MISSING:
                error.message = MISSING[name]
        shown = name in form.fields and not form[name].is_hidden
        href = f"#{form[name].auto_id}" if shown else ""
        found += [(href, error.code, message) for error in errors for message in error.messages]
    return found


class SecondFactorForAdmin:
    """Redirect staff without a second factor away from Django's admin. `staff_page` does the same for our pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if match.app_names[:1] == ["admin"] and match.url_name not in ("login", "logout"):
            return lead_to_second_factor(request) if lacks_second_factor(request.user) else None
        return None


def too_many_requests(request, exception=None):
    """The page for 429, too many attempts. Named as a handler in the URLconf."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
