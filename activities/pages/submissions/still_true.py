"""/activities/still-true/<key>/: confirm one's activity by the link in an e-mail, without signing in."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused, Stale
from activities.actions.outbox.signed import Expired, Invalid, StillTrue, read_still_true
from activities.actions.submissions.reminding import confirm_as_owner
from activities.models import Activity, User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_true(request, key):
    """A page with a button, because programs open links in e-mails; the button confirms as the person of the link."""
    try:
        link = read_still_true(key)
    except Expired:
        return problem(request, "still-true-expired", 410)
    except Invalid:
        return problem(request, "still-true", 404)
    activity = Activity.objects.live().select_related("organisation").filter(pk=link.activity).first()
    person = User.objects.filter(pk=link.person, is_active=True).first()
    if activity is None or person is None:
        return problem(request, "still-true-expired", 410)
    if request.method == "POST":
        return confirmed(request, activity, person, link)
    return page(request, activity, "changed" if activity.change_id != link.change else "open")


def confirmed(request, activity: Activity, person: User, link: StillTrue):
    try:
        row = confirm_as_owner(activity=activity, seen=link.change, by=person)
    except Stale as stale:
        return page(request, stale.row, "changed", status=409)
    except Refused as refused:
        return page(request, activity, "refused", message=str(refused), status=409)
    return page(request, row, "done")


def page(request, activity: Activity, state: str, *, message: str = "", status: int = 200):
    """The page in a state: open, done, changed (another version is published now) or refused."""
    context = {"activity": activity, "state": state, "message": message, "action": request.path}
    return render(request, "activities/submissions/still_true.html", context, status=status)


def problem(request, kind: str, status: int):
    return render(request, "activities/mails/link_problem.html", {"kind": kind}, status=status)
