"""/frameworks/: the published classifications, most of them as trees, and their entries."""

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from activities.models import Term
from activities.models.framework import PLAIN_ADDRESSES
from activities.past_views import shows_the_past
from activities.queries.browse import plans
from activities.queries.browse.frameworks import framework_cards, framework_or_404
from activities.queries.codes import UnknownCode, term_or_404
from activities.queries.state import figures_as_of
from activities.queries.terms import term_counts


@shows_the_past
@require_safe
def framework_list(request):
    context = {"cards": framework_cards(), "as_of": figures_as_of()}
    return render(request, "activities/browse/framework_list.html", context)


@shows_the_past
@require_safe
def framework(request, slug):
    """The framework as a tree; Goals and Action Lines, which have pages of their own sort, in outline."""
    found = framework_or_404(slug)
    if not found.has_pages:
        return render(request, "activities/browse/framework.html", {"plan": plans.plan(found), "framework": found})
    heads = Term.objects.filter(framework=found, parent=None)
    context = {
        "framework": found,
        "card": next(card for card in framework_cards() if card.framework.id == found.id),
        "heads": term_counts(heads),
        "as_of": figures_as_of(),
    }
    return render(request, "activities/browse/framework_outline.html", context)


@shows_the_past
@require_safe
def term(request, slug, code):
    """An entry. Redirects to the pages of Goals, targets and Action Lines, and from other spellings of a code."""
    framework_or_404(slug)
    try:
        found = term_or_404(slug, code)
    except UnknownCode as unknown:
        for href, known, _title in unknown.nearest:
            if known.casefold() == code.casefold():
                return HttpResponsePermanentRedirect(href)
        raise
    if found.kind in PLAIN_ADDRESSES:
        return redirect(found, permanent=True)
    return render(request, "activities/browse/term.html", {"page": plans.plan_term(found)})
