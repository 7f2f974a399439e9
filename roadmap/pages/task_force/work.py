"""The group of the workspace with the follow-ups that a user owns."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.extensions import WorkspaceGroup
from activities.models import User
from roadmap.queries.task_force import open_follow_ups_of


def follow_ups_of(user: User, _sector: str) -> WorkspaceGroup | None:
    """The group, None for a user who owns no open follow-ups."""
    number, late = open_follow_ups_of(user)
    if not number:
        return None
    short = _("You own these follow-ups of the Task Force.")
    if late:
        words = ngettext("%(late)d is overdue.", "%(late)d are overdue.", late)
        short = f"{short} {words % {'late': late}}"
    return WorkspaceGroup(
        title=gettext_lazy("Follow-ups"), short=short, count=number, href=f"{reverse('task-force')}#follow-ups"
    )
