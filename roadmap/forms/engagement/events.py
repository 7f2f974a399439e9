"""The forms of events, UN mechanisms, ITU's inputs and campaign materials."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField
from activities.models import Activity
from roadmap.forms.engagement.fields import (
    AUTO,
    PartialDateField,
    address,
    basis,
    certainty,
    country_choice,
    mechanism_choice,
    prose,
    session_choice,
    title,
)
from roadmap.forms.records import RecordForm, row_choice
from roadmap.forms.rows import ActivitiesField, CommitmentsField, CountriesField, DocumentsField, TermsField
from roadmap.models import Document, Engagement, HlpfYear, Input, Material
from roadmap.queries.engagement import records


class EventForm(RecordForm):
    kind = records.EVENT
    beside = ("start", "end", "place", "country_id")
    field_order = ("title", "kind")

    title = title()
    start = PartialDateField(
        label=gettext_lazy("First day"), error_messages={"required": gettext_lazy("Enter the date, or its year.")}
    )
    end = PartialDateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave empty if it lasts one day.")
    )
    place = LineField(
        label=gettext_lazy("Place"), required=False, max_length=150, help_text=gettext_lazy("The city, or “online”.")
    )
    country_id = country_choice(gettext_lazy("Country of the place"), required=False)
    countries = CountriesField(
        label=gettext_lazy("Countries concerned"), help_text=gettext_lazy("Names or codes, one per line.")
    )
    mechanism_id = mechanism_choice()
    hlpf_year_id = session_choice(gettext_lazy("The session itself, or the one that it prepares."))
    url = address(required=False)
    contribution = prose(
        gettext_lazy("ITU’s contribution"), gettext_lazy("What ITU contributes to it. Everyone can read this.")
    )
    outcome = prose(gettext_lazy("Outcome"), gettext_lazy("What came of it. Everyone can read this."))
    terms = TermsField(label=gettext_lazy("Goals and targets"))
    documents = DocumentsField(label=gettext_lazy("Documents"), help_text=gettext_lazy("Symbols, one per line."))
    activities = ActivitiesField(label=gettext_lazy("Activities"))
    certainty = certainty()
    basis = basis()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", _("The event ends before it starts. Correct one of the two dates."))
        if data.get("kind") == Engagement.Kind.HLPF:
            self.check_session(data, start)
        return data

    def check_session(self, data: dict[str, Any], start: str | None) -> None:
        """The event of an HLPF session belongs to that session, and is its only one."""
        session = HlpfYear.objects.filter(pk=data.get("hlpf_year_id")).first()
        if session is None:
            self.add_error("hlpf_year_id", _("Choose the session of the HLPF that this is."))
        elif start and start[:4] != str(session.year):
            message = _("The session is that of %(year)s, but the event starts in %(other)s. Correct one of the two.")
            self.add_error("hlpf_year_id", message % {"year": session.year, "other": start[:4]})
        elif (
            Engagement.objects.live()
            .filter(kind=Engagement.Kind.HLPF, hlpf_year=session)
            .exclude(pk=getattr(self.row, "pk", None))
            .exists()
        ):
            message = _("The calendar already has an event for the session of %(year)s. Edit that event.")
            self.add_error("hlpf_year_id", message % {"year": session.year})


class MechanismForm(RecordForm):
    kind = records.MECHANISM
    beside = ("code", "abbreviation")

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs=AUTO),
        error_messages={"required": gettext_lazy("Enter the name of the mechanism.")},
    )
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=30,
        help_text=gettext_lazy("Small letters, digits and hyphens. It is part of the address."),
        error_messages={"invalid": gettext_lazy("Use small letters, digits and hyphens, such as iatt-sti.")},
    )
    abbreviation = LineField(label=gettext_lazy("Abbreviation"), required=False, max_length=40)
    what = prose(gettext_lazy("What it is"))
    itu_role = prose(gettext_lazy("ITU’s role"))
    roadmap_refs = CommitmentsField(
        label=gettext_lazy("Related commitments"),
        help_text=gettext_lazy("Codes separated by spaces, such as 8.d 8.d.1."),
    )
    url = address(required=False)
    certainty = certainty()
    basis = basis()

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].lower()
        if code in records.RESERVED:
            raise ValidationError(_("“%(code)s” is the address of another page. Choose another code.") % {"code": code})
        return code


class InputForm(RecordForm):
    kind = records.INPUT
    field_order = ("title", "kind")

    title = title()
    date = PartialDateField(label=gettext_lazy("Date"), required=False)
    mechanism_id = mechanism_choice()
    engagement_id = row_choice(
        lambda: [(one.pk, f"{one.start} {one.title}") for one in Engagement.objects.live().order_by("-start")],
        gettext_lazy("Event"),
        required=False,
        help_text=gettext_lazy("The event at which it was given."),
    )
    document_id = row_choice(
        lambda: Document.objects.live().order_by("symbol").values_list("id", "symbol"),
        gettext_lazy("Document"),
        required=False,
    )
    url = address(required=False)
    text = prose(gettext_lazy("What ITU said"))
    outcome = prose(gettext_lazy("Outcome"), gettext_lazy("Where it was taken up."))
    terms = TermsField(label=gettext_lazy("Goals and targets"))
    certainty = certainty()
    basis = basis()


class MaterialForm(RecordForm):
    kind = records.MATERIAL
    beside = ("format", "language")

    title = title()
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=Material.Format.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Activity.Language.choices)
    url = address(error_messages={"required": gettext_lazy("Enter the address at which everyone can find it.")})
    summary = prose(gettext_lazy("Summary"))
    audience = LineField(
        label=gettext_lazy("Audience"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Such as Permanent Missions, parliaments or young people."),
    )
    date = PartialDateField(label=gettext_lazy("Date"), required=False)
    hlpf_year_id = session_choice(gettext_lazy("Only if it was made for one."))
    terms = TermsField(label=gettext_lazy("Goals and targets"))
    certainty = certainty()
    basis = basis()


# `kind` of the class says how a row is written, so the field of this name is added afterwards
EventForm.base_fields["kind"] = forms.ChoiceField(label=gettext_lazy("Kind of event"), choices=Engagement.Kind.choices)
InputForm.base_fields["kind"] = forms.ChoiceField(label=gettext_lazy("Kind of input"), choices=Input.Kind.choices)
