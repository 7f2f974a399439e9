"""Queries about the register of documents."""

import re
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap.models import Action, Body, Citation, Document, DocumentBody, ProgressReport, UpdateDocument
from roadmap.queries.engagement.records import citing_document
from roadmap.queries.records import Citing, Links, RecordKind
from roadmap.validators import document_slug

#: The orders of the register: parameter → columns.
LATEST_FIRST = F("year").desc(nulls_last=True)
SORTS = {"year": (LATEST_FIRST, "symbol"), "symbol": ("symbol", LATEST_FIRST)}


#: The last part of addresses that are not documents.
RESERVED = ("new",)


def free_slug(symbol: str) -> str:
    """The address of a new document. Symbols can differ in signs alone, which addresses do not have."""
    base = document_slug(symbol)[:56] or "document"
    taken = {*RESERVED, *Document.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def citing(document: Document) -> list[Citing]:
    """What refers to the document: commitments of any edition, progress updates, reports that are not published yet,
    guidance, operational plans, events and inputs."""
    rows = Citation.objects.live().filter(document=document).select_related("action__section__edition")
    citations = [
        Citing(
            _("Commitment %(code)s of edition %(edition)s")
            % {"code": one.action.code, "edition": one.action.section.edition.code},
            one.action.get_absolute_url(),
        )
        for one in rows.order_by("action__section__edition", "action__section__number", "action__position")
    ]
    evidence = UpdateDocument.objects.filter(document=document, withdrawn=False).count()
    words = ngettext("%(number)s progress update", "%(number)s progress updates", evidence)
    updates = [Citing(words % {"number": evidence}, "")] if evidence else []
    reports = ProgressReport.objects.open().filter(documents__contains=[document.pk]).select_related("action")
    label = _("Report on commitment %(code)s that is not published yet")
    waiting = [Citing(label % {"code": one.action.code}, one.action.get_absolute_url()) for one in reports]
    others = [
        *(Citing(_("Guidance: %(name)s") % {"name": one}, one.get_absolute_url()) for one in document.guidance.live()),
        *(
            Citing(_("Operational plan: %(name)s") % {"name": one}, one.get_absolute_url())
            for one in document.operational_plans.live()
        ),
    ]
    return [*citations, *updates, *waiting, *others, *citing_document(document)]


DOCUMENT = RecordKind(
    model=Document,
    verb="document",
    fields=(*("symbol", "year", "issued_by", "title", "what_it_asks", "roadmap_refs", "url", "certainty", "basis"),),
    links=(Links("bodies", DocumentBody, "document_id", "body_id", ordered=True),),
    cites=citing,
    made=lambda values: {"slug": free_slug(values["symbol"])},
)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    symbol: str
    href: str
    title: str
    what_it_asks: str
    year: int | None
    issued_by: str
    cited_by: int
    certainty: str


@dataclass(frozen=True, slots=True)
class CitingCommitment:
    code: str
    text: str
    href: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class DocumentPage:
    document: Document
    bodies: tuple[Body, ...]
    citing: tuple[CitingCommitment, ...]
    versions: tuple[DocumentLine, ...]
    concerned: tuple[CitingCommitment, ...]


def register(text: str = "", sort: str = "year") -> tuple[DocumentLine, ...]:
    """Documents whose symbol, title or content has every word of `text`: one query."""
    documents = Document.objects.live().annotate(cited_by=_current_citations())
    for word in text.split():
        documents = documents.filter(
            Q(symbol__icontains=word)
            | Q(title__icontains=word)
            | Q(what_it_asks__icontains=word)
            | Q(issued_by__icontains=word)
            | (Q(year=int(word)) if re.fullmatch(r"[0-9]{4}", word) else Q())
        )
    return tuple(_line(document) for document in documents.order_by(*SORTS[sort]))


def document_page(slug: str) -> DocumentPage | None:
    """A document with the commitments of the current edition that cite it, the others that it concerns, and its other
    versions: five queries."""
    document = Document.objects.filter(slug=slug).first()
    if document is None:
        return None
    citations = (
        Citation.objects.live()
        .filter(document=document, action__in=Action.objects.of_current().values("id"))
        .select_related("action__section__edition")
        .order_by("action__section__number", "action__position")
    )
    base = without_version(document.symbol)
    others = Document.objects.live().annotate(cited_by=_current_citations()).filter(symbol__startswith=base)
    return DocumentPage(
        document=document,
        bodies=tuple(link.body for link in document.body_links.live().select_related("body").order_by("position")),
        citing=tuple(
            CitingCommitment(c.action.code, c.action.text, c.action.get_absolute_url(), c.inferred) for c in citations
        ),
        concerned=tuple(
            CitingCommitment(action.code, action.text, action.get_absolute_url(), inferred=False)
            for action in Action.objects.of_current()
            .filter(code__in=document.roadmap_refs)
            .exclude(citations__document=document)
            .order_by("section__number", "position")
        ),
        versions=tuple(
            _line(other)
            for other in others.exclude(id=document.id).order_by(LATEST_FIRST, "symbol")
            if without_version(other.symbol) == base
        ),
    )


def without_version(symbol: str) -> str:
    """The symbol without its version: "Res. 71 (Rev. Dubai, 2018)" gives "Res. 71"."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", symbol)


def _current_citations() -> Count:
    current = Action.objects.of_current().values("id")
    return Count("citations", filter=Q(citations__withdrawn=False, citations__action__in=current))


def _line(document: Document) -> DocumentLine:
    return DocumentLine(
        symbol=document.symbol,
        href=document.get_absolute_url(),
        title=document.title,
        what_it_asks=document.what_it_asks,
        year=document.year,
        issued_by=document.issued_by,
        cited_by=document.cited_by,  # type: ignore[attr-defined]
        certainty=document.certainty,
    )
