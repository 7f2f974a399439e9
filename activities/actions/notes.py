"""Notes by staff about an activity. Notes are not published: the ledger and the feed do not contain them. People
mentioned in a note are notified by e-mail. The e-mail is put into the outbox in the same transaction as the note."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.account.accounts import RETAINED_FOR
from activities.actions.ledger import Refused
from activities.actions.outbox import notices
from activities.models import Activity, Note, Notice, User

MENTION = "note_mention"


@transaction.atomic
def write_note(*, activity: Activity, text: str, mentions: Iterable[User], by: User) -> Note:
    """Create the note, and a Notice for each person mentioned except the author."""
    note = Note.objects.create(activity=activity, author=by, text=text)
    mentioned = sorted(set(mentions), key=lambda user: user.pk)
    note.mentions.set(mentioned)
    notify(note, mentioned)
    return note


@transaction.atomic
def withdraw_note(*, note: Note, by: User) -> None:
    """Withdraw one's own note, and delete e-mails about it that have not been sent."""
    set_withdrawn(note, by, withdrawn=True)
    Notice.objects.due().filter(kind=MENTION, context__note=note.pk).delete()


@transaction.atomic
def restore_note(*, note: Note, by: User) -> None:
    """Restore one's own note, and the e-mails about it that were deleted with the withdrawal.

    No one is notified of a note older than RETAINED_FOR, because sent Notices are deleted by then.
    """
    if not set_withdrawn(note, by, withdrawn=False) or note.written_at < timezone.now() - RETAINED_FOR:
        return
    mentioned = list(note.mentions.order_by("pk"))
    sent = Notice.objects.filter(to__in=mentioned, kind=MENTION, context__note=note.pk)
    notified = set(sent.values_list("to", flat=True))
    notify(note, [user for user in mentioned if user.pk not in notified])


def set_withdrawn(note: Note, by: User, *, withdrawn: bool) -> bool:
    """Withdraw or restore the note. Whether that changed anything."""
    if note.author_id != by.pk:
        raise Refused(_("Only the author can withdraw or restore a note."))
    return bool(Note.objects.filter(pk=note.pk, withdrawn=not withdrawn).update(withdrawn=withdrawn))


def notify(note: Note, people: Iterable[User]) -> None:
    """Create a Notice for each person except the author."""
    context = {
        "note": note.pk,
        "activity": note.activity_id,
        "title": note.activity.title,
        "author": str(note.author),
        "text": note.text,
    }
    notices.notify(MENTION, context, to=[user for user in people if user.pk != note.author_id])
