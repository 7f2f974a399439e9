"""The form of a new API token."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from activities import rules
from activities.forms.fields import LineField
from activities.models import ApiToken, User


class TokenForm(forms.Form):
    """`user` determines the scopes on offer: only people with a role can edit."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("What the token is for, such as “Nightly copy for our dashboard”."),
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter a name.")},
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What a program can do with it"),
        choices=ApiToken.Scope.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Choose as little as possible. It is never more than you can do yourself."),
        error_messages={"required": gettext_lazy("Choose what a program can do with it.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Expires in"),
        coerce=int,
        choices=[
            (7, gettext_lazy("7 days")),
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (180, gettext_lazy("180 days")),
            (365, gettext_lazy("365 days")),
        ],
        initial=90,
        error_messages={"required": gettext_lazy("Choose when it expires.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = cast(forms.ChoiceField, self.fields["scope"])
        if not rules.can_edit_activities(user):
            scopes.choices = [one for one in ApiToken.Scope.choices if one[0] != ApiToken.Scope.EDIT]
