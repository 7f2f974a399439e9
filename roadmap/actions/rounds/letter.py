"""The e-mail about review rounds: what waits for the receiver, and by when."""

from datetime import date

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link
from activities.extensions import LetterKind


def round_due(told: Values, to: Receiver) -> Letter:
    """`rounds`: title, code, deadline, grace_until, waiting and total of each; `day`: when it was written."""
    rounds = told["rounds"]
    first = rounds[0]
    waiting = sum(one["waiting"] for one in rounds)
    subject = ngettext(
        "SDG Map: %(number)s activity to confirm in %(round)s",
        "SDG Map: %(number)s activities to confirm in %(round)s",
        waiting,
    ) % {"number": number(waiting), "round": first["title"] if len(rounds) == 1 else _("review rounds")}
    parts = [
        Part(
            _(
                "ITU is reviewing the activities on the SDG Map. Please confirm those that are still described "
                "correctly, and update or retire the others."
            )
        )
    ]
    for one in rounds:
        parts += [
            Part(asked(one, told["day"]), one["title"]),
            link(_("Open your checklist"), f"/roadmap/rounds/{one['code']}/mine/"),
        ]
    return Letter(subject, parts)


def asked(one: Values, day: str) -> str:
    """ "116 of your 128 activities are waiting for an answer. The deadline is 31 March 2026." """
    words = ngettext(
        "%(waiting)s of your %(total)s activity is waiting for an answer.",
        "%(waiting)s of your %(total)s activities are waiting for an answer.",
        one["total"],
    ) % {"waiting": number(one["waiting"]), "total": number(one["total"])}
    if day <= one["deadline"]:
        return words + " " + _("The deadline is %(day)s.") % {"day": date_of(one["deadline"])}
    if day > one["grace_until"]:
        return (
            words
            + " "
            + _("The deadline was %(day)s. Answers are still accepted until the round is closed, but marked as late.")
            % {"day": date_of(one["deadline"])}
        )
    late = _("The deadline was %(day)s. Answers are still accepted until %(until)s, but marked as late.")
    return words + " " + late % {"day": date_of(one["deadline"]), "until": date_of(one["grace_until"])}


def date_of(day: str) -> str:
    return formats.date_format(parse_date(day) or date.min)


def number(value: int) -> str:
    return formats.localize(value, use_l10n=True)


ROUND_DUE = LetterKind(
    "round_due",
    gettext_lazy("Review round"),
    round_due,
    because="your work and your submissions show the same",
)
