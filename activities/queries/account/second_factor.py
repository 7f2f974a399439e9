"""The second step at sign-in that staff must have."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from activities import rules


def lacks_second_factor(user) -> bool:
    """Whether the user is staff, staff must have a second factor, and the user has none. No query unless required."""
    if not settings.REQUIRE_STAFF_MFA or not user.is_authenticated:
        return False
    if not user.is_staff and not rules.can_see_staff_pages(user):
        return False
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not Authenticator.objects.filter(user=user, type__in=factors).exists()
