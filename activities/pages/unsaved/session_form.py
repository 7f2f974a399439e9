"""/unsaved/<key>/: a form as someone sent it after their session had ended, with all they typed. Nothing is saved."""

from contextlib import suppress
from copy import copy

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.actions.ledger import Busy, Patience, patience
from activities.forms.editing import not_now
from activities.pages.access import signed_in_page
from activities.pages.unsaved.busy import combines_versions
from activities.pages.unsaved.session import TOKEN, Unsaved, kept, no_longer_awaited, texts


@require_safe
@signed_in_page
def unsaved_form(request, key):
    """The page of the form, or where there is none, a page that sends the same again. 404 for anyone else."""
    one = kept(request.user.pk, key)
    if one is None:
        missing = Http404()
        missing.message = _("Nothing of yours is kept at this address. What you typed is kept for a day.")
        raise missing
    no_longer_awaited(request, one)
    if one.files:
        messages.warning(request, _("The file that you chose was not kept. Choose it again."))
    return filled_in(request, one) or render(
        request,
        "activities/unsaved_form.html",
        {"again": [(TOKEN, get_token(request)), *one.pairs], "texts": texts(one.pairs), "address": one.address},
    )


def filled_in(request: HttpRequest, one: Unsaved) -> HttpResponse | None:
    """The page that the form's view shows for a form with errors; None if it has none. The database refuses whatever
    the view would write, and the ledger gives it no turn."""
    if combines_versions(one.data):  # its choices are only in the exact request
        return None
    path, _mark, query = one.address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:  # a newer version of the site has no such form; its text can still be copied
        return None
    again = copy(request)
    again.method, again.path, again.path_info, again.resolver_match = "POST", path, path, match
    again.META = again.environ = request.META | {"REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": query}
    again.GET, again.POST, again._files = QueryDict(query), one.data, type(request.FILES)()
    why = _("Nothing was saved, because your session had ended. Check what you entered, then save it.")
    with (
        suppress(Busy, DatabaseError, Http404, PermissionDenied, BadRequest),
        not_now(why),
        patience(Patience(seconds=0)),
        transaction.atomic(),
    ):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        response = match.func(again, *match.args, **match.kwargs)
        if response.status_code == 422:
            request.META |= {name: value for name, value in again.META.items() if name.startswith("CSRF_COOKIE")}
            response.status_code = 200
            return response
    return None
