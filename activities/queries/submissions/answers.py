"""The answers of the submission form: their names, and those that a published activity would have."""

from typing import Any

from activities.models import Activity, Term

#: Fields of the form that are written to the activity under the same name. Their answers are as typed: a year or a
#: choice is text, `countries` and `regions` are lists of codes, and `partners` has one on each line.
PLAIN = ("title", "description", "kind", "status", "start_year", "end_year", "countries", "regions", "partners", "url")
#: The language of title and description, and the English title and summary of a text in another language.
OF_LANGUAGE = ("language", "english_title", "english_summary")
#: The parts of a link's answers. The link to Term 12 has "link.12.strength" and so on; no strength means no link.
OF_LINK = ("strength", "rationale", "evidence_url")


#: What activities of stakeholders can be linked to.
KINDS = (Term.Kind.GOAL, Term.Kind.TARGET, Term.Kind.ACTION_LINE)
#: The strength of a link that was just added, until its submitter chooses one. It is not a valid answer.
NOT_CHOSEN = "?"


def dismissed_field(term: int) -> str:
    """The answer "1" says that the submitter does not want the suggestion of this Term."""
    return f"not.{term}"


def dismissed_terms(answers: dict[str, Any]) -> set[int]:
    """The ids of the Terms whose suggestions the submitter does not want."""
    return {int(field[4:]) for field in answers if field.startswith("not.") and field[4:].isdigit() and answers[field]}


def link_field(term: int, part: str) -> str:
    return f"link.{term}.{part}"


def term_of(field: str) -> int | None:
    """The id of the Term whose link a field belongs to; None for other fields."""
    parts = field.split(".")
    if len(parts) == 3 and parts[0] == "link" and parts[1].isdigit() and parts[2] in OF_LINK:
        return int(parts[1])
    return None


def linked_terms(answers: dict[str, Any]) -> list[int]:
    """The ids of the Terms that the answers link to, in the order in which they were added."""
    return [term for field in answers if field.endswith(".strength") and answers[field] and (term := term_of(field))]


def answers_of(activity: Activity) -> dict[str, Any]:
    """The answers with which the form would describe the activity as it is published. One query, for its links."""
    row = activity
    original = row.language != Activity.Language.ENGLISH
    answers: dict[str, Any] = {
        "title": row.original_title if original else row.title,
        "description": row.original_description if original else row.description,
        "language": row.language,
        "english_title": row.title if original else "",
        "english_summary": row.description if original else "",
        "kind": row.kind,
        "status": row.status,
        "start_year": str(row.start_year or ""),
        "end_year": str(row.end_year or ""),
        "countries": sorted(row.countries),
        "regions": list(row.regions),
        "partners": "\n".join(row.partners),
        "url": row.url,
    }
    links = row.mappings.filter(withdrawn=False).order_by("pk")
    for term, *values in links.values_list("term", *OF_LINK):
        answers |= {link_field(term, part): str(value) for part, value in zip(OF_LINK, values, strict=True)}
    return answers
