"""The pages of Goals, targets and Action Lines.

A Goal and an Action Line have four tabs, each at an address of its own: /goals/9/, /goals/9/profile/, /goals/9/links/
and /goals/9/about/. Heading, answer and tabs are the same on each. A target has one page. Each picture is also a file
at any of these addresses: /goals/9/?download=years.svg.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.certainty import OPEN
from activities.extensions import IndicatorFigure, blocks_for, indicator_figures_for
from activities.models import Certainty, Term
from activities.pages.browse import in_brief
from activities.pages.browse.answers import all_served, name_link, names_all, term_answer, with_figure
from activities.pages.browse.profile import DOWNLOAD, picture_file
from activities.pages.browse.profile_pictures import main_picture, name_of, profile_pictures
from activities.pages.browse.term_tabs import Tab, tab_href, tab_label, tab_links
from activities.pages.linked import Linked, Sentence, series
from activities.pictures.words import figure
from activities.queries.addresses import list_href
from activities.queries.browse.profile import Profile, places, profile, strongest, wordings
from activities.queries.codes import UnknownCode, term_or_404
from activities.queries.terms import TermCount

#: The overview names as many activities, related Terms, linked Action Lines and indicators.
MAIN, RELATED, LEADING, MEASURED = 5, 3, 5, 3

#: The kinds of Terms whose changes have an Atom feed: {kind: its route}.
FEEDS = {Term.Kind.GOAL: "goal-feed", Term.Kind.ACTION_LINE: "action-line-feed"}


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One line of "In brief". `key` is its anchor; `href` leads to the chart, "" where there is none."""

    key: str
    label: str
    sentence: Sentence
    href: str


@dataclass(frozen=True, slots=True)
class Leading:
    """Terms at the other end of the Matrix's links: those with most activities, how many more, and those with none."""

    most: tuple[TermCount, ...]
    more: int
    none: tuple[TermCount, ...]


def term_page(request, framework: str, kind: str, code: str, tab: Tab = Tab.OVERVIEW) -> HttpResponse:
    """One tab of a Goal or an Action Line, the page of a target, or the file of ?download=.

    Codes that differ in case redirect to the right address.
    """
    try:
        term = term_or_404(framework, code, kind)
    except UnknownCode as unknown:
        if address := own_address(kind, code, unknown, tab):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
        raise
    shown = profile(term)
    if DOWNLOAD in request.GET:
        pictures = profile_pictures(shown, places(shown.counts.get("country", {})))
        return picture_file(f"{kind}-{term.code}", pictures, shown.as_of, request.GET[DOWNLOAD])
    sentences = term_answer(shown)
    template, contents = ("target", target) if kind == Term.Kind.TARGET else TABS[tab]
    context = {
        "profile": shown,
        "own": shown.own,
        "name": name_of(shown),
        "trail": trail(shown),
        "tab": tab_label(kind, tab) if tab else "",
        "tabs": tab_links(kind, term.code, tab),
        "hrefs": {each or "overview": tab_href(kind, term.code, each) for each in Tab},
        "answer": sentences,
        "answer_words": " ".join(map(str, sentences)),
        "list_query": list_href(shown.filters).partition("?")[2],
        "feed": reverse(FEEDS[kind], args=[term.code]) if kind in FEEDS else "",
    }
    return render(request, f"activities/browse/term_{template}.html", context | contents(shown))


def overview(shown: Profile) -> dict[str, Any]:
    """The main picture, the slice in brief, the main activities, and what leads on. Three queries at most."""
    found = strongest(shown.term, shown.as_of)[:MAIN]
    picture = main_picture(shown)
    return {
        "picture": picture,
        "instead": all_served(shown) if picture and not picture.shown and not names_all(shown) else None,
        "brief": brief(shown),
        "strongest": found,
        "strengths_differ": len({strong.strength for strong in found}) > 1,
        "explain_certainty": len({strong.certainty for strong in found}) > 1,
        "leading": leading(shown),
        "measured": measured(shown)[:MEASURED],
    }


def target(shown: Profile) -> dict[str, Any]:
    """Everything on one page. Four queries at most."""
    first = overview(shown)
    return first | links(shown) | {
        "explain_certainty": first["explain_certainty"] or links(shown)["explain_certainty"],
        "wording": wordings(shown.term).get(shown.own.code),
        "blocks": blocks_for(shown.term),
    }  # fmt: skip


def who_where_when(shown: Profile) -> dict[str, Any]:
    """All pictures but the overview's, and all countries. One query."""
    countries = places(shown.counts.get("country", {}))
    pictures = profile_pictures(shown, countries)
    return {
        "pictures": {key.replace("-", "_"): picture for key, picture in pictures.items()},
        "countries": countries,
        "types": in_brief.types(shown),
        "kinds": (pictures["kinds"], pictures["statuses"]),
    }


def links(shown: Profile) -> dict[str, Any]:
    """For the table of Matrix links: its number of columns, and whether to show reasons and explain certainty."""
    reasons = any(link.rationale for link in shown.links)
    return {
        "reasons": reasons,
        "columns": 2 + (shown.own.kind == Term.Kind.GOAL) + reasons,
        "explain_certainty": reasons and any(link.certainty != Certainty.OFFICIAL for link in shown.links),
    }


def about(shown: Profile) -> dict[str, Any]:
    """Official words, indicators with their figures, links of other frameworks. Two queries."""
    words = wordings(shown.term)
    found = indicator_figures_for([indicator.code for indicator in shown.indicators])
    return {
        "wording": words.get(shown.own.code),
        "indicators": [
            (indicator, words.get(indicator.code), found.get(indicator.code)) for indicator in shown.indicators
        ],
        "explain_certainty": any(figure.certainty in OPEN for figure in found.values()),
        "blocks": blocks_for(shown.term),
    }


TABS: dict[Tab, tuple[str, Callable[[Profile], dict[str, Any]]]] = {
    Tab.OVERVIEW: ("overview", overview),
    Tab.PROFILE: ("profile", who_where_when),
    Tab.LINKS: ("links", links),
    Tab.ABOUT: ("about", about),
}


def brief(shown: Profile) -> list[BriefLine]:
    """The slice in five sentences or six. Nothing without activities."""
    if not shown.activities:
        return []

    def line(key: str, label: str, sentence: Sentence, tab: Tab = Tab.PROFILE, anchor: str = "") -> BriefLine:
        href = (
            "" if shown.own.kind == Term.Kind.TARGET else tab_href(shown.own.kind, shown.own.code, tab, anchor or key)
        )
        return BriefLine(key, label, sentence, href)

    lines = [
        line("who", _("Who"), in_brief.who(shown)),
        line("where", _("Where"), in_brief.where(shown)),
        line("when", _("When"), in_brief.when(shown)),
        line("what", _("Type and status"), in_brief.types(shown)),
    ]
    if shown.own.strengths_vary and shown.own.kind == Term.Kind.ACTION_LINE:  # the bars of a Goal's targets show them
        lines.append(line("strength", _("Strength"), in_brief.strength(shown.own, name_of(shown))))
    if shown.alongside:
        label = _("Related Action Lines") if shown.own.kind == Term.Kind.ACTION_LINE else _("Related Goals")
        lines.append(line("alongside", label, related(shown)))
    return lines


def related(shown: Profile) -> Sentence:
    """`Goal 17 (70 activities in both), Goal 16 (36) and Goal 4 (20).`"""
    first, *others = shown.alongside[:RELATED]
    number = Linked(figure(first.activities), list_href(shown.filters | {first.kind: first.code}))
    return Sentence(_("%(names)s."), {"names": series([
        Sentence(_("%(name)s (%(number)s in both)"), {"name": name_link(first), "number": number}),
        *(with_figure(shown, other) for other in others),
    ])})  # fmt: skip


def leading(shown: Profile) -> Leading:
    """Action Lines that the Matrix links to a Goal or a target; targets (and Goals) that it links to an Action Line.

    Each has the number of activities in both.
    """
    if shown.own.kind == Term.Kind.ACTION_LINE:
        found = [with_activities(link.sdg, link.activities or 0) for link in shown.links]
    else:
        found = [with_activities(group.head, group.activities) for group in shown.official]
    most = sorted((term for term in found if term.activities), key=lambda term: -term.activities)
    none = tuple(term for term in found if not term.activities)
    return Leading(tuple(most[:LEADING]), max(0, len(most) - LEADING), none)


def measured(shown: Profile) -> list[tuple[TermCount, IndicatorFigure | None]]:
    """The indicators with their latest figure for the world, those that have one first. One query."""
    found = indicator_figures_for([indicator.code for indicator in shown.indicators])
    rows = [(indicator, found.get(indicator.code)) for indicator in shown.indicators]
    return sorted(rows, key=lambda row: row[1] is None)


def with_activities(term: TermCount, activities: int) -> TermCount:
    return TermCount(term.kind, term.code, term.title, term.href, activities=activities)


def trail(shown: Profile) -> list[dict[str, str]]:
    """The breadcrumbs: the list of its kind, and for a target its Goal. The heading below them has the name."""
    own, goal = shown.own, shown.goal
    if own.kind == Term.Kind.ACTION_LINE:
        steps = [{"href": reverse("action-line-list"), "label": _("Action Lines")}]
    else:
        steps = [{"href": reverse("goal-list"), "label": _("Goals")}]
    if own.kind == Term.Kind.TARGET and goal:
        steps.append({"href": goal.href, "label": goal.title, "code": goal.code})
    return steps


def own_address(kind: str, code: str, unknown: UnknownCode, tab: Tab) -> str:
    """The address of the tab of the Term whose code differs from `code` only in case, or ""."""
    same = [known for _href, known, _title in unknown.nearest if known.casefold() == code.casefold()]
    return tab_href(kind, same[0], tab) if same else ""
