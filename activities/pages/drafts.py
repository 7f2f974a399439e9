"""What a browser keeps of a form until it has been saved (static/js/edit.js does the keeping)."""

from django.http import HttpRequest, HttpResponse

#: The script reads this cookie, forgets what it kept under that name, and takes the cookie away.
COOKIE = "saved"


def draft_key(request: HttpRequest, form: str) -> str:
    """The name under which a browser keeps what one person typed into one form, such as "3.activity-12"."""
    return f"{request.user.pk}.{form}"


def forget_draft(response: HttpResponse, request: HttpRequest, form: str) -> HttpResponse:
    """Tell the browser that this has been saved."""
    key = draft_key(request, form)
    response.set_cookie(COOKIE, key, max_age=3600, samesite="Lax", secure=request.is_secure())
    return response
