"""A submission as it would be published, for people to read: on the last page of the form, in the review, and wherever
answers are no longer inputs. An answer that is missing or wrong is shown as it was typed."""

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm

from activities.models import Activity, Attachment, Region, Submission, Term
from activities.queries.submissions.answers import OF_LINK, link_field

#: The fields of page 1, in the order of the form.
IN_ORDER: tuple[str, ...] = (
    "title",
    "description",
    "language",
    "english_title",
    "english_summary",
    "kind",
    "status",
    "start_year",
    "end_year",
    "regions",
    "countries",
    "partners",
    "url",
)


@dataclass(frozen=True, slots=True)
class ShownLink:
    """`strength` is 0 while none has been chosen. `changed`: an update adds the link or changes it. `removed`: an
    update removes it."""

    term: int
    kind: str
    code: str
    title: str
    href: str
    strength: int
    rationale: str
    evidence: str
    changed: bool = False
    removed: bool = False

    @property
    def evidence_href(self) -> str:
        return safe_href(self.evidence)


@dataclass(frozen=True, slots=True)
class Shown:
    """`lang`: the tag of the language of title and description. `english_title` and `english_summary` are empty for a
    text in English. `changed`: for an update, the names of the answers that differ from those that are published, and
    `before` those answers in words."""

    submission: Submission
    title: str
    description: str
    lang: str
    language: str
    english_title: str
    english_summary: str
    organisation: Any
    kind: str
    status: str
    start_year: str
    end_year: str
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    partners: tuple[str, ...]
    url: str
    links: tuple[ShownLink, ...]
    files: tuple[Attachment, ...]
    changed: frozenset[str]
    before: dict[str, str]

    @property
    def url_href(self) -> str:
        return safe_href(self.url)

    @property
    def in_english(self) -> bool:
        return self.lang in ("", Activity.Language.ENGLISH)

    @property
    def is_update(self) -> bool:
        return self.submission.kind == Submission.Kind.UPDATE


def shown(
    submission: Submission,
    about: Any,
    links: tuple[Any, ...],
    changed: set[str],
    removed: dict[int, Term],
) -> Shown:
    """The bound and checked forms of an entry as text. `changed`: names of answers that an update changes; `removed`:
    {id: Term} whose links it removes. One query, for the files."""
    values = {name: words_of(about, name, about[name].value()) for name in IN_ORDER}
    lang = str(about["language"].value() or "")
    english = lang in ("", Activity.Language.ENGLISH)
    is_update = submission.kind == Submission.Kind.UPDATE
    marked = changed if is_update else set()
    began = submission.began_with
    before = {name: words_of(about, name, began.get(name, "")) for name in IN_ORDER if name in marked}
    rows = [link_of(form.term, form.data, marked) for form in links]
    rows += [link_of(term, began, set(), removed=True) for term in removed.values()] if is_update else []
    return Shown(
        submission=submission,
        title=values["title"],
        description=values["description"],
        lang=lang,
        language=values["language"],
        english_title="" if english else values["english_title"],
        english_summary="" if english else values["english_summary"],
        organisation=submission.body,
        kind=values["kind"],
        status=values["status"],
        start_year=values["start_year"],
        end_year=values["end_year"],
        regions=names_of(about, "regions", about["regions"].value()),
        countries=names_of(about, "countries", about["countries"].value()),
        partners=tuple(part.strip() for part in values["partners"].replace(";", "\n").split("\n") if part.strip()),
        url=address_of(about, "url"),
        links=tuple(rows),
        files=tuple(submission.attachments.filter(removed_at=None)),
        changed=frozenset(marked),
        before=before,
    )


def link_of(term: Term, data: Any, changed: set[str], *, removed: bool = False) -> ShownLink:
    strength, rationale, evidence = (str(data.get(link_field(term.pk, part), "") or "") for part in OF_LINK)
    return ShownLink(
        term=term.pk,
        kind=term.kind,
        code=term.code,
        title=term.title,
        href=term.get_absolute_url(),
        strength=int(strength) if strength in ("1", "2", "3") else 0,
        rationale=rationale,
        evidence=evidence,
        changed=any(link_field(term.pk, part) in changed for part in OF_LINK),
        removed=removed,
    )


def safe_href(address: str) -> str:
    """The address if a page may link to it: what was typed can still be anything."""
    return address if address.startswith(("http://", "https://")) else ""


def words_of(form: BaseForm, name: str, value: Any) -> str:
    """An answer in words: the label of a choice, the names of a list, or the text itself."""
    if isinstance(value, (list, tuple)):
        return ", ".join(names_of(form, name, value))
    if name in ("kind", "status", "language"):
        return str(dict(form.fields[name].choices).get(value, value or "")) if value else ""  # type: ignore[attr-defined]
    return str(value or "")


def names_of(form: BaseForm, name: str, codes: Any) -> tuple[str, ...]:
    """The names of chosen countries or regions, in the order in which the form offers them."""
    chosen = {str(code) for code in codes or ()}
    if name == "regions":
        return tuple(str(Region(code).label) for code in Region.values if code in chosen)
    offered = form.fields[name].choices if name in form.fields else ()  # type: ignore[attr-defined]
    return tuple(str(label) for code, label in offered if code in chosen)


def address_of(form: Any, name: str) -> str:
    """A web address as it would be published; as typed while it is wrong."""
    return str(form.cleaned_data.get(name) or form[name].value() or "")
