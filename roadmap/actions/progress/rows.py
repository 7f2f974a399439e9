"""The rows of one update: its values, its documents and activities, and the status of its commitment.

Call these functions inside `record`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.models import Activity, Change
from roadmap.models import Action, Document, ProgressUpdate, UpdateActivity, UpdateDocument
from roadmap.queries.progress.reports import FIELDS


def write_update(row: ProgressUpdate, values: Mapping[str, Any], change: Change) -> ProgressUpdate:
    """Save the values with their evidence, and give the commitment the status of its latest update."""
    refuse_unknown(values)
    for name in FIELDS:
        setattr(row, name, values[name])
    row.change = change
    row.save()
    write_links(row, UpdateDocument, "document_id", values["documents"], change)
    write_links(row, UpdateActivity, "activity_id", values["activities"], change)
    renew_statuses([row.action], change)
    return row


def refuse_unknown(values: Mapping[str, Any]) -> None:
    """Raise Refused if a document is not in the register any more, or an activity has been withdrawn."""
    live = set(Activity.objects.live().filter(pk__in=values["activities"]).values_list("pk", flat=True))
    if gone := sorted(set(values["activities"]) - live):
        text = _("Activity %(number)s has been withdrawn. Remove it from the evidence, or choose another.")
        raise Refused(text % {"number": gone[0]})
    documents = Document.objects.live().filter(pk__in=values["documents"])
    if set(values["documents"]) - set(documents.values_list("pk", flat=True)):
        raise Refused(_("A document given as evidence is no longer in the register. Choose another."))


def write_links(row: ProgressUpdate, model: Any, column: str, wanted: list[int], change: Change) -> None:
    """Make the wanted links the only live ones: add, restore and withdraw links."""
    there = {getattr(link, column): link for link in model.objects.filter(update=row)}
    model.objects.bulk_create(model(update=row, change=change, **{column: pk}) for pk in wanted if pk not in there)
    altered = []
    for pk, link in there.items():
        if link.withdrawn == (pk in wanted):
            link.withdrawn, link.change = pk not in wanted, change
            altered.append(link)
    model.objects.bulk_update(altered, ["withdrawn", "change"])


def renew_statuses(actions: Iterable[Action], change: Change) -> None:
    """Give these commitments, in all published editions, the status of their latest live update, or "not reported"
    without one. Three queries, and one for each status that changes."""
    everywhere = list(Action.objects.in_every_edition(list(actions)))
    updates = ProgressUpdate.objects.live().filter(action__in=everywhere).order_by("period_end", "id")
    latest = {one.action.identity: one.status for one in updates.select_related("action__section__edition")}
    changed = defaultdict(list)
    for action in everywhere:
        status = latest.get(action.identity, Action.Status.NOT_REPORTED)
        if action.status != status:
            changed[status].append(action.pk)
    for status, rows in changed.items():
        Action.objects.filter(pk__in=rows).update(status=status, change=change)
