"""The answers of a submission as JSON, and JSON as the answers that the form stores: texts, as they were typed."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from activities.actions.submissions.drafting import LONGEST
from activities.api.writing.body import Errors, form_errors, invalid
from activities.api.writing.mappings import no_such_code
from activities.forms.submissions.entry import UNCHANGED, entry_of, is_unchanged_update
from activities.models import Organisation, Submission, Term
from activities.queries.submissions.answers import (
    KINDS,
    NOT_CHOSEN,
    OF_LANGUAGE,
    OF_LINK,
    PLAIN,
    link_field,
    linked_terms,
)
from activities.queries.submissions.collaboration import requests_for_change
from activities.queries.submissions.people import CONTACT
from activities.queries.submissions.wording import LINK, names_of

LISTS, YEARS, LINES = ("countries", "regions"), ("start_year", "end_year"), ("partners",)
#: All answers but the links, in the order of the form.
NAMES = (*PLAIN, *OF_LANGUAGE, *CONTACT)


def as_typed(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a body. Links that `before` has and the body has not are removed. 422 for a Term that is not on
    offer. One query if there are links."""
    answers: dict[str, Any] = {}
    for name in NAMES:
        if name in values:
            answers[name] = typed(name, values[name])
    if long := [name for name, value in answers.items() if isinstance(value, str) and len(value) > LONGEST]:
        raise invalid({name: [_("It is too long. Shorten it.")] for name in long})
    if "links" in values:
        answers |= links_as_typed(values["links"], before)
    return answers


def typed(name: str, value: Any) -> Any:
    if name in LISTS:
        return sorted(set(value))
    if name in LINES:
        return "\n".join(value).strip()
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def links_as_typed(links: list[dict[str, Any]], before: Mapping[str, Any]) -> dict[str, Any]:
    offered = Term.objects.filter(kind__in=KINDS, framework__slug__in={link["framework"] for link in links})
    rows = offered.values_list("framework__slug", "code", "pk") if links else ()
    known = {(slug, code): pk for slug, code, pk in rows}
    answers: dict[str, Any] = {link_field(pk, "strength"): "" for pk in linked_terms(dict(before))}
    errors: Errors = {}
    named: set[int] = set()
    for number, link in enumerate(links):
        term = known.get((link["framework"], link["code"]))
        if term is None:
            codes = [code for slug, code in known if slug == link["framework"]]
            errors[f"links[{number}].code"] = [no_such_code(link["code"], codes) if codes else not_offered()]
        elif term in named:
            errors[f"links[{number}].code"] = [_("“%(code)s” is there twice.") % {"code": link["code"][:60]}]
        else:
            named.add(term)
            answers[link_field(term, "strength")] = str(link.get("strength") or NOT_CHOSEN)
            for part in OF_LINK[1:]:
                answers[link_field(term, part)] = typed(part, link.get(part, ""))
    if errors:
        raise invalid(errors)
    return answers


def not_offered() -> str:
    return _("Choose a Goal, a target or an Action Line from the list.")


def not_complete(row: Submission) -> Errors:
    """What is missing or wrong before the submission can be submitted, by name in the body. The same checks as on the
    last page of the form. Two queries."""
    entry = entry_of(row)
    errors = form_errors(entry.about) | form_errors(entry.contact)
    if entry.link_problems:
        errors["links"] = list(entry.link_problems)
    for number, form in enumerate(entry.links):
        errors |= form_errors(form, f"links[{number}]")
    if is_unchanged_update(row):
        errors["body"] = [str(UNCHANGED)]
    return errors


def summary_json(row: Submission) -> dict[str, Any]:
    body = row.body
    return {
        "code": row.code,
        "update": row.kind == Submission.Kind.UPDATE,
        "state": row.state,
        "title": row.title,
        "organisation": {"slug": body.slug if isinstance(body, Organisation) else None, "name": str(body)}
        if body
        else None,
        "activity": row.activity_id,
        "version": row.revision,
        "created_at": row.created_at,
        "changed_at": row.changed_at,
        "submitted_at": row.submitted_at,
        "decided_at": row.decided_at,
        "page": f"{settings.SITE_URL}{row.get_absolute_url()}",
    }


def submission_json(row: Submission) -> dict[str, Any]:
    """One submission with its answers. Five queries at most."""
    answers = row.answers
    shown: dict[str, Any] = {name: value_of(name, answers.get(name)) for name in NAMES}
    comments = requests_for_change(row)
    labels = names_of(comments)
    asked = [
        {"field": "links" if field.startswith(LINK) else field, "label": labels[field], "text": comment.text}
        for field, found in comments.items()
        for comment in found
    ]
    return (
        summary_json(row)
        | shown
        | {
            "links": links_json(answers),
            "missing": not_complete(row) if row.state in (Submission.State.DRAFT, Submission.State.RETURNED) else {},
            "reason": row.reason,
            "requests": asked,
        }
    )


def value_of(name: str, answer: Any) -> Any:
    if name in LISTS:
        return list(answer or [])
    text = str(answer or "")
    if name in LINES:
        return [part for part in text.split("\n") if part]
    if name in YEARS:
        return number_or_text(text)
    return text


def number_or_text(text: str) -> int | str | None:
    """A year as a number; as it was typed while it is none."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return text or None


def links_json(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """In the order in which they were added. One query if there are any."""
    terms = linked_terms(dict(answers))
    known = Term.objects.select_related("framework").in_bulk(terms) if terms else {}
    shown = []
    for pk in terms:
        if pk in known:
            strength = str(answers.get(link_field(pk, "strength"), ""))
            texts = {part: str(answers.get(link_field(pk, part), "") or "") for part in OF_LINK[1:]}
            term = known[pk]
            link = {"framework": term.framework.slug, "code": term.code, "title": term.title}
            shown.append(link | {"strength": int(strength) if strength in ("1", "2", "3") else None} | texts)
    return shown
