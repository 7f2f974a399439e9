"""The answer to a difference from the WSIS-SDG Matrix."""

from django import forms
from django.utils.translation import gettext_lazy

from activities.forms.fields import NumberSeenField, ProseField


class AnswerForm(forms.Form):
    reason = ProseField(
        label=gettext_lazy("It is right, because"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write why the link is right.")},
    )
    seen = NumberSeenField(required=False)
