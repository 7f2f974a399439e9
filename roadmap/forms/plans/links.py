"""The forms of a link of the mapping between two Strategic Plans."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import LineField, NumberSeenField, ProseField, WhyField
from activities.models import Crosswalk, Framework, Term
from activities.validators import nearest

#: What is compared when two people edit one link.
FIELDS = ("rationale", "note")


class EntryField(LineField):
    """The code of an entry of one plan, cleaned to its Term."""

    def __init__(self, framework: Framework, **kwargs: Any):
        self.framework = framework
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"dir": "ltr"}), **kwargs)

    def clean(self, value):
        code = super().clean(value)
        if not code:
            return None
        known = {term.code.lower(): term for term in Term.objects.filter(framework=self.framework)}
        if term := known.get(code.lower()):
            return term
        message = _("“%(code)s” is not an entry of %(plan)s.") % {"code": code, "plan": self.framework.title}
        close = nearest(code, [term.code for term in known.values()])
        if close:
            message += " " + _("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)}
        raise ValidationError(message)


class PlanLinkForm(EditingForm):
    """The reason of a link, and a note for staff."""

    rationale = ProseField(
        label=gettext_lazy("Reason for the link"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter the reason for the link.")},
    )
    note = ProseField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("For staff only."),
    )
    reason = WhyField()
    seen = NumberSeenField()
    base = NumberSeenField(required=False)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class NewPlanLinkForm(PlanLinkForm):
    """A new link between two entries, by their codes."""

    field_order = ("start", "end", "rationale", "note", "reason")

    def __init__(self, older: Framework, newer: Framework, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        code = _("Code of an entry, such as %(code)s.")
        self.fields["start"] = EntryField(
            older,
            label=older.title,
            help_text=code % {"code": "T.1-1"},
            error_messages={"required": _("Enter the code of an entry of %(plan)s.") % {"plan": older.title}},
        )
        self.fields["end"] = EntryField(
            newer,
            label=newer.title,
            help_text=code % {"code": "PS3"},
            error_messages={"required": _("Enter the code of an entry of %(plan)s.") % {"plan": newer.title}},
        )


def values_of(link: Crosswalk) -> dict[str, Any]:
    return {name: getattr(link, name) for name in FIELDS}
