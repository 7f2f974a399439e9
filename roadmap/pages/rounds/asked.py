"""Open rounds in the workspace and on the page of submissions."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities import rules
from activities.extensions import Block, WorkspaceGroup
from activities.models import User
from activities.pictures.words import figure
from roadmap.models import Round, RoundItem
from roadmap.queries.rounds.checklist import items
from roadmap.queries.rounds.people import own
from roadmap.queries.rounds.standing import Tally, tally_of


def workspace_group(user: User, sector: str) -> WorkspaceGroup | None:
    """The open round with the earliest deadline in which the user can answer something. One query without rounds, two
    for each."""
    for one in Round.objects.open().order_by("deadline", "pk"):
        found = items(user, one)
        tally = tally_of(found.filter(part=sector) if sector else found)
        if tally.total:
            return group_of(one, tally, sector)
    return None


def group_of(one: Round, tally: Tally, sector: str) -> WorkspaceGroup:
    there = reverse("round-mine", args=[one.code])
    href = f"{there}?{urlencode({'part': sector})}" if sector else there
    return WorkspaceGroup(
        title=_("to answer in %(round)s") % {"round": one.title},
        short=closing(one, tally),
        count=tally.waiting,
        href=href,
        of=tally.total,
        step=_("Open the checklist"),
        step_href=href,
    )


def closing(one: Round, tally: Tally) -> str:
    """ "Review 2026 closes on 31 March: 12 of 128 answered." """
    values = {
        "round": one.title,
        "day": date_format(one.deadline),
        "until": date_format(one.grace_until),
        "answered": figure(tally.answered),
        "all": figure(tally.total),
    }
    if not one.is_late(timezone.localdate()):
        return _("%(round)s closes on %(day)s: %(answered)s of %(all)s answered.") % values
    return (
        _("The deadline of %(round)s was %(day)s: %(answered)s of %(all)s answered. Late answers are accepted.")
        % values
    )


def submission_block(user: User) -> Block | None:
    """The open rounds that ask the person about activities of their organisations. Staff find them in the workspace."""
    if rules.can_see_staff_pages(user):
        return None
    found = []
    for one in Round.objects.open().order_by("deadline", "pk"):
        tally = tally_of(RoundItem.objects.counted().filter(own(user), round=one))
        if tally.total:
            found.append((one, closing(one, tally), button(tally)))
    return Block("rounds", _("Review rounds"), "roadmap/rounds/asked.html", found) if found else None


def button(tally: Tally) -> str:
    if not tally.waiting:
        return _("See your answers")
    words = ngettext("Answer for %(number)s activity", "Answer for %(number)s activities", tally.waiting)
    return words % {"number": figure(tally.waiting)}
