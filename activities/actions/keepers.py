"""Whether who acts keeps the activity that is written, asked under the ledger's lock. A page asks before it, and an
activity may go to another Sector in between; whoever moves it waits for the same lock."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.models import Activity, User
from activities.models.activity import ActivityQuerySet


class NotKept(Refused, PermissionDenied):
    """Others keep the activity by now. A page that tells no refusals of its own answers 403."""

    def __init__(self) -> None:
        super().__init__(_("You may not edit this activity any more: others keep it now. Nothing was written."))


def kept_by(by: User | str) -> ActivityQuerySet:
    """The activities that `by` may write, withdrawn ones too: a command or job all of them."""
    return Activity.objects.editable_by(by) if isinstance(by, User) else Activity.objects.all()


def kept(activity: Activity, by: User | str) -> Activity:
    """The row as it stands now, with its Change. Raises NotKept where `by` may not write it. For `record`."""
    row = kept_by(by).select_related("change").filter(pk=activity.pk).first()
    if row is None:
        raise NotKept
    return row


def refuse_others(activity: Activity, by: User | str) -> None:
    """Raise NotKept where `by` does not keep the activity, withdrawn or not. Call it inside `record`."""
    if not kept_by(by).filter(pk=activity.pk).exists():
        raise NotKept


def refuse_withdrawn(activity: Activity, by: User | str) -> None:
    """Raise NotKept unless `by` keeps the activity, and Refused unless it is live. One query; for `record`, too."""
    found = list(kept_by(by).filter(pk=activity.pk).values_list("withdrawn", flat=True))
    if not found:
        raise NotKept
    if found[0]:
        raise Refused(_("The activity has been withdrawn in the meantime. Restore it first."))
