"""/organisations/join/: find one's organisation and ask to join, or propose one that is not listed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from activities.actions.ledger import Refused
from activities.actions.submissions.memberships import propose_organisation, request_to_join
from activities.forms.submissions.joining import ProposalForm
from activities.models import Membership
from activities.pages.access import signed_in_page
from activities.pages.problems import problems
from activities.pages.submissions.presets import going_on, next_address
from activities.pages.submissions.refused import status_of
from activities.queries.browse.organisations import organisation_or_404
from activities.queries.submissions.memberships import memberships_shown
from activities.queries.submissions.organisations import Found, Search, find_organisations, names_like
from activities.validators import clean_text

LONGEST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def join(request):
    """The search and what it finds; POST asks to join one of them."""
    there = next_address(request)
    if request.method == "POST":
        return ask(request, there)
    slug = clean_text(request.GET.get("organisation", ""))[:120]
    if not slug:
        words = clean_text(request.GET.get("q", ""))[:LONGEST]
        return join_page(request, there, words, find_organisations(words) if words else Search(()))
    found = organisation_or_404(slug)
    own = membership_in(request, found.pk)
    if own and own.state == Membership.State.ACTIVE:
        return redirect("your-organisation", own.pk)
    return join_page(request, there, "", Search((Found(found),)), slug=slug)


def ask(request: HttpRequest, there: str) -> HttpResponse:
    found = organisation_or_404(clean_text(request.POST.get("organisation", ""))[:120])
    try:
        membership = request_to_join(organisation=found, by=request.user)
    except Refused as refused:
        shown = Search((Found(found),))
        return join_page(request, there, "", shown, slug=found.slug, refused=refused)
    if membership.state == Membership.State.ACTIVE:
        return redirect("your-organisation", membership.pk)
    messages.success(
        request,
        _("Your request to join %(name)s has been sent. You will get the answer by e-mail.") % {"name": found.name},
    )
    return redirect("your-organisations")


def join_page(
    request: HttpRequest, there: str, words: str, shown: Search, *, slug: str = "", refused: Refused | None = None
) -> HttpResponse:
    own = {one.organisation_id: one for one in memberships_shown(request.user) if one.organisation_id}
    context = {
        "words": words,
        "search": shown,
        "found": [(one, own.get(one.organisation.pk)) for one in shown.found],
        "slug": slug,
        "next": there,
        "propose_href": going_on("organisation-propose", there, name=shown.instead or words),
        "errors": [{"href": "", "message": str(refused)}] if refused else [],
    }
    status = status_of(refused) if refused else 200
    return render(request, "activities/submissions/join.html", context, status=status)


def membership_in(request: HttpRequest, organisation: int) -> Membership | None:
    return request.user.memberships.open().filter(organisation=organisation).first()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def propose(request):
    """The form for an organisation that is not listed. It warns once of similar ones."""
    there = next_address(request)
    sent = request.method == "POST"
    form = ProposalForm(request.POST if sent else None, initial={"name": clean_text(request.GET.get("name", ""))[:300]})
    similar, refused = [], None
    if form.is_valid():
        facts = form.facts()
        similar = names_like(facts["name"], facts["country"])
        if {str(one.pk) for one in similar} <= set(form.cleaned_data["seen"].split(",")):
            try:
                proposal = propose_organisation(**facts, by=request.user)
            except Refused as found:
                refused, similar = found, []
                form.add_error(None, str(found))
            else:
                said = _("%(name)s has been proposed. You can add its activities now. ITU reviews both.")
                messages.success(request, said % {"name": proposal.name})
                return redirect(there or reverse("submission-start"))
    context = {
        "form": form,
        "errors": problems(form),
        "similar": similar,
        "seen": ",".join(str(one.pk) for one in similar),
        "next": there,
    }
    status = status_of(refused) if refused else 422 if form.errors else 409 if similar else 200
    return render(request, "activities/submissions/propose.html", context, status=status)
