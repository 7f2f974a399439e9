"""Forms for a user's own name and choice of e-mails."""

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.forms.fields import LineField, refuse_address
from activities.models import User


class NameForm(forms.Form):
    name = LineField(
        label=_("Your name"),
        max_length=150,
        required=False,
        validators=[refuse_address],
        help_text=_("The name your colleagues know. It is shown beside your changes."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )


class MailsForm(forms.Form):
    mails = forms.ChoiceField(
        label=_("E-mails about submissions, notes and activities that are due"),
        choices=User.Mails.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose when you want e-mails."),
            "invalid_choice": _("Choose one of these."),
        },
        help_text=_("We always send answers to your own requests, and e-mails that your account needs, at once."),
    )


class SignUpForm(NameForm):
    """Extra field of django-allauth's sign-up form."""

    field_order = ["name", "email", "password1"]

    def signup(self, request, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
