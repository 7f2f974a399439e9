"""Check under the ledger's lock that a person may edit the activity being written.

Pages check it before, but the activity may move to another Sector in between; that move waits for the same lock.
"""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.models import Activity, User
from activities.models.activity import ActivityQuerySet


class NotEditable(Refused, PermissionDenied):
    """The activity has moved to other editors. A page that does not handle Refused responds with 403."""

    def __init__(self) -> None:
        super().__init__(_("You can no longer edit this activity: it has moved to another Sector. Nothing was saved."))


def editable_by(by: User | str) -> ActivityQuerySet:
    """The activities that `by` may edit, including withdrawn ones. A command or job may edit all."""
    return Activity.objects.editable_by(by) if isinstance(by, User) else Activity.objects.all()


def editable_row(activity: Activity, by: User | str) -> Activity:
    """The current row with its Change. Raises NotEditable if `by` may not edit it. Call it inside `record`."""
    row = editable_by(by).select_related("change").filter(pk=activity.pk).first()
    if row is None:
        raise NotEditable
    return row


def refuse_unless_editable(activity: Activity, by: User | str) -> None:
    """Raise NotEditable if `by` may not edit the activity, withdrawn or not. Call it inside `record`."""
    if not editable_by(by).filter(pk=activity.pk).exists():
        raise NotEditable


def refuse_withdrawn(activity: Activity, by: User | str) -> None:
    """Raise NotEditable unless `by` may edit the activity, and Refused if it is withdrawn. One query."""
    found = list(editable_by(by).filter(pk=activity.pk).values_list("withdrawn", flat=True))
    if not found:
        raise NotEditable
    if found[0]:
        raise Refused(_("This activity has been withdrawn since you opened it. Restore it first."))
