"""What a page answers to an act that was refused."""

from django.contrib import messages
from django.http import HttpRequest

from activities.actions.ledger import Refused
from activities.actions.submissions.limits import TooMany


def status_of(refused: Refused) -> int:
    """429 for too many in a day, else 422."""
    return 429 if isinstance(refused, TooMany) else 422


def say(request: HttpRequest, refused: Refused) -> None:
    """Show the reason on the page that the answer redirects to: nothing was typed that could be lost."""
    messages.error(request, str(refused))
