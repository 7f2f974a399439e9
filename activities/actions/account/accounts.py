"""Changes that people make to their own account. The ledger does not record them."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from activities.actions.account import stored_answers
from activities.models import ApiToken, Delivery, Notice, StoredAnswer, User

#: Retention of e-mails in the outbox after they were sent or given up.
RETAINED_FOR = timedelta(days=90)
#: Retention of the log of webhooks.
EVENTS_RETAINED_FOR = timedelta(days=30)


def set_name(user: User, name: str) -> None:
    user.name = name
    user.save(update_fields=["name"])


def choose_mails(user: User, choice: str) -> None:
    """Choose when optional e-mails are sent: one of User.Mails."""
    user.mails = choice
    user.save(update_fields=["mails"])


def forget_expired() -> None:
    """Delete expired sessions and counters; answers kept for a day; events of webhooks after EVENTS_RETAINED_FOR; and,
    after RETAINED_FOR, API tokens that have ended and e-mails sent or given up, which contain personal data."""
    SessionStore.clear_expired()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < now()")
    Delivery.objects.filter(created_at__lt=timezone.now() - EVENTS_RETAINED_FOR).delete()
    StoredAnswer.objects.filter(created_at__lt=timezone.now() - stored_answers.RETAINED_FOR).delete()
    old = timezone.now() - RETAINED_FOR
    ApiToken.objects.ended(old).delete()
    Notice.objects.filter(Q(sent_at__lt=old) | Q(given_up_at__lt=old) | Q(digested_at__lt=old)).delete()
