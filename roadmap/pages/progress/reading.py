"""Progress of commitments, for everyone: the page of what is reported, and the part of a commitment's page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.pages.downloads import refuse_unknown
from activities.past_views import shows_the_past
from activities.queries import moment
from roadmap import rules
from roadmap.models import Action, Section
from roadmap.pages.access import sees_work
from roadmap.queries.progress import overview
from roadmap.queries.progress.commitments import Tracked, one_line
from roadmap.queries.progress.timeline import Update, Year, timeline, year_of, years_of


@dataclass(frozen=True, slots=True)
class CommitmentProgress:
    """The context of roadmap/progress/commitment.html. `line` has what only staff see; `can_report`: the reader may
    report on it, `can_accept`: accept what others report. `years` are the other years that can be chosen."""

    line: Tracked
    updates: tuple[Update, ...]
    year: Year
    years: tuple[int, ...]
    for_staff: bool
    can_report: bool
    can_accept: bool

    @property
    def others(self) -> tuple[Update, ...]:
        """The updates of other years."""
        return tuple(update for update in self.updates if update not in self.year.updates)


def progress_of(request: HttpRequest, action: Action, since: int) -> CommitmentProgress:
    """What was reported on the commitment, which was first published in the year `since`, and what happened in the year
    given in `?year=`. Five queries at most, three more for staff. Raises BadRequest for a year that is not shown."""
    past = moment.shown()
    staff = past is None and sees_work(request)
    updates = timeline(action)
    said = [(update.due_on, update.period_end) for update in updates]
    line = one_line(action, said, past.shown_day if past else timezone.localdate(), for_staff=staff)
    this_year = line.day.year
    years = years_of(since, updates, this_year)
    wanted = request.GET.get("year", str(this_year))
    refuse_unknown(_("year"), wanted, [str(year) for year in reversed(years)])
    return CommitmentProgress(
        line=line,
        updates=updates,
        year=year_of(action, int(wanted), updates),
        years=tuple(reversed(years)),
        for_staff=staff,
        can_report=staff and line.is_reported_by(request.user),
        can_accept=staff and rules.can_edit_roadmap(request.user),
    )


@shows_the_past
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """What is reported on the Roadmap, by section and status, and the updates accepted last."""
    section, status = request.GET.get("section", ""), request.GET.get("status", "")
    if status:
        refuse_unknown(_("status"), status, Action.Status.values)
    found = overview.progress(int(section) if section.isdecimal() and len(section) < 3 else None, status)
    if found is None:
        return render(request, "roadmap/not_loaded.html")
    if section:
        known = Section.objects.filter(edition=found.edition).order_by("number").values_list("number", flat=True)
        refuse_unknown(_("section"), section, [str(number) for number in known])
    context = {
        "progress": found,
        "statuses": [
            (value, label, total) for (value, label), total in zip(Action.Status.choices, found.totals, strict=True)
        ],
        "section": section,
        "status": status,
        "today": timezone.localdate(),
        "trail": [{"label": _("Roadmap"), "href": reverse("roadmap")}, {"label": _("Progress")}],
    }
    return render(request, "roadmap/progress/progress.html", context)
