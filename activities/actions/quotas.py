"""Counters that all web workers share: how often something was done for one key within a span of time.

They are rows of the unlogged table of Django's cache: cheap to write, and a crash may forget them. `sdgmap.accounts`
counts passwords in the same table, with django-allauth.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

COUNT = """
INSERT INTO cache AS counted (cache_key, value, expires)
VALUES (%s, %s, clock_timestamp() + %s * interval '1 second')
ON CONFLICT (cache_key) DO UPDATE SET
    value = (CASE WHEN counted.expires > clock_timestamp() THEN counted.value::int ELSE 0 END
             + excluded.value::int)::text,
    expires = CASE WHEN counted.expires > clock_timestamp() THEN counted.expires ELSE excluded.expires END
RETURNING value::int, extract(epoch FROM expires - clock_timestamp())::float"""


@dataclass(frozen=True, slots=True)
class Counted:
    """`used` so far, with the amount just added, and the seconds until the count starts again."""

    used: int
    seconds: float


def count(what: str, who: str, amount: int, seconds: int) -> Counted:
    """Add `amount` to the count of `what` for `who`, such as the address of a client. The span starts with the first.

    `who` is stored as a keyed digest: the table names nobody. A transaction that is rolled back has counted nothing.
    """
    key = f"quota:{what}:{salted_hmac('activities.quotas', who).hexdigest()[:24]}"
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, str(amount), seconds])
        return Counted(*cursor.fetchone())
