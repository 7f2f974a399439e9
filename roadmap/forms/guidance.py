"""The form of guidance for the Task Force."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField, ProseField
from roadmap.forms.records import DayField, RecordForm, row_choice
from roadmap.models import Action, Document
from roadmap.queries.guidance import GUIDANCE


def documents() -> list[tuple[Any, str]]:
    return list(Document.objects.live().order_by("-year", "symbol").values_list("id", "symbol"))


def commitments() -> list[tuple[Any, str]]:
    """Those of editions in force: drafts are not public, and guidance is."""
    found = Action.objects.filter(section__edition__current=True, withdrawn=False, section__withdrawn=False)
    rows = found.order_by("section__edition", "section__number", "position").values_list("id", "code", "text")
    return [(pk, f"{code} {text[:80]}") for pk, code, text in rows]


class GuidanceForm(RecordForm):
    kind = GUIDANCE
    beside = ("received_on", "closed_on")

    body = LineField(
        label=gettext_lazy("Given by"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("For example, Council or a Council Working Group."),
        error_messages={"required": gettext_lazy("Enter who gave the guidance.")},
    )
    document_id = row_choice(documents, gettext_lazy("Document"), required=False)
    paragraph = LineField(
        label=gettext_lazy("Paragraph"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("The paragraph of the document, such as § 4.2."),
    )
    text = ProseField(
        label=gettext_lazy("Guidance"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter the guidance.")},
    )
    action_id = row_choice(commitments, gettext_lazy("Related commitment"), required=False)
    action_taken = ProseField(
        label=gettext_lazy("What was done"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("Everyone can read it."),
    )
    received_on = DayField(
        label=gettext_lazy("Received on"),
        error_messages={
            "required": gettext_lazy("Enter the day on which it was received."),
            "invalid": gettext_lazy("Enter a day, such as 2026-07-14."),
        },
    )
    closed_on = DayField(label=gettext_lazy("Closed on"), required=False)

    def clean(self):
        sent = super().clean()
        received, closed = sent.get("received_on"), sent.get("closed_on")
        for name, day in (("received_on", received), ("closed_on", closed)):
            if day and day > localdate():
                self.add_error(name, _("This day is in the future. Enter the day on which it happened."))
        if received and closed and closed < received:
            self.add_error("closed_on", _("It was closed before it was received. Correct one of the two dates."))
        if closed and not sent.get("action_taken"):
            self.add_error("action_taken", _("Enter what was done, or leave “Closed on” empty."))
        if sent.get("paragraph") and not sent.get("document_id"):
            self.add_error("document_id", _("Choose the document that contains the paragraph."))
        return sent
