"""{% load past %}: the form to view a page as it was on a date."""

from django import template
from django.utils import timezone

from activities.past_views import has_past

register = template.Library()


#: Characters; with a longer query string the form is left out.
LONGEST_QUERY = 2000


@register.inclusion_tag("components/as_of_form.html", takes_context=True)
def as_of_form(context):
    """Only on pages with past versions. The form repeats all parameters except the position in a list.

    Left out when the query string is longer than LONGEST_QUERY, because the page would grow with it.
    """
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    if match is None or not has_past(match.func) or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return {"parameters": None}
    moment = getattr(request, "past", None)
    return {
        "parameters": [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name not in ("as_of", "after", "before")
        ],
        "day": moment.shown_day if moment else None,
        "today": timezone.localdate(),
    }
