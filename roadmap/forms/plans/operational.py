"""The form of an operational plan."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField, WebAddressField, certainty_choice
from roadmap.forms.records import RecordForm, row_choice
from roadmap.forms.rows import ActivitiesField, TermsField
from roadmap.models import Document, OperationalPlan
from roadmap.queries.plans.operational import OPERATIONAL_PLAN

FIRST_YEAR, LAST_YEAR = 2000, 2100


def documents() -> list[tuple[Any, str]]:
    return list(Document.objects.live().order_by("-year", "symbol").values_list("id", "symbol"))


class PlanYearField(forms.IntegerField):
    widget = forms.TextInput

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def validate(self, value):
        super().validate(value)
        if value is not None and not FIRST_YEAR <= value <= LAST_YEAR:
            values = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError(_("Enter a year from %(first)s to %(last)s, such as 2024.") % values)


class OperationalPlanForm(RecordForm):
    kind = OPERATIONAL_PLAN
    beside = ("start_year", "end_year")

    symbol = LineField(
        label=gettext_lazy("Symbol"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("The symbol of the document, such as C17/29."),
        error_messages={"required": gettext_lazy("Enter the symbol of the document.")},
    )
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), choices=OperationalPlan.Sector.choices)
    start_year = PlanYearField(
        label=gettext_lazy("First year"), error_messages={"required": gettext_lazy("Enter the first year.")}
    )
    end_year = PlanYearField(
        label=gettext_lazy("Last year"), error_messages={"required": gettext_lazy("Enter the last year.")}
    )
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=1000,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter the title.")},
    )
    url = WebAddressField(label=gettext_lazy("Web address"), required=False, max_length=500)
    document_id = row_choice(documents, gettext_lazy("Document in the register"), required=False)
    outputs = TermsField(
        label=gettext_lazy("Outputs in this plan"),
        help_text=gettext_lazy("Codes of Strategic Plan entries, such as sp-2024:PS3 sp-2020:T.1-1."),
    )
    activities = ActivitiesField(label=gettext_lazy("Activities in this plan"))
    certainty = certainty_choice(gettext_lazy("How certain is this entry?"))
    basis = LineField(
        label=gettext_lazy("Basis"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Where this entry comes from. Only staff can read it."),
    )

    def clean(self):
        sent = super().clean()
        first, last = sent.get("start_year"), sent.get("end_year")
        if first and last and last < first:
            self.add_error("end_year", _("The last year is before the first. Correct one of the two."))
        return sent
