"""/goals/, /goals/9/ with its tabs, and /targets/9.c/."""

from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.models import Term
from activities.pages.browse.profile import DOWNLOAD, picture_file
from activities.pages.browse.profile_pictures import strength_parts
from activities.pages.browse.sheets import term_sheet
from activities.pages.browse.term_pages import term_page
from activities.pages.browse.term_tabs import Tab
from activities.pages.downloads import refuse_unknown
from activities.past_views import shows_the_past
from activities.pictures.bars import Bar, StackedBar, bars_picture, stacked_bars_picture
from activities.pictures.picture import Label, Picture
from activities.pictures.words import Unit, counted, figure, share
from activities.queries.browse.overview import GoalOverview, goal_overview, other_frameworks
from activities.queries.terms import TermCount

WHOLE, FRACTIONAL = "whole", "fractional"


@shows_the_past
@require_safe
def goal_list(request):
    counting = request.GET.get("counting") or WHOLE
    refuse_unknown(_("way of counting"), counting, (WHOLE, FRACTIONAL))
    overview = goal_overview()
    picture = shared_picture(overview) if counting == FRACTIONAL else whole_picture(overview)
    if DOWNLOAD in request.GET:
        return picture_file("goals", {picture.key: picture}, overview.as_of, request.GET[DOWNLOAD])
    context = {"overview": overview, "picture": picture, "counting": counting, "frameworks": other_frameworks()}
    return render(request, "activities/browse/goal_list.html", context)


@shows_the_past
@require_safe
def goal(request, code, tab=Tab.OVERVIEW):
    if tab == Tab.OVERVIEW and (sheet := term_sheet(request, "sdg", Term.Kind.GOAL, code)):
        return sheet
    return term_page(request, "sdg", Term.Kind.GOAL, code, tab)


@shows_the_past
@require_safe
def target(request, code):
    return term_page(request, "sdg", Term.Kind.TARGET, code)


def whole_picture(overview: GoalOverview) -> Picture:
    """Whole counts by strength: each activity counts once for each Goal it contributes to."""
    return stacked_bars_picture(
        [StackedBar(label(row.goal), row.goal.strengths) for row in overview.rows],
        strength_parts(),
        key="whole",
        title=_("Activities by Goal and strength of the link"),
        total=overview.total or None,
        heading=_("Goal"),
        rtl=get_language_bidi(),
    )


def shared_picture(overview: GoalOverview) -> Picture:
    """Fractional counts: each activity counts as 1 in total, divided equally among its Goals."""
    return bars_picture(
        [Bar(label(row.goal), row.goal.activities, row.goal.fractional) for row in overview.rows],
        key="fractional",
        title=_("Activities by Goal, whole and fractional count"),
        sentence=shared_sentence(overview),
        heading=_("Goal"),
        rtl=get_language_bidi(),
    )


def shared_sentence(overview: GoalOverview) -> str | None:
    """A sentence on the two largest Goals by fractional count; None if there are none."""
    ranked = sorted((row.goal for row in overview.rows if row.goal.fractional), key=lambda goal: -goal.fractional)
    if len(ranked) < 2:
        return None
    first, second = ranked[:2]
    return _(
        "By fractional count, %(first)s comes first with %(count)s of the %(total)s that contribute to any Goal "
        "(%(share)s%%), then %(second)s with %(next)s."
    ) % {
        "first": label(first).name,
        "count": figure(first.fractional, 1),
        "total": counted(overview.mapped, Unit.ACTIVITIES),
        "share": share(first.fractional, overview.mapped),
        "second": label(second).name,
        "next": figure(second.fractional, 1),
    }


def label(goal: TermCount) -> Label:
    return Label(goal.code, goal.title, goal.href, f"goal-{goal.code}")
