"""Forms of the Task Force's working matter."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import LineField, NumberSeenField, ProseField, WebAddressField
from activities.models import User
from activities.models.sector import Sector
from activities.rules import ADMINISTRATOR, COORDINATOR, FOCAL_POINT
from roadmap.forms.began import BeganField
from roadmap.models import FollowUp, Meeting, Member


def day(label: Any, **kwargs: Any) -> forms.DateField:
    invalid = {"invalid": gettext_lazy("Enter a day, such as 2026-09-14.")}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **({"error_messages": invalid} | kwargs))


class MatterForm(EditingForm):
    """A form of a row with a version: `seen` is the one that it was filled in from."""

    seen = NumberSeenField()
    base = NumberSeenField(required=False)
    was = BeganField()

    @property
    def names(self) -> list[str]:
        """The fields that people fill in."""
        return [name for name in self.fields if name not in ("seen", "base", "was")]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}

    def values_of(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.names}


class MemberForm(MatterForm):
    name = LineField(label=gettext_lazy("Name"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Member.Role.choices, initial=Member.Role.MEMBER)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), choices=[("", gettext_lazy("None")), *Sector.choices], required=False
    )
    organisation = LineField(
        label=gettext_lazy("Organisation or department"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    theme = LineField(
        label=gettext_lazy("Theme"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("Such as gender or statistics."),
    )
    user = forms.ModelChoiceField(
        label=gettext_lazy("Account"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("No account"),
        help_text=gettext_lazy("With an account, the person sees their own follow-ups and gets reminders."),
    )
    since = day(gettext_lazy("Member from"), required=False)
    until = day(gettext_lazy("Member until"), required=False, help_text=gettext_lazy("The last day."))

    def __init__(self, *args: Any, row: Member | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        staff = Q(groups__name__in=[FOCAL_POINT, COORDINATOR, ADMINISTRATOR], is_active=True)
        chosen = Q(pk=row.user_id) if row and row.user_id else Q(pk=None)
        self.fields["user"].queryset = User.objects.filter(staff | chosen).distinct().order_by("name", "email")  # type: ignore[attr-defined]

    def clean(self):
        sent = super().clean() or {}
        if not sent.get("sector") and not sent.get("organisation"):
            self.add_error("sector", _("Choose a Sector, or enter the organisation."))
        if sent.get("since") and sent.get("until") and sent["until"] < sent["since"]:
            self.add_error("until", _("The last day is before the first. Correct one of the two."))
        return sent


class MeetingForm(MatterForm):
    date = day(gettext_lazy("Date"))
    title = LineField(label=gettext_lazy("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=Meeting.State.choices, initial=Meeting.State.PLANNED)
    place = LineField(
        label=gettext_lazy("Place"), required=False, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    link = WebAddressField(label=gettext_lazy("Link to join"), required=False, max_length=500)
    agenda = ProseField(
        label=gettext_lazy("Agenda"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    decisions = ProseField(
        label=gettext_lazy("Decisions"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )

    def __init__(self, *args: Any, row: Meeting | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)

    def clean(self):
        sent = super().clean() or {}
        if sent.get("state") == Meeting.State.HELD and sent.get("date") and sent["date"] > localdate():
            self.add_error("state", _("The date is in the future. Correct it, or set the meeting to planned."))
        return sent


class FollowUpForm(MatterForm):
    what = ProseField(
        label=gettext_lazy("What is to be done"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=gettext_lazy("No owner yet"),
        help_text=gettext_lazy("A current member of the Task Force."),
    )
    due = day(gettext_lazy("Due"), required=False)
    done_on = day(gettext_lazy("Done on"), required=False)

    def __init__(self, *args: Any, row: FollowUp | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        members = Member.objects.on(localdate())
        if row and row.owner_id:
            members = members | Member.objects.filter(pk=row.owner_id)
        self.fields["owner"].queryset = members.order_by("name")  # type: ignore[attr-defined]

    def clean_done_on(self):
        done = self.cleaned_data["done_on"]
        if done and done > localdate():
            raise forms.ValidationError(_("This day is in the future. Enter the day on which it was done."))
        return done
