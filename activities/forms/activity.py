"""The form of an activity, and the form for the reason of a withdrawal or merge."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import rules
from activities.forms.editing import EditingForm
from activities.forms.fields import (
    LineField,
    LinesField,
    NumberSeenField,
    ProseField,
    WebAddressField,
    WhyField,
    YearField,
    certainty_choice,
)
from activities.models import Activity, Country, Organisation, Region
from activities.validators import clean_prose, row_number

LONGEST_DESCRIPTION = 20_000
#: Lists without order.
UNORDERED = ("countries", "regions")


class ActivityForm(EditingForm):
    """`user` determines the organisations on offer; `row` is the activity being edited, None for a new one.

    `values()` returns the fields for `create_activity` and `update_activity`.
    """

    organisation = LineField(
        label=gettext_lazy("Organisation"),
        error_messages={"required": gettext_lazy("Choose an organisation.")},
    )
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
    description_certainty = certainty_choice(gettext_lazy("How certain is the description?"))
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
    reason = WhyField()
    organisation_words = LineField(required=False)
    seen = NumberSeenField(required=False)
    base = NumberSeenField(required=False)
    looked_at = LineField(required=False)

    def __init__(self, *args, user, row: Activity | None = None, **kwargs):
        self.user, self.row = user, row
        if row is not None:
            kwargs.setdefault("initial", initial(row))
        super().__init__(*args, **kwargs)
        #: an entry whose source names no organisation can be edited without making one up
        self.may_be_unstated = row is not None and row.organisation_id is None
        self.fields["organisation"].required = not self.may_be_unstated
        # read once, for the names as well as for the check
        self.every_country = list(Country.objects.order_by("name"))
        cast(forms.ChoiceField, self.fields["countries"]).choices = [
            (country.code, country.name) for country in self.every_country
        ]

    def clean_organisation(self) -> Organisation | None:
        if not self.cleaned_data["organisation"]:
            return None
        known = Organisation.objects.live()
        if self.row and self.row.organisation_id:  # an organisation withdrawn later can stay
            known |= Organisation.objects.filter(pk=self.row.organisation_id)
        found = known.filter(pk=row_number(self.cleaned_data["organisation"]) or 0).first()
        if found is None or not rules.can_edit_activity_of(self.user, found.sector):
            raise ValidationError(_("Choose one of the organisations listed."))
        return found

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if not any(character.isalnum() for character in title):
            raise ValidationError(_("Enter a title with words, not only numbers or signs."))
        return title

    def clean_countries(self) -> list[str]:
        return sorted(self.cleaned_data["countries"])

    def clean_regions(self) -> list[str]:
        return sorted(self.cleaned_data["regions"], key=Region.values.index)

    def clean(self):
        start, end = self.cleaned_data.get("start_year"), self.cleaned_data.get("end_year")
        if start and end and end < start:
            years = {"end": end, "start": start}
            self.add_error("end_year", _("The end year, %(end)s, is before the start year, %(start)s.") % years)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """{field of `actions.activities.FIELDS`: value} of a valid form. If a list differs only in order, or a text
        only by cleaning, the value of the row is returned."""
        cleaned = dict(self.cleaned_data)
        organisation = cleaned["organisation"]
        wanted = {name: cleaned[name] for name in VALUES} | {"organisation_id": organisation and organisation.pk}
        if self.row is not None:
            for name, value in wanted.items():
                current = getattr(self.row, name)
                if same(name, value, current):
                    wanted[name] = current
        return wanted


#: Fields whose value is that of the form.
VALUES = (
    "title description kind status partners start_year end_year countries regions url description_certainty"
).split()


def initial(row: Activity) -> dict[str, Any]:
    return {name: getattr(row, name) for name in VALUES} | {"organisation": row.organisation_id, "seen": row.change_id}


def same(name: str, one: Any, other: Any) -> bool:
    """Whether two values of a field are equal but for order and whitespace."""
    if name in UNORDERED:
        return sorted(one) == sorted(other)
    if isinstance(one, str) and isinstance(other, str):
        return clean_prose(one) == clean_prose(other)
    return bool(one == other)


class ReasonForm(forms.Form):
    """A reason, with the Changes that the editor saw; required by default."""

    reason = WhyField(label=gettext_lazy("Reason"), error_messages={"required": gettext_lazy("Enter a reason.")})
    seen = NumberSeenField()
    seen_other = NumberSeenField(required=False)

    def __init__(self, *args, required: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if required:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("It is shown in the history, which everyone can read.")
