"""/accounts/tokens/: a person's API tokens: list, create, revoke. The text of a token is shown once."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.actions.account.tokens import create_token, revoke_token
from activities.actions.ledger import Refused
from activities.forms.token import TokenForm
from activities.pages.access import signed_in_page
from activities.pages.problems import problems
from activities.queries.account.tokens import tokens_of


@require_safe
@signed_in_page
@never_cache
def token_list(request):
    active, ended = tokens_of(request.user)
    return render(request, "account/tokens.html", {"active": active, "ended": ended})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
@reauthentication_required
@never_cache
def token_new(request):
    """The form, after the password was given again. The answer to POST is the only page that shows the token: nothing
    stores its text, so there is no redirect."""
    form = TokenForm(request.POST if request.method == "POST" else None, user=request.user)
    refusal = ""
    if form.is_valid():
        try:
            token, secret = create_token(**form.cleaned_data, by=request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            context = {"token": token, "secret": secret, "site": settings.SITE_URL}
            return render(request, "account/token_created.html", context)
    errors = [{"href": "", "message": refusal}] if refusal else problems(form)
    return render(request, "account/token_new.html", {"form": form, "errors": errors}, status=422 if errors else 200)


@require_POST
@signed_in_page
def token_revoke(request, pk):
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    revoke_token(token=token)
    messages.success(request, _("Revoked: “%(name)s”. Programs can no longer use it.") % {"name": token.name})
    return redirect("token-list")
