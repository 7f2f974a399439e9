"""What a page shows when its save could not get a turn (`Busy`): the form, with everything that was typed."""

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse, QueryDict

from activities.actions.ledger import Busy, Patience, patience
from activities.forms.editing import not_now

#: Seconds in Retry-After.
AGAIN = 2


def form_again(busy: Busy, view: Callable[..., HttpResponse], request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """503 with the page that the view shows for an invalid form. Writes nothing.

    Raises Busy where there is no such page. Then, and when two versions are being put together, whose choices only
    the exact request has, the page of sdgmap/middleware.py sends the same request again.
    """
    if not combines_versions(request.POST):
        with suppress(Busy), not_now(str(busy)), patience(Patience(seconds=0)):
            response = view(request, *args, **kwargs)
            if response.status_code == 422:
                response.status_code = 503
                response["Retry-After"] = str(AGAIN)
                return response
    raise busy


def combines_versions(data: QueryDict) -> bool:
    """Whether a form was sent from the page of a conflict."""
    return bool(data.get("base")) or any(name.startswith("keep_") for name in data)
