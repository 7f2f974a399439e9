"""A view to save: name, page and query string."""

from django import forms
from django.utils.translation import gettext_lazy

from activities.forms.fields import LineField
from activities.queries.workspace.saved_filters import PAGES, cleaned_query


class NameForm(forms.Form):
    name = LineField(
        max_length=80,
        label=gettext_lazy("Name of the view"),
        error_messages={
            "required": gettext_lazy("Enter a name for the view."),
            "max_length": gettext_lazy("The name has %(show_value)s characters. Shorten it to %(limit_value)s."),
        },
    )


class SavedFilterForm(NameForm):
    page = forms.ChoiceField(choices=[(name, name) for name in PAGES])
    query = forms.CharField(max_length=4000, required=False, strip=False)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if "page" in cleaned and "query" in cleaned:
            cleaned["query"] = cleaned_query(cleaned["page"], cleaned["query"])
        return cleaned
