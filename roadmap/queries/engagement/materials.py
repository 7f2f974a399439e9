"""Queries about campaign material."""

from dataclasses import dataclass

from django.db.models import QuerySet

from activities.rules import public_source
from roadmap.models import Material
from roadmap.queries.dates import in_words
from roadmap.queries.engagement.parts import TermChip, chips, with_terms


@dataclass(frozen=True, slots=True)
class MaterialLine:
    slug: str
    title: str
    summary: str
    source: str
    format_label: str
    audience: str
    language_label: str
    when: str
    hlpf_year: int | None
    terms: tuple[TermChip, ...]
    certainty: str
    basis: str


def material_lines(materials: QuerySet[Material]) -> tuple[MaterialLine, ...]:
    """The materials, latest first: three queries."""
    found = with_terms(materials.select_related("hlpf_year")).order_by("-date", "slug")
    return tuple(
        MaterialLine(
            slug=one.slug,
            title=one.title,
            summary=one.summary,
            source=public_source(one.url),
            format_label=one.get_format_display(),
            audience=one.audience,
            language_label=one.get_language_display(),
            when=in_words(one.date) if one.date else "",
            hlpf_year=one.hlpf_year.year if one.hlpf_year else None,
            terms=chips(one),
            certainty=one.certainty,
            basis=one.basis,
        )
        for one in found
    )
