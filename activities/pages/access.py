"""Access to staff pages: sign-in, and the role that the rule of the page requires."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from activities import rules
from activities.actions.ledger import Busy
from activities.pages.unsaved.busy import form_again
from activities.pages.unsaved.session import NotKept, editor, keep, remember_editor
from activities.queries.account.second_factor import lacks_second_factor

#: Why each rule refuses someone with a role.
REFUSALS: dict[Callable, Any] = {
    rules.can_edit_lexicon: gettext_lazy(
        "The lexicon and the model of suggestions are shared by all Sectors. Only coordinators and administrators can "
        "change them."
    ),
    rules.can_edit_frameworks: gettext_lazy(
        "Frameworks and the links between them are shared by all Sectors. Only coordinators and administrators can "
        "change them."
    ),
}

COPY_BEFORE_SIGN_IN = gettext_lazy(
    "What you entered could not be kept. Use your browser’s Back button to return to it, and copy it before "
    "you sign in."
)
COPY_BEFORE_SECOND_FACTOR = gettext_lazy(
    "What you entered could not be kept. Use your browser’s Back button to return to it, and copy it before you set up "
    "the second step of your sign-in."
)


def staff_page(view=None, *, rule: Callable = rules.can_see_staff_pages):
    """Redirect to the sign-in and back; respond 403 if `rule` refuses the user, with the reason; forbid caching of the
    page. A person without a role reads what happens next. A save that gets no turn shows its form again, and one after
    the session has ended shows it after the sign-in.

    htmx requests get 401 with HX-Redirect, because a swap would show the sign-in page inside a cell.
    Use it bare, `@staff_page`, or with a rule, `@staff_page(rule=rules.can_edit_lexicon)`.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return lead_to_sign_in(request)
            if not rules.has_any_role(request.user):
                response = render(request, "no_role.html", status=403)
                patch_cache_control(response, private=True, no_store=True)
                return response
            if not rule(request.user):
                raise PermissionDenied(REFUSALS.get(rule, ""))
            if lacks_second_factor(request.user):
                return lead_to_second_factor(request, kept_form(request, request.user.pk))
            try:
                response = view(request, *args, **kwargs)
            except Busy as busy:
                response = form_again(busy, view, request, *args, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            remember_editor(request, response)
            return response

        return guarded

    return decorate(view) if view else decorate


def signed_in_page(view):
    """A page for everyone with an account, with or without a role. The view finds only what is theirs. Sign-in, the
    second step of staff, and keeping what was typed work as on staff pages.

    A form that saves itself is not redirected to the page to sign in. It gets a sentence with a link to that page, and
    what was typed is kept.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return session_ended(request) if saves_itself(request) else lead_to_sign_in(request)
        if lacks_second_factor(request.user):
            return lead_to_second_factor(request, kept_form(request, request.user.pk))
        try:
            response = view(request, *args, **kwargs)
        except Busy as busy:
            response = form_again(busy, view, request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        remember_editor(request, response)
        return response

    return guarded


def saves_itself(request) -> bool:
    """Whether htmx sent the form by itself, without anyone pressing a button."""
    return request.method == "POST" and bool(getattr(request, "htmx", False)) and "autosave" in request.GET


def session_ended(request) -> HttpResponse:
    """ "Sign in to continue. Your text is saved." for the line that says what was saved; if it could not be kept, the
    browser still has it."""
    try:
        one = keep(request, editor(request))
    except NotKept:
        one = None
    there = one.get_absolute_url() if one else came_from(request)
    context = {"sign_in": redirect_to_login(there).url, "kept": one is not None}
    return render(request, "activities/submissions/session_ended.html", context)


def lead_to_sign_in(request) -> HttpResponse:
    """Redirect to it and back. What a form sent is shown again after the sign-in. A form in a part of a page (htmx) is
    still there, and the browser has its text."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login(came_from(request)).url})
    return redirect_to_login(kept_form(request, editor(request)) or came_from(request))


def kept_form(request, user: int | None) -> str:
    """Keep what the form sent. The address that shows it again; "" if nothing was typed, or if it could not be kept:
    then a message says so."""
    if request.method != "POST":
        return ""
    try:
        one = keep(request, user)
    except NotKept:
        messages.warning(request, COPY_BEFORE_SECOND_FACTOR if request.user.is_authenticated else COPY_BEFORE_SIGN_IN)
        return ""
    return one.get_absolute_url() if one else ""


def came_from(request) -> str:
    """The page to open after the sign-in: the requested one; for a POST the page with the form, since many addresses of
    forms have no page of their own."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    form = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(form, allowed_hosts={request.get_host()}):
        return request.path
    there = urlsplit(form)._replace(scheme="", netloc="", fragment="").geturl()
    return there if url_has_allowed_host_and_scheme(there, allowed_hosts=None) else request.path


def lead_to_second_factor(request, unsaved: str = "") -> HttpResponse:
    """Redirect to the page that sets it up, which then returns to the requested page, or to `unsaved`."""
    if unsaved or (request.method == "GET" and not getattr(request, "htmx", False)):
        request.session["asked_before_second_factor"] = unsaved or request.get_full_path()
    there = reverse("mfa_index")
    if getattr(request, "htmx", False):
        return HttpResponse(status=401, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)
