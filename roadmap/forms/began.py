"""What a form began with. Of what has no versions in the history, such as a report that waits, a conflict then knows
which of two people changed which field."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from activities.forms.conflicts import data_of


class BeganField(forms.CharField):
    """The values that the form began with, in a hidden field."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, max_length=200_000)


def began(form: forms.BaseForm, values: Mapping[str, Any]) -> str:
    """Values as the hidden field has them."""
    return json.dumps(
        {name: data_of(form.fields[name], value) for name, value in values.items() if name in form.fields}
    )


def base_of(
    form: Any, make: Callable[[QueryDict], Any], values: Callable[[Any], dict[str, Any]]
) -> dict[str, Any] | None:
    """The values that `form` began with; None if it does not say, or if they are not valid any more. They come from the
    browser, so they may only preset a choice. `make` makes a form like it of other data, `values` reads it."""
    try:
        sent = json.loads(form.data.get("was", ""))
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or not all(isinstance(found, list) for found in sent.values()):
        return None
    data = QueryDict(mutable=True)
    for name, found in sent.items():
        data.setlist(name, [str(each) for each in found])
    data["seen"] = "0"
    other = make(data)
    return values(other) if other.is_valid() else None
