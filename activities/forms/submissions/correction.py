"""The form "Suggest a correction". Anyone can send it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.forms.fields import LineField, ProseField
from activities.queries.submissions.wording import WRONG


class CorrectionForm(forms.Form):
    """`named`: the page that it was opened from says what is wrong; otherwise the sender is asked. `signed_in`: the
    answer goes to the address of the account."""

    about = LineField(
        label=_("Which activity or organisation? Its name or the address of its page"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Enter the name of the activity or organisation, or the address of its page.")},
    )
    what = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=list(WRONG.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    right = ProseField(
        label=_("What would be right?"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Enter what would be right.")},
    )
    where = ProseField(
        label=_("Where can we check this? (optional)"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We use it to confirm the request and to answer you. It is never published."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address, such as name@example.org."),
        },
    )

    def __init__(self, *args: Any, named: bool, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named:
            del self.fields["about"]
        if signed_in:
            del self.fields["email"]

    def answers(self) -> dict[str, str]:
        """The answers of a valid form, without the address."""
        return {name: value for name, value in self.cleaned_data.items() if name != "email"}
