"""Who sees the staff parts of public pages. Whole pages for staff have `staff_page`."""

from django.http import HttpRequest

from activities.queries.account.second_factor import lacks_second_factor
from roadmap import rules


def sees_work(request: HttpRequest) -> bool:
    """Whether to show drafts, names and other content for staff: not in past versions, and not before the second step
    of the sign-in is set up."""
    if getattr(request, "past", None) or not rules.can_see_work(request.user):
        return False
    return not lacks_second_factor(request.user)
