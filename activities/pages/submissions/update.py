"""/activities/<id>/update/: members of its organisation start an update of a published activity; others read how to
join it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused
from activities.actions.submissions.drafting import start_update
from activities.models import Activity
from activities.pages.access import signed_in_page
from activities.pages.submissions.refused import say, waiting


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def update(request, pk):
    """What an update is, and the button that starts one. 403 with the way to join for everyone else."""
    activity = get_object_or_404(Activity.objects.live().select_related("organisation"), pk=pk)
    own = request.user.memberships.active()
    is_member = activity.organisation is not None and own.filter(organisation=activity.organisation).exists()
    if request.method == "POST" and is_member:
        try:
            return redirect("submission-about", code=start_update(activity=activity, by=request.user).code)
        except Refused as refused:
            say(request, refused)
            return waiting(page(request, activity, is_member), refused)
    return page(request, activity, is_member)


def page(request: HttpRequest, activity: Activity, is_member: bool) -> HttpResponse:
    context = {"activity": activity, "is_member": is_member}
    return render(request, "activities/submissions/update.html", context, status=200 if is_member else 403)
