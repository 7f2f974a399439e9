"""E-mails about follow-ups, for the outbox (`activities.extensions.LETTERS`)."""

from datetime import date

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link
from activities.extensions import LetterKind


def follow_up_due(told: Values, to: Receiver) -> Letter:
    """`follow_ups`: what and due date of each; `today`: the day of the reminder."""
    rows, today = told["follow_ups"], parse_date(told["today"]) or date.min
    subject = ngettext(
        "SDG Map: a follow-up of the Task Force is due",
        "SDG Map: %(number)s follow-ups of the Task Force are due",
        len(rows),
    )
    parts = [Part(_("You own these follow-ups. Please mark each one when it is done."))]
    for one in rows:
        due = parse_date(one["due"]) or today
        day = formats.date_format(due)
        when = _("Overdue: it was due on %(day)s.") if due < today else _("Due on %(day)s.")
        parts.append(Part(f"{when % {'day': day}} {one['what']}"))
    parts.append(link(_("Open your follow-ups"), "/roadmap/task-force/#follow-ups"))
    return Letter(subject % {"number": formats.localize(len(rows), use_l10n=True)}, parts)


KINDS = (
    LetterKind(
        "follow_up_due",
        gettext_lazy("Follow-ups of the Task Force due"),
        follow_up_due,
        "your work and the page of the Task Force show what is due",
    ),
)
