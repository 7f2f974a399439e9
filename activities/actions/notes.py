"""Staff write to each other about an activity. Notes are no facts of the map: the ledger and the feed do not tell of
them. Whom a note mentions hears of it by mail; the mail waits in the outbox, written in the note's own transaction."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.actions.accounts import RETAINED_FOR
from activities.actions.ledger import Refused
from activities.models import Activity, Note, Notice, User

MENTION = "note_mention"


@transaction.atomic
def write_note(*, activity: Activity, text: str, mentions: Iterable[User], by: User) -> Note:
    """The note, and a Notice for each person mentioned but its author."""
    note = Note.objects.create(activity=activity, author=by, text=text)
    mentioned = sorted(set(mentions), key=lambda user: user.pk)
    note.mentions.set(mentioned)
    tell(note, mentioned)
    return note


@transaction.atomic
def withdraw_note(*, note: Note, by: User) -> None:
    """Take one's own note back, and the mails about it that have not left."""
    stand(note, by, withdrawn=True)
    Notice.objects.due().filter(kind=MENTION, context__note=note.pk).delete()


@transaction.atomic
def restore_note(*, note: Note, by: User) -> None:
    """Bring one's own note back, and the mails about it that the withdrawal had stopped. Nobody is told of an old one:
    who had been is forgotten by then."""
    if not stand(note, by, withdrawn=False) or note.written_at < timezone.now() - RETAINED_FOR:
        return
    mentioned = list(note.mentions.order_by("pk"))
    told = Notice.objects.filter(to__in=mentioned, kind=MENTION, context__note=note.pk)
    had = set(told.values_list("to", flat=True))
    tell(note, [user for user in mentioned if user.pk not in had])


def stand(note: Note, by: User, *, withdrawn: bool) -> bool:
    """Whether it did not stand so already."""
    if note.author_id != by.pk:
        raise Refused(_("Only its author can withdraw a note or bring it back."))
    return bool(Note.objects.filter(pk=note.pk, withdrawn=not withdrawn).update(withdrawn=withdrawn))


def tell(note: Note, people: Iterable[User]) -> None:
    """A Notice for each of them but the author."""
    told = {
        "note": note.pk,
        "activity": note.activity_id,
        "title": note.activity.title,
        "author": str(note.author),
        "text": note.text,
    }
    Notice.objects.bulk_create(
        Notice(kind=MENTION, to=user, context=told) for user in people if user.pk != note.author_id
    )
