"""/submissions/new/: start a draft, with the presets in the address."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from activities import rules
from activities.actions.submissions.drafting import start_submission
from activities.actions.submissions.limits import TooMany, limit_drafts
from activities.pages.access import signed_in_page
from activities.pages.submissions.presets import (
    going_on,
    preset_answers,
    preset_country,
    preset_terms,
    presets_of,
    with_presets,
)
from activities.queries.submissions.memberships import invitations_for, may_add_for


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request):
    """GET asks for which organisation, or leads to the step before; POST starts the draft."""
    sent = request.method == "POST"
    presets = presets_of(request.POST if sent else request.GET)
    here = with_presets("submission-start", presets)
    if not request.user.is_authenticated:
        return redirect(going_on("account_signup", here))
    return signed_in_start(request, presets, here)


@signed_in_page
def signed_in_start(request, presets, here):
    own = may_add_for(request.user)
    wanted = presets.get("organisation", "")
    chosen = [one for one in own if one.organisation and one.organisation.slug == wanted]
    if not own or (wanted and not chosen):
        return redirect(step_before(request.user, wanted, here))
    errors = []
    if request.method == "POST":
        membership = next((one for one in own if str(one.pk) == request.POST.get("membership")), None)
        if membership is None:
            errors = [{"href": f"#membership-{own[0].pk}", "message": _("Choose an organisation.")}]
        else:
            try:
                return begin(request, membership.body, presets)
            except TooMany as refused:
                errors = [{"href": "", "message": str(refused)}]
    context = {
        "memberships": own,
        "chosen": (chosen or own)[0].pk if chosen or len(own) == 1 else None,
        "presets": presets,
        "terms": preset_terms(presets),
        "country": preset_country(presets),
        "errors": errors,
    }
    return render(request, "activities/submissions/start.html", context, status=422 if errors else 200)


def step_before(user, organisation: str, here: str) -> str:
    """The page that comes before, for someone who does not belong to this organisation or to any."""
    if not organisation and invitations_for(user).exists():
        return going_on("your-organisations", here)
    if not organisation and rules.can_edit_activities(user):
        return reverse("activity-new")
    return going_on("organisation-join", here, organisation=organisation)


def begin(request, body, presets):
    """Start the draft, and lead to the first page of its form."""
    limit_drafts(request.user)
    submission = start_submission(body=body, answers=preset_answers(presets), by=request.user)
    return redirect("submission-about", submission.code)
