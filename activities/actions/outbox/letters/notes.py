"""E-mails about notes by staff."""

from django.utils.translation import gettext as _

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link, quote


def note_mention(told: Values, _to: Receiver) -> Letter:
    author, title = told["author"], told["title"]
    return Letter(
        _("SDG Map: %(author)s mentioned you in a note") % {"author": author},
        [
            Part(_("%(author)s wrote about “%(title)s”:") % {"author": author, "title": title}),
            quote(told["text"]),
            link(_("Read and answer it"), f"/activities/{told['activity']}/notes/#note-{told['note']}"),
        ],
    )
