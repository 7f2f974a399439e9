"""The yearly e-mail about activities that are due for confirmation."""

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link
from activities.actions.outbox.signed import still_true_key


def activity_due(told: Values, to: Receiver) -> Letter:
    """`activities`: activity (its id), title, change and confirmed_on of those that are listed. `total` counts all that
    are due."""
    listed, total = told["activities"], told["total"]
    numbers = {"number": formats.localize(total, use_l10n=True)}
    subject = ngettext(
        "SDG Map: is this activity still true?", "SDG Map: are these %(number)s activities still true?", total
    )
    parts = [
        Part(
            _(
                "Once a year we ask whether the activities of your organisation are still described correctly. Readers "
                "can see when each was last confirmed."
            )
        ),
        Part(
            _("If nothing has changed, open “Still true” and confirm. The link works for 60 days without signing in.")
        ),
    ]
    for one in listed:
        key = still_true_key(to.person or 0, one["activity"], one["change"])
        parts += [
            Part(last_confirmed(one.get("confirmed_on")), one["title"]),
            link(_("Still true"), f"/activities/still-true/{key}/"),
            link(
                _("Something has changed: update it"),
                f"/activities/{one['activity']}/{'edit' if told.get('staff') else 'update'}/",
            ),
        ]
    if more := total - len(listed):
        words = ngettext("%(number)s more activity is due.", "%(number)s more activities are due.", more)
        parts.append(Part(words % {"number": formats.localize(more, use_l10n=True)}))
        parts.append(link(_("See them"), "/workspace/stale/" if told.get("staff") else "/your-organisations/"))
    return Letter(subject % numbers, parts)


def last_confirmed(day: str | None) -> str:
    found = parse_date(day) if day else None
    if found is None:
        return _("No one has confirmed it yet.")
    return _("Last confirmed on %(day)s.") % {"day": formats.date_format(found)}
