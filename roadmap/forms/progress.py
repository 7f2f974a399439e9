"""The form of a report on a commitment, and the form with which a coordinator returns one."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import NumberSeenField, ProseField, WebAddressField, WhyField
from activities.models import Activity
from roadmap.forms.began import BeganField
from roadmap.forms.rows import ActivitiesField, DocumentsField, RowsField
from roadmap.models import Document
from roadmap.models.progress import CHOICES
from roadmap.queries.progress.commitments import Tracked
from roadmap.queries.progress.reports import LISTS

#: An activity as its number, or as the address of its page.
ACTIVITY = re.compile(r"(?:.*/activities/)?([0-9]{1,9})/?(?:[?#].*)?")
#: FIELDS and LISTS of `queries.progress.reports`, in the order of the form.
NAMES = (
    "due_on",
    "status",
    "period_start",
    "period_end",
    "done",
    "figures",
    "evidence_url",
    "documents",
    "activities",
)


class EvidenceField(ActivitiesField):
    """Live activities by their numbers, or by the addresses of their pages, one per line."""

    apart = RowsField.apart
    joint = RowsField.joint

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}), **kwargs)

    def found(self, words: Sequence[str]) -> list[int]:
        numbers, errors = {}, []
        for word in words:
            match = ACTIVITY.fullmatch(word)
            if match is None:
                message = _("“%(line)s” is not an activity. Enter its number, or the address of its page.")
                errors.append(message % {"line": word[:60]})
            else:
                numbers[word] = int(match[1])
        live = set(Activity.objects.live().filter(pk__in=numbers.values()).values_list("pk", flat=True))
        for word, number in numbers.items():
            if number not in live:
                message = _("“%(line)s”: there is no activity %(number)s, or it has been withdrawn.")
                errors.append(message % {"line": word[:60], "number": number})
        if errors:
            raise ValidationError(errors[:5])
        return list(numbers.values())


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    message = gettext_lazy("Enter a date such as 2026-12-31.")
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y"],
        error_messages={"invalid": message},
        **kwargs,
    )


class ProgressForm(EditingForm):
    """A report on the commitment `line`. `dates` are the due dates that it can be for, none if it is ongoing."""

    due_on = forms.ChoiceField(label=gettext_lazy("Due date"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status of the commitment"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a status.")},
    )
    period_start = day_field(
        gettext_lazy("First day of the period"),
    )
    period_end = day_field(gettext_lazy("Last day of the period"))
    done = ProseField(
        label=gettext_lazy("What was done"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Describe what was done.")},
    )
    figures = ProseField(
        label=gettext_lazy("Figures"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Optional, such as 2 sessions, 48 Permanent Missions."),
    )
    evidence_url = WebAddressField(
        label=gettext_lazy("Web address of the evidence"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Optional: a web page or document that shows what was done."),
    )
    documents = DocumentsField(
        label=gettext_lazy("Documents as evidence"),
        help_text=gettext_lazy("Optional: symbols of the register of documents, one per line."),
    )
    activities = EvidenceField(
        label=gettext_lazy("Activities as evidence"),
        help_text=gettext_lazy("Optional: numbers or addresses of activities, one per line."),
    )
    reason = WhyField(error_messages={"required": gettext_lazy("Say why you correct what was published.")})
    seen = NumberSeenField()
    base = NumberSeenField(required=False)
    was = BeganField()

    def __init__(self, *args: Any, line: Tracked, current: date | None = None, corrects: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        days = sorted({day for day in (*reportable(line), current) if day}, reverse=True)
        if days:
            choices = [(day.isoformat(), formats.date_format(day)) for day in days]
            self.fields["due_on"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["due_on"]
        if corrects:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("It is shown in the history, which everyone can read.")
        else:
            del self.fields["reason"]

    def clean_due_on(self) -> date | None:
        found = self.cleaned_data["due_on"]
        return date.fromisoformat(found) if found else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if start and end and start > end:
            self.add_error("period_end", _("The period ends before it starts. Correct one of the two dates."))
        for name, day in (("period_start", start), ("period_end", end)):
            if day and not 2000 <= day.year <= 2100:
                self.add_error(name, _("Enter a year from 2000 to 2100."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """{name: value} of NAMES; lists of ids in ascending order, as they are stored."""
        found = {name: self.cleaned_data.get(name) for name in NAMES}
        return found | {name: sorted(found[name] or ()) for name in LISTS}


def reportable(line: Tracked) -> list[date]:
    """The due dates that can be reported for now: the one that is due, the last and the next one."""
    days = (line.standing.due, line.rule.last(line.day), line.rule.next(line.day))
    return [day for day in days if day]


def presets(line: Tracked) -> dict[str, Any]:
    """What an empty form starts with: the due date, and as period the year that ends with it, but not after today."""
    due = line.standing.due
    end = min(due, line.day) if due else line.day
    return {"due_on": due.isoformat() if due else "", "period_start": end.replace(month=1, day=1), "period_end": end}


def in_words(name: str, value: Any) -> str:
    """The value of one of NAMES as a page shows it."""
    if isinstance(value, date):
        return formats.date_format(value)
    if name == "status":
        return str(dict(CHOICES).get(value, ""))
    if name == "documents":
        return "; ".join(Document.objects.filter(pk__in=value).order_by("symbol").values_list("symbol", flat=True))
    if name == "activities":
        return "; ".join(Activity.objects.filter(pk__in=value).order_by("pk").values_list("title", flat=True))
    return str(value or "")


def shown_values(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the form takes them as its initial ones."""
    due = values["due_on"]
    return values | {"due_on": due.isoformat() if due else ""}


class ReturnForm(EditingForm):
    return_reason = ProseField(
        label=gettext_lazy("What is missing or wrong"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter what is missing or wrong. The author gets it by e-mail.")},
    )
    seen = NumberSeenField()
