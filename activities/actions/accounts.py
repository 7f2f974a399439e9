"""What people change about their own account. No facts of the map, so the ledger does not tell of it."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Q
from django.utils import timezone

from activities.models import Notice, User

#: Mails in the outbox are kept so long after they have left or were given up.
RETAINED_FOR = timedelta(days=90)


def set_name(user: User, name: str) -> None:
    user.name = name
    user.save(update_fields=["name"])


def forget_expired() -> None:
    """Take away sessions that have ended, and mails that left or were given up long ago: they name people."""
    SessionStore.clear_expired()
    old = timezone.now() - RETAINED_FOR
    Notice.objects.filter(Q(sent_at__lt=old) | Q(given_up_at__lt=old)).delete()
