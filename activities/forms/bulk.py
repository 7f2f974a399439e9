"""Forms of the bulk edit: one for each action."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.fields import LinesField, ProseField, WebAddressField, YearField
from activities.models import Activity, Country, Mapping, Region
from activities.queries.vocabulary import TERM_FACETS, Vocabulary, vocabulary
from activities.validators import clean_text, nearest

#: Most Terms at once; a longer preview would not be read.
MOST_TERMS = 20
SPLIT = re.compile(r"[,;\s]+")


class TermsField(forms.CharField):
    """Codes of Terms separated by commas or spaces: 9.c, C5, sp-2024:PS3. Cleans to their ids."""

    def __init__(self, **kwargs):
        hint = gettext_lazy("Codes separated by commas, such as 9.c, C5 or sp-2024:PS3.")
        widget = forms.TextInput({"dir": "ltr", "spellcheck": "false"})
        super().__init__(label=gettext_lazy("Goals, targets, Action Lines or plan entries"), help_text=hint,
                         max_length=1000, widget=widget, **kwargs)  # fmt: skip

    def clean(self, value) -> list[int]:
        codes = [code for code in SPLIT.split(clean_text(super().clean(value))) if code]
        if len(codes) > MOST_TERMS:
            raise ValidationError(_("Enter no more than %(most)s at once.") % {"most": MOST_TERMS})
        known = vocabulary()
        return list(dict.fromkeys(term_named(code, known) for code in codes))


def term_named(code: str, known: Vocabulary) -> int:
    """The id of the Term with this code. Raises ValidationError with similar codes."""
    bare = code.removeprefix("sdg:").removeprefix("wsis:")
    for facet in TERM_FACETS:
        for candidate in (code, bare, bare.upper(), bare.lower()):
            if option := known.facets[facet].get(candidate):
                return option.id
    named = [option for value, option in known.facets["plan"].items() if value.partition(":")[2] == code]
    if len(named) == 1:
        return named[0].id
    if named:
        message = _("“%(code)s” is an entry of %(count)s plans. Write the plan before it, as in %(example)s.")
        values = {"code": code, "count": len(named), "example": ", ".join(option.value for option in named)}
        raise ValidationError(message % values)
    close = nearest(code, [value for facet in TERM_FACETS for value in known.facets[facet]])
    message = _("“%(code)s” is not the code of a Goal, target, Action Line or plan entry.") % {"code": code[:40]}
    raise ValidationError(
        f"{message} {_('Did you mean %(codes)s?') % {'codes': _(' or ').join(close)}}" if close else message
    )


def strength_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("Strength"),
        coerce=int,
        choices=Mapping.Strength.choices,
        initial=Mapping.Strength.CONTRIBUTES,
    )


class ActForm(forms.Form):
    """`wanted()` returns the values for `bulk_plan`. All actions share one HTML form, so browsers must not require the
    fields of the others."""

    use_required_attribute = False

    def wanted(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class LinkForm(ActForm):
    title = gettext_lazy("Add links")
    terms = TermsField(error_messages={"required": gettext_lazy("Enter what to link to.")})
    strength = strength_field()
    rationale = ProseField(
        label=gettext_lazy("Rationale"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Why all of them contribute to it. Existing links do not change."),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have checked these links. Mark them as confirmed by ITU."), required=False
    )


class StrengthForm(ActForm):
    title = gettext_lazy("Change the strength of links")
    terms = TermsField(error_messages={"required": gettext_lazy("Enter the links to change.")})
    strength = strength_field()


class ConfirmLinksForm(ActForm):
    title = gettext_lazy("Confirm links")
    terms = TermsField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["terms"].help_text = _("Leave it empty for all proposed and unconfirmed links of the activities.")


class TextForm(ActForm):
    """A text for links. Links that have one keep it unless the editor replaces it."""

    replace = forms.BooleanField(label=gettext_lazy("Replace the text of links that have one."), required=False)
    field_order = ("terms", "rationale", "evidence_url", "replace")


class RationaleForm(TextForm):
    title = gettext_lazy("Write the rationale of links")
    terms = TermsField(error_messages={"required": gettext_lazy("Enter the links to change.")})
    rationale = ProseField(
        label=gettext_lazy("Rationale"),
        max_length=5000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Why all of them contribute to it."),
        error_messages={"required": gettext_lazy("Enter a rationale.")},
    )


class EvidenceForm(TextForm):
    title = gettext_lazy("Write the evidence of links")
    terms = TermsField(error_messages={"required": gettext_lazy("Enter the links to change.")})
    evidence_url = WebAddressField(
        label=gettext_lazy("Evidence"),
        max_length=1000,
        help_text=gettext_lazy("Web address of a page or document that shows it for all of them."),
        error_messages={"required": gettext_lazy("Enter a web address.")},
    )


class UnlinkForm(ActForm):
    title = gettext_lazy("Remove links")
    terms = TermsField(error_messages={"required": gettext_lazy("Enter the links to remove.")})


class StatusForm(ActForm):
    title = gettext_lazy("Set the status")
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Activity.Status.choices)


class KindForm(ActForm):
    title = gettext_lazy("Set the kind")
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Activity.Kind.choices)


class EndYearForm(ActForm):
    title = gettext_lazy("Set the end year")
    end_year = YearField(
        label=gettext_lazy("End year"),
        required=False,
        help_text=gettext_lazy("Leave it empty to remove the end year."),
    )


class RegionsForm(ActForm):
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"),
        choices=Region.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one region.")},
    )


class AddRegionsForm(RegionsForm):
    title = gettext_lazy("Add regions")


class RemoveRegionsForm(RegionsForm):
    title = gettext_lazy("Remove regions")


class CountriesField(LinesField):
    """Names or codes of countries, one per line or separated by semicolons. Cleans to their codes."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Countries"),
            longest=100,
            most=250,
            widget=forms.Textarea({"rows": 2, "dir": "auto"}),
            help_text=gettext_lazy("Names or codes, one per line or separated by semicolons, such as Kenya; NE."),
            error_messages={"required": gettext_lazy("Enter at least one country.")},
            **kwargs,
        )

    def clean(self, value) -> list[str]:
        names = {name.casefold(): code for code, name in Country.objects.values_list("code", "name")}
        codes = {code.casefold(): code for code in names.values()}
        found: list[str] = []
        unknown: list[str] = []
        for part in super().clean(value):
            code = codes.get(part.casefold()) or names.get(part.casefold())
            (found if code else unknown).append(code or part)
        if unknown:
            message = _("“%(name)s” is not the name or code of a country.") % {"name": unknown[0][:60]}
            close = nearest(unknown[0].casefold(), list(names))
            hint = _("Did you mean %(codes)s?") % {"codes": _(" or ").join(names[name] for name in close)}
            raise ValidationError(f"{message} {hint}" if close else message)
        return list(dict.fromkeys(found))


class AddCountriesForm(ActForm):
    title = gettext_lazy("Add countries")
    countries = CountriesField()


class RemoveCountriesForm(ActForm):
    title = gettext_lazy("Remove countries")
    countries = CountriesField()


class PartnersForm(ActForm):
    partners = LinesField(
        label=gettext_lazy("Partners"),
        longest=300,
        most=100,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("One per line."),
        error_messages={"required": gettext_lazy("Enter at least one partner.")},
    )


class AddPartnersForm(PartnersForm):
    title = gettext_lazy("Add partners")


class RemovePartnersForm(PartnersForm):
    title = gettext_lazy("Remove partners")


class ConfirmForm(ActForm):
    title = gettext_lazy("Confirm that the activities are still correct")


ACTS: dict[str, type[ActForm]] = {
    "link": LinkForm,
    "strength": StrengthForm,
    "rationale": RationaleForm,
    "evidence": EvidenceForm,
    "confirm-links": ConfirmLinksForm,
    "unlink": UnlinkForm,
    "status": StatusForm,
    "kind": KindForm,
    "end_year": EndYearForm,
    "add_regions": AddRegionsForm,
    "remove_regions": RemoveRegionsForm,
    "add_countries": AddCountriesForm,
    "remove_countries": RemoveCountriesForm,
    "add_partners": AddPartnersForm,
    "remove_partners": RemovePartnersForm,
    "confirm": ConfirmForm,
}


def forms_of_acts(data=None) -> dict[str, ActForm]:
    """{act: form}. `data` fills all of them, so no text is lost when the user chooses another action."""
    return {act: form(data, prefix=act, auto_id="bulk-%s") for act, form in ACTS.items()}
