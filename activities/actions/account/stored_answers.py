"""Answers to requests with an Idempotency-Key: a request that is sent twice is done once.

The answer is saved in the transaction of what the request writes. If the process dies before the commit, there is
neither, and the repeated request does it; after the commit, the repeated request gets the stored answer. While the
first is under way, the transaction holds an advisory lock of the key, which also ends with the process.
"""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from activities.models import StoredAnswer, User

KEY_LOCK = 0x1DE4
#: How long an answer is kept.
RETAINED_FOR = timedelta(days=1)


def hold_key(*, key: str, by: User) -> bool:
    """Take the lock of the key until the end of the transaction. False if another request with it is under way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [KEY_LOCK, f"{by.pk}:{key}"])
        return bool(cursor.fetchone()[0])


def answer_to(*, key: str, by: User) -> StoredAnswer | None:
    """The stored answer, if it is not older than RETAINED_FOR."""
    found = StoredAnswer.objects.filter(user=by, key=key).first()
    if found and found.created_at < timezone.now() - RETAINED_FOR:
        found.delete()
        return None
    return found


def store_answer(*, key: str, fingerprint: str, status: int, headers: dict[str, str], body: str, by: User) -> None:
    StoredAnswer.objects.create(
        user=by,
        key=key,
        fingerprint=fingerprint,
        status=status,
        headers=headers,
        body=body,
        created_at=timezone.now(),
    )
