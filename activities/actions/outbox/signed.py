"""Links in e-mails that work without signing in. Each names what it is for, so that none opens another's page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing

#: How long the link lasts that confirms a correction, and the one that confirms an activity.
CORRECTION_FOR, STILL_TRUE_FOR = timedelta(hours=24), timedelta(days=60)


class Expired(Exception):
    """The link was valid once."""


class Invalid(Exception):
    """The link is not one of ours, or it is cut off."""


@dataclass(frozen=True, slots=True)
class StillTrue:
    """What a link "still true" confirms: the version of an activity as of a Change, by a person."""

    person: int
    activity: int
    change: int


def correction_key(code: str) -> str:
    return signing.dumps(code, salt="correction", compress=False)


def read_correction(key: str) -> str:
    """The reference of the correction. Raises Expired after 24 hours, and Invalid."""
    return str(read(key, "correction", CORRECTION_FOR))


def still_true_key(person: int, activity: int, change: int) -> str:
    return signing.dumps([person, activity, change], salt="still-true", compress=False)


def read_still_true(key: str) -> StillTrue:
    """Raises Expired after 60 days, and Invalid."""
    return StillTrue(*read(key, "still-true", STILL_TRUE_FOR))


def unsubscribe_key(person: int | None, address: str) -> str:
    """For a person the id, for an address the address itself: it is in its own mailbox only."""
    return signing.dumps(person if person is not None else address, salt="unsubscribe", compress=False)


def read_unsubscribe(key: str) -> int | str:
    """The person's id, or the address. Lasts as long as SECRET_KEY. Raises Invalid."""
    found = read(key, "unsubscribe", None)
    return found if isinstance(found, int) else str(found)


def read(key: str, salt: str, lasts: timedelta | None) -> Any:
    try:
        return signing.loads(key, salt=salt, max_age=lasts)
    except signing.SignatureExpired as error:
        raise Expired from error
    except (signing.BadSignature, ValueError) as error:
        raise Invalid from error
