"""The form of a next step."""

from django import forms
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField
from roadmap.forms.records import DayField
from roadmap.models import NextStep


class NextStepForm(forms.ModelForm):
    """A next step. `seen` is when the row was last saved as the user saw it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    due = DayField(label=gettext_lazy("Due"), required=False)
    done_on = DayField(
        label=gettext_lazy("Done on"), required=False, help_text=gettext_lazy("Leave empty until it is done.")
    )
    text = LineField(
        label=gettext_lazy("Next step"),
        max_length=500,
        error_messages={"required": gettext_lazy("Enter what is to be done.")},
    )
    owner = LineField(
        label=gettext_lazy("Owner"), required=False, max_length=150, help_text=gettext_lazy("Only staff see the name.")
    )

    class Meta:
        model = NextStep
        fields = ("text", "owner", "due", "done_on")
        error_messages: dict = {}
