"""/accounts/role/: people who work for ITU ask an administrator for a role."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.submissions.staff_role import request_role, withdraw_role_request
from activities.pages.access import signed_in_page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def role_request(request):
    if rules.has_any_role(request.user):
        return redirect("account")
    if request.method == "POST":
        if request.POST.get("act") == "withdraw":
            withdraw_role_request(by=request.user)
        else:
            request_role(by=request.user)
        return redirect("role-request")
    return render(request, "activities/submissions/role_request.html")
