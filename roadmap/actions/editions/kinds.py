"""How an edition, a section and a commitment are edited (`roadmap.actions.records`)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.ledger import Refused
from activities.models import Certainty, Change
from roadmap.actions.editions.copying import copy_contents
from roadmap.actions.reference.registers import citation_rows, documents
from roadmap.models import (
    Action,
    ActionActivity,
    ActionBody,
    ActionTerm,
    Citation,
    Edition,
    ProgressReport,
    ProgressUpdate,
    Section,
)
from roadmap.queries.records import Citing, Links, RecordKind


def after_edition(row: Edition, values: Mapping[str, Any], change: Change, new: bool) -> None:
    """Copy into a new draft what its source edition contains."""
    if new and row.based_on is not None:
        copy_contents(row.based_on, row, change)


def drafts_of(row: Edition) -> list[Citing]:
    """Drafts that are based on the draft. Raises Refused for a published edition."""
    if row.state == Edition.State.PUBLISHED:
        raise Refused(_("A published edition cannot be withdrawn. Publish a new one instead."))
    return [Citing(str(one), one.get_absolute_url()) for one in row.drafts.filter(withdrawn=False)]


def commitments_of(row: Section) -> list[Citing]:
    return [Citing(str(one)[:120], one.get_absolute_url()) for one in Action.objects.live().filter(section=row)]


def after_section(row: Section, values: Mapping[str, Any], change: Change, new: bool) -> None:
    """The codes of commitments begin with the number of their section."""
    if new or "number" not in values:
        return
    rows = list(Action.objects.filter(section=row))
    for one in rows:
        one.code, one.change = f"{row.number}.{one.code.partition('.')[2]}", change
    Action.objects.bulk_update(rows, ["code", "change"])


def new_commitment(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put a new commitment at the end of its section, unless a position was chosen."""
    if values.get("position"):
        return {}
    last = Action.objects.filter(section_id=values["section_id"]).aggregate(last=Max("position"))["last"]
    return {"position": (last or 0) + 1}


def after_commitment(row: Action, values: Mapping[str, Any], change: Change, new: bool) -> None:
    """Keep positions unique, and update citations from the column of cited documents."""
    if "position" in values:
        make_room(row, change)
    if "evidence" in values:
        write_citations(row, change)


def make_room(row: Action, change: Change) -> None:
    """Move the commitment at this position, and those that follow without a gap, one position down."""
    others = Action.objects.filter(section_id=row.section_id).exclude(pk=row.pk)
    place = row.position
    moved = []
    for one in others.filter(position__gte=place).order_by("position"):
        if one.position > place:
            break
        moved.append(one.pk)
        place += 1
    Action.objects.filter(pk__in=moved).update(position=F("position") + 1, change=change)


def write_citations(row: Action, change: Change) -> None:
    wanted = {one["text"]: one for one in citation_rows(row.pk, row.evidence, row.section.edition, documents())}
    for one in Citation.objects.filter(action=row):
        values = wanted.pop(one.text, {"withdrawn": True})
        values = values | {"withdrawn": values.get("withdrawn", False)}
        if any(getattr(one, name) != value for name, value in values.items() if name != "action_id"):
            for name, value in values.items():
                setattr(one, name, value)
            one.change = change
            one.save()
    Citation.objects.bulk_create(Citation(**values, change=change) for values in wanted.values())


def referring(row: Action) -> list[Citing]:
    """What refers to the commitment: accepted updates and a report that is not published yet, in whatever edition,
    because what was reported must stay readable, and guidance. A draft can leave the commitment out."""
    if row.section.edition.state == Edition.State.DRAFT:
        return []
    everywhere = Action.objects.in_every_edition([row])
    found = []
    if number := ProgressUpdate.objects.live().filter(action__in=everywhere).count():
        label = ngettext(
            "%(number)s accepted update on its progress", "%(number)s accepted updates on its progress", number
        )
        found.append(Citing(label % {"number": number}, row.get_absolute_url()))
    if ProgressReport.objects.open().on([row]).exists():
        label = _("An open report on its progress: accept or withdraw it first")
        found.append(Citing(label, reverse("roadmap-report", args=[row.code])))
    label = _("Guidance: %(name)s")
    return found + [Citing(label % {"name": one}, one.get_absolute_url()) for one in row.guidance.live()]


EDITION = RecordKind(
    model=Edition,
    verb="edition",
    fields=("code", "title", "date", "description", "certainty", "basis"),
    cites=drafts_of,
    made=lambda _values: {"state": Edition.State.DRAFT},
    after=after_edition,
)
SECTION = RecordKind(
    model=Section, verb="section", fields=("number", "title", "text"), cites=commitments_of, after=after_section
)
COMMITMENT = RecordKind(
    model=Action,
    verb="commitment",
    fields=(
        "code",
        "text",
        "kind",
        "frequency",
        "rule",
        "due_on",
        "responsible",
        "resources",
        "evidence",
        "para_ref",
        "position",
    ),
    links=(
        Links("bodies", ActionBody, "action_id", "body_id", ordered=True),
        Links("terms", ActionTerm, "action_id", "term_id", fresh={"certainty": Certainty.PROPOSED}),
        Links("activities", ActionActivity, "action_id", "activity_id"),
    ),
    cites=referring,
    made=new_commitment,
    after=after_commitment,
)
