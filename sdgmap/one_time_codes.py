"""django-allauth's forms for codes of authenticator apps. A code that has been accepted is not accepted again.

An app shows each code for 30 seconds, and one before and after it are valid too. RFC 6238 (5.2) demands that none of
them is accepted twice. The number of the latest period whose code was accepted is stored with the app's secret; codes
of that and of earlier periods are refused.
"""

from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db.models import Q
from django.dispatch import receiver


def period_of(secret: str, code: str) -> int | None:
    """The number of the period in which the code is shown, if it is valid now."""
    for period in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, period))):
            return period
    return None


def use_up(app: Authenticator, period: int) -> bool:
    """Note that a code of the period was accepted. False if one of that or of a later period had been: of two requests
    with the same code at the same time, one gets False."""
    unused = Authenticator.objects.filter(~Q(data__has_key="used") | Q(data__used__lt=period), pk=app.pk)
    return bool(unused.update(data=app.data | {"used": period}))


class OnceOnly:
    def clean_code(self) -> str:
        app = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        secret = decrypt(app.data["secret"]) if app else ""
        period = period_of(secret, self.cleaned_data["code"]) if secret else None
        if app and period is not None and period <= app.data.get("used", 0):
            check_rate_limit(self.user)  # it counts as an attempt
            raise get_adapter().validation_error("used_code")
        code = super().clean_code()
        if app and period is not None and not use_up(app, period):
            raise get_adapter().validation_error("used_code")
        return code


class Authenticate(OnceOnly, forms.AuthenticateForm):
    pass


class Reauthenticate(OnceOnly, forms.ReauthenticateForm):
    pass


class ActivateApp(ActivateTOTPForm):
    def clean_code(self) -> str:
        code = super().clean_code()
        context.request.period_used = period_of(self.secret, code)
        return code


@receiver(authenticator_added)
def use_up_first_code(sender, request, authenticator, **_) -> None:
    """The code that proved that an app was set up cannot be used to sign in, too."""
    period = getattr(request, "period_used", None)
    if period is not None and authenticator.type == Authenticator.Type.TOTP:
        use_up(authenticator, period)
