"""/add/: what to know before one adds an activity."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from activities.pages.submissions.presets import presets_of, with_presets
from activities.queries.submissions.expectation import usual_days

#: Minutes to fill in the form and submit it, with title, description and places at hand. An estimate from the number of
#: answers, until people have been timed.
MINUTES = 15


@require_safe
def add(request):
    """The same page for everyone, signed in or not. The page after it depends on who they are."""
    presets = presets_of(request.GET)
    context = {"minutes": MINUTES, "days": usual_days(), "start": with_presets("submission-start", presets)}
    return render(request, "activities/submissions/add.html", context)
