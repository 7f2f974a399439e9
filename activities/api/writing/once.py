"""`Idempotency-Key`: a request that is sent twice with the same key is done once."""

import hashlib
import re
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from activities.actions.account.stored_answers import answer_to, hold_key, store_answer
from activities.api.errors import Failed
from activities.api.renderers import dumps

#: As in the IETF's draft, the key may be in quotation marks.
KEY = re.compile(r'"([\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255})')
#: Says that the answer is the one of an earlier request.
REPLAYED = "Idempotency-Replayed"
#: Headers that are stored with the answer.
STORED = ("ETag", "Location")


def key_of(request: Request) -> str:
    """The key; "" without one. 400 for one that is not valid."""
    given = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if given is None:
        return ""
    if not (found := KEY.fullmatch(given.strip())):
        detail = _("Idempotency-Key can have 255 letters, digits and signs, without spaces. A UUID works well.")
        raise Failed(400, _("The Idempotency-Key is not valid"), detail)
    return str(found[1] or found[2])


def fingerprint_of(request: Request, body: bytes) -> str:
    """Of the method, the address with its query, the version that was seen, and the body."""
    plain = request._request
    parts = [plain.method or "", plain.get_full_path(), plain.META.get("HTTP_IF_MATCH", "")]
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + body).hexdigest()


def once(request: Request, body: bytes, act: Callable[[], Response]) -> Response:
    """Do it, or return the stored answer. What was refused is not stored: nothing was written, and the same key can be
    sent again. 409 while the first request is under way, 422 if it was another request."""
    key = key_of(request)
    if not key:
        return act()
    fingerprint = fingerprint_of(request, body)
    with transaction.atomic():
        if not hold_key(key=key, by=request.user):
            detail = _("A request with this Idempotency-Key is under way. Try again in a second.")
            raise Failed(409, _("The request is under way"), detail, headers={"Retry-After": "1"})
        if stored := answer_to(key=key, by=request.user):
            if stored.fingerprint != fingerprint:
                detail = _("This Idempotency-Key was used for another request. Send each request with its own key.")
                raise Failed(422, _("The Idempotency-Key was used already"), detail)
            return Response(
                stored.body.encode() if stored.body else None,
                status=stored.status,
                headers={**stored.headers, REPLAYED: "true"},
            )
        response = act()
        content = response.data if isinstance(response.data, bytes) else dumps(response.data)
        store_answer(
            key=key,
            fingerprint=fingerprint,
            status=response.status_code,
            headers={name: response.headers[name] for name in STORED if name in response.headers},
            body="" if response.data is None else content.decode(),
            by=request.user,
        )
        return response
