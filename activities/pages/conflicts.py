"""What those pages share that ask which of two people's values is to stand (`activities.forms.conflicts`)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

#: What a page that asks writes into its form itself.
OWN = ("csrfmiddlewaretoken", "seen", "base", "place")


def question(
    request: HttpRequest,
    choices: Mapping[str, str],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    began: int,
    *,
    label: Callable[[str], str],
    say: Callable[[str, Any], str],
    again: bool,
    prefix: str = "",
) -> dict[str, Any]:
    """What activities/editing/edit_differences.html and its form show: both values in words of each field in `choices`,
    and all that was typed. `began` is the Change that the editor had started from; `again` tells where nobody has
    chosen yet, for who sent the answers; `prefix` goes into the ids."""
    fields = [
        {
            "name": name,
            "label": label(name),
            "mine": say(name, mine[name]),
            "theirs": say(name, theirs[name]),
            "choice": choice,
        }
        for name, choice in choices.items()
    ]
    errors = [
        {
            "href": f"#id_{prefix}keep_{each['name']}_mine",
            "message": _("%(field)s: choose which of the two is to stand.") % {"field": each["label"]},
        }
        for each in fields
        if again and not each["choice"]
    ]
    return {"fields": fields, "errors": errors, "hidden": carried(request), "base": began}


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, for hidden fields."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in OWN and not name.startswith("keep_")
        for value in values
    ]
