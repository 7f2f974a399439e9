"""Confirm a row of a workspace list, and undo it."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import push_url

from activities import rules
from activities.actions.activities import confirm_activity
from activities.actions.history.reverts import revert_change
from activities.actions.ledger import Refused, Stale
from activities.actions.links.mappings import confirm_links
from activities.models import Activity, Change
from activities.pages.access import staff_page
from activities.pages.workspace.groups import CONFIRMED_IN_PLACE, Group
from activities.pages.workspace.needs import (
    UNDONE,
    as_item,
    chosen_sector,
    group_or_404,
    list_page,
    number,
    own_confirmation,
    whose,
    with_query,
)
from activities.queries.history.of_activity import history
from activities.queries.matrix.claims import marks
from activities.queries.vocabulary import vocabulary
from activities.queries.workspace import needs as queries
from activities.queries.workspace.recent import touched_by
from activities.queries.workspace.rows import rows


@require_POST
@staff_page(rule=rules.can_edit_activities)
def confirm(request, group, pk):
    """Confirm the activity, or the links shown in its row. Responds with the row to htmx, otherwise with the list."""
    shown = group_or_404(group, CONFIRMED_IN_PLACE)
    activity = get_object_or_404(Activity.objects.editable_by(request.user), pk=pk)
    seen = seen_in(request, group)
    try:
        if group == queries.STALE:
            row = confirm_activity(activity=activity, seen=seen[0], by=request.user)
            done = row.change_id
        else:
            change = confirm_links(activity=activity, seen=seen, by=request.user)
            done = change.pk if change else 0
    except Stale:
        return answer(request, shown, {"state": "stale", "since": since(pk, seen.values())}, pk, status=409)
    except Refused as refused:
        return answer(request, shown, {"state": "refused", "message": str(refused)}, pk, status=409)
    if not request.htmx:
        return redirect(with_query(request, group, done=done or None))
    return answer(request, shown, {"state": "done", "undo": own_confirmation(request, done)}, pk)


@require_POST
@staff_page(rule=rules.can_edit_activities)
def undo(request, group, pk):
    """Undo the user's own confirmation. Later changes remain; the row then shows a message."""
    shown = group_or_404(group, CONFIRMED_IN_PLACE)
    get_object_or_404(Activity.objects.editable_by(request.user), pk=pk)
    change = get_object_or_404(Change, pk=number(request.POST.get("change")), by=request.user, verb__in=UNDONE)
    if pk not in touched_by(change.pk):
        raise Http404
    try:
        revert_change(change=change, by=request.user)
    except Refused as refused:
        return answer(request, shown, {"state": "refused", "message": str(refused)}, pk, status=409)
    if not request.htmx:
        return redirect(with_query(request, group))
    return answer(request, shown, {"state": "open", "back": True}, pk)


def seen_in(request: HttpRequest, group: str) -> dict[int, int]:
    """{Term: Change} of the links shown in the row; {0: Change} for the activity itself."""
    if group == queries.STALE:
        return {0: number(request.POST.get("seen"))}
    pairs = [value.partition(":") for value in request.POST.get("links", "").split()]
    if not pairs or len(pairs) > 1000:
        raise BadRequest(_("The form has no links to confirm. Reload the list and try again."))
    return {number(term): number(change) for term, _colon, change in pairs}


def since(pk: int, seen) -> list:
    """History entries since the row was shown, latest first."""
    return [entry for entry in history(pk, vocabulary()) if entry.change > min(seen)]


def answer(request: HttpRequest, group: Group, state: dict, pk: int, *, status: int = 200):
    """The row for htmx, otherwise the list with the row on top."""
    known = vocabulary()
    found = rows(Activity.objects.filter(pk=pk), marks(known), known)
    item = as_item(found[0], group, known, **state)
    if not request.htmx:
        return list_page(request, group, asked=item, status=status)
    sector = chosen_sector(request)
    context = {
        "group": group,
        "item": item,
        "count": queries.count(request.user, group.name, sector, known, timezone.localdate()),
        "whose": whose(request, sector),
        "way": with_query(request, group.name).partition("?")[2],
        "confirms": group.name in CONFIRMED_IN_PLACE,
        "fragment": True,
    }
    return push_url(render(request, "activities/workspace/workspace_list.html#row", context, status=status), False)
