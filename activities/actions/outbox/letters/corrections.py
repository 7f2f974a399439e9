"""E-mails to people who suggested a correction. They may have no account."""

from django.utils.translation import gettext as _

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link, quote
from activities.actions.outbox.signed import correction_key


def about(told: Values) -> dict[str, str]:
    return {"code": told["code"], "about": told.get("about") or _("the map")}


def correction_confirm(told: Values, _to: Receiver) -> Letter:
    """Without anything that the sender typed: the receiver may be someone else."""
    names = about(told)
    return Letter(
        _("SDG Map: confirm your correction %(code)s") % names,
        [
            Part(
                _("Someone has suggested a correction of “%(about)s” (%(code)s) and entered this e-mail address.")
                % names
            ),
            Part(_("If it was you, open this page within 24 hours and send your correction. Then we will look at it.")),
            link(_("Confirm your correction"), f"/corrections/confirm/{correction_key(told['code'])}/"),
            Part(_("If it was not you, do nothing. The correction is deleted after seven days.")),
        ],
    )


def correction_accepted(told: Values, _to: Receiver) -> Letter:
    names = about(told)
    return Letter(
        _("SDG Map: your correction %(code)s was accepted") % names,
        [
            Part(_("Thank you. We have corrected “%(about)s” as you suggested in %(code)s.") % names),
            quote(told.get("reason", ""), _("Answer")),
            link(_("See the corrected page"), told.get("path") or "/"),
        ],
    )


def correction_rejected(told: Values, _to: Receiver) -> Letter:
    names = about(told)
    return Letter(
        _("SDG Map: your correction %(code)s was not accepted") % names,
        [
            Part(
                _("Thank you for suggesting a correction of “%(about)s” (%(code)s). We have decided not to make it.")
                % names
            ),
            quote(told["reason"], _("Reason")),
            link(_("See the page"), told.get("path") or "/"),
        ],
    )
