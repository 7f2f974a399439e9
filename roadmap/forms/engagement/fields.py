"""Fields that the forms of engagement share. Each function makes a new one, since a field belongs to one form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField, ProseField, WebAddressField, certainty_choice
from activities.models import Country
from roadmap.forms.records import row_choice
from roadmap.models import HlpfYear, Mechanism
from roadmap.validators import is_date

AUTO = {"dir": "auto"}


class PartialDateField(LineField):
    """A day, a month or a year, as precisely as is known: 2027-07-06, 2027-07 or 2027."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "ltr", "placeholder": "2027-07-06"}))
        kwargs.setdefault("help_text", gettext_lazy("As precisely as you know it: 2027-07-06, 2027-07 or 2027."))
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if text and not is_date(text):
            message = _("“%(value)s” is not a date. Enter a day, a month or a year: 2027-07-06, 2027-07 or 2027.")
            raise ValidationError(message % {"value": text[:20]})
        return text


def country_choice(label: Any, *, empty: Any = "–", **kwargs: Any) -> forms.TypedChoiceField:
    """A choice of one country; the value is its code or None."""

    def choices() -> Iterable[tuple[str, Any]]:
        return [("", empty), *Country.objects.order_by("name").values_list("code", "name")]

    return forms.TypedChoiceField(label=label, choices=choices, empty_value=None, **kwargs)


def mechanism_choice() -> forms.TypedChoiceField:
    return row_choice(
        lambda: Mechanism.objects.live().order_by("name").values_list("id", "name"),
        gettext_lazy("UN mechanism"),
        required=False,
    )


def session_choice(help_text: Any) -> forms.TypedChoiceField:
    return row_choice(
        lambda: [(one.pk, f"HLPF {one.year}") for one in HlpfYear.objects.order_by("-year")],
        gettext_lazy("HLPF session"),
        required=False,
        help_text=help_text,
    )


def prose(label: Any, help_text: Any = "", rows: int = 4) -> ProseField:
    attributes = {"rows": rows, "dir": "auto"}
    return ProseField(
        label=label, required=False, max_length=5000, widget=forms.Textarea(attrs=attributes), help_text=help_text
    )


def title() -> LineField:
    return LineField(
        label=gettext_lazy("Title"),
        max_length=300,
        widget=forms.TextInput(attrs=AUTO),
        error_messages={"required": gettext_lazy("Enter a title.")},
    )


def address(**kwargs: Any) -> WebAddressField:
    return WebAddressField(label=gettext_lazy("Web address"), max_length=500, **kwargs)


def certainty() -> forms.ChoiceField:
    return certainty_choice(gettext_lazy("How certain is this entry?"))


def basis() -> LineField:
    return LineField(
        label=gettext_lazy("Basis"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Where this entry comes from. Only staff can read it."),
    )


def year(label: Any, first: int, *, required: bool = True) -> forms.IntegerField:
    message = gettext_lazy("Enter a year, such as 2026.")
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=first,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": message, "invalid": message},
    )
