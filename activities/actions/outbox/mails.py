"""Send the e-mails in the outbox. None is lost, and none is sent more than twice.

An attempt is counted before it begins and marked when it ends, in transactions of their own. If a worker dies in
between, no one knows whether the e-mail has left: it is sent once more, with the same Message-ID, after CLAIMED_FOR. If
that attempt does not end either, the e-mail is given up, and the page of e-mails shows it.
"""

import time
from datetime import timedelta
from smtplib import SMTPResponseException
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from activities.actions.outbox.letters.every import letter_of
from activities.actions.outbox.letters.parts import Receiver
from activities.actions.outbox.signed import unsubscribe_key
from activities.models import Notice, User

log = structlog.get_logger("activities.notices")

#: The pause after the first failure. It doubles with each further failure, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
#: E-mails that could not be sent for this long are given up.
GIVEN_UP_AFTER = timedelta(days=1)
#: How long an attempt has an e-mail for itself: longer than a mail server can take.
CLAIMED_FOR = timedelta(minutes=10)
#: Attempts that can end without anyone knowing how. The e-mail may have arrived as often.
MOST_UNKNOWN = 2
#: Seconds after which one run ends; the next run follows soon.
ENOUGH = 60.0


def send_notices() -> int:
    """Send all e-mails that are due. Returns how many were sent. Several workers never send the same one."""
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < ENOUGH:
        outcome = send_next()
        if outcome is None:
            break
        sent += outcome
    return sent


def send_next() -> bool | None:
    """Send the oldest e-mail that is due. Whether it was sent; None if none is due."""
    notice = claim()
    if notice is None:
        return None
    if notice.given_up_at:
        return False
    try:
        message_of(notice).send()
    except Exception as error:  # one faulty e-mail must not delay the others
        postpone(notice, error)
        return False
    notice.sent_at, notice.error = timezone.now(), ""
    finish(notice, "sent_at", "error")
    log.info("notice sent", notice=notice.pk, kind=notice.kind, attempts=notice.attempts)
    return True


@transaction.atomic
def claim() -> Notice | None:
    """The oldest e-mail that is due, with its attempt counted: no other worker finds it for CLAIMED_FOR. It comes back
    given up if it must not be sent; None if none is due."""
    now = timezone.now()
    due = Notice.objects.to_send(now).order_by("id")
    notice = due.select_for_update(skip_locked=True, of=("self",)).select_related("to").first()
    if notice is None:
        return None
    if notice.to and not notice.to.is_active:
        give_up(notice, "account switched off")
    elif notice.to and notice.to.mails == User.Mails.NONE and can_be_refused(notice):
        give_up(notice, "refused by the receiver")
    elif notice.begun >= MOST_UNKNOWN:
        give_up(notice, "sent twice, and the worker ended each time before it could note it")
    else:
        notice.begun += 1
        notice.try_after = now + CLAIMED_FOR
        notice.save(update_fields=["begun", "try_after"])
    return notice


def message_of(notice: Notice) -> EmailMultiAlternatives:
    """The e-mail as plain text and HTML, in the receiver's language. An optional one can be ended with one click
    (RFC 8058)."""
    receiver = Receiver(notice.to_id)
    with translation.override(language_of(notice)):
        letter = letter_of(notice.kind, notice.context, receiver)
        unsubscribe = address_to_unsubscribe(notice)
        context = {
            "letter": letter,
            "site": settings.SITE_URL,
            "choice": f"{settings.SITE_URL}{reverse('account')}" if notice.to_id else "",
            "unsubscribe": unsubscribe,
        }
        text = render_to_string("emails/letter.txt", context).strip() + "\n"
        html = render_to_string("emails/letter.html", context)
    host = urlsplit(settings.SITE_URL).hostname
    headers = {"Message-ID": f"<notice-{notice.pk}@{host}>"}
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    to = notice.to.email if notice.to else notice.address
    message = EmailMultiAlternatives(letter.subject, text, to=[to], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def language_of(notice: Notice) -> str:
    """The receiver's language if the whole site speaks it, else English."""
    wanted = notice.to.language if notice.to else notice.context.get("language", "")
    return wanted if wanted in settings.COMPLETE_LANGUAGES else "en"


def can_be_refused(notice: Notice) -> bool:
    """Whether it is optional. A daily e-mail, which is sent at once, contains only optional ones."""
    return notice.optional or notice.kind == "digest"


def address_to_unsubscribe(notice: Notice) -> str:
    """The page that ends optional e-mails; "" for one that is needed."""
    if not can_be_refused(notice):
        return ""
    key = unsubscribe_key(notice.to_id, notice.address)
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[key])}"


def postpone(notice: Notice, error: Exception) -> None:
    """Try again after a pause. The server's message may contain the address, so only the error's code and type are
    saved."""
    now = timezone.now()
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    notice.error = f"{type(error).__name__}{code}"
    if now - (notice.retried_at or notice.created_at) >= GIVEN_UP_AFTER:
        notice.given_up_at = now
        finish(notice, "error", "given_up_at")
        log.error("notice given up", notice=notice.pk, kind=notice.kind, attempts=notice.attempts, error=notice.error)
        return
    notice.try_after = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2**notice.attempts)
    finish(notice, "error", "try_after")
    log.warning("notice postponed", notice=notice.pk, kind=notice.kind, attempts=notice.attempts, error=notice.error)


def finish(notice: Notice, *fields: str) -> None:
    """Save how an attempt ended. Nothing happens if the row has been deleted since the attempt began."""
    notice.attempts, notice.begun = notice.attempts + 1, 0
    values = {name: getattr(notice, name) for name in (*fields, "attempts", "begun")}
    Notice.objects.filter(pk=notice.pk).update(**values)


def give_up(notice: Notice, reason: str) -> None:
    notice.given_up_at, notice.error = timezone.now(), reason
    notice.save(update_fields=["given_up_at", "error"])
    log.error("notice given up", notice=notice.pk, kind=notice.kind, attempts=notice.attempts, error=reason)


@transaction.atomic
def try_again(*, notice: Notice) -> bool:
    """Send a stuck or given up e-mail soon, and try for another day. Whether there was anything to do."""
    waiting = Notice.objects.filter(pk=notice.pk, sent_at=None, digested_at=None).exclude(begun=1, given_up_at=None)
    now = timezone.now()
    return bool(waiting.update(given_up_at=None, try_after=now, retried_at=now, begun=0, error=""))
