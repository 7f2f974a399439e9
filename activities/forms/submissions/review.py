"""What reviewers fill in: filters of the queue, a decision with comments, and common reasons."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from activities.forms.fields import LineField, ProseField
from activities.models import Organisation, ReasonTemplate, Submission, User
from activities.validators import HIGHEST, clean_prose

#: The most characters of a comment on one field, and how the names of such fields begin in the page.
LONGEST_COMMENT, COMMENT = 2_000, "comment."


class QueueForm(forms.Form):
    """Filters of the queue, in the address."""

    type = forms.ChoiceField(
        label=gettext_lazy("Type of organisation"),
        required=False,
        choices=[("", gettext_lazy("All")), *Organisation.Type.choices],
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            (Submission.Kind.NEW.value, gettext_lazy("New")),
            (Submission.Kind.UPDATE.value, gettext_lazy("Update")),
            (Submission.Kind.CORRECTION.value, gettext_lazy("Correction")),
        ],
    )

    #: The columns that each filter compares; a correction belongs to the organisation of its activity.
    COLUMNS = {
        "type": ("organisation__type", "proposal__type"),
        "country": ("organisation__country", "proposal__country"),
    }

    def __init__(self, data: Any, *, countries: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        choices = cast(forms.ChoiceField, self.fields["country"])
        choices.choices = [("", gettext_lazy("All")), *countries]
        self.is_valid()

    def chosen(self) -> dict[str, tuple[str, str]]:
        """{name of a filter in use: (value, words)}."""
        found = {}
        for name, field in self.fields.items():
            if value := self.cleaned_data.get(name):
                found[name] = (value, str(dict(cast(Any, field).choices)[value]))
        return found

    def condition(self) -> Q:
        found = Q()
        for name, (value, _words) in self.chosen().items():
            if name == "kind":
                found &= Q(kind=value)
                continue
            one = Q()
            for column in self.COLUMNS[name]:
                one |= Q(**{column: value})
            of_activity = {f"activity__{self.COLUMNS[name][0]}": value}
            found &= one | Q(kind=Submission.Kind.CORRECTION, **of_activity)
        return found


class DecisionForm(EditingForm):
    """The decision on one submission, and the comments on its fields that have been typed so far."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST)
    reason = ProseField(
        label=gettext_lazy("Reason, sent to the submitter"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    template = forms.ModelChoiceField(
        label=gettext_lazy("Common reasons"),
        queryset=ReasonTemplate.objects.filter(withdrawn=False),
        required=False,
        empty_label=gettext_lazy("Choose a reason"),
    )
    confirm_links = forms.BooleanField(
        label=gettext_lazy("I have checked the links. Mark them as confirmed by ITU."), required=False
    )
    hold = forms.BooleanField(label=gettext_lazy("Hold decisions"), required=False)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        templates = cast(forms.ModelChoiceField, self.fields["template"])
        if submission.kind == Submission.Kind.CORRECTION:
            self.fields["reason"].label = gettext_lazy("Answer, sent to the person who suggested it")
            rejecting = ReasonTemplate.objects.filter(withdrawn=False, decision=ReasonTemplate.Decision.REJECT)
            templates.queryset = rejecting

    def comments(self) -> dict[str, str]:
        """{field: comment} of the comments that were typed and are not saved yet."""
        found = {}
        for name in self.data:
            if name.startswith(COMMENT) and (text := clean_prose(self.data[name])):
                found[name.removeprefix(COMMENT)] = text
        return found

    def clean(self) -> dict[str, Any]:
        for text in self.comments().values():
            if len(text) > LONGEST_COMMENT:
                message = _("The comment “%(start)s…” is too long. Shorten it to %(most)s characters.")
                self.add_error(None, message % {"start": text[:40], "most": LONGEST_COMMENT})
        return self.cleaned_data


class AssignForm(forms.Form):
    """A reviewer to assign a submission to, or nothing for no one."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Assigned to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("No one"),
    )

    def __init__(self, *args: Any, reviewers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = reviewers


class ReasonTemplateForm(EditingForm):
    """A common reason. `seen` is when it was last changed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(label=gettext_lazy("Decision"), choices=ReasonTemplate.Decision.choices)
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=80,
        help_text=gettext_lazy("Only reviewers see it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter a title.")},
    )
    text = ProseField(
        label=gettext_lazy("Text"),
        max_length=2_000,
        help_text=gettext_lazy("Reviewers can change it before they send it."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Enter the text.")},
    )
