"""Saved views of a user, and the pages that can be saved."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import SavedFilter, User
from activities.queries.workspace.needs import GROUPS

#: Pages whose views can be saved, by the name of their address.
PAGES: dict[str, str | Promise] = {
    "activity-list": gettext_lazy("Activities"),
    "workspace-list": gettext_lazy("Your work"),
    "matrix-edit": gettext_lazy("Matrix editor"),
}
#: The group of a workspace list is part of its path, so it is saved with the filters.
GROUP = "group"
#: Parameters that are not saved: the place in the list and the latest action.
PASSING = ("after", "before", "all", "done", "csrfmiddlewaretoken")
MOST_FIELDS, LONGEST = 100, 2000


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved view of a user; `href` opens it, "" if the page no longer exists."""

    id: int
    name: str
    page: str
    query: str
    where: str
    href: str


def saved_filters(user: User) -> tuple[Saved, ...]:
    """The user's own, by name. One query."""
    found = SavedFilter.objects.filter(user=user).order_by("name").values_list("id", "name", "page", "query")
    return tuple(
        Saved(pk, name, page, query, str(PAGES.get(page, page)), address(page, query))
        for pk, name, page, query in found
    )


def address(page: str, query: str) -> str:
    """The path and query string of a view: always of one of PAGES, whatever the query contains."""
    if page not in PAGES:
        return ""
    given = QueryDict(query, mutable=True)
    arguments: dict[str, Any] = {}
    if page == "workspace-list":
        arguments = {GROUP: given.pop(GROUP, [""])[-1]}
    try:
        path = reverse(page, kwargs=arguments)
    except NoReverseMatch:
        return ""
    return f"{path}?{given.urlencode()}" if given else path


def cleaned_query(page: str, text: str) -> str:
    """The query string in canonical form. Raises ValidationError if it is empty, invalid or belongs to no view."""
    try:
        given = QueryDict(text.removeprefix("?"), mutable=True)
    except Exception as error:  # too many fields, or bytes that are no UTF-8
        raise ValidationError(_("These filters cannot be read.")) from error
    pairs = [
        (name, value) for name, values in given.lists() if name not in PASSING for value in values if value and name
    ]
    if page == "workspace-list" and dict(pairs).get(GROUP) not in GROUPS:
        raise ValidationError(_("There is no such list under “Your work”."))
    if not pairs:
        raise ValidationError(_("There is no filter to save. Choose a filter first."))
    if len(pairs) > MOST_FIELDS or any("\0" in part for pair in pairs for part in pair):
        raise ValidationError(_("These filters cannot be read."))
    query = urlencode(pairs)
    if len(query) > LONGEST:
        message = _("These filters have %(length)s characters; the limit is %(most)s. Choose fewer filters.")
        raise ValidationError(message % {"length": len(query), "most": LONGEST})
    return query
