"""The form of an activity, and the form for the reason of a withdrawal or merge."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import rules
from activities.forms.facts import LONGEST_DESCRIPTION, FactsForm
from activities.forms.fields import (
    LineField,
    NumberSeenField,
    ProseField,
    WhyField,
    certainty_choice,
)
from activities.models import Activity, Organisation
from activities.validators import clean_prose, row_number

#: The original text of an activity that is described in another language than English.
ORIGINAL = ("language", "original_title", "original_description")
#: Lists without order.
UNORDERED = ("countries", "regions")


class ActivityForm(FactsForm):
    """`user` determines the organisations on offer; `row` is the activity being edited, None for a new one.
    `organisations` are the live ones by id, for whoever checks many forms.

    `values()` returns the fields for `create_activity` and `update_activity`.
    """

    field_order = ("organisation", "title", "description", "description_certainty", *ORIGINAL)

    organisation = LineField(
        label=gettext_lazy("Organisation"),
        error_messages={"required": gettext_lazy("Choose an organisation.")},
    )
    description_certainty = certainty_choice(gettext_lazy("How certain is the description?"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the original text"),
        choices=Activity.Language.choices,
        required=False,
        help_text=gettext_lazy(
            "Title and description above are in English. If the original is, leave this at English."
        ),
    )
    original_title = LineField(
        label=gettext_lazy("Original title"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    original_description = ProseField(
        label=gettext_lazy("Original description"),
        required=False,
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    reason = WhyField()
    organisation_words = LineField(required=False)
    seen = NumberSeenField(required=False)
    base = NumberSeenField(required=False)
    looked_at = LineField(required=False)

    def __init__(
        self,
        *args: Any,
        user: Any,
        row: Activity | None = None,
        organisations: dict[int, Organisation] | None = None,
        **kwargs: Any,
    ) -> None:
        self.user, self.row, self.organisations = user, row, organisations
        if row is not None:
            kwargs.setdefault("initial", initial(row))
        super().__init__(*args, **kwargs)
        #: an entry whose source names no organisation can be edited without making one up
        self.may_be_unstated = row is not None and row.organisation_id is None
        self.fields["organisation"].required = not self.may_be_unstated

    def clean_organisation(self) -> Organisation | None:
        if not self.cleaned_data["organisation"]:
            return None
        found = self.known_organisation(row_number(self.cleaned_data["organisation"]) or 0)
        if found is None or not rules.can_edit_activity_of(self.user, found.sector):
            raise ValidationError(_("Choose one of the organisations listed."))
        return found

    def known_organisation(self, pk: int) -> Organisation | None:
        """A live organisation. One that was withdrawn later can stay."""
        if self.row and self.row.organisation_id == pk:
            return self.row.organisation
        if self.organisations is not None:
            return self.organisations.get(pk)
        return Organisation.objects.live().filter(pk=pk).first()

    def clean_language(self) -> str:
        """English, or that of the activity, if the form did not send any."""
        return self.cleaned_data["language"] or (self.row.language if self.row else Activity.Language.ENGLISH)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        original = [name for name in ORIGINAL[1:] if cleaned.get(name)]
        if original and cleaned.get("language") == Activity.Language.ENGLISH:
            self.add_error(
                "language", _("Choose the language of the original text, or empty its title and description.")
            )
        return cleaned

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
VALUES = [
    *"title description kind status partners start_year end_year countries regions url description_certainty".split(),
    *ORIGINAL,
]


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
