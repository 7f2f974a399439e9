"""{% load past %}: the form that asks for a page as it stood on a day."""

from django import template
from django.utils import timezone

from activities.pages.past import has_past

register = template.Library()


@register.inclusion_tag("components/as_of_form.html", takes_context=True)
def as_of_form(context):
    """Only on pages that have a past. All that the address asks for is asked again; pages of a list start anew."""
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    if match is None or not has_past(match):
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
