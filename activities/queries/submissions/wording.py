"""The answers of a submission in words: the names of the fields, and what choices and codes stand for."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity, Country, Region, Term
from activities.models import Mapping as Link
from activities.queries.submissions.answers import OF_LINK, link_field, linked_terms

#: {field: its name}, in the order of the form. The labels of the form can be questions.
NAMES = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
    "language": gettext_lazy("Language of the text"),
    "english_title": gettext_lazy("Title in English"),
    "english_summary": gettext_lazy("Summary in English"),
    "kind": gettext_lazy("Type"),
    "status": gettext_lazy("Status"),
    "start_year": gettext_lazy("Start year"),
    "end_year": gettext_lazy("End year"),
    "regions": gettext_lazy("Regions"),
    "countries": gettext_lazy("Countries"),
    "partners": gettext_lazy("Partners"),
    "url": gettext_lazy("Web address"),
    "contact_name": gettext_lazy("Contact person"),
    "contact_email": gettext_lazy("E-mail address of the contact person"),
    "what": gettext_lazy("What is wrong"),
    "right": gettext_lazy("What would be right"),
    "where": gettext_lazy("Where we can check this"),
    "about": gettext_lazy("Activity or organisation"),
    "files": gettext_lazy("Files"),
    "organisation": gettext_lazy("Organisation"),
}
#: What a correction can be about.
WRONG = {
    "fact": gettext_lazy("A fact"),
    "link": gettext_lazy("A link to a Goal"),
    "organisation": gettext_lazy("The organisation"),
    "ended": gettext_lazy("It has ended"),
    "other": gettext_lazy("Something else"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "kind": dict(Activity.Kind.choices),
    "status": dict(Activity.Status.choices),
    "language": dict(Activity.Language.choices),
    "what": WRONG,
}
#: The prefix of fields about one link: link.<Term> for a comment, link.<Term>.<part> for an answer.
LINK = "link."


def in_words(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, value) of each answer that is not empty: first the fields of the form, then a line for each link. At most
    two queries."""
    found = [(str(name), in_word(field, answers[field])) for field, name in NAMES.items() if answers.get(field)]
    terms = titles_of(linked_terms(dict(answers)))
    for term, title in terms.items():
        found.append((title, "\n".join(link_in_words(answers, term))))
    return found


def in_word(field: str, value: Any) -> str:
    if field == "countries":
        names = dict(Country.objects.filter(code__in=list(value)).values_list("code", "name"))
        return ", ".join(names.get(code, str(code)) for code in value)
    if field == "regions":
        regions = {code: str(label) for code, label in Region.choices}
        return ", ".join(regions.get(code, str(code)) for code in value)
    if field in CHOICES:
        return str(CHOICES[field].get(value, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def link_in_words(answers: Mapping[str, Any], term: int) -> tuple[str, ...]:
    """Strength, reason and evidence of a link, without empty ones. () if there is no link."""
    strength, reason, evidence = (str(answers.get(link_field(term, part)) or "") for part in OF_LINK)
    if not strength:
        return ()
    strengths = {str(choice.value): str(choice.label) for choice in Link.Strength}
    return tuple(filter(None, [capfirst(strengths.get(strength, strength)), reason, evidence]))


def names_of(fields: Iterable[str]) -> dict[str, str]:
    """{field: its name}, for answers and for fields that comments are pinned to. One query if there are links."""
    ids = {
        field: int(part)
        for field in fields
        if field.startswith(LINK) and (part := field.removeprefix(LINK).partition(".")[0]).isdigit()
    }
    codes = dict(Term.objects.filter(pk__in=ids.values()).values_list("pk", "code")) if ids else {}
    return {
        field: _("Link to %(code)s") % {"code": codes.get(ids[field], "–")}
        if field in ids
        else str(NAMES.get(field, field))
        for field in fields
    }


def titles_of(terms: list[int]) -> dict[int, str]:
    """{Term's id: code and title}, in the order of the ids. One query if there are ids."""
    if not terms:
        return {}
    rows = Term.objects.filter(pk__in=terms).values_list("pk", "code", "title")
    titles = {pk: f"{code} {title}" for pk, code, title in rows}
    return {pk: titles[pk] for pk in terms if pk in titles}
