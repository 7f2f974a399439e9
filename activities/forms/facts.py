"""The facts of an activity that staff and stakeholders enter alike."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import LineField, LinesField, ProseField, WebAddressField, YearField
from activities.models import Activity, Country, Region

LONGEST_DESCRIPTION = 20_000


class FactsForm(EditingForm):
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter a title.")},
    )
    description = ProseField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("What is done, for whom, and what it changes. Leave an empty line between paragraphs."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", "–"), *Activity.Kind.choices],
        error_messages={"required": gettext_lazy("Choose a kind of activity.")},
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[("", "–"), *Activity.Status.choices],
        error_messages={"required": gettext_lazy("Choose a status.")},
    )
    start_year = YearField(label=gettext_lazy("Start year"), required=False)
    end_year = YearField(label=gettext_lazy("End year (leave empty if it continues)"), required=False)
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"), required=False, choices=Region.choices, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.MultipleChoiceField(label=gettext_lazy("Countries"), required=False)
    partners = LinesField(
        label=gettext_lazy("Partners"),
        required=False,
        longest=300,
        most=100,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("One per line."),
    )
    url = WebAddressField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("A public web page about the activity."),
    )

    def __init__(self, *args: Any, every_country: list[Country] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # read once, for the names as well as for the check; whoever checks many forms passes the list
        self.every_country = list(Country.objects.order_by("name")) if every_country is None else every_country
        cast(forms.ChoiceField, self.fields["countries"]).choices = [
            (country.code, country.name) for country in self.every_country
        ]

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not any(character.isalnum() for character in title):
            raise ValidationError(_("Enter a title with words, not only numbers or signs."))
        return title

    def clean_countries(self) -> list[str]:
        return sorted(self.cleaned_data["countries"])

    def clean_regions(self) -> list[str]:
        return sorted(self.cleaned_data["regions"], key=Region.values.index)

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("start_year"), self.cleaned_data.get("end_year")
        if start and end and end < start:
            years = {"end": end, "start": start}
            self.add_error("end_year", _("The end year, %(end)s, is before the start year, %(start)s.") % years)
        return self.cleaned_data
