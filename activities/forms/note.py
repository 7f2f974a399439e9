"""A note on an activity."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.forms.editing import EditingForm
from activities.forms.fields import ProseField

LONGEST = 4000


class NoteForm(EditingForm):
    text = ProseField(label=_("Note"), max_length=LONGEST, error_messages={"required": _("Enter a note.")})
    mentions = forms.MultipleChoiceField(label=_("Notify by e-mail"), required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["mentions"]).choices = [(person.pk, str(person)) for person in people]
