"""/activities/<id>/update/: members of its organisation start an update of a published activity; others read how to
join it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from activities.actions.submissions.drafting import start_update
from activities.models import Activity
from activities.pages.access import signed_in_page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def update(request, pk):
    """What an update is, and the button that starts one. 403 with the way to join for everyone else."""
    activity = get_object_or_404(Activity.objects.live().select_related("organisation"), pk=pk)
    own = request.user.memberships.active()
    is_member = activity.organisation is not None and own.filter(organisation=activity.organisation).exists()
    if request.method == "POST" and is_member:
        return redirect("submission-about", code=start_update(activity=activity, by=request.user).code)
    context = {"activity": activity, "is_member": is_member}
    return render(request, "activities/submissions/update.html", context, status=200 if is_member else 403)
