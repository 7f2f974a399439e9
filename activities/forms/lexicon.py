"""The form of one lexicon entry."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import LineField, LinesField, NumberSeenField, ProseField, WhyField
from activities.models import LexiconEntry
from activities.queries.vocabulary import vocabulary
from activities.suggesting.lexicon import wording_key

FIELDS = ("phrase", "synonyms", "terms", "note")


class TermCodesField(LineField):
    """Codes of Goals, targets and Action Lines, separated by spaces or commas; cleaned to [framework:code]."""

    def to_python(self, value):
        facets = vocabulary().facets
        known = {code: f"sdg:{code}" for facet in ("goal", "target") for code in facets[facet]}
        known |= {code: f"wsis:{code}" for code in facets["action_line"]}
        by_case = {code.lower(): key for code, key in known.items()}
        found = []
        for code in re.split(r"[\s,;]+", super().to_python(value)):
            name = re.sub(r"^(sdg|wsis):", "", code.lower())
            if name and name not in by_case:
                close = [c for facet in ("target", "action_line", "goal") for c in vocabulary().nearest(facet, code)][
                    :3
                ]
                message = _("“%(code)s” is not a Goal, target or Action Line.") % {"code": code[:40]}
                if close:
                    message += " " + _("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)}
                raise ValidationError(message)
            if name:
                found.append(by_case[name])
        return list(dict.fromkeys(found))

    def prepare_value(self, value):
        return " ".join(key.partition(":")[2] for key in value) if isinstance(value, list) else value


class LexiconForm(EditingForm):
    phrase = LineField(
        label=gettext_lazy("Phrase"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy(
            "As it is usually written, such as emergency telecommunications. Plurals are found too."
        ),
    )
    synonyms = LinesField(
        label=gettext_lazy("Other words for it"),
        required=False,
        longest=120,
        most=100,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy(
            "One per line: abbreviations, spellings, other languages. A hyphen at the end, as in agri-, matches all "
            "words that begin this way."
        ),
    )
    terms = TermCodesField(
        label=gettext_lazy("Suggests"),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("Codes of Goals, targets and Action Lines, such as 9.c 13.1 C7-ehealth."),
        error_messages={"required": gettext_lazy("Enter at least one Goal, target or Action Line.")},
    )
    note = ProseField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    reason = WhyField()
    seen = NumberSeenField()
    base = NumberSeenField(required=False)

    def clean(self):
        cleaned = super().clean() or {}
        wordings = [cleaned.get("phrase") or "", *(cleaned.get("synonyms") or [])]
        for words in wordings:
            if words.endswith("-") and len(words) < 4:
                message = _("“%(words)s” is too short. Enter at least three letters before the hyphen.") % {
                    "words": words
                }
                self.add_error("phrase" if words == wordings[0] else "synonyms", message)
            elif words and not wording_key(words):
                message = _("“%(words)s” contains no words. Enter at least one.") % {"words": words}
                self.add_error("phrase" if words == wordings[0] else "synonyms", message)
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


def values_of(entry: LexiconEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in FIELDS}
