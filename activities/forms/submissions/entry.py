"""The forms of a submission, and what would be published of it.

The answers are stored as they were typed. `Entry` checks them: bound forms for each page, their errors, and the values
for `actions.submissions.reviewing.accept`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.facts import FactsForm
from activities.forms.fields import LineField, ProseField, WebAddressField
from activities.forms.submissions.shown import IN_ORDER, Shown, shown
from activities.models import Activity, Certainty, Submission, Term
from activities.models.submission import same_answer
from activities.queries.submissions.answers import OF_LINK, PLAIN, link_field, linked_terms, term_of
from activities.suggesting.languages import language_of

#: From this many Goals on, each needs a reason; from this many on, each needs evidence.
REASON_FROM, EVIDENCE_FROM = 4, 9
#: Fields of the Activity that come from title, description and their language together.
TEXTS = ("title", "description", "language", "original_title", "original_description")
#: What whoever submits an entry has to confirm, and the error without it.
CONSENT = {
    "may_submit": gettext_lazy("Confirm that you may submit this for your organisation."),
    "licence": gettext_lazy("Confirm that the entry may be published and reused."),
}
#: The error of an update that changes nothing.
UNCHANGED = gettext_lazy("The answers are the same as those published. Change at least one first.")
OF_TEXTS = ("title", "description", "language", "english_title", "english_summary")


class AboutForm(FactsForm):
    """Page 1, "About the activity"."""

    field_order = IN_ORDER

    language = forms.ChoiceField(
        label=gettext_lazy("Language of this text"),
        choices=[("", gettext_lazy("Recognise it from the text")), *Activity.Language.choices],
        error_messages={"required": gettext_lazy("Choose the language of the text.")},
    )
    english_title = LineField(
        label=gettext_lazy("Title in English"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Lists and search show it. If you leave it empty, ITU’s reviewers will write it."),
    )
    english_summary = ProseField(
        label=gettext_lazy("Summary in English"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One sentence."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = gettext_lazy("The name people know it by.")
        description = self.fields["description"]
        description.label = gettext_lazy("What is done, for whom, and what has changed?")
        description.help_text = gettext_lazy("Two to five sentences.")
        description.required = True
        description.error_messages["required"] = gettext_lazy("Describe the activity in two to five sentences.")
        self.fields["kind"].label = gettext_lazy("Type")
        self.fields["start_year"].required = True
        self.fields["start_year"].error_messages["required"] = gettext_lazy("Enter a start year, such as 2024.")
        self.fields["partners"].label = gettext_lazy("Partners (optional)")
        self.fields["url"].label = gettext_lazy("Web address (optional)")
        language = self["language"].value()
        if language in Activity.Language.values:
            for name in ("title", "description"):
                self.fields[name].widget.attrs["lang"] = language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (cleaned.get("regions") or cleaned.get("countries") or {"regions", "countries"} & set(self.errors)):
            self.add_error("regions", _("Choose “Worldwide”, a region or a country."))
        return cleaned

    def is_in_english(self) -> bool:
        return bool(self.cleaned_data.get("language") == Activity.Language.ENGLISH)

    def facts(self) -> dict[str, Any]:
        """{field of Activity: value} of a valid form."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in PLAIN}
        if self.is_in_english():
            texts = {"original_title": "", "original_description": ""}
        else:
            texts = {
                "title": cleaned["english_title"] or cleaned["title"],
                "description": cleaned["english_summary"],
                "original_title": cleaned["title"],
                "original_description": cleaned["description"],
            }
        return values | texts | {"language": cleaned["language"], "description_certainty": Certainty.UNCONFIRMED}


class LinkForm(forms.Form):
    """One link on page 2. `needs` says what must be filled in: "rationale", "evidence_url"."""

    strength = forms.TypedChoiceField(
        label=gettext_lazy("How strongly?"),
        coerce=int,
        choices=[
            (3, gettext_lazy("Main purpose")),
            (2, gettext_lazy("Contributes")),
            (1, gettext_lazy("Related")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how strongly."),
            "invalid_choice": gettext_lazy("Choose how strongly."),  # of a link that was added a moment ago
        },
    )
    rationale = ProseField(
        label=gettext_lazy("Why? One sentence."),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say why in one sentence.")},
    )
    evidence_url = WebAddressField(
        label=gettext_lazy("Evidence: web address of a page that shows it (optional)"),
        required=False,
        max_length=1000,
        error_messages={"required": gettext_lazy("Add the web address of a page that shows it.")},
    )

    def __init__(self, *args: Any, term: Term, needs: Iterable[str] = (), **kwargs: Any) -> None:
        self.term = term
        super().__init__(*args, **kwargs)
        for name in needs:
            self.fields[name].required = True

    def add_prefix(self, field_name: str) -> str:
        return link_field(self.term.pk, field_name)


class ContactForm(forms.Form):
    """The contact person on page 3. Only reviewers see it."""

    contact_name = LineField(
        label=gettext_lazy("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter the name of a contact person.")},
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter the e-mail address of the contact person."),
            "invalid": gettext_lazy("Enter an e-mail address, such as name@example.org."),
        },
    )


@dataclass(frozen=True)
class Entry:
    """All forms of a submission, bound to its answers."""

    submission: Submission
    about: AboutForm
    links: tuple[LinkForm, ...]
    contact: ContactForm
    #: Errors of page 2 that belong to no field.
    link_problems: tuple[str, ...]
    #: Terms whose links an update removes.
    removed: dict[int, Term]

    @cached_property
    def shown(self) -> Shown:
        """The entry as it would be published, for templates/activities/submissions/entry.html. One query."""
        return shown(self.submission, self.about, self.links, changed_answers(self.submission), self.removed)

    @property
    def missing(self) -> dict[str, int]:
        """{page: how many answers are missing or wrong}: 0 means complete. Pages: about, contribution, evidence."""
        return {
            "about": errors_in(self.about),
            "contribution": len(self.link_problems) + sum(errors_in(form) for form in self.links),
            "evidence": errors_in(self.contact),
        }

    @property
    def goals(self) -> int:
        """How many Goals the links are to."""
        return len({goal.pk for form in self.links if (goal := goal_of(form.term))})

    @property
    def is_complete(self) -> bool:
        return not any(self.missing.values())

    def not_publishable(self) -> list[str]:
        """What a reviewer still has to write before a complete entry can be published."""
        cleaned = self.about.cleaned_data
        if self.about.is_in_english():
            return []
        needed = (
            ("english_title", _("Enter a title in English.")),
            ("english_summary", _("Enter a summary in English.")),
        )
        return [message for name, message in needed if not cleaned.get(name)]

    def publication(self) -> dict[str, Any]:
        """`fields`, `links` and `removed` for `accept`. Those of an update are only what it changes."""
        links = {form.term.pk: {name: form.cleaned_data[name] for name in OF_LINK} for form in self.links}
        fields = self.about.facts()
        if self.submission.kind != Submission.Kind.UPDATE:
            return {"fields": fields, "links": links, "removed": []}
        changed = changed_answers(self.submission)
        written = {name for name in PLAIN if name in changed and name not in OF_TEXTS}
        if changed & set(OF_TEXTS):
            written |= {*TEXTS, "description_certainty"}
        terms = {term for name in changed if (term := term_of(name)) is not None}
        return {
            "fields": {name: value for name, value in fields.items() if name in written},
            "links": {term: values for term, values in links.items() if term in terms},
            "removed": sorted(terms - set(links)),
        }


def changed_answers(submission: Submission) -> set[str]:
    """Names of the answers that differ from those that the submission began with."""
    now, began = submission.answers, submission.began_with
    return {name for name in now.keys() | began.keys() if not same_answer(now.get(name), began.get(name))}


def entry_of(submission: Submission) -> Entry:
    """The forms of a submission, bound to its answers and checked. Two queries: Terms and countries."""
    data = data_of(submission.answers)
    now = linked_terms(submission.answers)
    before = linked_terms(submission.began_with) if submission.kind == Submission.Kind.UPDATE else []
    terms = Term.objects.select_related("framework", "goal").in_bulk({*now, *before})
    linked = [terms[pk] for pk in now if pk in terms]
    removed = {pk: terms[pk] for pk in before if pk in terms and pk not in now}
    needs = needs_of(linked, submission.answers)
    links = tuple(LinkForm(data, term=term, needs=needs.get(term.pk, ())) for term in linked)
    entry = Entry(submission, AboutForm(data), links, ContactForm(data), tuple(link_problems(linked)), removed)
    for form in (entry.about, *links, entry.contact):
        form.full_clean()
    return entry


def guess_language(answers: dict[str, Any]) -> None:
    """Fill in the language of the text while no one has chosen one."""
    if answers.get("language"):
        return
    text = f"{answers.get('title', '')}\n{answers.get('description', '')}"
    if guess := language_of(text):
        answers["language"] = guess


def is_unchanged_update(submission: Submission) -> bool:
    """Whether an update would publish nothing: its answers are those that it began with."""
    return submission.kind == Submission.Kind.UPDATE and not any(
        name for name in changed_answers(submission) if not name.startswith(("contact_", "not."))
    )


def data_of(answers: dict[str, Any]) -> QueryDict:
    """Answers as a browser would send them."""
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def goal_of(term: Term) -> Term | None:
    """The Goal that a link to this Term counts for."""
    return term if term.kind == Term.Kind.GOAL else term.goal


def needs_of(terms: list[Term], answers: dict[str, Any]) -> dict[int, list[str]]:
    """{Term's id: names of what must be filled in}. With four Goals or more, each Goal needs a reason at one of its
    links; with nine or more, also evidence. If no link of a Goal has one, its first link needs it."""
    by_goal: dict[int, list[int]] = {}
    for term in terms:
        if goal := goal_of(term):
            by_goal.setdefault(goal.pk, []).append(term.pk)
    needed = [("rationale", REASON_FROM), ("evidence_url", EVIDENCE_FROM)]
    found: dict[int, list[str]] = {}
    for name, least in needed:
        if len(by_goal) < least:
            continue
        for own in by_goal.values():
            if not any(str(answers.get(link_field(pk, name), "")).strip() for pk in own):
                found.setdefault(own[0], []).append(name)
    return found


def link_problems(terms: list[Term]) -> list[str]:
    if not any(goal_of(term) for term in terms):
        return [_("Add at least one Goal or target.")]
    return []


def errors_in(form: BaseForm) -> int:
    return sum(len(errors) for errors in form.errors.values())


def raw_answers(form: BaseForm) -> dict[str, Any]:
    """{name in the page: answer} of a bound form as it was typed, for `save_answers`. Fields that the page did not send
    are left out, except lists: no box ticked is an empty list."""
    answers: dict[str, Any] = {}
    data = cast(QueryDict, form.data)
    for name, field in form.fields.items():
        sent = form.add_prefix(name)
        if isinstance(field, forms.MultipleChoiceField):
            answers[sent] = sorted(set(data.getlist(sent)) & {str(value) for value, _label in cast(Any, field.choices)})
        elif sent in data:
            answers[sent] = str(data[sent]).replace("\0", "").replace("\r\n", "\n").strip()
    return answers
