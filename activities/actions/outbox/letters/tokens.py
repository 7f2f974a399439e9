"""E-mails about API tokens."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.actions.outbox.letters.parts import Letter, Part, Receiver, Values, link
from activities.models import ApiToken


def token_created(told: Values, _to: Receiver) -> Letter:
    scopes = {str(value): str(label) for value, label in ApiToken.Scope.choices}
    names = {
        "name": told["name"],
        "scope": scopes.get(told["scope"], told["scope"]),
        "day": date_format(date.fromisoformat(told["expires"]), "DATE_FORMAT"),
    }
    return Letter(
        _("SDG Map: the API token “%(name)s” was created") % names,
        [
            Part(_("You created the API token “%(name)s”. A program that has it can use the SDG Map for you.") % names),
            Part(_("Scope: %(scope)s. It expires on %(day)s.") % names),
            Part(_("If you did not create it, revoke it and change your password.")),
            link(_("See and revoke your tokens"), "/accounts/tokens/"),
        ],
    )
