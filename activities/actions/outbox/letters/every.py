"""The letter of each kind, in the language that is active."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.outbox.letters import corrections, due, notes, organisations, submissions, tokens, webhooks
from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, Writer, cleaned
from activities.extensions import letter_kind
from activities.validators import clean_line

#: Characters of a subject; the longest title is cut.
LONGEST_SUBJECT = 150


class NoSuchMail(LookupError):
    """No letter has this kind."""


def letter_of(kind: str, context: Values, receiver: Receiver) -> Letter:
    """The letter in the active language, its subject in one line. Raises NoSuchMail."""
    added = letter_kind(kind)
    if kind not in WRITERS and added is None:
        raise NoSuchMail(kind)
    write: Writer = added.write if added else WRITERS[kind]
    letter = write(context, receiver)
    subject = clean_line(letter.subject)
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1].rstrip() + "…"
    return Letter(subject, [cleaned(part) for part in letter.parts if part.text or part.href], letter.why)


def digest(told: Values, to: Receiver) -> Letter:
    """`notices`: kind and context of each e-mail of the day."""
    notices = told["notices"]
    number = len(notices)
    parts: list[Part] = []
    for one in notices:
        letter = letter_of(one["kind"], one["context"], to)
        head, *rest = letter.parts or [Part()]
        parts += [Part(head.text, letter.subject.removeprefix("SDG Map: "), head.quote, head.label, head.href), *rest]
    subject = ngettext("SDG Map: one message today", "SDG Map: %(number)s messages today", number)
    return Letter(subject % {"number": number}, parts, _("You chose to get these e-mails once a day, together."))


WRITERS: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (
        notes.note_mention,
        submissions.submission_submitted,
        submissions.submission_again,
        submissions.submission_withdrawn,
        submissions.submission_returned,
        submissions.submission_accepted,
        submissions.submission_rejected,
        corrections.correction_confirm,
        corrections.correction_accepted,
        corrections.correction_rejected,
        organisations.membership_requested,
        organisations.membership_approved,
        organisations.membership_declined,
        organisations.membership_invited,
        organisations.membership_ended,
        organisations.organisation_approved,
        organisations.organisation_declined,
        organisations.role_waiting,
        due.activity_due,
        webhooks.webhook_off,
        tokens.token_created,
        digest,
    )
}
