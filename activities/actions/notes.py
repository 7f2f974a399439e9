"""Staff write to each other about an activity. Notes are no facts of the map: the ledger and the feed do not tell of
them. Whom a note mentions hears of it by mail; the mail waits in the outbox, written in the note's own transaction."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.models import Activity, Note, Notice, User

MENTION = "note_mention"


@transaction.atomic
def write_note(*, activity: Activity, text: str, mentions: Iterable[User], by: User) -> Note:
    """The note, and a Notice for each person mentioned but its author."""
    note = Note.objects.create(activity=activity, author=by, text=text)
    mentioned = sorted(set(mentions), key=lambda user: user.pk)
    note.mentions.set(mentioned)
    told = {"note": note.pk, "activity": activity.pk, "title": activity.title, "author": str(by), "text": text}
    Notice.objects.bulk_create(Notice(kind=MENTION, to=user, context=told) for user in mentioned if user.pk != by.pk)
    return note


@transaction.atomic
def withdraw_note(*, note: Note, by: User) -> None:
    """Take one's own note back, and the mails about it that have not left."""
    if note.author_id != by.pk:
        raise Refused(_("Only its author can withdraw a note."))
    Note.objects.filter(pk=note.pk).update(withdrawn=True)
    Notice.objects.due().filter(kind=MENTION, context__note=note.pk).delete()
