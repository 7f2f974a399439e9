"""The form of one link."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import NumberSeenField, ProseField, WebAddressField, WhyField, certainty_choice
from activities.models import Certainty, Mapping

FIELDS = ("strength", "rationale", "evidence_url", "certainty")
#: Values of a link that does not exist yet: the base when two people enter it at once.
BLANK: dict[str, Any] = {"strength": None, "rationale": "", "evidence_url": "", "certainty": Certainty.PROPOSED}


class MappingForm(EditingForm):
    strength = forms.TypedChoiceField(
        label=gettext_lazy("Strength"),
        coerce=int,
        choices=Mapping.Strength.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a strength.")},
    )
    rationale = ProseField(
        label=gettext_lazy("Rationale"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Why the activity contributes to it, in a sentence that a delegate can follow."),
    )
    evidence_url = WebAddressField(
        label=gettext_lazy("Evidence"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Web address of a page or document that shows it."),
    )
    certainty = certainty_choice(gettext_lazy("How certain is this link?"))
    reason = WhyField()
    seen = NumberSeenField()
    base = NumberSeenField(required=False)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


def value_in_words(name: str, value: Any) -> str:
    """The value of one of FIELDS as a page shows it; strength 0 or None is no link."""
    if name == "strength":
        return str(Mapping.Strength(value).label) if value else _("No link")
    if name == "certainty":
        return str(Certainty(value).label) if value else ""
    return str(value)
