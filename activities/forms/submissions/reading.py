"""A submission as reviewers read it: each answer in words, beside what is published now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from activities.forms.submissions.entry import Entry, changed_answers
from activities.models import Activity, Term
from activities.models.submission import same_answer
from activities.queries.submissions.answers import OF_LINK, link_field, linked_terms
from activities.queries.submissions.wording import NAMES, link_in_words

#: Fields whose text is in the language of the submission.
IN_ITS_LANGUAGE = ("title", "description")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer, or one link, in words. A comment is pinned to `field`: a field of the form, or link.<Term>.

    `published` is what is published now; for a new activity it is empty. `changed`: it differs from what the submission
    began with. `overtaken`: what is published has changed since; `began` then has the value at that time. `fresh`: the
    answer is newer than the reader's page.
    """

    field: str
    label: str
    values: tuple[str, ...]
    published: tuple[str, ...] = ()
    began: tuple[str, ...] = ()
    changed: bool = False
    overtaken: bool = False
    fresh: bool = False
    problems: tuple[str, ...] = ()
    language: str = ""
    term: Term | None = None


def answer_rows(
    entry: Entry, published: Mapping[str, Any] | None, fresh: frozenset[str] = frozenset()
) -> tuple[AnswerRow, ...]:
    """All answers in the order of the form, then the links. `published` has the current answers of the activity that
    an update changes, `fresh` the names of answers that are newer than the page. At most one query, for the Terms of
    links that an update removes."""
    submission = entry.submission
    now, began = submission.answers, submission.began_with
    changed = changed_answers(submission) if published is not None else set()
    rows = []
    for name in entry.about.fields:
        overtaken = published is not None and not same_answer(published.get(name), began.get(name))
        if name in ("english_title", "english_summary") and not now.get(name) and is_english(now):
            continue
        rows.append(
            AnswerRow(
                name,
                str(NAMES[name]),
                words(entry.about, name, now.get(name)),
                words(entry.about, name, published.get(name)) if published is not None else (),
                words(entry.about, name, began.get(name)),
                name in changed,
                overtaken,
                name in fresh,
                tuple(map(str, entry.about.errors.get(name, ()))),
                str(now.get("language", "")) if name in IN_ITS_LANGUAGE else "",
            )
        )
    return (*rows, *link_rows(entry, published, changed, fresh))


def is_english(answers: Mapping[str, Any]) -> bool:
    return answers.get("language", Activity.Language.ENGLISH) == Activity.Language.ENGLISH


def link_rows(
    entry: Entry, published: Mapping[str, Any] | None, changed: set[str], fresh: frozenset[str]
) -> list[AnswerRow]:
    """One row for each link that is proposed or published."""
    submission = entry.submission
    forms_by_term = {form.term.pk: form for form in entry.links}
    known = {pk: form.term for pk, form in forms_by_term.items()}
    others = [pk for pk in linked_terms(dict(published or {})) + linked_terms(submission.began_with) if pk not in known]
    if others:
        known |= Term.objects.in_bulk(others)
    rows = []
    for pk, term in known.items():
        names = {link_field(pk, part) for part in OF_LINK}
        form = forms_by_term.get(pk)
        rows.append(
            AnswerRow(
                f"link.{pk}",
                term.title,
                link_in_words(submission.answers, pk),
                link_in_words(published, pk) if published is not None else (),
                link_in_words(submission.began_with, pk),
                bool(names & changed),
                published is not None and not same_link(published, submission.began_with, pk),
                bool(names & fresh),
                tuple(str(error) for errors in form.errors.values() for error in errors) if form else (),
                str(submission.answers.get("language", "")),
                term=term,
            )
        )
    return rows


def same_link(one: Mapping[str, Any], other: Mapping[str, Any], term: int) -> bool:
    if not one.get(link_field(term, "strength")) and not other.get(link_field(term, "strength")):
        return True
    return all(same_answer(one.get(link_field(term, part)), other.get(link_field(term, part))) for part in OF_LINK)


def words(form: forms.BaseForm, name: str, answer: Any) -> tuple[str, ...]:
    """An answer as typed, in words: the labels of choices, the lines of a text. A choice that does not exist is shown
    as it was typed."""
    field = form.fields[name]
    values = answer if isinstance(answer, list) else str(answer or "").split("\n")
    if isinstance(field, forms.ChoiceField):
        labels = {str(value): str(label) for value, label in cast(Any, field.choices)}
        values = [labels.get(str(value), str(value)) if value else "" for value in values]
    return tuple(str(value) for value in values if value)


def not_ready(entry: Entry) -> list[tuple[str, str]]:
    """[(page of the form, what is missing)]; empty when the entry can be published."""
    found = [("about", str(error)) for errors in entry.about.errors.values() for error in errors]
    found += [("contribution", str(problem)) for problem in entry.link_problems]
    for form in entry.links:
        found += [("contribution", f"{form.term.code}: {error}") for errors in form.errors.values() for error in errors]
    found += [("evidence", str(error)) for errors in entry.contact.errors.values() for error in errors]
    if not entry.about.errors:
        found += [("about", message) for message in entry.not_publishable()]
    return found
