"""How often a person may do what reaches other people: requests, proposals, invitations."""

from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.actions.quotas import count
from activities.models import User

DAY = 86_400
#: For one person in a day: requests to join and proposed organisations together, invitations, and drafts begun.
REQUESTS, INVITATIONS, DRAFTS = 10, 20, 50
#: Invitations to one address in a day, from anybody.
INVITED = 5


class TooMany(Refused):
    """The person has reached the limit. `seconds` until it starts again."""

    def __init__(self, message: str, seconds: float):
        self.seconds = seconds
        super().__init__(message)


def limit_requests(by: User) -> None:
    refuse_beyond("join", str(by.pk), REQUESTS, _("You have sent many requests today. Try again tomorrow."))


def limit_drafts(by: User) -> None:
    refuse_beyond("draft", str(by.pk), DRAFTS, _("You have started many drafts today. Try again tomorrow."))


def limit_invitations(email: str, by: User) -> None:
    refuse_beyond("invite", str(by.pk), INVITATIONS, _("You have sent many invitations today. Try again tomorrow."))
    message = _("This address has been sent many invitations today. Try again tomorrow.")
    refuse_beyond("invited", email, INVITED, message)


def refuse_beyond(what: str, who: str, most: int, message: str) -> None:
    """Count once more for a day. Raises TooMany above `most`."""
    counted = count(what, who, 1, DAY)
    if counted.used > most:
        raise TooMany(message, counted.seconds)
