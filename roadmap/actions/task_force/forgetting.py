"""Remove a person whose account is deleted from the Task Force's working matter."""

from django.utils.timezone import localdate

from activities.actions.submissions.deletion import FORMER_USER
from activities.models import User
from roadmap.models import Member


def forget_member(user: User) -> None:
    """End the person's membership today and remove their name. Their follow-ups stay, without an owner."""
    today = localdate()
    for row in Member.objects.filter(user=user):
        row.name, row.user = FORMER_USER, None
        if row.until is None or row.until > today:
            row.until = max(today, row.since or today)
        row.version += 1
        row.save()
