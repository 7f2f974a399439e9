"""The group of the workspace: commitments to report on."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.extensions import WorkspaceGroup
from activities.models import User
from activities.pictures.words import figure
from roadmap.queries.progress.commitments import tracked


def reports_of(user: User, sector: str) -> WorkspaceGroup | None:
    """The commitments on which the user has to report, in one Sector or all of theirs; None if none are theirs. Five
    queries."""
    mine = [line for line in tracked() if line.is_reported_by(user) and (not sector or sector in line.sectors)]
    if not mine:
        return None
    due = [line for line in mine if line.needs_work]
    overdue = [line for line in due if line.standing.overdue]
    first = min(due, key=lambda line: (line.standing.due is None, line.standing.due), default=None)
    words = ngettext("%(number)s is overdue.", "%(number)s are overdue.", len(overdue))
    return WorkspaceGroup(
        title=ngettext("commitment to report", "commitments to report", len(due)),
        short=words % {"number": figure(len(overdue))} if overdue else _("None is overdue."),
        count=len(due),
        href=f"{reverse('roadmap-board')}?work={'overdue' if overdue else 'needs-reporting'}",
        of=len(mine),
        step=_("Report on the first") if first else "",
        step_href=reverse("roadmap-report", args=[first.action.code]) if first else "",
    )
