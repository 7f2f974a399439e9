"""/add/: what to know before one adds an activity."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from activities.pages.submissions.presets import presets_of, with_presets
from activities.queries.submissions.expectation import usual_days

#: Minutes from here to "Submitted" for someone who registers, proposes an organisation and submits an activity with
#: three links, with the facts at hand. Counted on a walk through the pages at 40 words a minute, 4 seconds a choice and
#: 10 seconds to read a page; rounded up.
#: Register and start: 14 words (21 s), 13 choices (52 s), 10 pages (100 s). The form: 120 words, of them 60 of the
#: description and 45 of reasons (180 s), 17 choices (68 s), 8 pages (80 s). Together 501 s, or 8.4 minutes.
MINUTES = 10


@require_safe
def add(request):
    """The same page for everyone, signed in or not. The page after it depends on who they are."""
    presets = presets_of(request.GET)
    context = {"minutes": MINUTES, "days": usual_days(), "start": with_presets("submission-start", presets)}
    return render(request, "activities/submissions/add.html", context)
