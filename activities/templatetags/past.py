"""{% load past %}: the form that asks for a page as it stood on a day."""

from django import template
from django.utils import timezone

from activities.past_views import has_past

register = template.Library()


#: Characters of a query string that is asked again.
LONGEST_QUERY = 2000


@register.inclusion_tag("components/as_of_form.html", takes_context=True)
def as_of_form(context):
    """Only on pages that have a past. All that the address asks for is asked again; pages of a list start anew.

    Nothing where the address asks for more than people do: the page would grow with it.
    """
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    if match is None or not has_past(match.func) or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return {"asked": None}
    moment = getattr(request, "past", None)
    return {
        "asked": [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name not in ("as_of", "after", "before")
        ],
        "day": moment.shown_day if moment else None,
        "today": timezone.localdate(),
    }
