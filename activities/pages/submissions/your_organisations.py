"""/your-organisations/: a person's organisations and invitations, and the members of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.actions.ledger import Refused
from activities.actions.submissions.memberships import (
    answer_invitation,
    answer_request,
    end_membership,
    invite,
    set_role,
    withdraw_invitation,
)
from activities.forms.submissions.joining import InvitationForm
from activities.models import Activity, Membership, Organisation, User
from activities.pages.access import signed_in_page
from activities.pages.problems import problems
from activities.pages.submissions.presets import next_address
from activities.pages.submissions.refused import say, status_of
from activities.queries.submissions.memberships import invitations_for, memberships_shown
from activities.queries.submissions.people import memberships_of

#: Activities of an organisation that its members can update from its page; the others are in the list of activities.
LATEST = 20


@require_safe
@signed_in_page
def your_organisations(request):
    context = {
        "memberships": memberships_shown(request.user),
        "invitations": invitations_for(request.user),
        "next": next_address(request),
    }
    return render(request, "activities/submissions/your_organisations.html", context)


@require_POST
@signed_in_page
def invitation_answer(request, pk):
    """Accept or decline an invitation to one of one's own addresses."""
    invitation = get_object_or_404(invitations_for(request.user), pk=pk)
    accept = request.POST.get("answer") == "accept"
    try:
        membership = answer_invitation(invitation=invitation, accept=accept, by=request.user)
    except Refused as refused:
        say(request, refused)
        return redirect("your-organisations")
    if membership is None:
        messages.success(request, _("You have declined the invitation."))
        return redirect("your-organisations")
    messages.success(request, _("You are now a member of %(name)s.") % {"name": membership.body})
    there = next_address(request)
    return redirect(there) if there else redirect("your-organisation", membership.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
def your_organisation(request, pk):
    """The members of an organisation. POST invites a colleague: owners only."""
    own = own_membership(request, pk)
    if request.method != "POST":
        return members_page(request, own, InvitationForm(initial={"role": Membership.Role.MEMBER}))
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return members_page(request, own, form, status=422)
    try:
        invitation = invite(body=own.body, **form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return members_page(request, own, form, status=status_of(refused))
    messages.success(request, _("An invitation has been sent to %(email)s.") % {"email": invitation.email})
    return redirect("your-organisation", pk)


def own_membership(request: HttpRequest, pk: int) -> Membership:
    """The person's own active membership. Otherwise 404."""
    rows = request.user.memberships.active().select_related("organisation__country", "proposal__country")
    return get_object_or_404(rows, pk=pk)


def members_page(request: HttpRequest, own: Membership, form: InvitationForm, status: int = 200) -> HttpResponse:
    body = own.body
    rows = list(memberships_of(body).open().order_by("pk"))
    is_owner = own.role == Membership.Role.OWNER
    listed = isinstance(body, Organisation)
    invitations = body.invitations.open().select_related("invited_by").order_by("pk") if is_owner else []
    published = Activity.objects.live().filter(organisation=body if listed else None)
    context = {
        "own": own,
        "body": body,
        "listed": listed,
        "is_owner": is_owner,
        "members": [one for one in rows if one.state == Membership.State.ACTIVE],
        "requests": [one for one in rows if one.state == Membership.State.REQUESTED] if is_owner else [],
        "invitations": invitations,
        "activities": published.count() if listed else 0,
        "latest": published.order_by("-pk")[:LATEST] if listed else [],
        "form": form,
        "errors": problems(form),
    }
    return render(request, "activities/submissions/your_organisation.html", context, status=status)


@require_POST
@signed_in_page
def member(request, pk, member):
    """An owner answers a request, changes a role, or removes a member; a member leaves."""
    own = own_membership(request, pk)
    other = get_object_or_404(memberships_of(own.body).open(), pk=member)
    act = request.POST.get("act", "")
    try:
        said = do(act, other, request.user)
    except Refused as refused:
        say(request, refused)
        return redirect("your-organisation", pk)
    if said:
        messages.success(request, said % {"person": other.user, "name": own.body})
    left = act == "remove" and other.pk == own.pk
    return redirect("your-organisations") if left else redirect("your-organisation", pk)


def do(act: str, other: Membership, by: User) -> str:
    """Do it, and return what the page says of it; "" for an unknown act."""
    if act in ("approve", "decline"):
        answer_request(membership=other, approve=act == "approve", by=by)
        return _("%(person)s is now a member.") if act == "approve" else _("The request of %(person)s was declined.")
    if act in Membership.Role.values:
        set_role(membership=other, role=act, by=by)
        return _("%(person)s is now an owner.") if act == "owner" else _("%(person)s is no longer an owner.")
    if act == "remove":
        end_membership(membership=other, by=by)
        own = other.user_id == by.pk
        return _("You have left %(name)s.") if own else _("%(person)s is no longer a member.")
    return ""


@require_POST
@signed_in_page
def request_withdraw(request, pk):
    """Take back one's own request to join."""
    membership = get_object_or_404(request.user.memberships.waiting(), pk=pk)
    try:
        end_membership(membership=membership, by=request.user)
    except Refused as refused:  # it has been approved since, and the person is the only owner
        say(request, refused)
    else:
        messages.success(request, _("Your request has been withdrawn."))
    return redirect("your-organisations")


@require_POST
@signed_in_page
def invitation_withdraw(request, pk, invitation):
    """An owner takes back an invitation."""
    own = own_membership(request, pk)
    row = get_object_or_404(own.body.invitations.open(), pk=invitation)
    try:
        withdraw_invitation(invitation=row, by=request.user)
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, _("The invitation to %(email)s was withdrawn.") % {"email": row.email})
    return redirect("your-organisation", pk)
