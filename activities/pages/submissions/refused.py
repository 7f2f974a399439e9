"""What a page answers to an act that was refused."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from activities.actions.ledger import Refused
from activities.actions.submissions.limits import TooMany


def status_of(refused: Refused) -> int:
    """429 for too many in a day, else 422."""
    return 429 if isinstance(refused, TooMany) else 422


def waiting(answer: HttpResponse, refused: Refused) -> HttpResponse:
    """The answer, as 429 that says when to try again if the person has done too much."""
    if isinstance(refused, TooMany):
        answer.status_code = 429
        answer["Retry-After"] = str(max(1, round(refused.seconds)))
    return answer


def say(request: HttpRequest, refused: Refused) -> None:
    """Show the reason on the page that the answer redirects to: nothing was typed that could be lost."""
    messages.error(request, str(refused))
