"""What people type to join an organisation, to propose one, and to invite colleagues."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import LineField, ProseField, WebAddressField, refuse_address
from activities.models import Country, Membership, OrganisationProposal


class ProposalForm(EditingForm):
    """A new organisation. `seen` has the ids of similar ones that the person has seen and that are others."""

    name = LineField(
        label=gettext_lazy("Name of the organisation"),
        max_length=300,
        validators=[refuse_address],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
        help_text=gettext_lazy("In full, as it should appear on the map."),
        error_messages={"required": gettext_lazy("Enter the name of the organisation.")},
    )
    type = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=[("", gettext_lazy("Choose")), *OrganisationProposal.TYPES],
        error_messages={"required": gettext_lazy("Choose a type.")},
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        help_text=gettext_lazy("Where its main office is. International organisations may leave it empty."),
    )
    url = WebAddressField(label=gettext_lazy("Web address (optional)"), required=False, max_length=500)
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = Country.objects.order_by("name").values_list("code", "name")
        cast(forms.ChoiceField, self.fields["country"]).choices = [("", _("Choose")), *countries]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not any(character.isalpha() for character in name):
            raise ValidationError(_("Enter a name that contains letters."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            "country" in cleaned
            and not cleaned["country"]
            and cleaned.get("type", "international-organisation") != ("international-organisation")
        ):
            self.add_error("country", _("Choose the country of the organisation."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "type", "url")} | {
            "country": self.cleaned_data["country"] or None
        }


class InvitationForm(EditingForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter the e-mail address of your colleague."),
            "invalid": gettext_lazy("Enter an e-mail address, such as name@example.org."),
        },
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=Membership.Role.choices,
        error_messages={"required": gettext_lazy("Choose member or owner.")},
    )


class DeclineForm(EditingForm):
    reason = ProseField(
        label=gettext_lazy("Reason"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("It is sent to the members of the organisation."),
        error_messages={"required": gettext_lazy("Enter a reason. It is sent to the members of the organisation.")},
    )
