"""Filters of the list of Changes, and the reason for a revert."""

from typing import cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField, ProseField
from activities.models import Organisation
from activities.queries.history.changes import ChangeFilter
from activities.queries.history.of_activity import verbs
from activities.validators import HIGHEST


class ChangesForm(forms.Form):
    """Filters with errors are reported in `problems` and do not apply; `chosen` has the others."""

    who = LineField(
        label=gettext_lazy("Who"),
        required=False,
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    verb = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    sector = forms.ChoiceField(
        label=gettext_lazy("ITU Sector"),
        required=False,
        choices=[("", gettext_lazy("Any")), *Organisation.Sector.choices],
    )
    activity = forms.IntegerField(
        label=gettext_lazy("Activity number"),
        required=False,
        min_value=1,
        max_value=HIGHEST,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data):
        super().__init__(data, auto_id="changes-%s")
        listed = sorted(((verb, str(label)) for verb, label in verbs().items()), key=lambda pair: pair[1])
        cast(forms.ChoiceField, self.fields["verb"]).choices = [("", _("Any")), *listed]

    def clean(self):
        cleaned = self.cleaned_data
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            self.add_error("until", _("“To” is earlier than “From”. Choose a later date, or leave one of them empty."))
        return cleaned

    def chosen(self) -> ChangeFilter:
        self.is_valid()
        return ChangeFilter(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def problems(self) -> list[dict[str, str]]:
        return [
            {"href": f"#changes-{name}", "message": str(message)}
            for name, messages in self.errors.items()
            for message in messages
        ]


class RevertForm(forms.Form):
    """`others`: leave rows that cannot be reverted as they are, and revert the others."""

    reason = ProseField(
        label=gettext_lazy("Reason for the revert"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Optional. One sentence for the history."),
    )
    others = forms.BooleanField(required=False)
