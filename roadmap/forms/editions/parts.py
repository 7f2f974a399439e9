"""The forms of an edition, a section and a commitment."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField, ProseField, certainty_choice
from roadmap.actions.editions.kinds import COMMITMENT, EDITION, SECTION
from roadmap.forms.records import DayField, RecordForm, row_choice
from roadmap.forms.rows import ActivitiesField, BodiesField, TermsField
from roadmap.models import Action, Body, Edition
from roadmap.validators import ACTION_CODE, is_date

#: The last part of addresses that are not editions.
RESERVED = ("new", "upload")


class EditionForm(RecordForm):
    kind = EDITION
    beside = ("code", "date")

    register = forms.ChoiceField(label=gettext_lazy("Register"), choices=Edition.Register.choices)
    based_on_id = row_choice(
        lambda: [(one.pk, str(one)) for one in Edition.objects.filter(withdrawn=False)],
        gettext_lazy("Start from"),
        empty=gettext_lazy("An empty draft"),
        required=False,
        help_text=gettext_lazy(
            "The sections and commitments of the edition that you choose are copied into the draft."
        ),
    )
    code = LineField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("Used in the address of its page, such as 2026."),
        error_messages={"required": gettext_lazy("Enter the code of the edition.")},
    )
    date = LineField(
        label=gettext_lazy("Date"),
        max_length=10,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("As precisely as you know it: 2026, 2026-06 or 2026-06-20."),
        error_messages={"required": gettext_lazy("Enter the date of the edition.")},
    )
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter the title of the edition.")},
    )
    description = ProseField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    certainty = certainty_choice(gettext_lazy("How certain is its date?"))
    basis = LineField(
        label=gettext_lazy("Basis"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Where the date comes from. Only staff can read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is not None:  # register and source belong to the new draft alone
            del self.fields["register"], self.fields["based_on_id"]
            self.fields["code"].disabled = self.row.state == Edition.State.PUBLISHED

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
            raise ValidationError(_("Use small letters, digits and hyphens, such as 2026 or wsis-20."))
        if code in RESERVED:
            raise ValidationError(_("This code is already the address of a page. Enter another code."))
        return code

    def clean_date(self) -> str:
        if not is_date(self.cleaned_data["date"]):
            raise ValidationError(_("Enter a year, a month or a day: 2026, 2026-06 or 2026-06-20."))
        return self.cleaned_data["date"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        source = Edition.objects.filter(pk=cleaned.get("based_on_id")).first()
        if source and "register" in cleaned and source.register != cleaned["register"]:
            self.add_error(
                "based_on_id", _("This edition belongs to another register. Choose one from the same register.")
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        new = {name: self.cleaned_data[name] for name in ("register", "based_on_id") if name in self.fields}
        return super().values() | new


class SectionForm(RecordForm):
    kind = SECTION

    number = forms.IntegerField(
        label=gettext_lazy("Number"),
        min_value=0,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        help_text=gettext_lazy("The codes of its commitments begin with this number."),
        error_messages={"required": gettext_lazy("Enter the number of the section.")},
    )
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter the title of the section.")},
    )
    text = ProseField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        help_text=gettext_lazy(
            "Text of the section other than its commitments. Leave an empty line between paragraphs."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = self.row is not None and self.row.edition.state == Edition.State.PUBLISHED
        self.fields["number"].disabled = published


class CommitmentForm(RecordForm):
    kind = COMMITMENT
    moved = ("position",)
    beside = ("code", "position", "kind", "rule", "due_on", "frequency")

    field_order = ("code", "position", "kind", "text")

    code = LineField(
        label=gettext_lazy("Code"),
        max_length=10,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("The section, then the paragraph or item, such as 6.5 or 8.d.1."),
        error_messages={"required": gettext_lazy("Enter the code of the commitment.")},
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place in the section"),
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Leave empty to add it at the end."),
    )
    text = ProseField(
        label=gettext_lazy("Commitment"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter the commitment.")},
    )
    bodies = BodiesField(
        label=gettext_lazy("Responsible bodies"), help_text=gettext_lazy("One per line, such as TSB or Council.")
    )
    responsible = LineField(
        label=gettext_lazy("Responsible, as written"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("In the words of the document. Leave empty to show the names of the bodies."),
    )
    rule = forms.ChoiceField(label=gettext_lazy("Frequency"), choices=Action.Frequency.choices)
    due_on = DayField(label=gettext_lazy("Due on"), required=False, help_text=gettext_lazy("Only if it is due once."))
    frequency = LineField(label=gettext_lazy("Frequency, as written"), required=False, max_length=100)
    resources = ProseField(
        label=gettext_lazy("Resources"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("What is needed, and where it comes from."),
    )
    terms = TermsField(label=gettext_lazy("Linked Goals, targets and Action Lines"))
    activities = ActivitiesField(label=gettext_lazy("Activities that carry it out"))
    evidence = ProseField(
        label=gettext_lazy("Cited documents"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Symbols of documents, separated by semicolons. Those in the register become links."),
    )
    para_ref = LineField(label=gettext_lazy("Paragraph"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = self.row is not None and self.row.section.edition.state == Edition.State.PUBLISHED
        self.fields["code"].disabled = published

    def clean_code(self) -> str:
        code, section = self.cleaned_data["code"], self.section_number
        if not re.match(ACTION_CODE, code) or not code.startswith(f"{section}."):
            message = _(
                "“%(code)s” is not a code in section %(number)s. Enter a code such as %(number)s.1 or %(number)s.a."
            )
            raise ValidationError(message % {"code": code[:20], "number": section})
        return code

    def clean_position(self) -> int | None:
        """Empty leaves a commitment where it is; a new one becomes the last."""
        return self.cleaned_data["position"] or self.current.get("position")

    @property
    def section_number(self) -> int:
        return self.row.section.number if self.row is not None else self.fixed["number"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("responsible") and cleaned.get("bodies"):
            names = dict(Body.objects.filter(pk__in=cleaned["bodies"]).values_list("id", "name"))
            cleaned["responsible"] = "; ".join(names[pk] for pk in cleaned["bodies"])[:200]
        if not cleaned.get("responsible") and "bodies" not in self.errors:
            self.add_error("bodies", _("Enter at least one responsible body."))
        if cleaned.get("rule") == Action.Frequency.ONCE and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Enter the day on which it is due, or choose another frequency."))
        if cleaned.get("rule") != Action.Frequency.ONCE and cleaned.get("due_on"):
            self.add_error(
                "due_on", _("Only a commitment that is due once has a due date. Choose “Once”, or leave this empty.")
            )
        return cleaned


CommitmentForm.base_fields["kind"] = forms.ChoiceField(
    label=gettext_lazy("Kind"),
    choices=[("", "–"), *Action.Kind.choices],
    error_messages={"required": gettext_lazy("Choose a kind of commitment.")},
)
