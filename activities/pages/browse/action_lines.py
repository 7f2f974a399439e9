"""/action-lines/, and /action-lines/C2/ with its tabs."""

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
from activities.past_views import shows_the_past
from activities.pictures.bars import StackedBar, stacked_bars_picture
from activities.pictures.picture import Label, Picture
from activities.queries.browse.overview import LineOverview, action_line_overview, other_frameworks


@shows_the_past
@require_safe
def action_line_list(request):
    overview = action_line_overview()
    picture = lines_picture(overview)
    if DOWNLOAD in request.GET:
        return picture_file("action-lines", {picture.key: picture}, overview.as_of, request.GET[DOWNLOAD])
    context = {"overview": overview, "picture": picture, "frameworks": other_frameworks()}
    return render(request, "activities/browse/action_line_list.html", context)


@shows_the_past
@require_safe
def action_line(request, code, tab=Tab.OVERVIEW):
    if tab == Tab.OVERVIEW and (sheet := term_sheet(request, "wsis", Term.Kind.ACTION_LINE, code)):
        return sheet
    return term_page(request, "wsis", Term.Kind.ACTION_LINE, code, tab)


def lines_picture(overview: LineOverview) -> Picture:
    return stacked_bars_picture(
        [
            StackedBar(Label(row.line.code, row.line.title, row.line.href, "line"), row.line.strengths)
            for row in overview.rows
        ],
        strength_parts(),
        key="action-lines",
        title=_("Activities by Action Line and strength of the link"),
        total=overview.total or None,
        heading=_("Action Line"),
        rtl=get_language_bidi(),
    )
