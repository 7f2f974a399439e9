"""The form of one cell of the grid: the whole link, or its strength alone."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.conflicts import MINE, OTHER, THEIRS, data_of, differences
from activities.forms.fields import certainty_choice
from activities.forms.mapping import FIELDS, MappingForm
from activities.models import Certainty, Mapping

#: Strength 0: no link.
STRENGTHS = [(0, gettext_lazy("No link")), *Mapping.Strength.choices]


class CellForm(MappingForm):
    """`whole` means that all fields were sent, empty texts included; otherwise only `strength` counts. The key C of the
    grid sends `confirm`."""

    strength = forms.TypedChoiceField(
        label=gettext_lazy("Strength"),
        coerce=int,
        choices=STRENGTHS,
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )
    certainty = certainty_choice(gettext_lazy("How certain is this link?"), required=False)
    whole = forms.BooleanField(required=False, widget=forms.HiddenInput)
    confirm = forms.BooleanField(required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, auto_id="cell-%s", **kwargs)

    def clean(self):
        cleaned = self.cleaned_data
        if self.errors or cleaned["confirm"]:
            return cleaned
        if cleaned["strength"] is None:
            self.add_error("strength", _("Choose a strength, or “No link”."))
        elif cleaned["whole"] and not cleaned["strength"] and self.has_new_words():
            message = _("A rationale or evidence needs a link. Choose a strength, or clear both fields.")
            self.add_error("strength", message)
        return cleaned

    def has_new_words(self) -> bool:
        """Whether a withdrawal would lose new text. `initial` has the current values."""
        typed = ((name, self.cleaned_data[name]) for name in ("rationale", "evidence_url"))
        return any(text and text != self.initial.get(name) for name, text in typed)

    def wanted(self) -> dict[str, Any]:
        """Of a valid form: the given keywords of `set_mapping`. Strength 0 means withdraw."""
        if self.cleaned_data["confirm"]:
            return {"certainty": Certainty.CONFIRMED}
        if not self.cleaned_data["whole"]:
            return {"strength": self.cleaned_data["strength"]}
        certainty = self.cleaned_data["certainty"] or self.initial.get("certainty") or Certainty.PROPOSED
        return {name: self.cleaned_data[name] for name in FIELDS} | {"certainty": certainty}

    def filled_with(self, values: dict[str, Any]) -> "CellForm":
        """The form as if all of `values` had been typed into it, with the same reason."""
        data = cast(QueryDict, self.data).copy()
        data.pop("confirm", None)
        data["whole"] = "1"
        for name in FIELDS:
            data.setlist(name, data_of(self.fields[name], values[name]))
        return CellForm(data, initial=values)

    def problems(self) -> list[dict[str, str]]:
        """The errors for the error summary."""
        return [
            {"href": f"#cell-{name}" if name in self.fields else "", "message": str(message)}
            for name, messages in self.errors.items()
            for message in messages
        ]


def cell_differences(mine: dict[str, Any], theirs: dict[str, Any], base: dict[str, Any] | None) -> dict[str, str]:
    """What differs, with presets. Where one version is "no link", the only choice is the strength."""
    found = differences(mine, theirs, base)
    if not (mine["strength"] and theirs["strength"]):
        return {name: preset for name, preset in found.items() if name == "strength"}
    return found


def cell_choices(choices: dict[str, str], mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, str]:
    """`choices` for all fields. Where one version is "no link", the others follow the choice of strength; for a third
    strength they come from the version that is a link."""
    if "strength" not in choices or (mine["strength"] and theirs["strength"]):
        return choices
    strength = choices["strength"]
    rest = (MINE if mine["strength"] else THEIRS) if strength == OTHER else strength
    return dict.fromkeys(FIELDS, rest) | {"strength": strength}
