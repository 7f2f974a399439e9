"""/terms/pick/: choose a Term by code, by words in any loaded language, or by browsing the frameworks.

All staff may use it. Parameters, all optional:
  q         a code in any spelling ("9.c", "SDG 9", "8.1O", "C7-ehealth") or words
  browse    a place instead: "sdg" (the Goals), "goal:9" (a Goal and its targets), "wsis", "sp-2024" …
  kind      only Terms of these kinds, repeated: goal, target, action_line, output …; default: all but indicators
  activity  the activity to link: its links are marked. 404 if the user may not edit it
  to        the address that a choice opens, on this site, with "{term}" for the Term's id; default: with `activity` the
            form of the link, otherwise the page of the Term
  as        "options": only the list items of a combobox, which static/js/pick.js fetches

For a combobox with script, use this markup and load js/pick.js:
  <div data-pick="{% url "term-pick" %}?activity=12"><label for="x">…</label><input id="x" type="search"></div>
A choice fires the event "term-picked" on that element, with detail {term, code, title, kind, framework, href}. Without
script put it inside <form action="{% url "term-pick" %}"> and name the input q.
"""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.models import Term
from activities.pages.access import staff_page
from activities.pages.editing.activity import editable, trail
from activities.queries.editing.term_pick import KINDS, Choice, choices_for, places, shelf
from activities.validators import clean_line, row_number

TERM = "{term}"


@require_safe
@staff_page
def term_pick(request):
    """The page, or the options of a combobox."""
    activity = picked_for(request)
    kinds = [kind for kind in request.GET.getlist("kind") if kind in Term.Kind.values] or KINDS
    words = clean_line(request.GET.get("q", ""))[:200]
    pk = activity.pk if activity else None
    found = choices_for(words, activity=pk, kinds=kinds)
    if request.GET.get("as") == "options":
        context = {"rows": with_addresses(request, found, pk), "words": words}
        return render(request, "activities/editing/edit_pick.html#options", context)
    place = clean_line(request.GET.get("browse", ""))[:60] if not words else ""
    opened = shelf(place, activity=pk, kinds=kinds) if place else None
    context = {
        "activity": activity,
        "trail": trail(activity, _("Choose what to link")) if activity else None,
        "words": words,
        "rows": with_addresses(request, found, pk),
        "place": place,
        "shelf": opened,
        "shelf_rows": with_addresses(request, opened.choices, pk) if opened else [],
        "places": places(),
        "kept": carried(request),
        "carried": [(name, value) for name in ("activity", "to", "kind") for value in request.GET.getlist(name)],
    }
    return render(request, "activities/editing/edit_pick.html", context)


def picked_for(request: HttpRequest):
    """The activity to link, or None. 404 if the user may not edit it."""
    given = request.GET.get("activity", "")
    if not given:
        return None
    return get_object_or_404(editable(request), pk=row_number(given) or 0)


def with_addresses(request: HttpRequest, found, activity: int | None) -> list[tuple[Choice, str]]:
    """[(choice, address that it opens)]"""
    to = request.GET.get("to", "")
    if TERM not in to or not url_has_allowed_host_and_scheme(to, allowed_hosts=None) or not to.startswith("/"):
        to = ""
    rows = []
    for choice in found:
        href = choice.href
        if to:
            href = to.replace(TERM, str(choice.term))
        elif activity:
            href = reverse("mapping", args=[activity, choice.term])
        rows.append((choice, href))
    return rows


def carried(request: HttpRequest) -> str:
    """The query string that all links of the page have."""
    pairs = [(name, value) for name in ("activity", "to", "kind") for value in request.GET.getlist(name)]
    return urlencode(pairs)
