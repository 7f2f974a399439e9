"""The rows of one update: its values, its documents and activities, and the status of its commitment.

Call these functions inside `record`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.models import Activity, Change
from roadmap.actions.records import write_links
from roadmap.models import Action, Document, ProgressUpdate, UpdateActivity, UpdateDocument
from roadmap.queries.progress.reports import FIELDS
from roadmap.queries.records import Links

EVIDENCE = (
    Links("documents", UpdateDocument, "update_id", "document_id"),
    Links("activities", UpdateActivity, "update_id", "activity_id"),
)


def write_update(row: ProgressUpdate, values: Mapping[str, Any], change: Change) -> ProgressUpdate:
    """Save the values with their evidence, and give the commitment the status of its latest update."""
    refuse_unknown(values)
    for name in FIELDS:
        setattr(row, name, values[name])
    row.change = change
    row.save()
    for links in EVIDENCE:
        write_links(links, row, values[links.name], change)
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
