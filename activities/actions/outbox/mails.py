"""Send the e-mails in the outbox. Each is sent at least once: it is marked after sending, so if a worker dies in
between, the e-mail is sent again with the same Message-ID."""

import time
from datetime import timedelta
from smtplib import SMTPResponseException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from activities.models import Notice

log = structlog.get_logger("activities.notices")

#: The pause after the first failure. It doubles with each further failure, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
#: E-mails that could not be sent for this long are given up.
GIVEN_UP_AFTER = timedelta(days=1)
#: Seconds after which one run ends; the next run follows soon.
ENOUGH = 60.0


def send_notices() -> int:
    """Send all e-mails that are due. Returns how many were sent. Other workers skip the row in progress."""
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < ENOUGH:
        outcome = send_next()
        if outcome is None:
            break
        sent += outcome
    return sent


@transaction.atomic
def send_next() -> bool | None:
    """Send the oldest e-mail that is due. Whether it was sent; None if none is due."""
    due = Notice.objects.due().filter(try_after__lte=timezone.now()).order_by("id")
    notice = due.select_for_update(skip_locked=True, of=("self",)).select_related("to").first()
    if notice is None:
        return None
    if notice.to and not notice.to.is_active:
        give_up(notice, "account switched off")
        return False
    try:
        message_of(notice).send()
    except Exception as error:  # one faulty e-mail must not delay the others
        postpone(notice, error)
        return False
    notice.sent_at, notice.error = timezone.now(), ""
    notice.attempts += 1
    notice.save(update_fields=["sent_at", "attempts", "error"])
    log.info("notice sent", notice=notice.pk, kind=notice.kind, attempts=notice.attempts)
    return True


def message_of(notice: Notice) -> EmailMessage:
    """The e-mail in plain text. The first line of its template is the subject."""
    context = {**notice.context, "site": settings.SITE_URL, "to": notice.to}
    subject, _, body = render_to_string(f"emails/{notice.kind}.txt", context).partition("\n")
    host = settings.SITE_URL.split("//")[-1].partition(":")[0]
    receiver = notice.to.email if notice.to else notice.address
    name = {"Message-ID": f"<notice-{notice.pk}@{host}>"}
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[receiver], headers=name)


def postpone(notice: Notice, error: Exception) -> None:
    """Try again after a pause. The server's message may contain the address, so only the error's code and type are
    saved."""
    now = timezone.now()
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    reason = f"{type(error).__name__}{code}"
    notice.attempts += 1
    if now - notice.created_at >= GIVEN_UP_AFTER:
        give_up(notice, reason)
        return
    notice.error = reason
    notice.try_after = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (notice.attempts - 1))
    notice.save(update_fields=["attempts", "try_after", "error"])
    log.warning("notice postponed", notice=notice.pk, kind=notice.kind, attempts=notice.attempts, error=reason)


def give_up(notice: Notice, reason: str) -> None:
    notice.given_up_at, notice.error = timezone.now(), reason
    notice.save(update_fields=["attempts", "given_up_at", "error"])
    log.error("notice given up", notice=notice.pk, kind=notice.kind, attempts=notice.attempts, error=reason)
