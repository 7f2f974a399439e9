"""The form of a document of the register."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField, ProseField, WebAddressField, certainty_choice
from roadmap.forms.records import RecordForm
from roadmap.forms.rows import BodiesField, CommitmentsField
from roadmap.queries.documents import DOCUMENT

FIRST_YEAR, LAST_YEAR = 1865, 2100


class DocumentForm(RecordForm):
    kind = DOCUMENT
    beside = ("symbol", "year", "issued_by")

    symbol = LineField(
        label=gettext_lazy("Symbol"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("With its version, such as Res. 1332 (Mod. 2024) or A/RES/70/1."),
        error_messages={"required": gettext_lazy("Enter the symbol of the document.")},
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        required=False,
        help_text=gettext_lazy("Leave empty if it is not known."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    issued_by = LineField(
        label=gettext_lazy("Issued by"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("For example, ITU Council."),
    )
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=1000,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter the title of the document.")},
    )
    what_it_asks = ProseField(
        label=gettext_lazy("Content"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=gettext_lazy("What the document asks for, in a sentence or two."),
    )
    roadmap_refs = CommitmentsField(
        label=gettext_lazy("Related commitments"), help_text=gettext_lazy("Codes separated by spaces, such as 8.6 2.1.")
    )
    bodies = BodiesField(
        label=gettext_lazy("Addressed to"),
        help_text=gettext_lazy("The bodies that should act, one per line, such as TSB or Council."),
    )
    url = WebAddressField(label=gettext_lazy("Web address"), required=False, max_length=500)
    certainty = certainty_choice(gettext_lazy("How certain is this entry?"))
    basis = LineField(
        label=gettext_lazy("Basis"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Where this entry comes from. Only staff can read it."),
    )

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            values = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError(_("Enter a year from %(first)s to %(last)s, such as 2024.") % values)
        return year
