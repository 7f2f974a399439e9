"""E-mails about reports on commitments, for the outbox (`activities.extensions.LETTERS`)."""

from datetime import date

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link, quote
from activities.extensions import LetterKind

#: Commitments that one e-mail lists.
LISTED = 50


def report_due(told: Values, to: Receiver) -> Letter:
    """`reports`: code, text and due date of the commitments to report on; `today`: the day of the reminder."""
    reports, today = told["reports"], parse_date(told["today"]) or date.min
    number = len(reports)
    subject = ngettext(
        "SDG Map: report on a commitment of the Roadmap",
        "SDG Map: report on %(number)s commitments of the Roadmap",
        number,
    )
    parts = [Part(_("Please report what was done on these commitments, with figures and evidence."))]
    for one in reports[:LISTED]:
        due = parse_date(one["due"]) or today
        parts.append(Part(f"{when(due, today)} {one['text']}", _("Commitment %(code)s") % {"code": one["code"]}))
        label = _("Report progress on %(code)s") % {"code": one["code"]}
        parts.append(link(label, f"/roadmap/actions/{one['code']}/report/"))
    if (more := number - LISTED) > 0:
        words = ngettext("%(number)s more is due.", "%(number)s more are due.", more)
        parts.append(Part(words % {"number": formats.localize(more, use_l10n=True)}))
    parts.append(link(_("All commitments on the board"), "/roadmap/board/"))
    why = _(
        "You are receiving this e-mail because your Sectors are responsible for these commitments, or because you "
        "coordinate the Roadmap."
    )
    return Letter(subject % {"number": formats.localize(number, use_l10n=True)}, parts, why)


def when(due: date, today: date) -> str:
    day = formats.date_format(due)
    if due < today:
        late = (today - due).days
        words = ngettext(
            "Overdue: it was due on %(day)s, %(late)s day ago.",
            "Overdue: it was due on %(day)s, %(late)s days ago.",
            late,
        )
        return words % {"day": day, "late": formats.localize(late, use_l10n=True)}
    return _("Due on %(day)s.") % {"day": day}


def report_returned(told: Values, to: Receiver) -> Letter:
    """`code`, `text` of the commitment, `reason` why the report was returned."""
    subject = _("SDG Map: your report on commitment %(code)s was returned") % told
    return Letter(
        subject,
        [
            Part(_("A coordinator has returned your report. You can correct it and submit it again."), told["text"]),
            quote(told["reason"], _("Reason")),
            link(_("Open your report"), f"/roadmap/actions/{told['code']}/report/"),
        ],
    )


def report_accepted(told: Values, to: Receiver) -> Letter:
    """`code`, `text` of the commitment."""
    subject = _("SDG Map: your report on commitment %(code)s is published") % told
    return Letter(
        subject,
        [
            Part(_("A coordinator has accepted your report. Everyone can now read it."), told["text"]),
            link(_("See the commitment"), f"/roadmap/actions/{told['code']}/"),
        ],
    )


KINDS = (
    LetterKind(
        "report_due",
        gettext_lazy("Reports due on commitments"),
        report_due,
        "your work and the board show what is due",
    ),
    LetterKind(
        "report_returned",
        gettext_lazy("Report on a commitment returned"),
        report_returned,
        "the page of the report shows it",
    ),
    LetterKind(
        "report_accepted",
        gettext_lazy("Report on a commitment accepted"),
        report_accepted,
        "the page of the commitment shows it",
    ),
)
