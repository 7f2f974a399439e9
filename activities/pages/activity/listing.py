"""/activities/: the list of activities with search, filters and counts."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import rules
from activities.pages.activity import cards as listing
from activities.pages.activity.question import TABLE, Question, chips, default_sort, heading, plain, read_question
from activities.pages.fresh import marked, page_tag, seen
from activities.past_views import shows_the_past
from activities.pictures.words import Unit, counted, figure
from activities.queries.activity.facets import Facets, facets
from activities.queries.activity.listing import SORTS, BadCursor, Page, page
from activities.queries.activity.term_search import terms_named
from activities.queries.addresses import csv_address
from activities.queries.search.spelling import corrected
from activities.queries.state import AsOf, State, read_state
from activities.queries.vocabulary import FACETS, Vocabulary, vocabulary

PER_PAGE, TABLE_ROWS = 20, 40
#: The most suggestions to remove a filter; each needs a count.
DROPPED = 4


@shows_the_past
@require_safe
def activity_list(request):
    """The list. For htmx requests, only the part that changes."""
    state = read_state()
    tag = page_tag(request, state)
    if unchanged := seen(request, tag):
        return unchanged
    known = vocabulary(state.change)
    question = read_question(request.GET, known, alone=True)
    after, lost = request.GET.get("after", ""), False
    wanted = {"sort": question.sort, "limit": TABLE_ROWS if question.view else PER_PAGE, "words": question.words}
    try:
        shown = page(question.filterset.qs, after=after, **wanted)
    except BadCursor:
        after, lost = "", True
        shown = page(question.filterset.qs, **wanted)
    found = facets(question.filterset)
    context = list_context(question, known, shown, found, state, whole=request.GET.get("all", ""))
    context |= {"lost": lost, "first": not after, "fragment": request.htmx.target == "listing"}
    # the past is read-only
    context["editor"] = rules.can_edit_activities(request.user) and not getattr(request, "past", None)
    if not shown.rows and not after:
        context["drops"] = drops(question, known)
        context["meant"] = meant(question, known)
    template = "activities/activity/activity_list.html" + ("#listing" if context["fragment"] else "")
    # htmx shows a fragment with status 422; a page has status 400
    wrong = 422 if context["fragment"] else 400
    response = render(request, template, context, status=wrong if question.problems else 200)
    patch_vary_headers(response, ["HX-Target"])
    return marked(response, tag)


def list_context(
    question: Question, known: Vocabulary, shown: Page, found: Facets, state: State, *, whole: str
) -> dict:
    title = heading(question, known)
    data = question.data_address
    return {
        "question": question,
        "heading": title,
        "title": plain(title),
        "canonical": settings.SITE_URL + reverse("activity-list") + (data if question.data_pairs else ""),
        "found": found,
        "count": how_many(found),
        "as_of": AsOf(state.built_through or None, state.figures_at),
        "filters": chips(question, known),
        "groups": listing.groups(question, found, known, whole if whole in FACETS else ""),
        "cards": listing.rows(shown, known) if question.view else listing.cards(shown, known, question),
        "next": question.address(more=(("after", shown.next),)) if shown.next else "",
        "start": question.address(),
        "data": data,
        "views": views(question),
        "named": [
            {"term": term, "href": question.address(without="q", more=((term.facet, term.value),))}
            for term in terms_named(question.words, known)
        ],
        "sorts": sorts(question),
        "orders": [
            (label, question.address(without="sort", more=(("sort", key),) if key else ()), chosen)
            for key, label, chosen in sorts(question)
        ],
        "csv": csv_address(data),
        "xlsx": reverse("activity-download") + data,
        "json": f"{reverse('api-activity-list')}?{urlencode([*question.filters, ('sort', question.sort)])}",
    }


def how_many(found: Facets) -> str:
    """`341 activities`, or `10 activities of 341` if there are filters."""
    total = counted(found.total, Unit.ACTIVITIES)
    return total if found.total == found.of else _("%(total)s of %(all)s") % {"total": total, "all": figure(found.of)}


def views(question: Question) -> list[tuple[str, str, bool]]:
    """(label, address, chosen) of cards and table, each from the first activity on."""
    data = question.data_address
    table = data + ("&" if question.data_pairs else "") + "view=" + TABLE
    return [(_("Cards"), data, not question.view), (_("Table"), table, bool(question.view))]


def sorts(question: Question) -> list[tuple[str, str, bool]]:
    """(value, label, chosen) of each order. The default has no value: when words are added, the default for words
    applies."""
    usual = default_sort(question.words)
    keys = [usual, *(key for key in SORTS if key not in (usual, "relevance"))]
    return [("" if key == usual else key, SORTS[key], key == question.sort) for key in keys]


def meant(question: Question, known: Vocabulary) -> dict[str, str] | None:
    """For an empty list: the words in their probable spelling, if they give results with the same filters, and the
    address. Up to seven queries."""
    words = corrected(question.words)
    href = question.address(without="q", more=(("q", words),))
    found = words and read_question(QueryDict(href[1:]), known).filterset.qs.live().exists()
    return {"words": words, "href": href} if found else None


def drops(question: Question, known: Vocabulary) -> list[dict]:
    """For an empty list: the filters whose removal would give results, with the number of results. One query for each
    of the first four filters."""
    made = []
    for chip in chips(question, known)[:DROPPED]:
        fewer = read_question(QueryDict(chip["href"][1:]), known)
        made.append({**chip, "count": fewer.filterset.qs.live().count()})
    return sorted((drop for drop in made if drop["count"]), key=lambda drop: -drop["count"])
