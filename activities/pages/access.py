"""Who may open a page: signed in, and with the role that the page's rule asks for."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from activities import rules


def staff_page(view=None, *, rule: Callable = rules.can_see_staff_pages):
    """Send strangers to the sign-in and back, refuse others whom `rule` refuses (403), never let a cache keep the page.

    An htmx request gets 401 with HX-Redirect, so that a swap never shows the sign-in page inside a cell.
    Use it bare, `@staff_page`, or with a rule, `@staff_page(rule=rules.can_edit_lexicon)`.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                there = redirect_to_login(came_from(request))
                if not getattr(request, "htmx", False):
                    return there
                return HttpResponse(status=401, headers={"HX-Redirect": there.url})
            if not rule(request.user):
                raise PermissionDenied
            if lacks_second_factor(request.user):
                return lead_to_second_factor(request)
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response

        return guarded

    return decorate(view) if view else decorate


def came_from(request) -> str:
    """Where the sign-in leads on to: the page asked for. After a form was sent it is the page where the form stands, as
    many an address that takes one shows nothing by itself."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    form = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(form, allowed_hosts={request.get_host()}):
        return request.path
    there = urlsplit(form)._replace(scheme="", netloc="", fragment="").geturl()
    return there if url_has_allowed_host_and_scheme(there, allowed_hosts=None) else request.path


def lacks_second_factor(user) -> bool:
    """Whether the user is staff, staff must have a second factor, and the user has none. No query unless asked for."""
    if not settings.REQUIRE_STAFF_MFA or not user.is_authenticated:
        return False
    if not user.is_staff and not rules.can_see_staff_pages(user):
        return False
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not Authenticator.objects.filter(user=user, type__in=factors).exists()


def lead_to_second_factor(request) -> HttpResponse:
    """To the page where it is set up, which leads back to what was asked for here."""
    if request.method == "GET" and not getattr(request, "htmx", False):
        request.session["asked_before_second_factor"] = request.get_full_path()
    there = reverse("mfa_index")
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)
