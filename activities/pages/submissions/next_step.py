"""Where people without a role of the secretariat go after they have signed in."""

from django.urls import reverse

from activities.models import User
from activities.queries.submissions.memberships import invitations_for


def next_step(user: User) -> str:
    """Invitations first, then submissions; without an organisation, the page to find one. Up to three queries."""
    if invitations_for(user).exists():
        return reverse("your-organisations")
    states = set(user.memberships.open().values_list("state", flat=True))
    if "active" in states:
        return reverse("submission-list")
    if states:
        return reverse("your-organisations")
    return reverse("role-request") if user.role_requested_at else reverse("organisation-join")
