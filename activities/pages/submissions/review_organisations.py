"""/review/organisations/: proposed organisations, and requests that no owner answers, for reviewers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities import rules
from activities.actions.ledger import Refused
from activities.actions.submissions.memberships import answer_request, approve_proposal, decline_proposal
from activities.forms.submissions.joining import DeclineForm
from activities.models import Membership, Organisation, OrganisationProposal
from activities.pages.access import staff_page
from activities.pages.problems import problems
from activities.pages.submissions.refused import say, status_of
from activities.queries.submissions.memberships import proposals_waiting, requests_waiting
from activities.queries.submissions.organisations import Search, find_organisations, names_like
from activities.queries.submissions.people import memberships_of
from activities.queries.workspace.waiting import without_role
from activities.validators import clean_text

LONGEST = 200


@require_safe
@staff_page(rule=rules.can_review)
def organisations(request):
    context = {
        "proposals": proposals_waiting(),
        "requests": requests_waiting(),
        "roles": without_role().count() if rules.can_manage_users(request.user) else 0,
    }
    return render(request, "activities/submissions/review_organisations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_review)
def organisation(request, pk):
    """One proposed organisation; POST approves or declines it."""
    proposal = get_object_or_404(OrganisationProposal.objects.select_related("country", "proposed_by"), pk=pk)
    if request.method != "POST":
        return proposal_page(request, proposal, DeclineForm())
    decision = request.POST.get("decision")
    form = DeclineForm(request.POST if decision == "decline" else None)
    try:
        if decision == "approve":
            approved = approve_proposal(proposal=proposal, by=request.user)
            messages.success(request, _("%(name)s has been approved.") % {"name": approved.name})
            return redirect("review-organisations")
        if decision == "existing":
            slug = clean_text(request.POST.get("organisation", ""))
            existing = get_object_or_404(Organisation.objects.live(), slug=slug, sector="")
            approve_proposal(proposal=proposal, existing=existing, by=request.user)
            words = {"name": proposal.name, "existing": existing.name}
            messages.success(request, _("%(name)s is %(existing)s. Its members belong to it now.") % words)
            return redirect("review-organisations")
        if form.is_valid():
            decline_proposal(proposal=proposal, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("%(name)s has been declined.") % {"name": proposal.name})
            return redirect("review-organisations")
    except Refused as refused:
        proposal.refresh_from_db()
        errors = [{"href": "", "message": str(refused)}]
        return proposal_page(request, proposal, form, errors, status=status_of(refused))
    return proposal_page(request, proposal, form, problems(form), status=422)


def proposal_page(
    request: HttpRequest,
    proposal: OrganisationProposal,
    form: DeclineForm,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    words = clean_text(request.GET.get("q", ""))[:LONGEST]
    shown = find_organisations(words) if words else Search(())
    context = {
        "proposal": proposal,
        "open": proposal.state == OrganisationProposal.State.OPEN,
        "members": memberships_of(proposal).open().order_by("pk"),
        "entries": proposal.submissions.count(),
        "similar": names_like(proposal.name, proposal.country_id),
        "words": words,
        "search": shown,
        "found": [one.organisation for one in shown.found if not one.organisation.sector],
        "form": form,
        "errors": errors or [],
    }
    return render(request, "activities/submissions/review_organisation.html", context, status=status)


@require_POST
@staff_page(rule=rules.can_review)
def membership(request, pk):
    """Approve or decline a request to join. The owners of the organisation can do this too; the first answer counts."""
    row = get_object_or_404(Membership.objects.exclude(organisation=None), pk=pk)
    approve = request.POST.get("answer") == "approve"
    try:
        answer_request(membership=row, approve=approve, by=request.user)
    except Refused as refused:
        say(request, refused)
    else:
        said = _("%(person)s is now a member of %(name)s.") if approve else _("The request of %(person)s was declined.")
        messages.success(request, said % {"person": row.user, "name": row.organisation})
    return redirect("review-organisations")
