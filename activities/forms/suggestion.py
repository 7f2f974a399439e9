"""Forms to answer a suggestion, and to try suggestions on a text."""

from django import forms
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField, NumberSeenField, ProseField
from activities.models import Mapping


class VerdictForm(forms.Form):
    """The suggestion that is answered: its score and the version of the model."""

    score = forms.FloatField(min_value=0, max_value=1, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class AcceptForm(VerdictForm):
    strength = forms.TypedChoiceField(
        label=gettext_lazy("Strength"),
        coerce=int,
        choices=Mapping.Strength.choices,
        error_messages={"required": gettext_lazy("Choose a strength.")},
    )
    rationale = ProseField(label=gettext_lazy("Rationale"), required=False, max_length=5_000)
    seen = NumberSeenField()


class TextForm(forms.Form):
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter a title. Suggestions are based on its words.")},
    )
    description = ProseField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=gettext_lazy(
            "Two or three sentences on what is done, for whom and how give much better suggestions."
        ),
    )
