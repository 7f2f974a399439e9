"""How often a person may do what reaches other people or fills the database: requests, proposals, invitations, drafts,
answers, files."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.actions.quotas import count
from activities.models import User

HOUR, DAY = 3_600, 86_400
#: For one person in a day: requests to join and proposed organisations together, invitations, drafts begun,
#: submissions, and files.
REQUESTS, INVITATIONS, DRAFTS, SUBMISSIONS, FILES = 10, 20, 50, 50, 100
#: Characters of answers that one person can write in an hour, since each version of an answer is kept. A page that
#: saves a long text every five seconds writes 4 million.
CHARACTERS = 10_000_000
#: What each answer counts beside its characters.
EACH_ANSWER = 200
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


def limit_submissions(by: User) -> None:
    refuse_beyond("submit", str(by.pk), SUBMISSIONS, _("You have submitted a lot today. Try again tomorrow."))


def limit_files(by: User) -> None:
    refuse_beyond("file", str(by.pk), FILES, _("You have added many files today. Try again tomorrow."))


def limit_answers(answers: Mapping[str, Any], by: User) -> None:
    """Count the characters of these answers."""
    amount = sum(EACH_ANSWER + len(str(value)) for value in answers.values())
    message = _("You have saved very much text within an hour. Nothing of this was saved. Try again in an hour.")
    refuse_beyond("answers", str(by.pk), CHARACTERS, message, amount=amount, seconds=HOUR)


def limit_invitations(email: str, by: User) -> None:
    refuse_beyond("invite", str(by.pk), INVITATIONS, _("You have sent many invitations today. Try again tomorrow."))
    message = _("This address has been sent many invitations today. Try again tomorrow.")
    refuse_beyond("invited", email, INVITED, message)


def refuse_beyond(what: str, who: str, most: int, message: str, *, amount: int = 1, seconds: int = DAY) -> None:
    """Add `amount` to the count of a day, or of other `seconds`. Raises TooMany above `most`."""
    counted = count(what, who, amount, seconds)
    if counted.used > most:
        raise TooMany(message, counted.seconds)
