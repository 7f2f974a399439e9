"""Forms of review rounds: the round itself, and how an activity is retired."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import LineField, LinesField, NumberSeenField, WhyField
from activities.models import Organisation
from activities.models.sector import Sector
from roadmap.actions.rounds.answering import COMPLETED, WITHDRAWN
from roadmap.forms.began import BeganField
from roadmap.models import Round

#: The most questions of a round: whoever answers has many activities.
QUESTIONS = 5
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
FIELDS = ("title", "period_start", "period_end", "sectors", "types", "opens_on", "deadline", "grace_until")


class DayField(forms.DateField):
    """A day, as browsers send it. Far-off years are typing errors."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def validate(self, value):
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise ValidationError(_("Enter a date from 2000 to 2100."))


class RoundForm(EditingForm):
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("Shown in e-mails and lists, such as “Review 2026”."),
        error_messages={"required": gettext_lazy("Enter a title.")},
    )
    period_start = DayField(
        label=gettext_lazy("Start of the period"),
        error_messages={"required": gettext_lazy("Enter the first day of the period under review.")},
    )
    period_end = DayField(
        label=gettext_lazy("End of the period"),
        error_messages={"required": gettext_lazy("Enter the last day of the period under review.")},
    )
    sectors = forms.MultipleChoiceField(
        label=gettext_lazy("ITU Sectors"),
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their focal points will be asked."),
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of organisations outside ITU"),
        choices=Organisation.Type.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The members of these organisations will be asked."),
    )
    opens_on = DayField(
        label=gettext_lazy("Opening date"),
        help_text=gettext_lazy("The round opens automatically on this day, unless you open it earlier."),
        error_messages={"required": gettext_lazy("Enter the day on which the round opens.")},
    )
    deadline = DayField(
        label=gettext_lazy("Deadline"),
        help_text=gettext_lazy("Answers after this day are marked as late."),
        error_messages={"required": gettext_lazy("Enter the last day for answers.")},
    )
    grace_until = DayField(
        label=gettext_lazy("End of the grace period"),
        required=False,
        help_text=gettext_lazy(
            "Optional. People who have not finished by the deadline get one more e-mail, which gives this date."
        ),
    )
    questions = LinesField(
        label=gettext_lazy("Questions"),
        required=False,
        longest=300,
        most=QUESTIONS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy(
            "Optional. Enter up to five questions about each activity, one per line. Answers are optional."
        ),
    )
    seen = NumberSeenField(required=False)
    base = NumberSeenField(required=False)
    was = BeganField()

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not data.get("grace_until") and "grace_until" not in self.errors:
            data["grace_until"] = data.get("deadline")
        self.refuse_order(
            "period_start", "period_end", _("The period ends before it starts. Enter %(first)s or later.")
        )
        self.refuse_order(
            "opens_on", "deadline", _("The deadline is before the opening date. Enter %(first)s or later.")
        )
        self.refuse_order(
            "deadline", "grace_until", _("It ends before the deadline. Enter %(first)s or later, or leave it empty.")
        )
        if not data.get("sectors") and not data.get("types") and not {"sectors", "types"} & set(self.errors):
            self.add_error("sectors", _("Choose at least one Sector or one type of organisation."))
        return data

    def refuse_order(self, first: str, last: str, message: str) -> None:
        early, late = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if early and late and late < early and last not in self.errors:
            self.add_error(last, message % {"first": date_format(early)})

    def values(self) -> dict[str, Any]:
        """The columns of the round."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def everything(self) -> dict[str, Any]:
        return self.values() | {"questions": self.cleaned_data["questions"]}


def values_of(one: Round) -> dict[str, Any]:
    """The values of the form for a saved round. One query."""
    found: dict[str, Any] = {name: getattr(one, name) for name in FIELDS}
    return found | {"questions": list(one.questions.values_list("text", flat=True))}


class RetireForm(EditingForm):
    how = forms.ChoiceField(
        label=gettext_lazy("What has happened"),
        choices=(
            (COMPLETED, gettext_lazy("It has ended. Its status becomes “Completed”, and it stays on the map.")),
            (WITHDRAWN, gettext_lazy("It should not be on the map. It is withdrawn from lists and figures.")),
        ),
        initial=COMPLETED,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what has happened."),
            "invalid_choice": gettext_lazy("Choose one of the two."),
        },
    )
    reason = WhyField(
        required=True,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everyone can read it in the history."),
        error_messages={"required": gettext_lazy("Enter the reason, such as “The project ended in June 2025”.")},
    )
    seen = NumberSeenField()


class OpenForm(EditingForm):
    """What the preview showed: the revision of the round, and the activities in its scope."""

    seen = NumberSeenField()
    activities = NumberSeenField()


class ReopenForm(EditingForm):
    reason = WhyField(
        required=True,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Staff can read it on the page of the round."),
        error_messages={"required": gettext_lazy("Enter why the round is reopened.")},
    )
