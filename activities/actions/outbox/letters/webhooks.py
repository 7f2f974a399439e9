"""E-mails about webhooks."""

from django.urls import reverse
from django.utils.translation import gettext as _

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link


def webhook_off(told: Values, _to: Receiver) -> Letter:
    """`why`: a value of Webhook.Off."""
    if told["why"] == "gone":
        why = _("Its receiver answered 410 (Gone), which means that it wants no more events.")
    else:
        why = _("For three days, nothing could be delivered to its address.")
    return Letter(
        _("SDG Map: your webhook “%(name)s” was switched off") % {"name": told["name"]},
        [
            Part(_("Your webhook “%(name)s” was switched off.") % {"name": told["name"]}),
            Part(why),
            Part(
                _(
                    "Its page shows the answers of the receiver. When the receiver works again, switch the webhook on "
                    "there: events that are waiting are sent then."
                )
            ),
            link(_("Open the webhook"), reverse("webhook", args=[told["webhook"]])),
        ],
        _("You get this e-mail because the webhook is yours."),
    )
