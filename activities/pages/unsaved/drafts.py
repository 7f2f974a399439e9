"""Drafts of forms that the browser stores until they are saved (see static/js/edit.js)."""

from django.http import HttpRequest, HttpResponse

#: The script reads this cookie, deletes the draft of that name, and deletes the cookie.
COOKIE = "saved"


def draft_key(request: HttpRequest, form: str) -> str:
    """The name of a user's draft of a form, such as "3.activity-12"."""
    return f"{request.user.pk}.{form}"


def forget_draft(response: HttpResponse, request: HttpRequest, form: str) -> HttpResponse:
    """Make the browser delete the draft, because the form has been saved."""
    key = draft_key(request, form)
    response.set_cookie(COOKIE, key, max_age=3600, samesite="Lax", secure=request.is_secure())
    return response
