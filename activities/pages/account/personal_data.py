"""/accounts/data/: all data about the person who is signed in, as a page and a file; and the account's deletion."""

import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from activities.actions.ledger import Refused
from activities.actions.submissions.deletion import delete_person
from activities.queries.account.personal_data import SHOWN, personal_data

PAGE = "account/personal_data.html"


@require_safe
@login_required
@never_cache
def my_data(request):
    return render(request, PAGE, {"parts": personal_data(request.user, SHOWN), "shown": SHOWN})


@require_safe
@login_required
@never_cache
def my_data_file(request):
    """All of it as JSON."""
    parts = {part.name: part.rows for part in personal_data(request.user)}
    content = json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
@never_cache
def delete_account(request):
    """Ask once more, after the password was given again, then delete the account."""
    refusal = ""
    if request.method == "POST":
        try:
            delete_person(by=request.user)
        except Refused as why:
            refusal = str(why)
        else:
            logout(request)
            messages.success(request, _("Your account has been deleted."))
            return redirect("home")
    context = {"refusal": refusal}
    return render(request, "account/delete_account.html", context, status=422 if refusal else 200)
