"""The forms of events, mechanisms, inputs, campaign materials, reviews, Cooperation Frameworks and next steps."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField, ProseField, WebAddressField, certainty_choice
from activities.models import Activity, Country
from roadmap.forms.records import DayField, RecordForm, row_choice
from roadmap.forms.rows import ActivitiesField, CommitmentsField, CountriesField, DocumentsField, TermsField
from roadmap.models import Document, Engagement, HlpfYear, Input, Material, Mechanism, NextStep
from roadmap.queries.engagement import records
from roadmap.validators import is_date

AUTO = {"dir": "auto"}


class PartialDateField(LineField):
    """A day, a month or a year, as precisely as is known: 2027-07-06, 2027-07 or 2027."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "ltr", "placeholder": "2027-07-06"}))
        kwargs.setdefault("help_text", gettext_lazy("As precisely as you know it: 2027-07-06, 2027-07 or 2027."))
        super().__init__(**kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if text and not is_date(text):
            message = _("“%(value)s” is not a date. Enter a day, a month or a year: 2027-07-06, 2027-07 or 2027.")
            raise ValidationError(message % {"value": text[:20]})
        return text


def country_choice(label: Any, *, empty: Any = "–", **kwargs: Any) -> forms.TypedChoiceField:
    """A choice of one country; the value is its code or None."""

    def choices() -> Iterable[tuple[str, Any]]:
        return [("", empty), *Country.objects.order_by("name").values_list("code", "name")]

    return forms.TypedChoiceField(label=label, choices=choices, empty_value=None, **kwargs)


def mechanism_choice() -> forms.TypedChoiceField:
    return row_choice(
        lambda: Mechanism.objects.live().order_by("name").values_list("id", "name"),
        gettext_lazy("UN mechanism"),
        required=False,
    )


def session_choice(help_text: Any) -> forms.TypedChoiceField:
    return row_choice(
        lambda: [(one.pk, f"HLPF {one.year}") for one in HlpfYear.objects.order_by("-year")],
        gettext_lazy("HLPF session"),
        required=False,
        help_text=help_text,
    )


def prose(label: Any, help_text: Any = "", rows: int = 4) -> ProseField:
    attributes = {"rows": rows, "dir": "auto"}
    return ProseField(
        label=label, required=False, max_length=5000, widget=forms.Textarea(attrs=attributes), help_text=help_text
    )


def title() -> LineField:
    return LineField(
        label=gettext_lazy("Title"),
        max_length=300,
        widget=forms.TextInput(attrs=AUTO),
        error_messages={"required": gettext_lazy("Enter a title.")},
    )


def address(**kwargs: Any) -> WebAddressField:
    return WebAddressField(label=gettext_lazy("Web address"), max_length=500, **kwargs)


def certainty() -> forms.ChoiceField:
    return certainty_choice(gettext_lazy("How certain is this entry?"))


def basis() -> LineField:
    return LineField(
        label=gettext_lazy("Basis"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Where this entry comes from. Only staff can read it."),
    )


def year(label: Any, first: int, *, required: bool = True) -> forms.IntegerField:
    limits = {"first": first, "last": 2100}
    message = gettext_lazy("Enter a year, such as 2026.")
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=limits["first"],
        max_value=limits["last"],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": message, "invalid": message},
    )


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


class ReviewForm(RecordForm):
    kind = records.REVIEW
    beside = ("country_id", "year", "round")

    country_id = country_choice(
        gettext_lazy("Country"), error_messages={"required": gettext_lazy("Choose the country.")}
    )
    year = year(gettext_lazy("Year"), 2016)
    round = forms.IntegerField(
        label=gettext_lazy("Round"),
        required=False,
        min_value=1,
        max_value=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("1 for the country’s first review, 2 for its second."),
    )
    url = address(required=False)
    good_practices = prose(gettext_lazy("Good practices with ICTs"))
    lessons = prose(gettext_lazy("Lessons learned"))
    challenges = prose(gettext_lazy("Challenges"))
    opportunities = prose(gettext_lazy("Opportunities"))
    support_finance = prose(gettext_lazy("Support requested: finance"), rows=2)
    support_capacity = prose(gettext_lazy("Support requested: capacity building"), rows=2)
    support_technology = prose(gettext_lazy("Support requested: technology"), rows=2)
    support_partnerships = prose(gettext_lazy("Support requested: partnerships"), rows=2)
    policies = prose(
        gettext_lazy("Policies cited"),
        gettext_lazy("Policies and measures of governments, legislatures, civil society and the private sector."),
    )
    certainty = certainty()
    basis = basis()


class FrameworkForm(RecordForm):
    kind = records.FRAMEWORK
    beside = ("start_year", "end_year")

    title = title()
    country_id = country_choice(
        gettext_lazy("Country"), error_messages={"required": gettext_lazy("Choose the country.")}
    )
    start_year = year(gettext_lazy("First year"), 1990)
    end_year = year(gettext_lazy("Last year"), 1990)
    ict_component = prose(
        gettext_lazy("Digital component"), gettext_lazy("What it plans to do with ICTs, and ITU’s part in it.")
    )
    url = address(required=False)
    certainty = certainty()
    basis = basis()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("It ends before it starts. Correct one of the two years."))
        return data


# `kind` of the class says how a row is written, so the field of this name is added afterwards
EventForm.base_fields["kind"] = forms.ChoiceField(label=gettext_lazy("Kind of event"), choices=Engagement.Kind.choices)
InputForm.base_fields["kind"] = forms.ChoiceField(label=gettext_lazy("Kind of input"), choices=Input.Kind.choices)


class NextStepForm(forms.ModelForm):
    """A next step. `seen` is when the row was last saved as the user saw it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    due = DayField(label=gettext_lazy("Due"), required=False)
    done_on = DayField(
        label=gettext_lazy("Done on"), required=False, help_text=gettext_lazy("Leave empty until it is done.")
    )
    text = LineField(
        label=gettext_lazy("Next step"),
        max_length=500,
        error_messages={"required": gettext_lazy("Enter what is to be done.")},
    )
    owner = LineField(
        label=gettext_lazy("Owner"), required=False, max_length=150, help_text=gettext_lazy("Only staff see the name.")
    )

    class Meta:
        model = NextStep
        fields = ("text", "owner", "due", "done_on")
        error_messages: dict = {}
