"""What someone typed into a form of staff and sent after their session had ended: kept for a day, for them alone.

A signed cookie names the person who last opened a page of staff in this browser. Only with this cookie is something
kept, so strangers cannot fill the table; the check of the form's token (CSRF) has been passed before. Nobody who signs
in as someone else gets the text. Files and passwords are not kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

#: Names the person. It ends with the session of the browser: it only serves to find the owner of a text.
COOKIE = "editor"
#: Seconds for which that is believed: a little longer than a sign-in lasts.
KNOWN_FOR = settings.SESSION_COOKIE_AGE + 86_400
KEPT_FOR = 86_400
#: For one person: how many forms, and characters in each. The longest form has fewer than half of them.
SLOTS = 5
LONGEST = 100_000
LONGEST_ADDRESS = 2_000
#: Fields that nobody types. A form with nothing else, such as the button that confirms, is not worth keeping.
NOT_TYPED = {"back", "base", "change", "links", "looked_at", "page", "place", "score", "seen", "version"}
#: In the session, the address of the text that its person has been told they will see after they sign in.
AWAITED = "unsaved"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Unsaved:
    """`address` to which the form was sent; `pairs` of names and values; whether there were `files`, which are lost."""

    key: UUID
    at: datetime
    address: str
    pairs: list[tuple[str, str]]
    files: bool

    @property
    def data(self) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, value in self.pairs:
            data.appendlist(name, value)
        return data

    def get_absolute_url(self) -> str:
        return reverse("unsaved-form", args=[self.key])


class NotKept(Exception):
    """Something was typed and could not be kept."""


def remember_editor(request: HttpRequest, response: HttpResponse) -> None:
    """Name the signed-in person in the cookie, for what they send when their session has ended."""
    if editor(request) != request.user.pk:
        response.set_signed_cookie(
            COOKIE,
            str(request.user.pk),
            salt=COOKIE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def editor(request: HttpRequest) -> int | None:
    """The number of the user whom the cookie names."""
    named: Any = request.get_signed_cookie(COOKIE, default=None, salt=COOKIE, max_age=KNOWN_FOR)
    return int(named) if named else None


def keep(request: HttpRequest, user: int | None) -> Unsaved | None:
    """Keep what the form sent, in place of the oldest if the user has as many as may be kept. None if nothing was
    typed. Raises NotKept."""
    pairs, files = sent(request)
    if not files and all(name in NOT_TYPED or not value for name, value in pairs):
        return None
    address = request.get_full_path()
    long = len(address) > LONGEST_ADDRESS or sum(len(name) + len(value) for name, value in pairs) > LONGEST
    if user is None or long or any("password" in name for name, _value in pairs):
        raise NotKept
    one = Unsaved(uuid4(), timezone.now(), address, pairs, files)
    there: dict[str, Unsaved] = cache.get_many(keys(user))
    free = next((key for key in keys(user) if key not in there), None)
    if free is None:
        free = min(there, key=lambda key: there[key].at)
        cache.delete(free)
    if not cache.add(free, one, KEPT_FOR):
        raise NotKept
    return one


def kept(user: int | None, key: UUID) -> Unsaved | None:
    """What was kept for this user under this key. One query."""
    found: dict[str, Unsaved] = cache.get_many(keys(user)) if user else {}
    return next((one for one in found.values() if one.key == key), None)


def awaited(request: HttpRequest) -> Unsaved | None:
    """On the page to sign in: what is kept for the person who sent it from this browser, if the sign-in leads to it.
    The session remembers it, for a sign-in after a new password was chosen, whose address does not."""
    there = request.POST.get("next") or request.GET.get("next") or request.session.get(AWAITED, "")
    one = kept_at(there, editor(request))
    if one and request.session.get(AWAITED) != there:
        request.session[AWAITED] = there
    return one


def after_sign_in(request: HttpRequest) -> str:
    """The address of what the session remembers, if it is kept for the person who has signed in, else ""."""
    there = request.session.pop(AWAITED, "")
    return there if kept_at(there, request.user.pk) else ""


def no_longer_awaited(request: HttpRequest, one: Unsaved) -> None:
    """The person has seen it: the next sign-in need not lead to it."""
    if request.session.get(AWAITED) == one.get_absolute_url():
        del request.session[AWAITED]


def kept_at(address: str, user: int | None) -> Unsaved | None:
    """What is kept for this user at an address; None if it is another page's."""
    try:
        match = resolve(address)
    except Resolver404:
        return None
    return kept(user, match.kwargs["key"]) if match.url_name == "unsaved-form" else None


def keys(user: int) -> list[str]:
    return [f"unsaved:{user}:{slot}" for slot in range(SLOTS)]


def sent(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """The fields of the form without its token, and whether it had files. Raises NotKept if it cannot be read."""
    try:
        files = bool(request.FILES) or bool(request.META.get(settings.TOO_LARGE))
        fields = request.POST.lists()
        return [(name, value) for name, values in fields for value in values if name != TOKEN], files
    except (OSError, BadRequest, SuspiciousOperation, MultiPartParserError):
        raise NotKept from None


def texts(pairs: list[tuple[str, str]]) -> list[str]:
    """Typed values of more than one word, for the person to read and copy."""
    return [value for name, value in pairs if name not in NOT_TYPED and len(value.split()) > 1]
