"""How rows of the registers of engagement are edited, and what refers to them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from roadmap.models import (
    CooperationFramework,
    Document,
    Engagement,
    EngagementActivity,
    EngagementDocument,
    EngagementTerm,
    Input,
    InputTerm,
    Material,
    MaterialTerm,
    Mechanism,
    Review,
)
from roadmap.queries.records import Citing, Links, RecordKind

#: Last parts of addresses that are no rows.
RESERVED = ("new",)


def with_slug(model: type[Any], date: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """A function that makes a free address of a new row from its title and the year of the column `date`."""

    def made(values: Mapping[str, Any]) -> dict[str, Any]:
        year = str(values.get(date) or "")[:4]
        words = slugify(values["title"])[:60].strip("-") or model._meta.model_name
        base = words if not year or year in words else f"{words}-{year}"
        taken = {*RESERVED, *model.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
        return {"slug": next(s for s in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)}

    return made


def citing_mechanism(mechanism: Mechanism) -> list[Citing]:
    """The events and inputs of a mechanism."""
    return [cited_by(row) for row in (*mechanism.engagements.live(), *mechanism.inputs.live())]


def citing_event(event: Engagement) -> list[Citing]:
    """The inputs that were given at an event, and its open next steps."""
    steps = event.next_steps.open()
    label = _("Next step: %(text)s")
    return [
        *map(cited_by, event.inputs.live()),
        *(Citing(label % {"text": step.text}, event.get_absolute_url()) for step in steps),
    ]


def citing_document(document: Document) -> list[Citing]:
    """The events and inputs that have a document."""
    events = Engagement.objects.live().filter(document_links__document=document, document_links__withdrawn=False)
    return [cited_by(row) for row in (*events, *document.inputs.live())]


def cited_by(row: Engagement | Input) -> Citing:
    label = _("Event: %(title)s") if isinstance(row, Engagement) else _("Input: %(title)s")
    return Citing(label % {"title": row.title}, row.get_absolute_url())


MECHANISM = RecordKind(
    model=Mechanism,
    verb="mechanism",
    fields=("code", "name", "abbreviation", "what", "itu_role", "roadmap_refs", "url", "certainty", "basis"),
    cites=citing_mechanism,
    made=lambda _values: {"position": Mechanism.objects.count() + 1},
)
EVENT = RecordKind(
    model=Engagement,
    verb="engagement",
    fields=(
        *("title", "kind", "start", "end", "place", "country_id", "countries", "mechanism_id", "hlpf_year_id", "url"),
        *("contribution", "outcome", "certainty", "basis"),
    ),
    links=(
        Links("terms", EngagementTerm, "engagement_id", "term_id"),
        Links("documents", EngagementDocument, "engagement_id", "document_id"),
        Links("activities", EngagementActivity, "engagement_id", "activity_id"),
    ),
    cites=citing_event,
    made=with_slug(Engagement, "start"),
)
INPUT = RecordKind(
    model=Input,
    verb="input",
    fields=(
        *("title", "kind", "date", "mechanism_id", "engagement_id", "document_id", "url", "text", "outcome"),
        *("certainty", "basis"),
    ),
    links=(Links("terms", InputTerm, "input_id", "term_id"),),
    made=with_slug(Input, "date"),
)
MATERIAL = RecordKind(
    model=Material,
    verb="material",
    fields=(
        *("title", "format", "language", "url", "summary", "audience", "date", "hlpf_year_id", "certainty", "basis"),
    ),
    links=(Links("terms", MaterialTerm, "material_id", "term_id"),),
    made=with_slug(Material, "date"),
)
REVIEW = RecordKind(
    model=Review,
    verb="national-review",
    fields=(
        *("country_id", "year", "round", "url", "good_practices", "lessons", "challenges", "opportunities"),
        *("support_finance", "support_capacity", "support_technology", "support_partnerships", "policies"),
        *("certainty", "basis"),
    ),
)
FRAMEWORK = RecordKind(
    model=CooperationFramework,
    verb="cooperation-framework",
    fields=("country_id", "start_year", "end_year", "title", "ict_component", "url", "certainty", "basis"),
)
