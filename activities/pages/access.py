"""Who may open a page: signed in, and with the role that the page's rule asks for."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.cache import patch_cache_control

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
                there = redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
                if not getattr(request, "htmx", False):
                    return there
                return HttpResponse(status=401, headers={"HX-Redirect": there.url})
            if not rule(request.user):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response

        return guarded

    return decorate(view) if view else decorate
