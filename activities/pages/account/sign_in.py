"""The user's account: name and sign-in methods."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from activities.actions.account.accounts import choose_mails, set_name
from activities.forms.account import MailsForm, NameForm
from activities.queries.account.second_factor import lacks_second_factor


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def account(request):
    user = request.user
    choosing = "mails" in request.POST
    form = NameForm(request.POST if request.method == "POST" and not choosing else None, initial={"name": user.name})
    mails = MailsForm(request.POST if choosing else None, initial={"mails": user.mails})
    if form.is_valid():
        set_name(user, form.cleaned_data["name"])
        messages.success(request, _("Your name has been saved."))
        return redirect("account")
    if mails.is_valid():
        choose_mails(user, mails.cleaned_data["mails"])
        messages.success(request, _("Your choice of e-mails has been saved."))
        return redirect("account")
    factors = [each.wrap() for each in Authenticator.objects.filter(user=user).order_by("created_at")]
    by_type = {kind: [each for each in factors if each.instance.type == kind] for kind in Authenticator.Type.values}
    codes = [len(each.get_unused_codes()) for each in by_type[Authenticator.Type.RECOVERY_CODES]]
    context = {
        "form": form,
        "mails": mails,
        "errors": [
            *({"href": "#id_name", "message": error} for error in form.errors.get("name", [])),
            *({"href": "#id_mails", "message": error} for error in mails.errors.get("mails", [])),
        ],
        "roles": [_(name).capitalize() for name in user.groups.order_by("name").values_list("name", flat=True)],
        "passkeys": by_type[Authenticator.Type.WEBAUTHN],
        "app": bool(by_type[Authenticator.Type.TOTP]),
        "codes": codes[0] if codes else None,
        "lacks_second_factor": lacks_second_factor(user),
    }
    return render(request, "account/account.html", context, status=422 if form.errors or mails.errors else 200)
