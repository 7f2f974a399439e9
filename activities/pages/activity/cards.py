"""Facet groups and cards of the list of activities, as plain values for the template.

Addresses are made here, not with the tag {% query %}, and there is one template for all cards. The hundred options and
the hundred and fifty chips of a page are made without a template, which would take longer than the queries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from activities.models import Region, Term
from activities.models.activity import NO_ORGANISATION
from activities.models.framework import term_url
from activities.pages.activity.question import CODED, Question
from activities.queries.activity.facets import Facets
from activities.queries.activity.listing import Page
from activities.queries.vocabulary import FACETS, Vocabulary
from activities.templatetags.sdgmap import code as as_code
from activities.templatetags.sdgmap import goal_class

#: Facets that are always shown; others are shown only while a filter uses them.
SHOWN = (
    "goal",
    "target",
    "action_line",
    "whose",
    "sector",
    "region",
    "country",
    "group",
    "kind",
    "status",
    "year",
    "organisation_type",
)
OPEN = ("goal", "sector")
#: Long facets, which show their largest values first. All Goals together are in their own order.
LARGEST_FIRST = ("target", "country", "plan", "indicator")
FIRST = {"goal": 6, "target": 10, "country": 10, "plan": 10, "indicator": 10, "year": 8}
#: The number of links to Terms and of countries on a card.
CHIPS, COUNTRIES = 6, 3
#: Characters of a description on a card, which shows two lines of it. A search for words selects the passages instead.
DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class Group:
    """One facet, its `choices` as HTML. `rest` is the number of values not shown, of `all`; `all_href` shows them."""

    name: str
    label: str | Promise
    choices: SafeString
    selected: int
    open: bool
    rest: int
    all: int
    all_href: str


def groups(question: Question, found: Facets, known: Vocabulary, whole: str = "") -> list[Group]:
    """The facets to show. The one named `whole` has all its values."""
    chosen = question.filterset.chosen
    shown = [*SHOWN, *(facet for facet in chosen if facet not in SHOWN)]
    return [group(facet, question, found.counts.get(facet, {}), known, whole == facet) for facet in shown]


def group(facet: str, question: Question, counts: dict[str, int], known: Vocabulary, whole: bool) -> Group:
    selected = question.filterset.chosen.get(facet, [])
    values = list(offered(facet, selected, counts, known, question.filterset.chosen.get("goal", [])))
    if facet == "goal" and not whole:
        values.sort(key=lambda value: -counts.get(value, 0))
    first = len(values) if whole else FIRST.get(facet, len(values))
    cut = [*values[:first], *(value for value in values[first:] if value in selected)]
    rest = "&" + urlencode([pair for pair in question.pairs if pair[0] != facet])
    rest = rest if len(rest) > 1 else ""

    def address(value: str) -> str:
        left = [v for v in selected if v != value] if value in selected else [*selected, value]
        return "?" + ("&".join(f"{facet}={quote(v)}" for v in left) + rest).lstrip("&")

    options = known.facets.get(facet, {})
    choices = []
    for number, value in enumerate(cut, 1):
        label = escape(str(options[value].label) if value in options else value)
        text = f"{as_code(value.rpartition(':')[2])} {label}" if facet in CODED else label
        count = figure(counts.get(value, 0))
        choices.append(choice(f"f-{facet}-{number}", escape(address(value)), text, count, value in selected))
    return Group(
        name=facet,
        label=FACETS[facet],
        choices=SafeString("".join(choices)),
        selected=len(selected),
        open=bool(selected) or whole or facet in OPEN,
        rest=len(values) - len(cut),
        all=len(values),
        all_href=question.address(more=(("all", facet),)),
    )


def choice(name: str, href: str, text: str, count: str, selected: bool) -> str:
    """One value of a facet with its number of activities and the address that adds or removes it, as HTML."""
    current = ' aria-current="true"' if selected else ""
    hint = f'<span class="visually-hidden">, {escape(_("selected; remove"))}</span>' if selected else ""
    return (
        f'\n<li><a class="facet__link" id="{name}" href="{href}"{current} rel="nofollow">'
        f'<span class="facet__box" aria-hidden="true"></span><span class="facet__text">{text}{hint}</span> '
        f'<span class="facet__count">{count}</span></a></li>'
    )


def figure(number: int) -> str:
    return number_format(number, force_grouping=True) if number > 999 else str(number)


def offered(
    facet: str, selected: list[str], counts: dict[str, int], known: Vocabulary, goals: list[str]
) -> Iterator[str]:
    """The values to show, in order: those with activities or selected, all Goals, targets only of selected Goals."""
    if facet == "year":
        yield from sorted({*counts, *selected}, reverse=True)
        return
    options = known.facets[facet]
    values = [v for v in options if counts.get(v) or v in selected or facet == "goal"]
    if facet == "target" and goals:
        values = [v for v in values if options[v].goal in goals or v in selected]
    if facet in LARGEST_FIRST:
        values.sort(key=lambda v: -counts.get(v, 0))
    yield from values


def cards(page: Page, known: Vocabulary, question: Question) -> list[dict[str, Any]]:
    """The values of each card. Hits of a search for words are highlighted."""
    sought = {(facet, value) for facet, value in question.filters if facet in CODED}
    highlights = page.highlights or [("", "")] * len(page.rows)
    made = []
    for row, (title, description) in zip(page.parsed(), highlights, strict=True):
        organisation = row["organisation"]
        shown, more = chips(row["mappings"], known, sought)
        made.append(
            {
                "id": row["id"],
                "href": reverse("activity", args=[row["id"]]),
                "title": title or row["title"],
                "kind": str(known.facets["kind"][row["kind"]].label),
                "sector": organisation and organisation["sector"],
                "organisation": organisation["name"] if organisation else NO_ORGANISATION,
                "organisation_href": reverse("organisation", args=[organisation["slug"]]) if organisation else "",
                "start": row["start_year"],
                "end": row["end_year"],
                "places": places(row, known),
                "description": description or opening(row["description"]),
                "certainty": row["description_certainty"],
                "chips": shown,
                "more": more,
            }
        )
    return made


def opening(text: str) -> str:
    """The first characters of a description. Only those beyond ASCII need Django's slow count of them."""
    if text[: DESCRIPTION + 1].isascii():
        return text if len(text) <= DESCRIPTION else text[: DESCRIPTION - 1] + "…"
    return Truncator(text).chars(DESCRIPTION)


def rows(page: Page, known: Vocabulary) -> list[dict[str, Any]]:
    """The values of each row of the table."""
    made = []
    for row, (title, _description) in zip(page.parsed(), page.highlights or [("", "")] * len(page.rows), strict=True):
        organisation = row["organisation"]
        goals, lines = codes(row["mappings"], known)
        made.append(
            {
                "id": row["id"],
                "href": reverse("activity", args=[row["id"]]),
                "title": title or row["title"],
                "kind": str(known.facets["kind"][row["kind"]].label),
                "organisation": organisation["sector"] or organisation["name"] if organisation else NO_ORGANISATION,
                "start": row["start_year"],
                "end": row["end_year"],
                "places": places(row, known),
                "goals": goals,
                "lines": lines,
            }
        )
    return made


def codes(mappings: list[dict], known: Vocabulary) -> tuple[str, str]:
    """The codes of the Goals (including the Goals of targets) and of the Action Lines."""
    found = [(m["kind"], m["code"], known.facets.get(m["kind"], {}).get(m["code"])) for m in mappings]
    goals = {option.goal for _kind, _code, option in found if option and option.goal}
    lines = [code for kind, code, _option in found if kind == Term.Kind.ACTION_LINE]
    return ", ".join(sorted(goals, key=int)), ", ".join(lines)


def chips(mappings: list[dict], known: Vocabulary, sought: set[tuple[str, str]]) -> tuple[SafeString, int]:
    """Chips, as items of a list, of Goals (including the Goals of targets), targets, Action Lines and others.

    And how many are not shown. Terms of the filters are always shown.
    """
    goals, others = set(), []
    for mapping in mappings:
        option = known.facets.get(mapping["kind"], {}).get(mapping["code"])
        if option and option.goal:
            goals.add(option.goal)
        if mapping["kind"] != Term.Kind.GOAL:
            others.append((mapping["kind"], mapping["framework"], mapping["code"], mapping["title"]))
    titles = known.facets["goal"]
    terms = [(Term.Kind.GOAL, "sdg", code, titles[code].label) for code in sorted(goals, key=int)] + others
    late = [term for term in terms[CHIPS:] if asked_for(*term[:3], sought)] if len(terms) > CHIPS else []
    language = get_language()
    shown = [chip(*term, language) for term in [*terms[: CHIPS - len(late)], *late]]
    return SafeString("".join(shown)), len(terms) - len(shown)


def asked_for(kind: str, framework: str, code: str, sought: set[tuple[str, str]]) -> bool:
    return (kind, code) in sought or ("plan", f"{framework}:{code}") in sought


STYLES = {Term.Kind.TARGET: "target", Term.Kind.INDICATOR: "target", Term.Kind.ACTION_LINE: "action-line"}
GOAL_CHIP = """<li><a class="goal-chip {goal}" href="{href}" title="{title}"><span class="goal-chip__number">\
<span class="visually-hidden">{word} </span>{code}</span></a></li>"""
TERM_CHIP = """<li><a class="term-chip term-chip--{style} {goal}" href="{href}" title="{title}">{code}</a></li>"""


@lru_cache(maxsize=4096)
def chip(kind: str, framework: str, code: str, title: str, language: str | None) -> SafeString:
    """An item with a link to a Term, its title as tooltip, as in components/term_chip.html. Each is made once and
    cached."""
    return format_html(
        GOAL_CHIP if kind == Term.Kind.GOAL else TERM_CHIP,
        style=STYLES.get(Term.Kind(kind), "other"),
        goal=goal_class(code) if framework == "sdg" else "",
        href=term_url(framework, kind, code),
        title=title,
        word=_("Goal"),
        code=as_code(code),
    )


def places(row: dict[str, Any], known: Vocabulary) -> str:
    """The names of a few countries, or of the regions. "Worldwide" is first, and alone if there are many."""
    countries, regions = row["countries"], row["regions"]
    if row["worldwide"]:
        named = countries if len(countries) <= COUNTRIES else []
        return ", ".join([str(Region.GLOBAL.label), *(str(name_of(code, known)) for code in named)])
    if 0 < len(countries) <= COUNTRIES or (countries and not regions):
        names = [name_of(code, known) for code in countries]
        if len(names) > COUNTRIES:
            return _("%(count)s countries") % {"count": len(names)}
    else:
        names = [str(known.facets["region"][r].label) for r in regions]
    return ", ".join(names)


def name_of(code: str, known: Vocabulary) -> str:
    option = known.facets["country"].get(code)
    return str(option.label) if option else code
